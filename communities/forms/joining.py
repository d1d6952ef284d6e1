from django import forms
from django.utils.translation import gettext_lazy as _

MESSAGE_LENGTH = 1000


class JoinForm(forms.Form):
    """The confirmation of « Adhérer »: a message where moderators decide, and whether to appear."""

    message = forms.CharField(
        label=_("Message to the moderators"),
        help_text=_("Say who you are and what you would like to share: it helps them decide."),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_listed = forms.BooleanField(
        label=_("I agree to appear among the members of the community"), required=False
    )

    def __init__(self, *args, community, **kwargs):
        super().__init__(*args, **kwargs)
        if not community.needs_approval:
            del self.fields["message"]


class ListedForm(forms.Form):
    """Whether one appears among the members."""

    is_listed = forms.BooleanField(required=False)
