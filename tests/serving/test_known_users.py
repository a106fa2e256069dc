"""The known users of the data set, page by page."""

from hypothesis import given
from hypothesis import strategies as st

from cinq import wire


def test_pages_together_are_everybody_once(engine, toy):
    found, after = [], None
    while True:
        page = engine.users(wire.UsersRequest(after=after, limit=20))
        found += [user.user_id for user in page.users]
        after = page.next_after
        if after is None:
            break
    assert found == toy.seen.user_ids.tolist()


def test_each_comes_with_what_they_rated_and_liked(engine, toy):
    (user,) = engine.users(wire.UsersRequest(limit=1)).users
    ratings = toy.seen.of(user.user_id)[1]
    assert user.n_ratings == len(ratings)
    assert user.n_liked == int((ratings >= toy.info.liked_from).sum()) == 10


@given(st.integers(0, 2**63 - 1), st.integers(1, 500))
def test_any_cursor_goes_on_above_it(engine, toy, after, limit):
    page = engine.users(wire.UsersRequest(after=after, limit=limit))
    above = [user for user in toy.seen.user_ids.tolist() if user > after]
    assert [user.user_id for user in page.users] == above[:limit]
    assert (page.next_after is None) == (len(above) <= limit)
