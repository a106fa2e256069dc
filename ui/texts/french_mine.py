"""French for "My data"."""

# ruff: noqa: RUF001 - French has a curled apostrophe

from ui.texts.mine import MineTexts

FRENCH_MINE = MineTexts(
    nav="Mes données",
    team="Équipe",
    films="Films",
    ways="Vues",
    title="Mes données",
    lead="Ce que Cinq garde de vous, {name}, et ce que vous pouvez en faire.",
    done={
        "password": "Votre mot de passe est changé. Toutes les autres sessions sont terminées.",
        "session": "La session est terminée.",
        "others": "Toutes les autres sessions sont terminées.",
        "yes": "Merci. Dès le prochain entraînement, les modèles peuvent apprendre de vos films.",
        "no": "Aucun modèle entraîné désormais n’apprend de vous.",
    },
    kept_title="Ce qui est gardé",
    kept_lead="Votre nom, une empreinte de votre mot de passe, et :",
    kept={
        "favourites": ("film favori", "films favoris"),
        "feedback": ("avis donné sur un film", "avis donnés sur des films"),
        "watchlist": ("film sur votre liste à voir", "films sur votre liste à voir"),
        "shared": ("liste partagée par un lien", "listes partagées par un lien"),
        "pairs": ("accord pour des listes à deux", "accords pour des listes à deux"),
        "experiments": (
            "jour où vous avez pris part à une comparaison de modèles",
            "jours où vous avez pris part à une comparaison de modèles",
        ),
    },
    export="Tout télécharger",
    export_hint="Un seul fichier, lisible par des programmes (JSON).",
    learning_title="Apprendre de mes films",
    learning_lead="Les modèles s’améliorent avec ce que les gens aiment. Vos films ne servent que "
    "si vous le voulez, sous un numéro au lieu de votre nom, et vous pouvez revenir sur ce choix "
    "à tout moment.",
    learning_yes="Les modèles peuvent apprendre de vos films.",
    learning_no="Les modèles n’apprennent pas de vos films.",
    learning_allow="Oui, les modèles peuvent apprendre de mes films",
    learning_forbid="Non, plus maintenant",
    sessions_title="Mes sessions",
    sessions_lead="Terminez celles que vous ne connaissez pas, puis changez de mot de passe.",
    unknown_device="Navigateur inconnu",
    this_one="celle-ci",
    seen="utilisée {when}",
    end="Terminer",
    end_named="Terminer la session : {device}, {when}",
    end_others="Terminer toutes les autres",
    password_title="Changer mon mot de passe",  # noqa: S106 - a heading
    password_lead="Toutes les autres sessions se terminent alors.",  # noqa: S106 - a hint
    current_password="Mot de passe actuel",  # noqa: S106 - a label
    new_password="Nouveau mot de passe",  # noqa: S106 - a label
    password_hint="8 caractères au moins. Une courte phrase convient bien.",  # noqa: S106 - a hint
    change_password="Changer",  # noqa: S106 - a button
    wrong_password="Ce n’est pas votre mot de passe actuel. Réessayez.",  # noqa: S106 - a message
    delete_title="Supprimer mon compte",
    delete_lead="Tout est supprimé aussitôt, sans retour possible. Jusqu’au "
    "prochain entraînement il reste un numéro sans nom, qui lui dit de ne rien apprendre de vous.",
    delete_sure="Oui, tout supprimer",
    delete="Supprimer mon compte",
    not_sure="Cochez la case si vous êtes sûr de vous.",
    gone_title="Votre compte est supprimé",
    gone="Plus rien de vous n’est gardé. Merci de votre visite.",
    gone_again="Créer un nouveau compte",
    now="à l’instant",
    minutes=("il y a une minute", "il y a {n} minutes"),
    hours=("il y a une heure", "il y a {n} heures"),
    days=("il y a un jour", "il y a {n} jours"),
)
