"""Messages about memberships: asked, approved, refused, pending for a week."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from communities.models import Community, Membership
from portal.audit.models import AuditEvent
from portal.outbox.notifications import Notification, Recipient, register

Status = Membership.Status


def _is_in_charge(user, community_id):
    return Membership.objects.in_charge().filter(user=user, community=community_id).exists()


def _sample_membership(**fields):
    community = Community(pk=0, name="Conseillers en insertion", slug="conseillers-en-insertion")
    user = User(pk=0, first_name="Nadia", last_name="Benali", email="nadia@exemple.fr")
    return Membership(pk=0, community=community, user=user, asked_at=timezone.now(), **fields)


@register
class MembershipRequested(Notification):
    """To each moderator: somebody asks to join."""

    name = "communities.membership_requested"
    label = _("Community: request to join (to the moderators)")
    reason = _("You receive this message because you lead this community.")

    def __init__(self, membership, moderator):
        self.membership = membership
        self.moderator = moderator

    @property
    def recipient(self):
        return Recipient.of(self.moderator)

    @staticmethod
    def reference(membership):
        return ("communities.membership", str(membership.pk))

    @property
    def dedupe_key(self):
        return f"membership:{self.membership.pk}:requested:{self.moderator.pk}"

    @property
    def subject_reference(self):
        return self.reference(self.membership)

    def context(self):
        return {
            "community": self.membership.community.name,
            "person": self.membership.user.get_full_name(),
            "message": self.membership.message,
        }

    def action(self):
        slug = self.membership.community.slug
        return (_("See the membership requests"), reverse("communities:requests", args=[slug]))

    def bell(self):
        return gettext('%(person)s asks to join "%(community)s".') % {
            "person": self.membership.user.get_full_name(),
            "community": self.membership.community.name,
        }

    @classmethod
    def still_relevant(cls, message):
        membership = Membership.objects.pending().filter(pk=message.subject_id).first()
        return membership is not None and _is_in_charge(message.recipient, membership.community_id)

    @classmethod
    def sample(cls):
        moderator = User(pk=0, first_name="Claire", email="claire@exemple.fr")
        message = "Je suis conseillère à la mission locale et j’aimerais échanger avec vous."
        return cls(_sample_membership(message=message), moderator)


class MembershipDecided(Notification):
    """To the person whose membership it is."""

    reason = _("You receive this message because you asked to join this community.")
    status = None

    def __init__(self, membership):
        self.membership = membership

    @property
    def recipient(self):
        return Recipient.of(self.membership.user)

    @property
    def dedupe_key(self):
        return f"membership:{self.membership.pk}:{self.status}"

    @property
    def subject_reference(self):
        return ("communities.membership", str(self.membership.pk))

    def context(self):
        return {
            "community": self.membership.community.name,
            "decision_reason": self.membership.reason,
            "barred_until": self.membership.barred_until,
        }

    @classmethod
    def still_relevant(cls, message):
        return Membership.objects.filter(pk=message.subject_id, status=cls.status).exists()


@register
class MembershipApproved(MembershipDecided):
    name = "communities.membership_approved"
    label = _("Community: request approved")
    status = Status.ACTIVE

    def action(self):
        return (_("Enter the community"), self.membership.community.get_home_url())

    def bell(self):
        return gettext('You are now a member of "%(community)s".') % {
            "community": self.membership.community.name
        }

    @classmethod
    def sample(cls):
        return cls(_sample_membership())


@register
class MembershipRefused(MembershipDecided):
    name = "communities.membership_refused"
    label = _("Community: request refused")
    status = Status.REFUSED

    def action(self):
        return (_("Discover other communities"), reverse("communities:list"))

    def bell(self):
        return gettext('Your request to join "%(community)s" was not accepted.') % {
            "community": self.membership.community.name
        }

    @classmethod
    def sample(cls):
        return cls(
            _sample_membership(
                reason="Cette communauté est réservée aux conseillers en poste dans le Nord.",
                barred_until=timezone.localdate(),
            )
        )


@register
class MemberAdded(MembershipApproved):
    """To a person whom staff put into a community."""

    name = "communities.member_added"
    label = _("Community: put in by the staff")
    reason = _("You receive this message because you are a member of this community.")


@register
class ModeratorNamed(MembershipApproved):
    """To a person whom staff put in charge, each time that they do."""

    name = "communities.moderator_named"
    label = _("Community: named moderator")
    reason = _("You receive this message because you lead this community.")

    def __init__(self, membership, event):
        super().__init__(membership)
        self.event = event

    @property
    def dedupe_key(self):
        return f"membership:{self.membership.pk}:moderator:{self.event.pk}"

    def bell(self):
        return gettext('You are now a moderator of "%(community)s".') % {
            "community": self.membership.community.name
        }

    @classmethod
    def still_relevant(cls, message):
        return Membership.objects.moderators().filter(pk=message.subject_id).exists()

    @classmethod
    def sample(cls):
        return cls(_sample_membership(), AuditEvent(pk=0))


@register
class RequestsPending(Notification):
    """To everyone in charge, once a week: requests older than a week."""

    name = "communities.requests_pending"
    label = _("Community: requests pending for a week (to the moderators)")
    reason = _("You receive this message because you lead this community.")

    def __init__(self, community, moderator, count):
        self.community = community
        self.moderator = moderator
        self.count = count

    @property
    def recipient(self):
        return Recipient.of(self.moderator)

    @property
    def dedupe_key(self):
        week = f"{self.community.reminded_at:%Y%m%d}"
        return f"community:{self.community.pk}:pending:{week}:{self.moderator.pk}"

    @staticmethod
    def reference(community):
        return ("communities.community", str(community.pk))

    @property
    def subject_reference(self):
        return self.reference(self.community)

    def context(self):
        return {
            "community": self.community.name,
            "count": self.count,
        }

    def action(self):
        address = reverse("communities:requests", args=[self.community.slug])
        return (_("See the membership requests"), address)

    def bell(self):
        return gettext('Requests to join "%(community)s" have been waiting for a week.') % {
            "community": self.community.name
        }

    @classmethod
    def still_relevant(cls, message):
        waiting = Membership.objects.pending().filter(community=message.subject_id)
        return waiting.exists() and _is_in_charge(message.recipient, message.subject_id)

    @classmethod
    def sample(cls):
        community = _sample_membership().community
        community.reminded_at = timezone.now()
        moderator = User(pk=0, first_name="Claire", email="claire@exemple.fr")
        return cls(community, moderator, 3)
