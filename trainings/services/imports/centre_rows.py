"""Centres of an import: found by town, postal code and name, compared, written."""

from django.utils.translation import gettext as _

from portal.search.text import fold
from trainings.models import Centre

from .outcome import ADDED, CHANGED, SAME
from .places import Places

WRITTEN = ["code", "address", "latitude", "longitude", "contact_email", "contact_phone"]


class CentreRows:
    def __init__(self, outcome, *, write):
        self.outcome = outcome
        self.write = write
        self.places = Places()
        self.centres = {}  # by key: the centre, unsaved when only checked
        self.said = {}  # by key: the line, and what it said
        self.changed = set()

    def accept(self, offers):
        """Complete the places of the rows, or reject them; gives each its key."""
        for offer in offers:
            if offer.centre:
                self.places.complete(offer)
            if offer.centre and not offer.rejected:
                centre = offer.centre
                if (centre.get("latitude") is None) != (centre.get("longitude") is None):
                    centre["latitude"] = centre["longitude"] = None
                offer.centre_key = fold(
                    f"{centre['city']} {centre['postal_code']} {centre['name']}"
                )

    def handle(self, offers):
        first = {}
        for offer in offers:
            if offer.centre and self._is_news(offer):
                first[offer.centre_key] = offer
        known = self._read(first)
        if self.write:
            # What is written is compared once more, now that nobody else writes it.
            differ = {k for k, centre in known.items() if self._differences(centre, first[k])}
            known = {key: centre for key, centre in known.items() if key not in differ}
            known |= self._read(differ, lock=True)
        new, changed, names = [], [], set()
        for key, offer in first.items():
            centre = known.get(key)
            if centre is None:
                centre = self._new(offer, key)
                new.append(centre)
                self.outcome.tell("centre", ADDED, str(centre), offer.line)
            else:
                diff = self._differences(centre, offer)
                status = CHANGED if diff else SAME
                self.outcome.tell("centre", status, str(centre), offer.line, diff)
                for name, (_before, after) in diff.items():
                    setattr(centre, name, after)
                if diff:
                    changed.append(centre)
                    names |= diff.keys()
            self.centres[key] = centre
        if self.write:
            Centre.objects.bulk_create(new, batch_size=500)
            if changed:
                Centre.objects.bulk_update(changed, sorted(names), batch_size=200)
            self.changed |= {centre.pk for centre in [*new, *changed]}

    def _read(self, keys, *, lock=False):
        """The centres of these places, locked if wanted; of several the first made."""
        centres = Centre.objects.filter(place_key__in=keys).order_by("-pk")
        if lock:
            centres = centres.select_for_update(no_key=True)
        return {centre.place_key: centre for centre in centres}

    def _is_news(self, offer):
        key = offer.centre_key
        # Names that only differ by case or accents are one centre, but it has one name.
        names = ["name", *WRITTEN]
        values = {name: offer.centre[name] for name in names if offer.centre.get(name)}
        if key not in self.said:
            self.said[key] = (offer.line, values)
            return True
        line, said = self.said[key]
        for name, value in values.items():
            if said.get(name) != value and name not in {"latitude", "longitude"}:
                text = _("The centre is already on line %(line)d: %(value)s is left out.")
                offer.doubt(text % {"line": line, "value": value}, f"centre.{name}")
        return False

    def _new(self, offer, key):
        values = {name: value for name, value in offer.centre.items() if value is not None}
        centre = Centre(**values, place_key=key)
        centre.time_zone = self.places.zone(centre.department)
        self._place(centre)
        return centre

    def _differences(self, centre, offer):
        """What changes: {field: (before, after)}; nothing that the row does not know."""
        values = {n: v for n, v in offer.centre.items() if n in WRITTEN and v is not None}
        diff = {n: (getattr(centre, n), v) for n, v in values.items() if getattr(centre, n) != v}
        unplaced = centre.latitude is None and "latitude" not in values
        if unplaced and (position := self.places.position(centre.postal_code)):
            diff["latitude"], diff["longitude"] = (None, position[0]), (None, position[1])
        return diff

    def _place(self, centre):
        if centre.latitude is None or centre.longitude is None:
            position = self.places.position(centre.postal_code) or (None, None)
            centre.latitude, centre.longitude = position
