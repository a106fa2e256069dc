"""What stands of all that was said here."""

from cinq import wire
from cinq.accounts.pseudonyms import key_of, pseudonym
from cinq.database import reading, writing
from cinq.feedback import LIKED, NOT_FOR_ME
from cinq.learning import Voices, read_voices
from cinq.learning.voices import FAVOURITE

KEY = b"k" * 32


def voices(engine, dataset: str = "small") -> Voices:
    with reading(engine) as session:
        return read_voices(session, dataset, KEY)


def opinions(found: Voices) -> dict[int, int]:
    return dict(zip(found.film_ids.tolist(), found.kinds.tolist(), strict=True))


def say(book, person, film: int, kind: str) -> None:
    request = wire.FeedbackRequest(film_id=film, kind=kind, account=person.id)
    book.record(request, "small")


def test_accounts_are_known_by_pseudonym_with_consent_and_age(engine, joins, clock):
    ana, ben = joins("Ana", range(3)), joins("Ben", range(2), consent=False)
    found = voices(engine)
    place = found.people.tolist().index(pseudonym(KEY, ana.id))
    other = found.people.tolist().index(pseudonym(KEY, ben.id))
    assert found.consents[[place, other]].tolist() == [True, False]
    assert found.accounts.all()
    assert found.since.tolist() == [int(clock.now.timestamp())] * 2
    assert (found.speakers == place).sum() == 3
    assert (found.people < 0).all()


def test_who_said_nothing_here_is_still_somebody(engine, joins):
    joins("Ana", range(3), "another")
    found = voices(engine)
    assert (len(found.people), len(found.film_ids)) == (1, 0)


def test_a_favourite_stays_one_whatever_good_is_said_besides(engine, joins, book, clock):
    ana = joins("Ana", range(1, 3))
    clock.let_pass(hours=1)
    say(book, ana, 1, "liked")
    say(book, ana, 2, "seen")
    say(book, ana, 3, "liked")
    assert opinions(voices(engine)) == {1: FAVOURITE, 2: FAVOURITE, 3: LIKED}


def test_of_a_favourite_and_a_refusal_the_later_stands(engine, joins, accounts, book, clock):
    ana = joins("Ana", range(1, 2))
    clock.let_pass(hours=1)
    say(book, ana, 1, "not_for_me")
    say(book, ana, 2, "not_for_me")
    clock.let_pass(hours=1)
    accounts.set_favourites(ana, "small", [1, 2])
    found = voices(engine)
    assert opinions(found) == {1: NOT_FOR_ME, 2: FAVOURITE}


def test_a_programs_people_are_no_accounts_and_consented_to_nothing(engine, book):
    book.record(wire.FeedbackRequest(film_id=1, kind="liked", subject="u-1"), "small", "app")
    found = voices(engine)
    assert found.accounts.tolist() == found.consents.tolist() == [False]


def test_a_deleted_account_says_nothing(engine, joins, accounts, book):
    ana = joins("Ana", range(5))
    say(book, ana, 7, "liked")
    accounts.delete(ana)
    found = voices(engine)
    assert (len(found.people), len(found.film_ids)) == (0, 0)


def test_the_key_of_a_database_gives_the_same_numbers_every_time(engine, joins):
    joins("Ana", range(5))
    with writing(engine) as session:
        key = key_of(session)
    with reading(engine) as session:
        first, second = (read_voices(session, "small", key).people.tolist() for _ in range(2))
    assert first == second
