"""What a person's copy holds of the requests, and why they stay when an account closes."""

from django.utils.translation import gettext_lazy as _

from portal.privacy import registry as privacy

KEPT = _(
    "Requests belong to the candidates and the organisation: they stay with the anonymised "
    "account of who filed or handled them, until their own term of two years."
)
HISTORY_KEPT = _("The history proves who decided what: it stays, with the anonymised account.")


def register_models():
    privacy.register("applications.Request", export=export_requests, kept_because=KEPT)
    privacy.register("applications.RequestEvent", export=export_events, kept_because=HISTORY_KEPT)


def export_requests(user):
    """The requests that the person filed: theirs is the act, the candidate's data is not."""
    from .models import Request

    requests = Request.objects.filter(filed_by=user).select_related("prescription__session")
    return [
        {
            "reference": request.reference,
            "kind": request.get_kind_display(),
            "stage": str(request.stage.label),
            "session": request.prescription.session.number,
            "filed_at": request.filed_at.isoformat(),
            "last_change": request.last_change.isoformat(),
        }
        for request in requests
    ]


def export_events(user):
    """What the person did to requests, as advisor or agent."""
    from .models import RequestEvent

    events = RequestEvent.objects.filter(actor=user).select_related("request")
    return [
        {
            "reference": event.request.reference,
            "at": event.at.isoformat(),
            "from": event.source,
            "to": event.target,
            "reason": event.reason,
        }
        for event in events
    ]
