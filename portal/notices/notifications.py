from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.notices.models import DigestItem, Frequency
from portal.notices.services import DIGEST
from portal.outbox.notifications import Category, Notification, Recipient, register


@register
class Digest(Notification):
    """What a person chose to receive together, once a day or once a week."""

    name = DIGEST
    label = _("Daily or weekly summary")
    reason = _("You receive this message because you asked for a summary in your preferences.")
    category = Category.CONTENT

    def __init__(self, user, frequency, items):
        self.user = user
        self.frequency = frequency
        self.items = items

    @property
    def recipient(self):
        return Recipient.of(self.user)

    @property
    def dedupe_key(self):
        # A digest is known by its last item, which goes out once.
        return f"digest:{self.user.pk}:{self.frequency}:{self.items[-1].pk}"

    def context(self):
        return {
            "weekly": self.frequency == Frequency.WEEKLY,
            "items": [
                {"title": item.title, "url": f"{settings.SITE_URL}{item.path}" if item.path else ""}
                for item in self.items
            ],
        }

    def action(self):
        return (_("Choose what I receive"), reverse("notification_preferences"))

    @classmethod
    def sample(cls):
        user = get_user_model()(pk=0, email="claire@exemple.fr", first_name="Claire")
        titles = ["Nouvelle ressource : guide de l’accueil", "Rencontre du 12 mars"]
        items = [DigestItem(pk=n, title=title, path="/") for n, title in enumerate(titles, 1)]
        return cls(user, Frequency.DAILY, items)
