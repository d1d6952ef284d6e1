"""Site settings, terms and footer: read on most pages, so kept in the cache."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.services import record

from .cache import FOOTER, SETTINGS, TERMS, cached
from .models import Page, SiteSettings, Terms, TermsAcceptance

TERMS_FOOTER_POSITION = 30


def get_site_settings():
    """Who runs the site and whom to contact: the row that staff edit, or the defaults."""
    return cached(SETTINGS, lambda: SiteSettings.objects.filter(pk=1).first() or SiteSettings())


def footer_links():
    """Help and the legal pages, in the order of the footer."""
    pages = cached(FOOTER, _read_footer)
    return [{"label": page.title, "href": page.get_absolute_url()} for page in pages]


def _read_footer():
    pages = Page.objects.published().filter(footer_position__isnull=False)
    shown = [(page.footer_position, page) for page in pages.defer("body_fr", "body_en")]
    if terms := Terms.objects.in_force().defer("body_fr", "body_en").first():
        shown.append((TERMS_FOOTER_POSITION, terms))
    return [page for _position, page in sorted(shown, key=lambda item: item[0])]


def current_terms():
    """The version of the terms in force, or None before the first is published."""
    return Terms.objects.in_force().first()


def current_terms_id():
    """The same without its long texts: asked at every page of a signed-in person."""
    return cached(TERMS, Terms.objects.in_force().values_list("pk", flat=True).first)


def pending_terms(user):
    """The version in force if `user` has not accepted it yet, else None."""
    terms = current_terms()
    if terms is None or terms.acceptances.filter(user=user).exists():
        return None
    return terms


def accept_terms(user, terms):
    """Write down that `user` accepts `terms`; accepting twice keeps the first date."""
    acceptance, _created = TermsAcceptance.objects.get_or_create(user=user, terms=terms)
    return acceptance


@transaction.atomic
def publish_terms(terms, *, actor):
    """Put a version in force: everybody is asked to accept it at their next page."""
    terms = Terms.objects.select_for_update().get(pk=terms.pk)
    if terms.published_at:
        raise ValidationError(_("This version is published already."))
    terms.published_at = timezone.now()
    terms.save()
    record("pages.terms_published", terms, actor=actor, version=terms.version)
    return terms
