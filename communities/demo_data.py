"""The demo communities: names and texts invented, kinds of subjects true."""

# ruff: noqa: E501 - paragraphs of Markdown stand on one line

# (name, address)
THEMES = [
    ("Emploi et insertion", "emploi-et-insertion"),
    ("Formation et apprentissage", "formation-et-apprentissage"),
    ("Collectivités locales", "collectivites-locales"),
    ("Numérique", "numerique"),
    ("Santé et solidarités", "sante-et-solidarites"),
    ("Transition écologique", "transition-ecologique"),
]

# name, slug, theme, territory ("R32", "D59" or ""), policy, public content, in charge: the demo
# moderator ("demo") or somebody else, summary, welcome text.
COMMUNITIES = [
    (
        "Conseillers en insertion professionnelle",
        "conseillers-en-insertion-professionnelle",
        "emploi-et-insertion",
        "R32",
        "approval",
        False,
        "demo",
        "Échanger entre conseillères et conseillers des missions locales, de France Travail et de "
        "Cap emploi : outils d’entretien, partenariats, situations difficiles.",
        """## À quoi sert cette communauté

Vous accompagnez des personnes vers l’emploi dans les Hauts-de-France ? Ici, vous échangez avec des pairs qui font le même métier.

- **Vos outils** : grilles d’entretien, trames d’atelier, courriers types.
- **Vos questions** : une situation qui bloque, une aide que vous connaissez mal.
- **Vos partenaires** : qui contacter, où, pour quoi.

## Quelques règles

Ne citez jamais le nom d’une personne accompagnée. Donnez des exemples concrets, et remerciez celles et ceux qui vous répondent !""",
    ),
    (
        "Apprentissage dans le secteur public",
        "apprentissage-secteur-public",
        "formation-et-apprentissage",
        "",
        "open",
        True,
        "demo",
        "Accueillir une apprentie ou un apprenti dans une collectivité, un hôpital ou un service "
        "de l’État : contrats, tutorat, financement.",
        """Cet espace est celui de toutes les personnes qui accueillent, forment ou accompagnent des apprentis dans le secteur public.

## Pour bien commencer

1. Présentez votre service et le nombre d’apprentis que vous accueillez.
2. Dites ce que vous cherchez : un modèle de convention, un retour d’expérience, un CFA.
3. Répondez à une question : tout le monde y gagne.

## En bref

Le recrutement en apprentissage est ouvert toute l’année. Le maître d’apprentissage dispose de temps pour sa mission : parlez-en dès l’arrivée de l’apprenti.""",
    ),
    (
        "Secrétaires de mairie",
        "secretaires-de-mairie",
        "collectivites-locales",
        "",
        "open",
        False,
        "other",
        "L’entraide des secrétaires générales et secrétaires généraux de mairie des communes de "
        "moins de 3 500 habitants.",
        """Seul ou seule à la mairie ? Plus maintenant.

## Ce que vous trouverez ici

- les délibérations et arrêtés que d’autres communes acceptent de partager ;
- le calendrier des obligations de l’année ;
- des réponses courtes à des questions précises.

Pensez à retirer les données personnelles des documents que vous partagez.""",
    ),
    (
        "Médiation numérique de proximité",
        "mediation-numerique",
        "numerique",
        "R32",
        "open",
        True,
        "other",
        "Conseillers numériques, médiathèques et associations qui aident chacun à faire ses "
        "démarches en ligne.",
        """Cette communauté réunit les personnes qui font de la médiation numérique : conseillers numériques, bibliothécaires, travailleurs sociaux, bénévoles.

## Nos sujets

- accompagner sans faire à la place ;
- protéger les données des personnes aidées ;
- monter un atelier pour des débutants complets.""",
    ),
    (
        "Formateurs d’adultes",
        "formateurs-d-adultes",
        "formation-et-apprentissage",
        "",
        "approval",
        False,
        "demo",
        "Pédagogie, évaluation, formation à distance : les pratiques des formatrices et des "
        "formateurs des organismes publics.",
        """Que vous formiez au bureau, à l’atelier ou à distance, partagez ici ce qui marche, et aussi ce qui n’a pas marché.

## Les rendez-vous

Un échange d’une heure chaque premier jeudi du mois : une personne présente une séance, les autres posent des questions.""",
    ),
    (
        "Reconversion des militaires",
        "reconversion-des-militaires",
        "emploi-et-insertion",
        "",
        "invitation",
        False,
        "other",
        "Les conseillères et conseillers en transition qui préparent le départ des militaires vers "
        "la vie civile.",
        """Espace de travail des conseillers en transition professionnelle.

## Ici

Parcours types, correspondances entre spécialités militaires et métiers civils, contacts dans les entreprises.""",
    ),
    (
        "Achats publics responsables",
        "achats-publics-responsables",
        "collectivites-locales",
        "R11",
        "approval",
        False,
        "other",
        "Clauses sociales et environnementales, recherche de fournisseurs, allotissement : "
        "acheter mieux avec l’argent public.",
        """Acheteuses, acheteurs, juristes et prescripteurs : mettez en commun vos clauses, vos critères et vos bilans.

## Avant de publier

Attendez la fin de la procédure pour partager un cahier des charges, et retirez le nom des entreprises candidates.""",
    ),
    (
        "Accueil des gens du voyage",
        "accueil-des-gens-du-voyage",
        "sante-et-solidarites",
        "D59",
        "invitation",
        False,
        "other",
        "Gestionnaires d’aires d’accueil, travailleurs sociaux et enseignants du département du "
        "Nord.",
        """Un espace pour coordonner l’accueil, la scolarité et l’accès aux droits dans le Nord.""",
    ),
    (
        "Rénovation énergétique des bâtiments publics",
        "renovation-energetique",
        "transition-ecologique",
        "",
        "open",
        True,
        "other",
        "Diagnostics, financements et chantiers : les retours d’expérience des communes et des "
        "intercommunalités.",
        """Écoles, gymnases, mairies : par où commencer, avec quel argent, et qu’est-ce que cela change vraiment ?

## Partagez vos chantiers

Donnez la surface, le coût, l’aide obtenue et la consommation avant et après. Les chiffres réels valent mieux que les promesses.""",
    ),
    (
        "Accompagnement des personnes en situation de handicap",
        "accompagnement-handicap",
        "sante-et-solidarites",
        "R32",
        "approval",
        False,
        "demo",
        "Cap emploi, missions handicap, établissements et services d’aide par le travail : emploi "
        "accompagné et aménagement de poste.",
        """## Notre but

Qu’aucune personne ne renonce à un emploi ou à une formation faute d’aménagement.

## Ce que nous partageons

- des exemples d’aménagement de poste, avec leur coût et leur financement ;
- les contacts des référents handicap ;
- l’expérience des personnes concernées, qui sont ici les bienvenues.""",
    ),
    (
        "Direction des missions locales",
        "direction-des-missions-locales",
        "emploi-et-insertion",
        "R32",
        "invitation",
        False,
        "demo",
        "Le réseau des directrices et directeurs des missions locales des Hauts-de-France.",
        """Documents de travail, ordres du jour et comptes rendus du réseau régional.""",
    ),
    (
        "Restauration scolaire durable",
        "restauration-scolaire-durable",
        "transition-ecologique",
        "",
        "invitation",
        True,
        "other",
        "Produits locaux, menus végétariens, lutte contre le gaspillage : les cantines qui "
        "changent.",
        """Cuisinières, cuisiniers, élues et élus, diététiciennes : le groupe pilote des cantines engagées partage ici ses résultats avec tout le monde.

## Premiers résultats

Dans les douze cantines pilotes, le gaspillage a baissé d’un tiers en un an, surtout grâce aux petites portions proposées d’abord.""",
    ),
]

# What those who wait wrote to the moderators.
MESSAGES = [
    "Bonjour, j’ai pris mon poste il y a trois mois et je cherche des outils pour bien commencer. "
    "Merci d’avance !",
    "J’anime des ateliers sur ces sujets, et j’aimerais partager mes documents avec vous.",
    "",
    "Notre structure se lance dans ce domaine : vos retours d’expérience nous aideraient beaucoup.",
    "Je reprends le poste d’une collègue qui était membre de cette communauté.",
]

REFUSAL = "Cette communauté est réservée aux personnes dont c’est le métier."
