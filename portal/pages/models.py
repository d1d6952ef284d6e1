"""Texts that staff edit: site settings, terms with versions, pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .cache import forget


class SiteSettings(models.Model):
    """The one row that says who runs this site and whom to contact."""

    contact_name = models.CharField(
        _("contact for people in difficulty"), max_length=150, default="Assistance du portail"
    )
    contact_email = models.EmailField(
        _("contact's e-mail"), max_length=254, default="assistance@portail.example"
    )
    contact_phone = models.CharField(_("contact's phone"), max_length=30, default="01 99 00 12 34")
    urgent_phone = models.CharField(
        _("phone for partners' urgent cases"), max_length=30, default="01 99 00 12 35"
    )

    publisher = models.CharField(
        _("publisher of the site"),
        max_length=200,
        default="Agence régionale des communautés et des formations",
    )
    publisher_address = models.CharField(
        _("publisher's postal address"),
        max_length=300,
        default="12 rue de la République, 59000 Lille",
    )
    publication_director = models.CharField(
        _("publication director"),
        max_length=200,
        default="La direction générale de l’agence",
    )
    host = models.CharField(
        _("host: name, address and phone"),
        max_length=300,
        default="Hébergeur de démonstration, 1 place du Numérique, 59000 Lille, 03 53 01 00 00",
    )

    controller = models.CharField(
        _("data controller"),
        max_length=200,
        default="Agence régionale des communautés et des formations",
    )
    controller_address = models.CharField(
        _("data controller's postal address"),
        max_length=300,
        default="12 rue de la République, 59000 Lille",
    )
    dpo_email = models.EmailField(
        _("data protection officer's e-mail"), max_length=254, default="dpo@portail.example"
    )
    dpo_address = models.CharField(
        _("data protection officer's postal address"),
        max_length=300,
        default="Délégué à la protection des données, 12 rue de la République, 59000 Lille",
    )
    authority = models.CharField(
        _("supervisory authority"),
        max_length=300,
        default=(
            "Commission nationale de l’informatique et des libertés (CNIL), "
            "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07"
        ),
    )
    authority_url = models.URLField(
        _("supervisory authority's site"), default="https://www.cnil.fr/fr/plaintes"
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_single_row"),
        ]

    def __str__(self):
        return str(_("Site settings"))

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)
        forget()

    @property
    def site_name(self):
        """An environment setting: error pages need it without the database."""
        return settings.SITE_NAME


class Bilingual(models.Model):
    """A text kept in both languages; English falls back to French where it is empty."""

    class Meta:
        abstract = True

    @property
    def body_language(self):
        """The language of the text really shown, for the `lang` attribute."""
        return "en" if get_language() == "en" and self.body_en else "fr"

    @property
    def body(self):
        return getattr(self, f"body_{self.body_language}")


class TermsQuerySet(models.QuerySet):
    def in_force(self):
        """Published versions, the one in force first."""
        return self.filter(published_at__lte=timezone.now()).order_by("-published_at", "-pk")


class Terms(Bilingual):
    """One version of the terms of use. A published version never changes again."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    body_fr = models.TextField(_("text in French (Markdown)"))
    body_en = models.TextField(_("text in English (Markdown)"), blank=True)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, editable=False, db_index=True
    )

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the terms of use")
        verbose_name_plural = _("terms of use")
        ordering = [models.F("published_at").desc(nulls_first=True), "-pk"]

    def __str__(self):
        return self.version

    @property
    def title(self):
        return _("Terms of use")

    def get_absolute_url(self):
        return reverse("terms")

    def save(self, *args, **kwargs):
        if self.pk and Terms.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise ValidationError(_("A published version of the terms cannot be changed."))
        super().save(*args, **kwargs)
        forget()


class TermsAcceptance(models.Model):
    """That a person accepted a version of the terms, and when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="terms_acceptances",
        verbose_name=_("account"),
    )
    terms = models.ForeignKey(
        Terms, models.PROTECT, related_name="acceptances", verbose_name=_("terms of use")
    )
    accepted_at = models.DateTimeField(_("accepted at"), default=timezone.now)

    class Meta:
        verbose_name = _("acceptance of the terms")
        verbose_name_plural = _("acceptances of the terms")
        ordering = ["-accepted_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "terms"], name="terms_accepted_once"),
        ]

    def __str__(self):
        return f"#{self.pk}"


class PageQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published=True)

    def delete(self):
        deleted = super().delete()
        forget()
        return deleted


class Page(Bilingual):
    """A page of text: legal notice, privacy, accessibility, help…"""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    body_fr = models.TextField(_("text in French (Markdown)"))
    body_en = models.TextField(_("text in English (Markdown)"), blank=True)
    published = models.BooleanField(_("published"), default=True)
    # Shown in the footer of every page, in this order; empty: not there.
    footer_position = models.PositiveSmallIntegerField(
        _("position in the footer"), null=True, blank=True
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    # What `load_pages` put here: a text that staff changed since is left alone.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]

    def __str__(self):
        return self.slug

    @property
    def title(self):
        return self.title_en if get_language() == "en" and self.title_en else self.title_fr

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        forget()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        forget()
        return deleted

    def get_absolute_url(self):
        return reverse("help") if self.slug == "aide" else reverse("page", args=[self.slug])
