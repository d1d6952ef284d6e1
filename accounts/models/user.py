import uuid

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Permission,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.keys import email_key, username_key


class UserQuerySet(models.QuerySet):
    def who_may(self, permission):
        """Active staff who hold `permission` ("app.codename"), by themselves or by a group."""
        app_label, codename = permission.split(".")
        held = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
        return self.filter(
            models.Q(is_superuser=True)
            | models.Q(user_permissions__in=held)
            | models.Q(groups__permissions__in=held),
            is_active=True,
            is_staff=True,
        ).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        """The account of an identifier or, failing that, of an e-mail address."""
        key = username_key(username)
        return self.filter(username_key=key).first() or self.get(email_key=email_key(username))

    def create_user(self, username, email, password=None, **fields):
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username, email, password=None, **fields):
        fields = {"is_staff": True, "is_superuser": True, **fields}
        return self.create_user(username, email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Accounts are anonymised, never deleted."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        PARTNER = "partner", _("Employment partner")

    class Civility(models.TextChoices):
        MRS = "mrs", _("Mrs")
        MR = "mr", _("Mr")
        UNSPECIFIED = "unspecified", _("Prefer not to say")

    class PartnerStatus(models.TextChoices):
        NONE = "", _("Not a partner")
        PENDING = "pending", _("Awaiting approval")
        APPROVED = "approved", pgettext_lazy("partner account", "Approved")
        REFUSED = "refused", pgettext_lazy("partner account", "Refused")

    class AuthorityType(models.TextChoices):
        NOT_CONCERNED = "none", _("Not concerned")
        MUNICIPALITY = "municipality", _("Municipality")
        INTERMUNICIPAL = "intermunicipal", _("Grouping of municipalities")
        DEPARTMENT = "department", _("Departmental council")
        REGION = "region", _("Regional council")
        OTHER = "other", _("Other public body")

    class AuthoritySize(models.TextChoices):
        NOT_CONCERNED = "none", _("Not concerned")
        UNDER_3500 = "under_3500", _("Fewer than 3,500 inhabitants")
        UNDER_10000 = "under_10000", _("3,500 to 9,999 inhabitants")
        UNDER_50000 = "under_50000", _("10,000 to 49,999 inhabitants")
        UNDER_100000 = "under_100000", _("50,000 to 99,999 inhabitants")
        OVER_100000 = "over_100000", _("100,000 inhabitants or more")

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("identifier"), max_length=254, unique=True)
    username_key = models.CharField(max_length=254, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    email_key = models.CharField(max_length=254, unique=True, editable=False)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.INDIVIDUAL)
    civility = models.CharField(
        _("civility"), max_length=12, choices=Civility, default=Civility.UNSPECIFIED
    )
    last_name = models.CharField(_("last name"), max_length=100)
    first_name = models.CharField(_("first name"), max_length=100)

    # Declared at sign-up: shown on the profile, gives no right in the organisation.
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declared_by",
        verbose_name=_("organisation"),
    )
    # What a partner said of it: the organisation's own row is not theirs to change.
    organisation_type = models.ForeignKey(
        "accounts.OrganisationType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("declared organisation type"),
    )
    organisation_type_details = models.CharField(
        _("declared organisation type, in words"), max_length=100, blank=True
    )
    territories = models.ManyToManyField(
        "territories.Territory", blank=True, related_name="+", verbose_name=_("territories")
    )
    partner_status = models.CharField(
        _("partner status"),
        max_length=10,
        choices=PartnerStatus,
        default=PartnerStatus.NONE,
        blank=True,
    )

    phone = models.CharField(_("phone"), max_length=30, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    job_title = models.CharField(_("position held"), max_length=150, blank=True)
    employer = models.CharField(_("employer"), max_length=200, blank=True)
    authority_type = models.CharField(
        _("type of local authority"), max_length=30, choices=AuthorityType, blank=True
    )
    authority_size = models.CharField(
        _("size of the local authority"), max_length=30, choices=AuthoritySize, blank=True
    )

    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FRENCH
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["-date_joined", "-pk"]
        indexes = [
            # A few among a hundred thousand, looked up at each request that is filed.
            models.Index(fields=["id"], condition=models.Q(is_staff=True), name="user_staff")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="individual", partner_status="")
                | models.Q(kind="partner", partner_status__in=["pending", "approved", "refused"]),
                name="user_partner_has_status",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(is_active=False),
                name="user_closed_is_inactive",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    def save(self, *args, **kwargs):
        self.username_key = username_key(self.username)
        self.email_key = email_key(self.email)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "username_key", "email_key"}
        super().save(*args, **kwargs)

    def get_full_name(self):
        if self.closed_at:
            return str(_("Closed account"))
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name

    @property
    def is_approved_partner(self):
        return self.partner_status == self.PartnerStatus.APPROVED

    @property
    def is_pending_partner(self):
        return self.partner_status == self.PartnerStatus.PENDING

    @property
    def is_refused_partner(self):
        return self.partner_status == self.PartnerStatus.REFUSED
