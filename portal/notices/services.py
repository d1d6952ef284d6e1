"""Telling people: the mail, the bell, and their preferences. What the apps' services call."""

from portal.outbox.services import enqueue


def notify(*notifications):
    """Tell people of something, in the transaction of what it tells of."""
    enqueue(*notifications)
