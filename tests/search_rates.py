"""How many job titles and keywords find a fitting training: `python -m tests.search_rates FOLDER`.

FOLDER holds the open files of the ROME (`rome_fiches.csv`, `rome_appellations.csv`), of Certif Info
(`certifinfo.csv`) and `domaines_mots_cles.csv`. They are loaded into the empty database that
the settings name (DATABASE_URL, VAR_DIR); a second run asks the same database again. A title
counts as found when one of the first 20 trainings carries its ROME code.
"""

import csv
import os
import random
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import django

FIRST = 20
SAMPLE = 500


def main(folder):
    from django.core.management import call_command

    from trainings.models import Training

    call_command("migrate", verbosity=0)
    if not Training.objects.exists():
        load(folder)
    codes = codes_by_training()
    taught = set().union(*codes.values())
    titles = [row for row in rows(folder, "rome_appellations") if row["code_rome"] in taught]
    draw = random.Random(2026)  # noqa: S311  the same sample each time
    sample = draw.sample(titles, SAMPLE)
    for name, change in variants(draw).items():
        asked = [(change(row["appellation"]), {row["code_rome"]}) for row in sample]
        tell(name, asked, [words for words, wanted in asked if not finds(words, wanted, codes)])
    groups = [
        (group["mots_cles"], set(group["codes_rome"].split("|")) & taught)
        for group in rows(folder, "domaines_mots_cles")
    ]
    # Some groups hold no keyword, or a note of the file's editors instead.
    groups = [group for group in groups if group[0] and "romage" not in group[0] and group[1]]
    lost = [
        words
        for words, wanted in groups
        if not any(finds(word, wanted, codes) for word in words.split(",") if word.strip())
    ]
    tell("keyword groups", groups, lost)


def tell(name, asked, lost):
    print(f"{name}: {len(asked) - len(lost)} of {len(asked)}")  # noqa: T201
    for words in lost:
        print(f"    {words}")  # noqa: T201


def finds(words, wanted, codes):
    from django.contrib.auth.models import AnonymousUser

    from trainings.services.catalogue import Catalogue
    from trainings.services.filters import Filters

    catalogue = Catalogue(AnonymousUser(), Filters(words=words.strip()))
    found = catalogue.cards(catalogue.results()[:FIRST])
    return any(wanted & codes[training.pk] for training in found)


# How a title is typed ------------------------------------------------------------


def variants(draw):
    return {
        "as printed": lambda title: title,
        "masculine": masculine,
        "feminine": feminine,
        "unaccented": lambda title: without_accents(feminine(title)),
        "one typo": lambda title: with_typo(masculine(title), draw),
    }


def masculine(title):
    """« Conducteur / Conductrice d’engins » → « Conducteur d’engins »."""
    left, _slash, right = title.partition(" / ")
    return " ".join([left, *right.split()[len(left.split()) :]])


def feminine(title):
    return title.rpartition(" / ")[2]


def without_accents(text):
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    return "".join(char for char in text if not unicodedata.combining(char)).lower()


def with_typo(title, draw):
    """The longest word with a letter dropped, doubled or swapped with the next."""
    longest = max(re.findall(r"\w+", title), key=len)
    if len(longest) < 5:
        return title
    place = draw.randrange(1, len(longest) - 1)
    head, letter, tail = longest[:place], longest[place], longest[place + 1 :]
    slip = draw.choice([tail, letter * 2 + tail, tail[0] + letter + tail[1:]])
    return title.replace(longest, head + slip)


# The catalogue --------------------------------------------------------------------


def rows(folder, name):
    [path] = Path(folder).rglob(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def codes_by_training():
    from trainings.models import Training

    codes = defaultdict(set)
    links = Training.occupations.through.objects.values_list("training", "occupation__code")
    for training, code in links:
        codes[training].add(code)
    return codes


def load(folder):
    from django.core.management import call_command

    from portal.search.services import rebuild
    from portal.search.text import fold
    from trainings.models import Occupation, Training, TrainingKind

    call_command("load_reference_data")
    titles = defaultdict(list)
    for row in rows(folder, "rome_appellations"):
        titles[row["code_rome"]].append(row["appellation"])
    occupations = {
        occupation.code: occupation
        for occupation in Occupation.objects.bulk_create(
            Occupation(
                code=row["code_rome"],
                name=row["libelle"],
                job_titles="\n".join(titles[row["code_rome"]]),
            )
            for row in rows(folder, "rome_fiches")
        )
    }
    source, kind = list(rows(folder, "certifinfo")), TrainingKind.objects.first()
    trainings = Training.objects.bulk_create(
        Training(
            title=row["libelle"][:200],
            title_key=fold(row["libelle"])[:400],
            slug=f"certification-{number}",
            code=str(number),
            kind=kind,
            rncp_code=row["code_rncp"],
            summary=row["formacode_libelle"],
        )
        for number, row in enumerate(source)
    )
    Training.occupations.through.objects.bulk_create(
        Training.occupations.through(training=training, occupation=occupations[code])
        for training, row in zip(trainings, source, strict=True)
        for code in set(row["codes_rome"].split("|")) & occupations.keys()
    )
    rebuild()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    main(sys.argv[1])
