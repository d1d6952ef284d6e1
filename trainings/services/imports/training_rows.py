"""Trainings of an import: found by their code, compared, written."""

from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.search.text import fold
from trainings.models import (
    Domain,
    Formacode,
    FormerSlug,
    Objective,
    Occupation,
    Training,
    TrainingKind,
)

from .outcome import ADDED, CHANGED, SAME

LINKS = ["domains", "objectives", "occupations", "formacodes"]
SLUG_LENGTH = 100


class TrainingRows:
    def __init__(self, outcome, *, write):
        self.outcome = outcome
        self.write = write
        self.pks = {}  # by code; None for one that the check only would add
        self.said = {}  # by code: the line, and what it said of each field, as numbers
        self.changed = set()  # to be read again by the search
        self.known = {
            "domains": _by_names(Domain, "slug", "name"),
            "objectives": _by_names(Objective, "name"),
            "occupations": dict(Occupation.objects.values_list("code", "pk")),
            "formacodes": dict(Formacode.objects.values_list("code", "pk")),
        }
        self.kinds = {fold(kind.name): kind for kind in TrainingKind.objects.all()}
        self.first_kind = TrainingKind.objects.order_by("position", "name").first()

    def accept(self, offers):
        """Reject the rows of trainings that cannot be made."""
        codes = {offer.training["code"] for offer in offers if offer.training}
        known = {code for code in codes if code in self.pks}
        known |= set(Training.objects.filter(code__in=codes).values_list("code", flat=True))
        for offer in offers:
            training = offer.training
            if training and training["code"] not in known and not training.get("title"):
                offer.reject(
                    _("No training has this code, and no title is given."), "training.code"
                )

    def handle(self, offers):
        first = {}
        for offer in offers:
            if offer.training and self._is_news(offer):
                first[offer.training["code"]] = offer
        existing = Training.objects.filter(code__in=first).select_related("kind")
        existing = {t.code: t for t in existing.prefetch_related(*LINKS)}
        new, changed = [], []
        for code, offer in first.items():
            training = existing.get(code)
            values, links = self._values(offer, training is None)
            if training is None:
                new.append((Training(), values, links))
                self.pks[code] = None
                self.outcome.tell("training", ADDED, code, offer.line)
                continue
            self.pks[code] = training.pk
            diff = _differences(training, values, links)
            if diff:
                changed.append((training, values, links))
                self.changed.add(training.pk)
            self.outcome.tell("training", CHANGED if diff else SAME, code, offer.line, diff)
        if self.write:
            self._write_new(new)
            self._write_changed(changed)

    def _is_news(self, offer):
        """Whether this is the first that the file says of the training; differences are said."""
        code = offer.training["code"]
        said = {name: hash(value) for name, value in offer.training.items()}
        if code not in self.said:
            self.said[code] = (offer.line, said)
            return True
        line, before = self.said[code]
        for name in [name for name, value in said.items() if before.get(name) != value]:
            text = _("Training %(code)s is already on line %(line)d: this value is left out.")
            offer.doubt(text % {"code": code, "line": line}, f"training.{name}")
        return False

    def _values(self, offer, is_new):
        """The fields of the row, and its links as ids; what is not known is said and left out."""
        values = {name: v for name, v in offer.training.items() if name not in {*LINKS, "kind"}}
        links = {name: self._ids(offer, name) for name in LINKS if name in offer.training}
        kind = self._kind(offer)
        if kind is not None or is_new:
            values["kind"] = kind or self.first_kind
        return values, links

    def _kind(self, offer):
        name = offer.training.get("kind")
        if not name:
            return None
        if fold(name) not in self.kinds:
            text = _("The kind of training “%(name)s” is not known.")
            offer.doubt(text % {"name": name}, "training.kind")
        return self.kinds.get(fold(name))

    def _ids(self, offer, link):
        known, ids = self.known[link], set()
        for word in sorted(offer.training[link]):
            if found := known.get(word) or known.get(fold(word)):
                ids.add(found)
            else:
                text = _("“%(word)s” is not in the portal's list: it is left out.")
                offer.doubt(text % {"word": word}, f"training.{link}")
        return frozenset(ids)

    # Writing -----------------------------------------------------------------

    def _write_new(self, items):
        taken = _taken_slugs(items)
        for training, values, _links in items:
            _fill(training, values)
            training.slug = _free_slug(training, taken)
        trainings = [training for training, _values, _links in items]
        Training.objects.bulk_create(trainings, batch_size=500)
        for training in trainings:
            self.pks[training.code] = training.pk
            self.changed.add(training.pk)
        for link in LINKS:
            _add_links(link, [(t.pk, pk) for t, _v, links in items for pk in links.get(link, ())])

    def _write_changed(self, items):
        for training, values, links in items:
            _fill(training, values)
            for link, ids in links.items():
                getattr(training, link).set(ids)
        names = {name for _training, values, _links in items for name in values}
        Training.objects.bulk_create(
            [training for training, _values, _links in items],
            batch_size=200,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=sorted({*names, "title_key", "updated_at"}),
        )


def _differences(training, values, links):
    """What changes: {field: (before, after)}."""
    now = {name: getattr(training, name) for name in values}
    now |= {link: frozenset(item.pk for item in getattr(training, link).all()) for link in links}
    after = {**values, **links}
    return {name: (now[name], after[name]) for name in after if now[name] != after[name]}


def _fill(training, values):
    for name, value in values.items():
        setattr(training, name, value)
    training.title_key = fold(training.title)
    training.updated_at = timezone.now()


def _slug(training):
    return slugify(f"{training.title[:80]} {training.code}")[:SLUG_LENGTH]


def _taken_slugs(items):
    wanted = [slugify(f"{v['title'][:80]} {v['code']}")[:SLUG_LENGTH] for _t, v, _l in items]
    taken = set(Training.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    return taken | set(FormerSlug.objects.filter(slug__in=wanted).values_list("slug", flat=True))


def _free_slug(training, taken):
    """An address of its own, with a number after it when another training has the same."""
    slug = _slug(training) or "formation"
    if slug in taken:
        last = Training.objects.aggregate(last=Max("pk"))["last"] or 0
        slug = f"{slug}-{last + len(taken) + 1}"
    taken.add(slug)
    return slug


def _add_links(link, pairs):
    relation = getattr(Training, link)
    through, field = relation.through, relation.field.m2m_reverse_field_name()
    through.objects.bulk_create(
        [through(training_id=training, **{f"{field}_id": pk}) for training, pk in pairs],
        batch_size=1000,
    )


def _by_names(model, *fields):
    return {
        key: row["pk"]
        for row in model.objects.values("pk", *fields)
        for name in fields
        for key in (row[name], fold(row[name]))
    }
