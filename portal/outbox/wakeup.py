"""Telling Celery that there is work: it only makes things faster, so it may never slow or break a page."""


def wake_up_after_commit(entry):
    """Have `entry` of the declared schedule run as soon as this transaction is committed."""
