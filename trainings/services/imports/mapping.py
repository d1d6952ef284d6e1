"""From the rows of a table to offers, as an import profile says."""

from functools import cached_property

from django.utils.translation import gettext as _

from portal.search.text import fold

from .fields import FIELDS, LEAVE, MUST
from .records import FileRefused, Offer
from .tables import Table, column_key
from .values import Unreadable, clean


class TableSource:
    """The offers of a table. What its rows say of one training is put together."""

    def __init__(self, path, profile):
        self.prefix = profile.prefix
        self.rows = self.read = 0
        self.columns = list(profile.columns.all())
        self.table = Table(path, [column.column for column in self.columns if column.column])
        self._check_columns()
        self.feeds = self._feeds()
        self._check_keys()

    def _check_columns(self):
        """Each column of the file is in the profile, be it as not used, and the reverse."""
        known = {column_key(column.column) for column in self.columns if column.column}
        found = {column_key(name) for name in self.table.columns if name}
        extra = [name for name in self.table.columns if name and column_key(name) not in known]
        missing = [c.column for c in self.columns if c.column and column_key(c.column) not in found]
        said = []
        if extra:
            text = _("The profile does not say where these columns go: %(names)s.")
            said.append(text % {"names": ", ".join(extra)})
        if missing:
            text = _("The file lacks these columns of the profile: %(names)s.")
            said.append(text % {"names": ", ".join(dict.fromkeys(missing))})
        if said:
            raise FileRefused(" ".join(said))

    def _feeds(self):
        """For each field: [(index of the column or None, fixed text, meaning of the values)]."""
        indexes = {column_key(name): index for index, name in enumerate(self.table.columns)}
        feeds = {}
        for column in self.columns:
            if column.field:
                index = indexes[column_key(column.column)] if column.column else None
                feeds.setdefault(column.field, []).append(
                    (index, column.fixed, _meanings(column.values))
                )
        return feeds

    def _check_keys(self):
        """A part without what it is known by cannot be found again."""
        parts = {name.split(".")[0] for name in self.feeds}
        parts = {"session" if part == "seats" else part for part in parts}
        if not parts:
            raise FileRefused(_("The profile uses no column."))
        for part, key in [
            ("training", "training.code"),
            ("centre", "centre.name"),
            ("session", "session.number"),
        ]:
            if part in parts and key not in self.feeds:
                text = _("The profile lacks this field: %(name)s.")
                raise FileRefused(text % {"name": FIELDS[key].label})

    def offers(self):
        """Each row as an offer; the trainings are gathered first, from all their rows."""
        trainings, lines = {}, {}
        for offer in map(self._offer, self.table.rows()):
            self.rows += 1
            if not offer.rejected and offer.training:
                code = offer.training["code"]
                lines.setdefault(code, offer.line)
                _gather(trainings.setdefault(code, {}), offer.training)
        for offer in map(self._offer, self.table.rows()):
            self.read += 1
            if not offer.rejected and offer.training:
                gathered = trainings[offer.training["code"]]
                _say_differences(offer, gathered, lines[offer.training["code"]])
                offer.training = gathered
            yield offer

    @property
    def percent(self):
        """How much of the file is read."""
        return 100 * self.read // max(self.rows, 1)

    def _offer(self, row):
        offer = Offer(row.line, places=self._places)
        parts = {"training": {}, "centre": {}, "session": {}, "seats": {}}
        for name, feeds in self.feeds.items():
            part, _dot, field = name.partition(".")
            value = self._value(FIELDS[name], feeds, row, offer)
            if value is not LEAVE:
                parts[part][field] = value
        offer.training, offer.centre = parts["training"], parts["centre"]
        offer.session, offer.seats = parts["session"], parts["seats"]
        return offer

    @cached_property
    def _places(self):
        """The columns of each field, for what is said of them."""
        return {
            name: ", ".join(
                self.table.columns[index] for index, _fixed, _meanings in feeds if index is not None
            )
            for name, feeds in self.feeds.items()
        }

    def _value(self, field, feeds, row, offer):
        """What the cells say of a field, or LEAVE."""
        texts = []
        for index, fixed, meanings in feeds:
            text = fixed if index is None else clean(row.cells[index])
            texts.append(meanings.get(fold(text), text) if meanings else text)
        texts = [text for text in texts if text]
        if not texts:
            if field.empty is MUST:
                offer.reject(_("This is needed: %(name)s.") % {"name": field.label}, field.name)
                return LEAVE
            return field.empty
        try:
            return self._read(field, texts, lambda reason: offer.doubt(reason, field.name))
        except Unreadable as error:
            offer.reject(error, field.name)
            return LEAVE

    def _read(self, field, texts, doubt):
        if field.several == "set":
            return frozenset().union(*(field.read(text, doubt) for text in texts))
        if field.several == "code":
            if self.prefix:
                texts = [self.prefix, *texts]
            return field.read("-".join(texts), doubt)
        if field.several == "joined":
            return field.read(" – ".join(dict.fromkeys(texts)), doubt)
        return field.read(texts[0], doubt)


def _meanings(text):
    """« in the file = here », one per line."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {fold(left.strip()): right.strip() for left, _equals, right in pairs}


def _gather(known, said):
    """Add to what is known of a training what another row says; the first filled value stays."""
    for name, value in said.items():
        if isinstance(value, frozenset):
            known[name] = known.get(name, frozenset()) | value
        elif known.get(name) in (None, ""):
            known[name] = value


def _say_differences(offer, gathered, line):
    for name, value in offer.training.items():
        kept = gathered[name]
        if value not in (None, "", kept) and not isinstance(value, frozenset):
            text = _("Training %(code)s has another value on line %(line)d: %(kept)s is kept.")
            shown = {"code": gathered["code"], "line": line, "kept": str(kept)[:80]}
            offer.doubt(text % shown, f"training.{name}")
