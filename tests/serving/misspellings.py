"""Real titles as people type them: misspelled, with the article elsewhere, half, or with a year.

``python -m tests.serving.misspellings TITLES.txt`` prints a thousand of them, one a line, with what
was done to which title; the same ones each time.
"""

import random
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cinq.data.titles import title_forms

SEED, HOW_MANY = 20, 1_000

_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_ENGLISH = re.compile(r"(The|A|An) (.+)")
_FRENCH = re.compile(r"(Le |La |Les |L['\u2019]|Un |Une |Des )(.+)")
_SAME_SOUND = (
    ("ph", "f"),
    ("ck", "k"),
    ("ee", "ea"),
    ("ie", "ei"),
    ("ei", "ie"),
    ("ou", "oo"),
    ("c", "s"),
    ("y", "i"),
    ("z", "s"),
    ("x", "ks"),
)

Way = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Misspelling:
    """What somebody typed who meant the film of this row, and what they did to its title."""

    row: int
    typed: str
    way: str


def misspellings(
    films: Sequence[tuple[str, int | None]], n: int = HOW_MANY, seed: int = SEED
) -> list[Misspelling]:
    """So many misspellings of titles (and years) drawn at random, the ways of misspelling in turn.

    A way that leaves a title as it is (an accent is dropped where there is none) gives the turn to
    another title.
    """
    chance = random.Random(seed)
    made: list[Misspelling] = []
    while len(made) < n:
        way = tuple(WAYS)[len(made) % len(WAYS)]
        row = chance.randrange(len(films))
        title, year = films[row]
        name = chance.choice(title_forms(title))
        typed = WAYS[way](name, chance)
        if typed == name:
            continue
        if year is not None and chance.random() < 0.25:
            typed = f"{typed} {chance.choice([f'({year})', str(year)])}"
        made.append(Misspelling(row, typed, way))
    return made


def swapped(name: str, chance: random.Random) -> str:
    """Two neighbouring letters in each other's place: "Matirx"."""
    places = [p for p in range(len(name) - 1) if name[p].isalpha() and name[p + 1].isalpha()]
    return _at(
        name, places, chance, lambda at: name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    )


def left_out(name: str, chance: random.Random) -> str:
    """A letter is missing: "Matix"."""
    return _at(name, _letters(name), chance, lambda at: name[:at] + name[at + 1 :])


def doubled(name: str, chance: random.Random) -> str:
    """A letter stands twice: "Matrrix"."""
    return _at(name, _letters(name), chance, lambda at: name[:at] + name[at] + name[at:])


def beside(name: str, chance: random.Random) -> str:
    """The key beside the right one, on an English or a French keyboard: "Mstrix"."""
    rows = chance.choice([_QWERTY, _AZERTY])

    def struck(at: int) -> str:
        letter = name[at].lower()
        line = next((keys for keys in rows if letter in keys), letter)
        near = line.index(letter)
        others = [line[p] for p in (near - 1, near + 1) if 0 <= p < len(line)]
        return name[:at] + (chance.choice(others) if others else letter) + name[at + 1 :]

    return _at(name, _letters(name), chance, struck)


def two_slips(name: str, chance: random.Random) -> str:
    """Two slips in a name long enough for them: "Godfahtr"."""
    if len(name) < 9:
        return name
    slips: list[Way] = [swapped, left_out, doubled, beside]
    return chance.choice(slips)(chance.choice(slips)(name, chance), chance)


def by_ear(name: str, chance: random.Random) -> str:
    """As it sounds: "Elefant Man"."""
    low = name.lower()
    found = [(heard, written) for heard, written in _SAME_SOUND if heard in low]
    if not found:
        return name
    heard, written = chance.choice(found)
    return low.replace(heard, written, 1)


def without_accents(name: str, _: random.Random) -> str:
    """Without accents: "Amelie"."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def article_behind(name: str, _: random.Random) -> str:
    """English or French article behind a comma: "Matrix, The", "Avventura, L'"."""
    found = _ENGLISH.fullmatch(name) or _FRENCH.fullmatch(name)
    return f"{found[2]}, {found[1].strip()}" if found else name


def article_left_out(name: str, _: random.Random) -> str:
    """Without its article: "godfather"."""
    found = _ENGLISH.fullmatch(name) or _FRENCH.fullmatch(name)
    return found[2].lower() if found else name


def french_article(name: str, chance: random.Random) -> str:
    """A French article in place of the English one: "Le Matrix", "L'Aviator"."""
    found = _ENGLISH.fullmatch(name)
    if found is None:
        return name
    vowel = found[2][0].lower() in "aeiouh"
    return f"L'{found[2]}" if vowel else f"{chance.choice(['Le', 'La', 'Les'])} {found[2]}"


def article_and_slip(name: str, chance: random.Random) -> str:
    """Article behind a comma, and a slip: "Matirx, The"."""
    moved = article_behind(name, chance)
    if moved == name:
        return name
    front, _, article = moved.rpartition(", ")
    return f"{swapped(front, chance)}, {article}"


def half_with_a_slip(name: str, chance: random.Random) -> str:
    """The beginning of a long name, while it is typed, with a slip: "The Fellosh"."""
    if len(name) < 12:
        return name
    return swapped(name[: max(8, round(len(name) * chance.uniform(0.5, 0.8)))], chance)


def words_joined(name: str, chance: random.Random) -> str:
    """A space left out: "toystory"."""
    places = [p for p, letter in enumerate(name) if letter == " "]
    return _at(name, places, chance, lambda at: name[:at] + name[at + 1 :])


def signs_left_out(name: str, _: random.Random) -> str:
    """In lower case, without any sign: "schindlers list", "bonnie clyde"."""
    bare = re.sub(r"[^\w\s]", "", name)
    return bare.lower() if bare != name and bare.strip() else name


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        swapped,
        left_out,
        doubled,
        beside,
        two_slips,
        by_ear,
        without_accents,
        article_behind,
        article_left_out,
        french_article,
        article_and_slip,
        half_with_a_slip,
        words_joined,
        signs_left_out,
    )
}


def _letters(name: str) -> list[int]:
    return [place for place, letter in enumerate(name) if letter.isalpha()]


def _at(name: str, places: list[int], chance: random.Random, change: Callable[[int], str]) -> str:
    return change(chance.choice(places)) if places else name


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    for one in misspellings([(line, None) for line in lines]):
        sys.stdout.write(f"{one.way}\t{lines[one.row]}\t{one.typed}\n")
