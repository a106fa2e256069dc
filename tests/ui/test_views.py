import asyncio
import re
from html import escape
from html.parser import HTMLParser

import pytest

from cinq import wire
from tests.ui.conftest import Do
from tests.ui.fakes import HOSTILE, FakeApi
from ui.gesture import Gesture, Place
from ui.handlers import regions_after_session, regions_of
from ui.onboarding import Onboarding
from ui.screen import Note, Screen
from ui.texts import LANGUAGES, Texts, texts
from ui.views import view_hits
from ui.views.card import predicted_words, reason_words
from ui.views.entrance import view_entrance

EN, FR = texts("en"), texts("fr")
MODEL = asyncio.run(FakeApi().model())
ORIGIN = "https://films.example"


def drawn(screen: Screen) -> dict[str, str]:
    """Every region, in English."""
    return regions_of(screen, "en", ORIGIN)


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def film(rating: float, *shares: float, title: str = "Heat") -> wire.RecommendedFilm:
    because = [
        wire.Reason(film_id=place, title=f"Liked {place}", share=share)
        for place, share in enumerate(shares, 1)
    ]
    return wire.RecommendedFilm(
        film_id=9, title=title, year=1995, genres=["Crime"], score=1, predicted_rating=rating,
        because=because,
    )  # fmt: skip


def test_the_score_is_told_in_words_and_on_the_datas_scale() -> None:
    assert predicted_words(4.63, MODEL, EN) == ("You will love it", "4.6 of 5")
    assert predicted_words(4.1, MODEL, FR) == (FR.five.like, "4,1 sur 5")
    hundred = MODEL.model_copy(update={"scale_low": 0, "scale_high": 100, "liked_from": 60})
    assert predicted_words(87.2, hundred, EN) == ("You will love it", "87 of 100")
    assert predicted_words(50, hundred, EN) == ("Worth a try", "50 of 100")
    assert predicted_words(12, hundred, EN) == ("A bold pick", "12 of 100")


def test_a_score_off_the_scale_is_shown_at_its_end() -> None:
    assert predicted_words(5.4, MODEL, EN)[1] == "5.0 of 5"


def test_the_two_largest_positive_shares_are_the_reason() -> None:
    said = reason_words(film(4, 0.1, 0.7, -0.9, 0.4).because, EN, by_popularity=False)
    assert said.startswith("Because you liked")
    assert said.index("Liked 2") < said.index("Liked 4")
    assert "Liked 1" not in said
    assert "Liked 3" not in said


def test_one_positive_share_gives_one_name() -> None:
    said = reason_words(film(4, 0.1, -0.2).because, EN, by_popularity=False)
    assert " and " not in said


def test_without_a_positive_share_nobody_is_named() -> None:
    assert reason_words(film(4, -1).because, EN, by_popularity=False) == EN.five.popular
    assert reason_words(film(4, 1).because, EN, by_popularity=True) == EN.five.popular


def test_simulated_scores_are_said_to_be() -> None:
    shown = Screen("Ada", model=MODEL.model_copy(update={"simulated": True}))
    assert EN.simulated in drawn(shown)["notice"]
    assert drawn(Screen("Ada", model=MODEL))["notice"] == ""


def test_the_tray_counts_and_shows_the_way_on_when_full(api: FakeApi) -> None:
    chosen = tuple(api.films_by_id.values())[:5]
    assert "3 of 5" in drawn(Screen("Ada", chosen=chosen[:3]))["tray"]
    assert 'data-act="five"' not in drawn(Screen("Ada", chosen=chosen[:4]))["tray"]
    assert 'data-act="five"' in drawn(Screen("Ada", chosen=chosen))["tray"]


def test_trouble_offers_to_try_again() -> None:
    shown = drawn(Screen("Ada", proposals=None, trouble=True))
    assert EN.unreachable in shown["trouble"]
    assert 'data-act="open"' in shown["trouble"]
    assert shown["proposals"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_film_and_a_hostile_name_stay_text(language, do: Do, accounts, token) -> None:
    accounts.set_favourites(accounts.who(token), "toy", [HOSTILE.film_id, 1, 2, 3, 4])
    screens = [
        *(
            do(Gesture("open", place=place))
            for place in (
                Place("choosing"),
                Place("five"),
                Place("home"),
                Place("similar", HOSTILE.film_id),
                Place("guest"),
            )
        ),
        do(Gesture("watch", 666)),
        do(Gesture("judge", 6, value="seen", place=Place("five"))),
        Screen("<b onclick=x>", note=Note("added", HOSTILE.title), trouble=True),
    ]
    for screen in screens:
        for html in regions_of(screen, language, ORIGIN).values():
            tags = _Tags(html)
            assert not tags.tags & {"img", "script"}
            assert not tags.attributes & {"onerror", "onclick"}
            said = re.sub(r"<svg .*?</svg>", "", html)  # a poster sets the title in lines
            assert "{film}" not in said.replace(escape(HOSTILE.title), "")


def test_a_hostile_query_stays_text(onboarding: Onboarding, token: str) -> None:
    found = asyncio.run(onboarding.search(token, "<img src=x onerror=1>{query}"))
    assert "img" not in _Tags(view_hits(found, EN)).tags


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
@pytest.mark.parametrize("door", ["sign-up", "sign-in"])
def test_the_form_says_what_went_wrong_and_keeps_the_name(door, words: Texts) -> None:
    page = view_entrance(door, words, name='"><script>', problem="<i>no</i>")
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "&lt;i&gt;no&lt;/i&gt;" in page
    assert 'type="password"' in page
    assert page.count("<script") == page.count('<script src="/static/') == 1


def test_only_the_team_is_led_to_its_view() -> None:
    assert 'href="/team"' in regions_of(Screen("Ada", of_team=True), "en", "")["top"]
    assert 'href="/team"' not in regions_of(Screen("Ada"), "en", "")["top"]
    assert 'href="/me"' in regions_of(Screen("Ada"), "fr", "")["top"]


def test_after_the_session_only_the_way_back_is_shown() -> None:
    shown = regions_after_session("en")
    assert "/sign-in" in shown["trouble"]
    assert not any(html for name, html in shown.items() if name != "trouble")
