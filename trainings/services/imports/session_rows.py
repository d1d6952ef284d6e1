"""Sessions of an import, with their seats: found by number, compared, written."""

from django.utils.translation import gettext as _

from trainings.models import Centre, Session, SessionSeats, Training
from trainings.registry import SessionChange, session_changed
from trainings.services.upkeep import capacity_too_low, what_changed

from .outcome import ADDED, CHANGED, CLOSED, SAME
from .records import Problem
from .session_dates import complete_dates, registration_window

NEEDED = ["training", "centre", "starts_on", "ends_on"]
FIELDS = [
    "training_id", "centre_id", "starts_on", "ends_on", "registration_opens_on",
    "registration_closes_on", "way_of_learning", "work_study", "cpf_eligible", "state",
    "import_profile_id",
]  # fmt: skip


class SessionRows:
    def __init__(self, outcome, trainings, centres, *, profile, actor, write):
        self.outcome = outcome
        self.trainings, self.centres = trainings, centres
        self.profile, self.actor, self.write = profile, actor, write
        self.said = {}  # by number: the line, and what it said as a number
        self.seen = set()  # the ids of the sessions that the file has
        self.written = []  # (id, whether added) of the batch, for the audit

    # Checking ----------------------------------------------------------------

    def accept(self, offers):
        """Complete the dates of the rows; reject repeated numbers and what cannot be made."""
        offers = [offer for offer in offers if offer.session]
        for offer in offers:
            complete_dates(offer)
        self._reject_repeats([offer for offer in offers if not offer.rejected])
        offers = [offer for offer in offers if offer.session and not offer.rejected]
        known = self._read({offer.session["number"] for offer in offers})
        for offer in offers:
            session = known.get(offer.session["number"])
            if session is None:
                self._reject_incomplete(offer)
            else:
                self._reject_low_capacity(offer, session)
        return known

    def _reject_repeats(self, offers):
        for offer in offers:
            number = offer.session["number"]
            said = {**offer.session, **offer.seats, "centre": offer.centre_key}
            said["training"] = offer.training.get("code")
            line, before = self.said.setdefault(number, (offer.line, hash(_items(said))))
            if line == offer.line:
                continue
            place = {"number": number, "line": line}
            if before == hash(_items(said)):
                offer.doubt(_("Repeats line %(line)d.") % place, "session.number")
                offer.session = {}
            else:
                text = _("Session %(number)s is already on line %(line)d, with other values.")
                offer.reject(text % place, "session.number")

    def _reject_incomplete(self, offer):
        given = {**offer.session, "training": offer.training, "centre": offer.centre}
        for name in NEEDED:
            if not given.get(name):
                words = {"name": Session._meta.get_field(name).verbose_name}
                offer.reject(_("A new session needs this: %(name)s.") % words, f"session.{name}")

    def _reject_low_capacity(self, offer, session):
        for seats in session.all_seats:
            if offer.seats.get(seats.funding, seats.held) < seats.held:
                offer.reject(capacity_too_low(seats.held), f"seats.{seats.funding}")

    def _read(self, numbers, *, lock=False):
        """The sessions of these numbers with `all_seats`, locked if wanted."""
        sessions = Session.objects.filter(number__in=numbers).order_by("pk")
        if lock:
            sessions = sessions.select_for_update(of=("self",))
        known = {session.pk: session for session in sessions}
        for session in known.values():
            session.all_seats = []
        for seats in SessionSeats.objects.filter(session__in=known):
            known[seats.session_id].all_seats.append(seats)
        return {session.number: session for session in known.values()}

    # Comparing and writing ---------------------------------------------------

    def handle(self, offers, known):
        offers = [offer for offer in offers if offer.session]
        if self.write:
            # What is written is compared once more, now that nobody else writes it.
            differ = {o.session["number"] for o in offers if self._difference(o, known)}
            known |= self._read(differ & known.keys(), lock=True)
        new, changed, seats = [], [], []
        for offer in offers:
            number = offer.session["number"]
            session = known.get(number)
            diff = self._difference(offer, known)
            if session is None:
                self.outcome.tell("session", ADDED, number, offer.line)
                new.append((offer, self._fill(Session(number=number), offer)))
                continue
            self.seen.add(session.pk)
            self.outcome.tell("session", CHANGED if diff else SAME, number, offer.line, diff)
            if diff:
                changed.append((offer, session, diff))
        if self.write:
            self._write_new([session for _offer, session in new])
            self._write_changed(changed)
            for offer, session in [*new, *((offer, session) for offer, session, _diff in changed)]:
                seats += self._seats(offer, session)
            self._write_seats(seats)

    def _values(self, offer, session):
        """What the row gives the session; a cancelled one is not opened again."""
        values = {name: v for name, v in offer.session.items() if name != "number"}
        values["import_profile_id"] = self.profile.pk
        if offer.training:
            values["training_id"] = self.trainings.pks[offer.training["code"]]
        if offer.centre:
            values["centre_id"] = self.centres.centres[offer.centre_key].pk
        if session is None:
            values.setdefault("state", Session.State.OPEN)
        elif session.state == Session.State.CANCELLED:
            values.pop("state", None)
        if "starts_on" in values:
            values |= registration_window(values, session)
        return values

    def _difference(self, offer, known):
        """What changes: {field: (before, after)}; empty for one that is new."""
        session = known.get(offer.session["number"])
        if session is None:
            return {}
        values = self._values(offer, session)
        diff = {n: (getattr(session, n), v) for n, v in values.items() if getattr(session, n) != v}
        self._name_what_is_linked(diff, offer)
        capacity = {seats.funding: seats.capacity for seats in session.all_seats}
        for funding, number in offer.seats.items():
            if capacity.get(funding) != number:
                diff[funding] = (capacity.get(funding), number)
        return diff

    def _name_what_is_linked(self, diff, offer):
        """Ids are nothing to show, and a check has none for what it only would add."""
        for name, model, key in [
            ("training", Training, offer.training.get("code")),
            ("centre", Centre, offer.centre_key),
        ]:
            if before := diff.pop(f"{name}_id", None):
                field = "code" if model is Training else "place_key"
                diff[name] = (model.objects.values_list(field, flat=True).get(pk=before[0]), key)
        if "import_profile_id" in diff:
            del diff["import_profile_id"]
            diff["import_profile"] = ("", self.profile.name)

    def _fill(self, session, offer):
        for name, value in self._values(offer, session if session.pk else None).items():
            setattr(session, name, value)
        return session

    def _compute(self, sessions):
        """Give the sessions what is computed from their centre's time zone."""
        centres = {centre.pk: centre for centre in self.centres.centres.values()}
        others = {session.centre_id for session in sessions} - centres.keys()
        centres |= Centre.objects.in_bulk(others)
        for session in sessions:
            session.centre = centres[session.centre_id]
            session.set_computed_fields()

    def _write_new(self, sessions):
        self._compute(sessions)
        Session.objects.bulk_create(sessions, batch_size=500)
        self.seen |= {session.pk for session in sessions}
        self.trainings.changed |= {session.training_id for session in sessions}
        self.written += [(session, True) for session in sessions]

    def _write_changed(self, items):
        told = []
        for offer, session, _diff in items:
            before = {name: getattr(session, name) for name in FIELDS}
            self.trainings.changed |= {session.training_id}
            self._fill(session, offer)
            self.trainings.changed |= {session.training_id}
            if changes := what_changed(before, session):
                told.append((session, changes))
        sessions = [session for _offer, session, _diff in items]
        self._compute(sessions)
        # Much faster than an UPDATE that lists every value of every row.
        Session.objects.bulk_create(
            sessions,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*FIELDS, *Session.COMPUTED_FIELDS],
        )
        self.written += [(session, False) for session in sessions]
        session_changed.tell(told, by=self.actor)

    def _seats(self, offer, session):
        """The seats of a session to be written: (seats, capacity)."""
        known = {seats.funding: seats for seats in getattr(session, "all_seats", ())}
        for funding, capacity in offer.seats.items():
            seats = known.get(funding) or SessionSeats(session=session, funding=funding)
            if seats.pk is None or seats.capacity != capacity:
                yield seats, capacity

    def _write_seats(self, items):
        for seats, capacity in items:
            seats.capacity = capacity
        SessionSeats.objects.bulk_create(
            [seats for seats, _capacity in items],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["session", "funding"],
            update_fields=["capacity"],
        )

    # Those that the file no longer has ------------------------------------------

    def close_missing(self):
        """Close the open sessions of this profile that the file does not have."""
        sessions = Session.objects.filter(import_profile=self.profile, state=Session.State.OPEN)
        open_ids = set(sessions.values_list("pk", flat=True))
        missing = sorted(open_ids - self.seen)
        if len(missing) * 2 > len(open_ids):
            text = _("The file lacks %(missing)d of the %(count)d open sessions: is it whole?")
            text %= {"missing": len(missing), "count": len(open_ids)}
            return Problem(0, "", text)
        for start in range(0, len(missing), 500):
            self._close(missing[start : start + 500])
        return None

    def _close(self, pks):
        sessions = Session.objects.filter(pk__in=pks, state=Session.State.OPEN).order_by("pk")
        if self.write:
            sessions = sessions.select_for_update(of=("self",))
        sessions = list(sessions)
        for session in sessions:
            self.outcome.tell("session", CLOSED, session.number)
        if self.write:
            Session.objects.filter(pk__in=[s.pk for s in sessions]).update(
                state=Session.State.CLOSED
            )
            for session in sessions:
                session.state = Session.State.CLOSED
                self.trainings.changed.add(session.training_id)
            self.written += [(session, False) for session in sessions]
            closed = frozenset({SessionChange.CLOSED})
            session_changed.tell([(session, closed) for session in sessions], by=self.actor)


def _items(said):
    return tuple(sorted(said.items(), key=lambda item: item[0]))
