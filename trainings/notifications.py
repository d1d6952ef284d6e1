"""Messages about the catalogue: new sessions of a saved search, a training sent to a friend."""

from datetime import date, timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.keys import email_key
from accounts.models import User
from portal.outbox.notifications import Category, Notification, Recipient, register
from trainings.models import Centre, SavedSearch, Session, Training

# Sessions named in the mail; three of their ids fit in the reference of a message.
NAMED, IN_REFERENCE = 5, 3


@register
class NewSessions(Notification):
    """To the person who keeps a search: sessions that it finds were published."""

    name = "trainings.new_sessions"
    label = _("Saved search: new sessions")
    reason = _("You receive this message because you asked for news of a saved search.")
    category = Category.CONTENT

    def __init__(self, search, sessions, count):
        self.search = search
        self.sessions = sessions
        self.count = count

    @property
    def recipient(self):
        return Recipient.of(self.search.owner)

    @property
    def dedupe_key(self):
        # What was already looked at is behind: each stretch of time is told once.
        return f"saved_search:{self.search.pk}:{self.search.looked_until.isoformat()}"

    @property
    def subject_reference(self):
        ids = [self.search.pk, *(session.pk for session in self.sessions[:IN_REFERENCE])]
        return ("trainings.savedsearch", "-".join(map(str, ids)))

    def context(self):
        return {
            "first_name": self.search.owner.first_name,
            "search": self.search.name,
            "count": self.count,
            "more": self.count - len(self.sessions),
            "sessions": [
                {
                    "title": session.training.title,
                    "city": session.centre.city,
                    "starts_on": session.starts_on,
                }
                for session in self.sessions
            ],
        }

    def action(self):
        return (_("See what the search finds"), self.search.get_absolute_url())

    def bell(self):
        text = ngettext(
            'One new session for your search "%(search)s".',
            '%(count)s new sessions for your search "%(search)s".',
            self.count,
        )
        return text % {"count": self.count, "search": self.search.name}

    @classmethod
    def still_relevant(cls, message):
        """The person still wants the news, and one of the sessions can still be looked at."""
        search, *sessions = message.subject_id.split("-")
        wanted = SavedSearch.objects.with_alert().filter(pk=search).exists()
        shown = Session.objects.visible_to(message.recipient).filter(pk__in=sessions)
        return wanted and shown.exists()

    @classmethod
    def sample(cls):
        owner = User(pk=0, first_name="Nadia", email="nadia@exemple.fr")
        search = SavedSearch(pk=0, owner=owner, name="Plomberie, Hauts-de-France", query="q=plomb")
        session = Session(
            pk=0,
            number="2027-00001",
            training=Training(pk=0, title="Plombier-chauffagiste", slug="plombier"),
            centre=Centre(pk=0, name="Centre de Lille", city="Lille"),
            starts_on=date(2027, 3, 1),
        )
        return cls(search, [session], 3)


@register
class TrainingShared(Notification):
    """To a friend's address: somebody sends the page of a training; no other link goes with it."""

    name = "trainings.shared"
    label = _("Course sent to a friend")
    reason = _(
        "A person registered on this portal typed your address to send you this page. "
        "You are on no mailing list."
    )
    # The words and address of people: erased once sent.
    sensitive = True
    lifetime = timedelta(days=2)

    def __init__(self, training, sender, email, message=""):
        self.training = training
        self.sender = sender
        self.email = email
        self.message = message

    @property
    def recipient(self):
        return Recipient(email=self.email, language=self.sender.language)

    @property
    def dedupe_key(self):
        # Once a day from one person to another, however often they press.
        whom = sha256(email_key(self.email).encode()).hexdigest()[:32]
        day = timezone.localdate()
        return f"training:{self.training.pk}:shared:{self.sender.pk}:{whom}:{day}"

    @property
    def subject_reference(self):
        return ("trainings.training", str(self.training.pk))

    def context(self):
        return {
            "sender": self.sender.get_full_name(),
            "title": self.training.title,
            "message": self.message,
        }

    def action(self):
        return (_("Discover the course"), self.training.get_absolute_url())

    @classmethod
    def still_relevant(cls, message):
        return Training.objects.published().filter(pk=message.subject_id).exists()

    @classmethod
    def sample(cls):
        sender = User(pk=0, first_name="Nadia", last_name="Benali", email="nadia@exemple.fr")
        training = Training(pk=0, title="Plombier-chauffagiste", slug="plombier-chauffagiste")
        return cls(training, sender, "ami@exemple.fr", "Je pense à toi pour celle-ci.")
