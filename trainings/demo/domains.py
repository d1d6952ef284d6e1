"""The tree of domains of the demo: (address, name, [(address, name) inside])."""

DOMAINS = [
    (
        "sante-social",
        "Santé, social et aide à la personne",
        [
            ("sante-soins", "Santé et soins"),
            ("aide-a-la-personne", "Aide à la personne"),
            ("petite-enfance", "Petite enfance"),
            ("action-sociale", "Action sociale et insertion"),
        ],
    ),
    (
        "batiment",
        "Bâtiment et travaux publics",
        [
            ("genie-climatique", "Plomberie, chauffage et climatisation"),
            ("electricite", "Électricité et réseaux"),
            ("gros-oeuvre", "Gros œuvre et toiture"),
            ("finitions", "Second œuvre et finitions"),
            ("encadrement-chantier", "Études et encadrement de chantier"),
        ],
    ),
    (
        "industrie",
        "Industrie et maintenance",
        [
            ("metaux", "Métallurgie et soudage"),
            ("maintenance", "Maintenance industrielle"),
            ("production", "Production et conduite de machines"),
            ("automobile", "Automobile"),
        ],
    ),
    (
        "numerique",
        "Numérique et informatique",
        [
            ("developpement", "Développement"),
            ("reseaux", "Systèmes et réseaux"),
            ("design-numerique", "Création numérique"),
        ],
    ),
    (
        "gestion",
        "Gestion, comptabilité et secrétariat",
        [
            ("comptabilite-paie", "Comptabilité et paie"),
            ("secretariat", "Secrétariat et accueil"),
            ("ressources-humaines", "Ressources humaines"),
        ],
    ),
    (
        "commerce",
        "Commerce et vente",
        [
            ("vente", "Vente et distribution"),
            ("relation-client", "Relation client et négociation"),
        ],
    ),
    (
        "hotellerie-restauration",
        "Hôtellerie, restauration et métiers de bouche",
        [
            ("cuisine", "Cuisine et service"),
            ("metiers-de-bouche", "Métiers de bouche"),
            ("hotellerie", "Hôtellerie et tourisme"),
        ],
    ),
    (
        "transport-logistique",
        "Transport et logistique",
        [
            ("conduite", "Conduite de véhicules"),
            ("entrepot", "Entrepôt et logistique"),
        ],
    ),
    (
        "services",
        "Services, sécurité et beauté",
        [
            ("securite", "Sécurité et propreté"),
            ("beaute", "Coiffure et esthétique"),
        ],
    ),
    (
        "nature",
        "Agriculture, jardins et nature",
        [
            ("paysage", "Paysage et jardins"),
            ("cultures", "Cultures et élevage"),
        ],
    ),
    (
        "formation-insertion",
        "Formation, accompagnement et animation",
        [
            ("formation-adultes", "Formation d’adultes"),
            ("animation", "Animation"),
        ],
    ),
]
