"""Candidates of the demo: invented people, addresses and phones that reach nobody."""

from datetime import timedelta

from django.utils import timezone

WOMEN = [
    "Amina", "Camille", "Chloé", "Élodie", "Fatima", "Inès", "Jeanne", "Khadija", "Léa",
    "Lucie", "Maëlys", "Manon", "Marie-Laure", "Nadia", "Noémie", "Océane", "Sarah", "Sofia",
    "Sylvie", "Yasmine",
]  # fmt: skip
MEN = [
    "Adrien", "Ahmed", "Antoine", "Bilal", "Damien", "Étienne", "Hugo", "Ibrahim",
    "Jean-Marc", "Julien", "Karim", "Lucas", "Mathis", "Mehdi", "Nicolas", "Romain", "Samuel",
    "Thomas", "Tiago", "Yanis",
]  # fmt: skip
LAST_NAMES = [
    "Aubert", "Bailly", "Baudry", "Benali", "Blanchard", "Boucher", "Boulanger", "Chevalier",
    "Collet", "D’Angelo", "Da-Silva", "Delattre", "Diallo", "Dufour", "Dupuis", "Fabre",
    "Ferreira", "Fontaine", "Gaillard", "Gauthier", "Guérin", "Hamel", "Haddad", "Humbert",
    "Jacquet", "Keïta", "Lacombe", "Leclercq", "Lefèvre", "Legrand", "Lemaître", "Mallet",
    "Marchand", "Mercier", "Moreau", "N’Diaye", "Nguyen", "Noël", "Olivier", "Paris",
    "Pelletier", "Perrot", "Poulain", "Renaud", "Rey", "Rivière", "Rolland", "Roussel",
    "Saïdi", "Schmitt", "Texier", "Traoré", "Vasseur", "Vidal", "Weber",
]  # fmt: skip
TOWNS = [
    ("59000", "Lille"),
    ("59100", "Roubaix"),
    ("62300", "Lens"),
    ("80000", "Amiens"),
    ("75019", "Paris"),
    ("93200", "Saint-Denis"),
    ("69007", "Lyon"),
    ("13002", "Marseille"),
    ("31100", "Toulouse"),
    ("44100", "Nantes"),
    ("35200", "Rennes"),
    ("67000", "Strasbourg"),
    ("97400", "Saint-Denis"),
]


def candidates(draw):
    """Endlessly, the fields of a candidate; no two share an address."""
    number = 0
    while True:
        number += 1
        woman = draw.random() < 0.5
        postal_code, city = draw.choice(TOWNS)
        age = timedelta(days=draw.randint(18 * 366, 58 * 365))
        yield {
            "civility": "mrs" if woman else "mr",
            "first_name": draw.choice(WOMEN if woman else MEN),
            "last_name": draw.choice(LAST_NAMES),
            "birth_date": timezone.localdate() - age,
            "email": f"candidat{number}@demo.example",
            # 06 39 98 is kept for fiction.
            "phone": f"06 39 98 {draw.randint(0, 99):02} {draw.randint(0, 99):02}",
            "postal_code": postal_code,
            "city": city,
        }
