"""English for "My data"."""

from ui.texts.mine import MineTexts

ENGLISH_MINE = MineTexts(
    nav="My data",
    team="Team",
    films="Films",
    ways="Views",
    title="My data",
    lead="What Cinq keeps of you, {name}, and what you can do with it.",
    done={
        "password": "Your password is changed. All other sessions have ended.",
        "session": "The session has ended.",
        "others": "All other sessions have ended.",
        "yes": "Thank you. Models may learn from your films from the next training on.",
        "no": "No model that is trained from now on learns from you.",
    },
    kept_title="What is kept",
    kept_lead="Your name, a scrambled form of your password, and:",
    kept={
        "favourites": ("favourite film", "favourite films"),
        "feedback": ("thing you said of a film", "things you said of films"),
        "watchlist": ("film on your watchlist", "films on your watchlist"),
        "shared": ("list you share by a link", "lists you share by a link"),
        "pairs": ("agreement on lists for two", "agreements on lists for two"),
        "experiments": (
            "day on which you took part in a comparison of models",
            "days on which you took part in a comparison of models",
        ),
    },
    export="Download all of it",
    export_hint="One file, in a form that programs can read (JSON).",
    learning_title="Learning from my films",
    learning_lead="Models get better with what people love. Yours are used only if you say so, "
    "under a number instead of your name, and you can take it back at any time.",
    learning_yes="Models may learn from your films.",
    learning_no="Models do not learn from your films.",
    learning_allow="Yes, models may learn from my films",
    learning_forbid="No, take it back",
    sessions_title="Where I am signed in",
    sessions_lead="End what you do not know, then change your password.",
    unknown_device="Unknown browser",
    this_one="this one",
    seen="used {when}",
    end="End",
    end_named="End the session: {device}, {when}",
    end_others="End all others",
    password_title="Change my password",  # noqa: S106 - a heading
    password_lead="All other sessions end with it.",  # noqa: S106 - a hint
    current_password="Current password",  # noqa: S106 - a label
    new_password="New password",  # noqa: S106 - a label
    password_hint="At least 8 characters. A short sentence works well.",  # noqa: S106 - a hint
    change_password="Change it",  # noqa: S106 - a button
    wrong_password="This is not your current password. Try again.",  # noqa: S106 - a message
    delete_title="Delete my account",
    delete_lead="All of it is deleted at once and cannot be brought back. Until the next "
    "training a number without a name stays, which tells it to learn nothing from you.",
    delete_sure="Yes, delete everything",
    delete="Delete my account",
    not_sure="Tick the box if you are sure.",
    gone_title="Your account is deleted",
    gone="Nothing of you is kept any more. It was good to have you here.",
    gone_again="Make a new account",
    now="just now",
    minutes=("a minute ago", "{n} minutes ago"),
    hours=("an hour ago", "{n} hours ago"),
    days=("a day ago", "{n} days ago"),
)
