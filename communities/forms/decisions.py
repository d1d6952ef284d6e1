from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Membership
from portal.web.numbers import IdsField

REASON_LENGTH = 1000


class RefusalForm(forms.Form):
    """Why a request is refused, and from when the person may ask again."""

    BARS = [
        ("0", _("Right away")),
        ("30", _("In 1 month")),
        ("90", _("In 3 months")),
        ("180", _("In 6 months")),
        ("365", _("In 1 year")),
    ]

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person will read it in the e-mail they receive."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the person will read it.")},
    )
    bar = forms.ChoiceField(label=_("The person may ask again"), choices=BARS, initial="0")

    @property
    def barred_until(self):
        days = int(self.cleaned_data["bar"])
        return timezone.localdate() + timedelta(days=days) if days else None


class RequestsField(IdsField):
    default_error_messages = {
        "required": _("Tick at least one request."),
        "invalid_choice": _("One of these requests is not of this community."),
        "invalid_pk_value": _("One of these requests is not of this community."),
    }


class DecisionForm(RefusalForm):
    """Several requests of one community, approved or refused together."""

    APPROVE, REFUSE = "approve", "refuse"

    requests = RequestsField(label=_("Requests"), queryset=Membership.objects.none())
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[(APPROVE, APPROVE), (REFUSE, REFUSE)]
    )

    def __init__(self, *args, community, **kwargs):
        super().__init__(*args, **kwargs)
        # Those settled since the page was opened stay choosable: each gets its own sentence.
        requests = Membership.objects.filter(community=community).select_related("user")
        self.fields["requests"].queryset = requests.order_by("asked_at", "pk")
        if self.data.get("decision") == self.APPROVE:
            del self.fields["reason"], self.fields["bar"]

    @property
    def refuses(self):
        return self.data.get("decision") == self.REFUSE
