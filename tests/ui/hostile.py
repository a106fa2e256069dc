"""Films whose titles and genres do what they can to break a page."""

from cinq import wire

OWNED = "document.documentElement.dataset.owned = 1"

TITLES = [
    f"<script>{OWNED}</script>",
    f'"><img src=x onerror="{OWNED}">',
    f"'><svg/onload='{OWNED}'>",
    f"</text></svg><script>{OWNED}</script>",
    f"</button></li></ul><style>* {{ display: none }}</style><i onclick='{OWNED}'>",
    f"javascript:{OWNED}",
    "&lt;b&gt; &amp;amp; &quot; &#x3C;script&#x3E;",
    "\u202eeno siht daer ton od\u2067\u2068",
    "\u200fשם של סרט שנכתב מימין לשמאל, ועוד מילים (1999) [x]",
    "هم\u200cچنان که دراز می\u200cکشید",  # noqa: RUF001 - Persian
    "x" * 500,
    ("A title that does not end " * 20)[:500],
    "👩‍👩‍👧‍👦🎬🍿" * 40,
    "Z̸̡͓̪͚̞̀̽̈́̐͑͝a̷̧̛͓̖̬͓͐͗͗͘l̵̡̛̗͚̮̈́̐̕͜g̷̡̛̗̬̪̏̓͝o̶̧̡̞̝͛̔̕͝ " * 5,
    "{film} {n} {{}} {0} %s %(x)s ${x} $(x) `x`",
    "\x00\x07\x1b[31m\u2028\u2029\ufeff\u00adcontrols\t\r\n",
    "'; DROP TABLE films; --",
    "../../etc/passwd",
    "\\u003cscript\\u003e \\x3cscript\\x3e",
    "七人の侍" * 60,
]
GENRES = [["<script>", "{a}"], ["Drama", '"><img src=x>'], [], ["x" * 300], ["Horror"]]

HOSTILE_FILMS = [
    wire.FilmFacts(
        film_id=place,
        title=title,
        year=None if place % 4 == 0 else 1920 + 5 * place,
        genres=GENRES[place % len(GENRES)],
    )
    for place, title in enumerate(TITLES, 1)
]
