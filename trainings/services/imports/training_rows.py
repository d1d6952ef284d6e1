"""Trainings of an import: found by their code, compared, written."""

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
from trainings.models.catalogue import RESERVED_SLUGS
from trainings.models.keys import code_key

from .outcome import ADDED, CHANGED, SAME

LINKS = ["domains", "objectives", "occupations", "formacodes"]
SLUG_LENGTH = 100


class TrainingRows:
    def __init__(self, outcome, *, write):
        self.outcome = outcome
        self.write = write
        self.spelt = {}  # by the key of a code: the code, as the portal or the file first wrote it
        self.published = set()  # those that nobody could see before
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
        """Reject the rows of trainings that cannot be made; gives each code its known spelling."""
        self._spell(offers)
        codes = {offer.training["code"] for offer in offers if offer.training}
        known = {code for code in codes if code in self.pks}
        known |= set(Training.objects.filter(code__in=codes).values_list("code", flat=True))
        for offer in offers:
            training = offer.training
            if training.get("title") == "":
                offer.reject(_("The title is empty."), "training.title")
            elif training and training["code"] not in known and "title" not in training:
                offer.reject(
                    _("No training has this code, and no title is given."), "training.code"
                )

    def _spell(self, offers):
        """Codes that only differ by case are one training's."""
        codes = {offer.training["code"] for offer in offers if offer.training}
        exact = set(Training.objects.filter(code__in=codes).values_list("code", flat=True))
        keys = {code_key(code) for code in codes - exact} - self.spelt.keys()
        known = Training.objects.filter(code_key__in=keys).values_list("code_key", "code")
        self.spelt |= dict(known)
        for offer in offers:
            if offer.training and (code := offer.training["code"]) not in exact:
                offer.training["code"] = self.spelt.setdefault(code_key(code), code)

    def handle(self, offers):
        first = {}
        for offer in offers:
            if offer.training and self._is_news(offer):
                first[offer.training["code"]] = offer
        rows = {code: self._values(offer) for code, offer in first.items()}
        existing = self._read(rows)
        if self.write:
            # What is written is compared once more, now that nobody else writes it.
            differ = {code for code in existing if _differences(existing[code], *rows[code])}
            existing = {code: t for code, t in existing.items() if code not in differ}
            existing |= self._read(differ, lock=True)
        new, changed = [], []
        for code, offer in first.items():
            training = existing.get(code)
            if training is None:
                new.append((Training(), *rows[code]))
                self.pks[code] = None
                title = offer.training.get("title", "")
                self.outcome.tell("training", ADDED, code, offer.line, title=title)
                continue
            self.pks[code] = training.pk
            diff = _differences(training, *rows[code])
            if diff:
                changed.append((training, diff))
            status = CHANGED if diff else SAME
            self.outcome.tell("training", status, code, offer.line, diff, training.title)
        if self.write:
            self._write_new(new)
            self._write_changed(changed)

    def _read(self, codes, *, lock=False):
        """The trainings of these codes with what they are linked to, locked if wanted."""
        trainings = Training.objects.filter(code__in=codes).order_by("pk")
        trainings = trainings.select_related("kind").prefetch_related(*LINKS)
        if lock:
            trainings = trainings.select_for_update(of=("self",), no_key=True)
        return {training.code: training for training in trainings}

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

    def _values(self, offer):
        """The fields of the row, and its links as ids; what is not known is said and left out."""
        values = {name: v for name, v in offer.training.items() if name not in {*LINKS, "kind"}}
        links = {name: self._ids(offer, name) for name in LINKS if name in offer.training}
        if kind := self._kind(offer):
            values["kind"] = kind
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
        for training, values, _links in items:
            _fill(training, {"kind": self.first_kind, **values})
        _give_addresses([training for training, _values, _links in items])
        trainings = [training for training, _values, _links in items]
        Training.objects.bulk_create(trainings, batch_size=500)
        for training in trainings:
            self.pks[training.code] = training.pk
            self.changed.add(training.pk)
        for link in LINKS:
            _add_links(link, [(t.pk, pk) for t, _v, links in items for pk in links.get(link, ())])

    def _write_changed(self, items):
        """Write the fields that differ, and no other."""
        names = {"updated_at"}
        for training, diff in items:
            after = {name: value for name, (_before, value) in diff.items()}
            for link in after.keys() & set(LINKS):
                getattr(training, link).set(after.pop(link))
            _fill(training, after)
            names |= after.keys()
            if after.get("is_published"):
                self.published.add(training.pk)
            self.changed.add(training.pk)
        if "title" in names:
            names.add("title_key")
        trainings = [training for training, _diff in items]
        Training.objects.bulk_update(trainings, sorted(names), batch_size=200)


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


def _give_addresses(trainings):
    """Each an address of its own, with a number after it when another training has the same."""
    for training in trainings:
        slug = slugify(f"{training.title[:80]} {training.code}")[:SLUG_LENGTH].strip("-")
        training.slug = slug or "formation"
    taken = {*RESERVED_SLUGS, *_taken({training.slug for training in trainings})}
    for training in trainings:
        training.slug = _free(training.slug, taken)
        taken.add(training.slug)


def _free(slug, taken):
    free, number = slug, 1
    # Few are alike: those with a number are asked for one by one.
    while free in taken or (free != slug and _taken([free])):
        number += 1
        free = f"{slug}-{number}"
    return free


def _taken(slugs):
    taken = set(Training.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return taken | set(FormerSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))


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
