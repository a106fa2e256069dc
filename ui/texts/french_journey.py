"""French, after five films are chosen."""

# ruff: noqa: RUF001 - French has a curled apostrophe

from ui.texts.journey import (
    CardTexts,
    DialTexts,
    HomeTexts,
    ListTexts,
    SharedTexts,
    TwoTexts,
    WatchTexts,
)

FRENCH_CARD = CardTexts(
    judge="Que dites-vous de {film} ?",
    liked="J’ai aimé",
    seen="Déjà vu",
    not_for_me="Pas pour moi",
    similar="Films proches",
    watch="À voir",
    watched="Dans ma liste",
    stood={
        "liked": "{film} : vous avez aimé",
        "seen": "{film} : déjà vu",
        "not_for_me": "{film} : pas pour vous",
    },
    undo="Annuler",
    undo_named="Annuler : reprendre {film}",
    shares="Ce qu’apporte chacun de vos films",
    shares_sum="Ensemble {score}, le score du film.",
)

FRENCH_DIALS = DialTexts(
    title="Régler cette liste",
    mood="Humeur",
    degrees=("Familier", "Équilibré", "Varié", "Surprenant"),
    period="Années",
    period_from="De",
    period_to="À",
    any_time="toute époque",
    before="avant {year}",
    decade="années {year}",
    genres="Seulement ces genres",
    reset="Réinitialiser",
)

FRENCH_LIST = ListTexts(
    lead_liked_one="Trouvés d’après les cinq que vous aimez, et un que vous avez aimé depuis.",
    lead_liked="Trouvés d’après les cinq que vous aimez, et {n} que vous avez aimés depuis.",
    another="Cinq autres",
    earlier="Revenir aux cinq d’avant",
    fewer="Il n’y a plus de film de ce genre. Réinitialisez la liste ou changez vos favoris.",
    share="Partager cette liste",
    share_title="Votre lien",
    share_lead="Qui le reçoit voit les titres de cette liste, et rien de vous.",
    share_old="Il montre une de vos listes d’avant.",
    share_anew="Partager plutôt cette liste",
    share_link="Lien vers la liste",
    share_until="Il fonctionne jusqu’au {date}.",
    copy="Copier",
    copied="Copié",
    unshare="Ne plus partager",
)

FRENCH_HOME = HomeTexts(
    title="Bon retour, {name}",
    lead="Voici ce que vous aviez laissé.",
    five="Vos cinq films",
    see_five="Voir pourquoi",
    watchlist="À voir",
    see_watchlist="Tout voir",
    favourites="Les cinq que vous aimez",
    two="Un film pour deux",
    two_lead="Une liste qui vous convient, à vous et à quelqu’un d’autre.",
    two_go="Trouver un film pour deux",
    data="Mes données",
    data_lead="Tout ce qui est gardé de vous : à voir, à télécharger ou à effacer.",
    nav="Vos films",
    nav_home="Accueil",
    nav_five="Mes cinq",
    nav_watchlist="À voir",
    nav_two="À deux",
)

FRENCH_WATCH = WatchTexts(
    title="À voir",
    lead="Des films mis de côté pour une bonne soirée.",
    empty="Rien ici pour l’instant. Touchez « À voir » sur un film pour le garder.",
    remove="Retirer",
    put_back="Annuler",
    similar_title="Films proches de {film}",
    similar_lead="Aimés des mêmes personnes, ou de la même famille.",
    similar_none="Aucun film n’est proche de celui-ci.",
    back="Retour à mes cinq",
)

FRENCH_TWO = TwoTexts(
    title="Un film pour deux",
    lead="Deux goûts, cinq films qui conviennent aux deux.",
    here="Ensemble sur le canapé",
    here_lead="Passez l’écran : l’autre choisit cinq films aimés.",
    here_go="Choisir les cinq de l’autre",
    here_change="Changer les cinq de l’autre",
    here_more="Continuer à choisir : {n} sur 5",
    apart="Avec un autre compte",
    apart_lead="Des films pour vous deux, sans que l’un voie les favoris de l’autre.",
    give="Créer un code pour un proche",
    code="Votre code",
    code_lead="Pour un seul proche, pendant un jour : il reçoit des films pour vous deux.",
    take="Le code d’un proche",
    take_go="Utiliser ce code",
    takers="Peut demander des films avec vous : {names}",
    part="Y mettre fin",
    found_here="Cinq films pour vous deux",
    found_with="Cinq films pour {name} et vous",
    you="Vous",
    guest="L’autre",
    fit="convient à {percent} %",
    because_one="Grâce à {a}",
    because_two="Grâce à {a} et {b}",
    alone="Choisir pour quelqu’un d’autre",
    choose_title="À l’autre de choisir : cinq films aimés",
    choose_lead="Cherchez, ou prenez parmi les propositions, pour la liste à deux seulement.",
    tray="Les cinq de l’autre",
    show="Voir les films pour deux",
    none="Aucun film ne convient aux deux cette fois. Changez les favoris et réessayez.",
)

FRENCH_SHARED = SharedTexts(
    title="Cinq films à voir",
    lead="Quelqu’un a partagé cette liste avec vous.",
    try_it="Recevoir cinq films à soi",
    gone="Cette liste n’est plus partagée",
    gone_lead="Le lien a pris fin, ou n’en a jamais été un.",
)
