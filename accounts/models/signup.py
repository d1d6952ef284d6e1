import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation, OrganisationType
from .user import User

DRAFT_LIFETIME = timedelta(hours=24)


class SignupDraftQuerySet(models.QuerySet):
    def live(self):
        return self.filter(expires_at__gt=timezone.now())


class SignupDraft(models.Model):
    """What a visitor has typed in the five steps so far; erased after 24 hours."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=User.Kind, blank=True)
    civility = models.CharField(max_length=12, choices=User.Civility, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(null=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    # The name as chosen or typed, kept when the chosen organisation is deleted.
    organisation_name = models.CharField(max_length=200, blank=True)
    organisation_is_new = models.BooleanField(default=False)
    organisation_type = models.ForeignKey(
        OrganisationType, models.SET_NULL, null=True, related_name="+"
    )
    type_details = models.CharField(max_length=100, blank=True)
    territories = models.ManyToManyField("territories.Territory", related_name="+")
    # The identifier of step 5, while another step is looked at again.
    username = models.CharField(max_length=254, blank=True)
    # Set by the last step: pressing « Valider » twice finds the account made by the first.
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    objects = SignupDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unfinished sign-up")
        verbose_name_plural = _("unfinished sign-ups")
        ordering = ["-created_at"]

    def __str__(self):
        return str(self.public_id)

    def save(self, *args, **kwargs):
        if not self.expires_at:
            self.expires_at = self.created_at + DRAFT_LIFETIME
        super().save(*args, **kwargs)

    @property
    def is_live(self):
        return self.expires_at > timezone.now()

    @property
    def is_partner(self):
        return self.kind == User.Kind.PARTNER

    @property
    def has_identity(self):
        return bool(self.email)

    @property
    def has_confirmed_email(self):
        return self.email_confirmed_at is not None

    @property
    def has_organisation(self):
        chosen = self.organisation_id is not None or self.organisation_is_new
        return chosen and (not self.is_partner or self.organisation_type_id is not None)

    @property
    def lost_its_organisation(self):
        """The organisation that was chosen has been deleted since."""
        return bool(self.organisation_name) and not (
            self.organisation_id or self.organisation_is_new
        )

    @property
    def has_territories(self):
        return self.territories.exists()
