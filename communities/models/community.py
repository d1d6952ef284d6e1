from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.search.text import fold
from portal.web.models import AbstractFormerSlug

# Addresses under /communautes/ that are pages of their own.
RESERVED_SLUGS = ["mes-communautes"]


def refuse_reserved_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is reserved, choose another one."))


class Theme(models.Model):
    """What communities are about; the list is edited by staff."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class CommunityQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)

    def visible_to(self, user):
        """Whose card may be seen: published ones; staff also preview the others."""
        return self if user.is_staff else self.published()

    def not_of(self, user):
        """Without those where the person is a member or awaits approval."""
        return self.exclude(pk__in=user.memberships.live().values("community"))

    def led_by(self, user):
        return self.filter(pk__in=user.memberships.moderators().values("community"))

    def without_moderator(self):
        """Left without anyone in charge: staff see them in a list."""
        from .membership import Membership

        return self.exclude(pk__in=Membership.objects.in_charge().values("community"))

    def in_territory(self, territory):
        """Of the territory, or of one inside or around it."""
        related = [territory.pk, *territory.children.values_list("pk", flat=True)]
        if territory.parent_id:
            related.append(territory.parent_id)
        return self.filter(territory__in=related)

    def with_list_data(self):
        """What cards show."""
        return self.select_related("theme", "territory").defer("welcome")

    def with_membership_of(self, user):
        """With the live membership of `user` as `own_membership`."""
        from .membership import Membership

        if not user.is_authenticated:
            return self
        own = Membership.objects.live().filter(user=user).with_pending_requests()
        return self.prefetch_related(
            models.Prefetch("memberships", queryset=own, to_attr="own_memberships")
        )


class Community(models.Model):
    """A place where people who share a subject meet; each chooses how one joins."""

    class Policy(models.TextChoices):
        OPEN = "open", pgettext_lazy("how one joins", "Open")
        APPROVAL = "approval", pgettext_lazy("how one joins", "On approval")
        INVITATION = "invitation", pgettext_lazy("how one joins", "By invitation")

    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=250, editable=False, db_index=True)
    slug = models.SlugField(
        _("address"), max_length=120, unique=True, validators=[refuse_reserved_slug]
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="communities", verbose_name=_("theme")
    )
    territory = models.ForeignKey(
        "territories.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
        help_text=_("Empty: the whole country."),
    )
    summary = models.CharField(_("summary"), max_length=300)
    welcome = models.TextField(
        _("welcome text"), blank=True, help_text=_("Shown on the community's home page. Markdown.")
    )
    policy = models.CharField(
        _("how one joins"), max_length=10, choices=Policy, default=Policy.OPEN
    )
    is_content_public = models.BooleanField(
        _("public content"),
        default=False,
        help_text=_("What is inside can be read without being a member."),
    )
    is_published = models.BooleanField(_("published"), default=True)

    contact_name = models.CharField(_("contact's name"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), max_length=254, blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=30, blank=True)

    # Counted by the services that change memberships, under this row's lock.
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS), name="community_slug_not_reserved"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = fold(self.name)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("communities:detail", args=[self.slug])

    def get_home_url(self):
        return reverse("communities:home", args=[self.slug])

    @property
    def own_membership(self):
        """The membership of the person asked for by `with_membership_of`, or None."""
        return next(iter(getattr(self, "own_memberships", [])), None)

    def is_open_to(self, membership):
        """Members enter, and everyone where the content is public."""
        return self.is_content_public or (membership is not None and membership.is_active)

    @property
    def needs_approval(self):
        return self.policy == self.Policy.APPROVAL

    @property
    def is_by_invitation(self):
        return self.policy == self.Policy.INVITATION


class FormerSlug(AbstractFormerSlug):
    target = models.ForeignKey(
        Community, models.CASCADE, related_name="former_slugs", verbose_name=_("community")
    )
