"""English, after five films are chosen."""

from ui.texts.journey import (
    CardTexts,
    DialTexts,
    HomeTexts,
    ListTexts,
    SharedTexts,
    TwoTexts,
    WatchTexts,
)

ENGLISH_CARD = CardTexts(
    judge="What do you say to {film}?",
    liked="Liked it",
    seen="Seen it",
    not_for_me="Not for me",
    similar="Similar films",
    watch="Watch later",
    watched="On my list",
    stood={
        "liked": "{film}: you liked it",
        "seen": "{film}: seen",
        "not_for_me": "{film}: not for you",
    },
    undo="Undo",
    undo_named="Undo: bring back {film}",
    shares="What each of your films adds",
    shares_sum="Together {score}, the film's score.",
)

ENGLISH_DIALS = DialTexts(
    title="Tune this list",
    mood="Mood",
    degrees=("Familiar", "Balanced", "Varied", "Surprising"),
    period="Years",
    period_from="From",
    period_to="To",
    any_time="any time",
    before="before {year}",
    decade="{year}s",
    genres="Only these genres",
    reset="Reset",
)

ENGLISH_LIST = ListTexts(
    lead_liked_one="Found from the five you love, and one you liked since.",
    lead_liked="Found from the five you love, and {n} you liked since.",
    another="Another five",
    earlier="Back to the five before",
    fewer="There are no more films like this. Reset the list, or change your favourites.",
    share="Share this list",
    share_title="Your link",
    share_lead="Whoever has it sees the titles of this list and nothing about you.",
    share_old="It shows an earlier list of yours.",
    share_anew="Share this list instead",
    share_link="Link to the list",
    share_until="It works until {date}.",
    copy="Copy",
    copied="Copied",
    unshare="Stop sharing",
)

ENGLISH_HOME = HomeTexts(
    title="Good to see you, {name}",
    lead="Here is what you left.",
    five="Your five films",
    see_five="See why",
    watchlist="Watch later",
    see_watchlist="See all",
    favourites="The five you love",
    two="A film for two",
    two_lead="One list that suits you and somebody else.",
    two_go="Find a film for two",
    data="My data",
    data_lead="Everything that is kept of you: see, download or delete it.",
    nav="Your films",
    nav_home="Home",
    nav_five="My five",
    nav_watchlist="Watch later",
    nav_two="For two",
)

ENGLISH_WATCH = WatchTexts(
    title="Watch later",
    lead="Films you put aside for a good evening.",
    empty="Nothing here yet. Press “Watch later” on a film to keep it.",
    remove="Remove",
    put_back="Undo",
    similar_title="Films like {film}",
    similar_lead="Loved by the same people, or of the same kind.",
    similar_none="No film is like this one.",
    back="Back to my five",
)

ENGLISH_TWO = TwoTexts(
    title="A film for two",
    lead="Two tastes in, five films out that suit both.",
    here="Together on the sofa",
    here_lead="Hand over the screen: the other person chooses five films they love.",
    here_go="Choose the other five",
    here_change="Change the other five",
    here_more="Go on choosing: {n} of 5",
    apart="With another account",
    apart_lead="Films for you and a friend, without either seeing the other's favourites.",
    give="Make a code for a friend",
    code="Your code",
    code_lead="Good for one friend, for a day. Whoever enters it gets films for the two of you.",
    take="A friend's code",
    take_go="Use this code",
    takers="Can ask for films with you: {names}",
    part="End it",
    found_here="Five films for the two of you",
    found_with="Five films for you and {name}",
    you="You",
    guest="The other",
    fit="fits {percent} %",
    because_one="Thanks to {a}",
    because_two="Thanks to {a} and {b}",
    alone="Choose for somebody else",
    choose_title="Now the other person: five films you love",
    choose_lead="Search, or pick from the proposals. They only serve the list for two.",
    tray="The other five",
    show="Show films for two",
    none="No film suits both this time. Change the favourites and try again.",
)

ENGLISH_SHARED = SharedTexts(
    title="Five films, recommended",
    lead="Somebody shared this list with you.",
    try_it="Get five films of your own",
    gone="This list is no longer shared",
    gone_lead="The link has ended, or was never one.",
)
