from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.search.text import fold
from portal.web.models import AbstractFormerSlug

from .keys import KeyField, code_key

# Addresses under /formations/ that are pages of their own.
RESERVED_SLUGS = ["centres", "parcourir", "sessions"]


def refuse_reserved_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is reserved, choose another one."))


class WayOfLearning(models.TextChoices):
    ON_SITE = "on_site", _("At the centre")
    REMOTE = "remote", _("Remote")
    WORK_STUDY = "work_study", _("Work-study")
    BLENDED = "blended", _("Blended")


class Domain(models.Model):
    """A subject of the tree used for browsing."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("inside"),
    )
    # The first ancestor, null for a first-level domain: what results are counted by.
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, root__isnull=True)
                | models.Q(parent__isnull=False, root__isnull=False),
                name="domain_root_with_parent",
            ),
        ]

    def __str__(self):
        return self.name


class TrainingKind(models.Model):
    """A kind of training; the list is edited by staff."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("kind of course")
        verbose_name_plural = _("kinds of course")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Objective(models.Model):
    """What a person wants a training for (“my project”); the list is edited by staff."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Occupation(models.Model):
    """A sheet of the ROME (the French directory of occupations) with its job titles."""

    code = models.CharField(_("ROME code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=200)
    job_titles = models.TextField(
        _("job titles"),
        blank=True,
        help_text=_("One per line, feminine and masculine: people search by them."),
    )

    class Meta:
        verbose_name = _("occupation (ROME)")
        verbose_name_plural = _("occupations (ROME)")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"


class Formacode(models.Model):
    """A subject of the Formacode, the thesaurus of the training offer kept by Centre Inffo."""

    code = models.CharField(_("Formacode"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("subject (Formacode)")
        verbose_name_plural = _("subjects (Formacode)")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"


class TrainingQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)

    def visible_to(self, user):
        """Published trainings; staff also preview the others."""
        return self if user.is_staff else self.published()


class Training(models.Model):
    """An entry of the catalogue."""

    class Level(models.IntegerChoices):
        LEVEL_3 = 3, _("Level 3 (CAP, BEP)")
        LEVEL_4 = 4, _("Level 4 (baccalaureate)")
        LEVEL_5 = 5, _("Level 5 (two years after the baccalaureate)")
        LEVEL_6 = 6, _("Level 6 (bachelor's degree)")
        LEVEL_7 = 7, _("Level 7 (master's degree)")
        LEVEL_8 = 8, _("Level 8 (doctorate)")

    title = models.CharField(_("title"), max_length=255)
    title_key = KeyField(key=lambda training: fold(training.title), max_length=510, db_index=True)
    slug = models.SlugField(
        _("address"), max_length=120, unique=True, validators=[refuse_reserved_slug]
    )
    code = models.CharField(_("code"), max_length=30, unique=True)
    # Null only for what was written before there was one, and was not unique.
    code_key = KeyField(
        key=lambda training: code_key(training.code), max_length=100, unique=True, null=True
    )
    kind = models.ForeignKey(
        TrainingKind, models.PROTECT, related_name="trainings", verbose_name=_("kind of course")
    )
    domains = models.ManyToManyField(
        Domain, blank=True, related_name="trainings", verbose_name=_("domains")
    )
    objectives = models.ManyToManyField(
        Objective, blank=True, related_name="trainings", verbose_name=_("objectives")
    )
    occupations = models.ManyToManyField(
        Occupation, blank=True, related_name="trainings", verbose_name=_("occupations (ROME)")
    )
    formacodes = models.ManyToManyField(
        Formacode, blank=True, related_name="trainings", verbose_name=_("subjects (Formacode)")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("duration in hours"), null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(_("duration in weeks"), null=True, blank=True)
    way_of_learning = models.CharField(
        _("way of learning"), max_length=10, choices=WayOfLearning, default=WayOfLearning.ON_SITE
    )
    cpf_eligible = models.BooleanField(_("CPF eligible"), default=False)
    fast_entry = models.BooleanField(_("fast entry"), default=False)
    rncp_code = models.CharField(_("RNCP or RS code"), max_length=12, blank=True)
    # The sheet of that code, if it is loaded: trainings may come before their sheet, or without.
    rncp_sheet = models.ForeignObject(
        "trainings.Certification",
        models.DO_NOTHING,
        from_fields=["rncp_code"],
        to_fields=["rncp_code"],
        related_name="trainings",
        null=True,
        editable=False,
    )

    summary = models.TextField(_("summary"), blank=True)
    prerequisites = models.TextField(_("prerequisites"), blank=True)
    learning_objectives = models.TextField(_("learning objectives"), blank=True)
    programme = models.TextField(_("programme"), blank=True)
    outcomes = models.TextField(_("outcomes"), blank=True)
    certification = models.TextField(_("certification"), blank=True)
    price_notes = models.TextField(_("price and funding"), blank=True)
    supporting_documents = models.TextField(
        _("supporting documents"),
        blank=True,
        default="",
        db_default="",
        help_text=_("What is to be brought to the enrolment, one per line."),
    )

    is_published = models.BooleanField(_("published"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    # What only its own page shows: lists of other things leave it where it is.
    LONG_TEXTS = [
        "summary",
        "prerequisites",
        "learning_objectives",
        "programme",
        "outcomes",
        "certification",
        "price_notes",
        "supporting_documents",
    ]

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS), name="training_slug_not_reserved"
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "title_key", "code_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("trainings:detail", args=[self.slug])


class FormerSlug(AbstractFormerSlug):
    target = models.ForeignKey(
        Training, models.CASCADE, related_name="former_slugs", verbose_name=_("course")
    )
