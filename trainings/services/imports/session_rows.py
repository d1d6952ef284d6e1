"""Sessions of an import, with their seats: found by number, compared, written."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from trainings.models import Centre, ImportProfile, Session, SessionSeats, Training
from trainings.registry import ChangedSession, session_changed
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
    """`whole` says that the file holds all that its profile offers: its sessions are then those
    of this profile, whoever brought them, and those that it lacks may be closed.
    """

    def __init__(self, outcome, trainings, centres, *, profile, actor, write, whole=False):
        self.outcome = outcome
        self.trainings, self.centres = trainings, centres
        self.profile, self.actor, self.write, self.whole = profile, actor, write, whole
        self.said = {}  # by number: the line, and what it said as a number
        self.named = set()  # the numbers that the file has, on rejected rows too
        self.unnamed = []  # the lines of rejected rows whose number cannot be read
        self.past = self.going_on = 0
        self.written = []  # (id, whether added) of the batch, for the audit

    # Checking ----------------------------------------------------------------

    def note(self, offers):
        """Keep which sessions the file has: a rejected row is no reason to close its session."""
        for offer in offers:
            if number := offer.session.get("number"):
                self.named.add(number)
            elif offer.rejected:
                self.unnamed.append(offer.line)

    def accept(self, offers):
        """Complete the dates of the rows; reject repeated numbers and what cannot be made."""
        offers = [offer for offer in offers if offer.session]
        for offer in offers:
            complete_dates(offer)
        self._reject_repeats([offer for offer in offers if not offer.rejected])
        offers = [offer for offer in offers if offer.session and not offer.rejected]
        self._count_past(offers)
        known = self._read({offer.session["number"] for offer in offers})
        for offer in offers:
            session = known.get(offer.session["number"])
            if session is None:
                self._reject_incomplete(offer)
            else:
                self._reject_low_capacity(offer, session)
        return known

    def _count_past(self, offers):
        """How many sessions go on, and how many are over."""
        today = timezone.localdate()
        ends = [offer.session["ends_on"] for offer in offers if offer.session.get("ends_on")]
        self.past += sum(end < today for end in ends)
        self.going_on += sum(end >= today for end in ends)

    @property
    def all_past(self):
        """A whole file of sessions that are over is rather one read with a wrong year."""
        return bool(self.past and not self.going_on)

    def _reject_repeats(self, offers):
        for offer in offers:
            number = offer.session["number"]
            said = {**offer.session, **offer.seats, "centre": offer.centre_key}
            said["training"] = offer.training.get("code")
            if number not in self.said:
                self.said[number] = (offer.line, hash(_items(said)))
                continue
            line, before = self.said[number]
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
        closed = self._closed_centres(offers, known)
        if self.write:
            # What is written is compared once more, now that nobody else writes it.
            written = [o for o in offers if self._is_written(o, known, closed)]
            closed |= self._closed_centres(written, known, lock=True)
            differ = {offer.session["number"] for offer in written} & known.keys()
            known = {number: s for number, s in known.items() if number not in differ}
            known |= self._read(differ, lock=True)
        for offer in offers if closed else ():
            self._leave_closed(offer, known.get(offer.session["number"]), closed)
        diffs = {offer.session["number"]: self._difference(offer, known) for offer in offers}
        self._name_what_is_linked(offers, diffs)
        new, changed = [], []
        for offer in offers:
            number = offer.session["number"]
            session, diff = known.get(number), diffs[number]
            if session is None:
                self.outcome.tell("session", ADDED, number, offer.line, title=_title(offer))
                new.append((offer, Session(number=number, import_profile_id=self.profile.pk)))
                continue
            status = CHANGED if diff else SAME
            self.outcome.tell("session", status, number, offer.line, diff, _title(offer))
            if diff:
                changed.append((offer, session))
        if self.write:
            self._write_new(new)
            self._write_changed(changed)
            self._write_seats([pair for item in [*new, *changed] for pair in self._seats(*item)])

    def _is_written(self, offer, known, closed):
        """Whether the row adds or changes its session, as far as was read without a lock."""
        session = known.get(offer.session["number"])
        return session is None or self._difference(offer, known) or self._is_shut(session, closed)

    def _values(self, offer, session):
        """What the row gives the session; a cancelled one is not opened again."""
        values = {name: v for name, v in offer.session.items() if name != "number"}
        if offer.training:
            values["training_id"] = self.trainings.pks[offer.training["code"]]
        if offer.centre:
            values["centre_id"] = self.centres.centres[offer.centre_key].pk
        if session is None:
            values.setdefault("state", Session.State.OPEN)
        elif session.state == Session.State.CANCELLED:
            values.pop("state", None)
        if session is not None and self.whole:
            values["import_profile_id"] = self.profile.pk
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
        capacity = {seats.funding: seats.capacity for seats in session.all_seats}
        for funding, number in offer.seats.items():
            if capacity.get(funding) != number:
                diff[funding] = (capacity.get(funding), number)
        return diff

    def _name_what_is_linked(self, offers, diffs):
        """Ids are nothing to show, and a check has none for what it only would add."""
        for name, model, field, after in [
            ("training", Training, "code", lambda offer: offer.training["code"]),
            ("centre", Centre, "place_key", lambda offer: offer.centre_key),
            ("import_profile", ImportProfile, "name", lambda offer: self.profile.name),
        ]:
            moved = [o for o in offers if f"{name}_id" in diffs[o.session["number"]]]
            before = {o.session["number"]: diffs[o.session["number"]][f"{name}_id"] for o in moved}
            rows = model.objects.filter(pk__in={pk for pk, _after in before.values()})
            names = dict(rows.values_list("pk", field))
            for offer in moved:
                diff = diffs[offer.session["number"]]
                pk, _after = diff.pop(f"{name}_id")
                diff[name] = (names.get(pk, ""), after(offer))

    # Closed centres -------------------------------------------------------------

    def _closed_centres(self, offers, known, *, lock=False):
        """The days by the ids of those centres of these rows that close; locked if wanted.

        Centres are locked before their sessions, as those who close a centre do.
        """
        sessions = [known.get(offer.session["number"]) for offer in offers]
        pks = {session.centre_id for session in sessions if session}
        pks |= {self.centres.centres[o.centre_key].pk for o in offers if o.centre}
        centres = Centre.objects.filter(pk__in=pks - {None}).order_by("pk")
        if lock:
            centres = centres.select_for_update(no_key=True)
        return {
            pk: closed_on for pk, closed_on in centres.values_list("pk", "closed_on") if closed_on
        }

    def _is_shut(self, session, closed):
        closed_on = closed.get(session.centre_id)
        return session.state == Session.State.OPEN and closed_on and session.ends_on >= closed_on

    def _leave_closed(self, offer, session, closed):
        """No session is open that lasts until its centre is closed, whatever the file says."""
        values = self._values(offer, session)
        centre = values.get("centre_id", session and session.centre_id)
        state = values.get("state", session and session.state)
        ends_on = values.get("ends_on", session and session.ends_on)
        closed_on = closed.get(centre)
        if state == Session.State.OPEN and closed_on and ends_on >= closed_on:
            offer.session["state"] = Session.State.CLOSED
            offer.doubt(_("The centre is closed: so is the session."), "session.state")

    # Writing ----------------------------------------------------------------------

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

    def _write_new(self, items):
        sessions = [self._fill(session, offer) for offer, session in items]
        self._compute(sessions)
        Session.objects.bulk_create(sessions, batch_size=500)
        self.trainings.changed |= {session.training_id for session in sessions}
        self.written += [(session, True) for session in sessions]

    def _write_changed(self, items):
        changes = []
        for offer, session in items:
            before = {name: getattr(session, name) for name in FIELDS}
            self._fill(session, offer)
            self.trainings.changed |= {before["training_id"], session.training_id}
            changes.append((before, session))
        sessions = [session for _offer, session in items]
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
        self._tell(changes)

    def _tell(self, changes):
        """Tell those concerned what changed, but of sessions that were over, and still are."""
        told = []
        pks = {before["centre_id"] for before, _session in changes}
        centres = Centre.objects.in_bulk(pks)
        for before, session in changes:
            last_day = max(before["ends_on"], session.ends_on)
            if last_day >= session.centre.today() and (what := what_changed(before, session)):
                was = {**before, "centre": centres[before["centre_id"]]}
                told.append(ChangedSession(session, what, was))
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
        """Close the open sessions of this profile that the file does not have.

        A file that lacks most of those that go on is refused; those that are over say nothing.
        """
        if self.unnamed:
            text = _("Line %(line)d: the number cannot be read, no session can be called missing.")
            return Problem(self.unnamed[0], "", text % {"line": self.unnamed[0]})
        missing, lacking, going_on = [], 0, 0
        for pk, number, ends_on, zone in self._open_sessions():
            is_over = ends_on < timezone.localdate(timezone=ZoneInfo(zone))
            going_on += not is_over
            if number not in self.named:
                missing.append(pk)
                lacking += not is_over
        if lacking * 2 > going_on:
            text = _("The file lacks %(missing)d of the %(count)d open sessions: is it whole?")
            return Problem(0, "", text % {"missing": lacking, "count": going_on})
        for start in range(0, len(missing), 500):
            self._close(missing[start : start + 500])
        return None

    def _open_sessions(self):
        sessions = Session.objects.filter(
            import_profile__name=self.profile.name, state=Session.State.OPEN
        ).order_by("pk")
        return sessions.values_list("pk", "number", "ends_on", "centre__time_zone")

    def _close(self, pks):
        sessions = Session.objects.filter(pk__in=pks, state=Session.State.OPEN).order_by("pk")
        sessions = sessions.select_related("centre", "training")
        if self.write:
            sessions = sessions.select_for_update(of=("self",))
        sessions = list(sessions)
        for session in sessions:
            self.outcome.tell("session", CLOSED, session.number, title=session.training.title)
        if self.write:
            changes = [({name: getattr(s, name) for name in FIELDS}, s) for s in sessions]
            for session in sessions:
                session.state = Session.State.CLOSED
                self.trainings.changed.add(session.training_id)
            rows = Session.objects.filter(pk__in=[session.pk for session in sessions])
            rows.update(state=Session.State.CLOSED)
            self.written += [(session, False) for session in sessions]
            self._tell(changes)


def _title(offer):
    return offer.training.get("title", "")


def _items(said):
    return tuple(sorted(said.items(), key=lambda item: item[0]))
