from django.conf import settings
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.web.dates import date_words
from portal.web.text import without_control_characters
from trainings.models import Domain
from trainings.services.calendar import address_line
from trainings.services.filters import DOMAIN, Filters
from trainings.services.news import newest_sessions


class NewSessions(Feed):
    """RSS of the sessions last published: all, or those of a domain.

    Addresses are those that the portal is known by, whatever host was asked.
    """

    item_guid_is_permalink = False

    def get_object(self, request, slug=None):
        return get_object_or_404(Domain, slug=slug) if slug else None

    @property
    def language(self):
        return get_language()

    def title(self, domain):
        words = _("New sessions: %(domain)s") % {"domain": domain} if domain else _("New sessions")
        return without_control_characters(f"{words} – {settings.SITE_NAME}")

    def description(self, domain):
        return _("The sessions last added to the catalogue of courses.")

    def link(self, domain):
        filters = Filters(chosen={DOMAIN: (domain.slug,)}) if domain else Filters()
        return settings.SITE_URL + filters.address

    def feed_url(self, domain):
        if domain:
            return settings.SITE_URL + reverse("trainings:domain_feed", args=[domain.slug])
        return settings.SITE_URL + reverse("trainings:feed")

    def items(self, domain):
        return newest_sessions(domain)

    def item_title(self, session):
        return without_control_characters(f"{session.training.title} – {session.centre.city}")

    def item_description(self, session):
        return _("From %(start)s to %(end)s, %(place)s") % {
            "start": date_words(session.starts_on),
            "end": date_words(session.ends_on),
            "place": without_control_characters(address_line(session.centre)),
        }

    def item_link(self, session):
        return settings.SITE_URL + session.get_absolute_url()

    def item_guid(self, session):
        return f"session-{session.number}"

    def item_pubdate(self, session):
        return session.published_at
