from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from communities.models import Community, Membership


class AddMemberForm(forms.Form):
    """Staff put a person into a community, by the identifier or the address they give."""

    community = forms.ModelChoiceField(label=_("Community"), queryset=Community.objects.all())
    user = forms.CharField(label=_("Identifier or e-mail of the person"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)

    def clean_user(self):
        try:
            return User.objects.get_by_natural_key(self.cleaned_data["user"])
        except User.DoesNotExist:
            raise forms.ValidationError(_("No account has this identifier or address.")) from None
