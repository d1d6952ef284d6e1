from .models import AuditEvent


def record(action, target, *, actor=None, **details):
    """Write down that `actor` (an account, or None for the portal) did `action` to `target`.

    Call it in the transaction of the change. `details` holds ids, codes and
    field names: never a name, an address or a text typed by a person.
    """
    return AuditEvent.objects.create(
        actor=actor if actor is not None and actor.is_authenticated else None,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        details=details,
    )


def record_many(action, targets, *, actor=None, **details):
    """The same for many objects at once, saved already."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                actor=actor if actor is not None and actor.is_authenticated else None,
                action=action,
                object_type=target._meta.label_lower,
                object_id=str(target.pk),
                details=details,
            )
            for target in targets
        ],
        batch_size=500,
    )
