"""Seats of the demo requests, taken all at once."""

from trainings.models import SeatHold, SessionSeats


class Seats:
    def __init__(self):
        self.rows = {}
        self.holds = []

    def take(self, session, funding, holder):
        """Take a seat of that funding, or of another with some left; returns the funding.

        A session that is full gets a seat more: the demo's sessions are small.
        """
        rows = self.rows.setdefault(session.pk, list(session.seats.all()))
        rows = sorted(rows, key=lambda row: (row.held >= row.capacity, row.funding != funding))
        chosen = rows[0]
        chosen.held += 1
        chosen.capacity = max(chosen.capacity, chosen.held)
        self.holds.append(SeatHold(seats=chosen, holder=holder))
        return chosen.funding

    def save(self):
        rows = [row for rows in self.rows.values() for row in rows]
        SessionSeats.objects.bulk_update(rows, ["held", "capacity"])
        SeatHold.objects.bulk_create(self.holds)
