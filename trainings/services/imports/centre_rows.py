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
        known = Centre.objects.filter(place_key__in=first).order_by("-pk")
        known = {centre.place_key: centre for centre in known}
        new, changed = [], []
        for key, offer in first.items():
            centre = known.get(key)
            values = {n: v for n, v in offer.centre.items() if n in WRITTEN and v is not None}
            if centre is None:
                centre = self._new(offer, key)
                new.append(centre)
                self.outcome.tell("centre", ADDED, str(centre), offer.line)
            elif diff := self._differences(centre, values):
                changed.append(centre)
                self.outcome.tell("centre", CHANGED, str(centre), offer.line, diff)
                self._fill(centre, {name: after for name, (_before, after) in diff.items()})
            else:
                self.outcome.tell("centre", SAME, str(centre), offer.line)
            self.centres[key] = centre
        if self.write:
            Centre.objects.bulk_create(new, batch_size=500)
            Centre.objects.bulk_update(changed, WRITTEN, batch_size=200)
            self.changed |= {centre.pk for centre in [*new, *changed]}

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

    def _differences(self, centre, values):
        diff = {n: (getattr(centre, n), v) for n, v in values.items() if getattr(centre, n) != v}
        unplaced = centre.latitude is None and "latitude" not in values
        if unplaced and (position := self.places.position(centre.postal_code)):
            diff["latitude"], diff["longitude"] = (None, position[0]), (None, position[1])
        return diff

    def _fill(self, centre, values):
        for name, value in values.items():
            setattr(centre, name, value)

    def _place(self, centre):
        if centre.latitude is None or centre.longitude is None:
            position = self.places.position(centre.postal_code) or (None, None)
            centre.latitude, centre.longitude = position
