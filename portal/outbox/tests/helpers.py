"""A kind of message that only tests know, and a mail server that can misbehave."""

import asyncio
import socket
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from portal.outbox import notifications
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import Attachment, Category, Notification, Recipient


class News(Notification):
    """Optional: the person chooses how often. The event is a number."""

    name = "tests.news"
    label = "News of the tests"
    reason = "Because you test."
    category = Category.CONTENT
    relevant = True

    def __init__(
        self, event, user=None, email="claire@exemple.fr", title="a <title>", path="/aide/"
    ):
        self.event = event
        self.user = user
        self.email = email
        self.title = title
        self.path = path

    @property
    def recipient(self):
        return Recipient.of(self.user) if self.user else Recipient(email=self.email)

    @property
    def dedupe_key(self):
        return f"tests:{self.event}:{self.recipient.email}"

    @property
    def subject_reference(self):
        return ("tests.event", self.event)

    def context(self):
        return {"title": self.title}

    def action(self):
        return ("Open", self.path)

    def bell(self):
        return f"Bell: {self.title}"

    def attachments(self):
        return [Attachment("é.txt", "text/plain", "été".encode())]

    @classmethod
    def still_relevant(cls, message):
        return cls.relevant

    @classmethod
    def sample(cls):
        return cls(0)


class Essential(News):
    """Always sent."""

    name = "tests.essential"
    label = "Essential of the tests"
    category = Category.TRANSACTIONAL


def sending(email=None, **values):
    """A message that waits, made without rendering anything."""
    number = OutgoingEmail.objects.count()
    fields = {
        "dedupe_key": f"row:{number}",
        "kind": "tests.essential",
        "language": "fr",
        "to": email or f"personne{number}@exemple.fr",
        "subject": f"Sujet {number}",
        "text_body": "Bonjour à tous",
        "html_body": "<p>Bonjour à tous</p>",
        **values,
    }
    return OutgoingEmail.objects.create(to_key=fields["to"], **fields)


class MailServer:
    """A real SMTP server on a free port; `answers` maps a command to what it replies."""

    def __init__(self):
        self.received = []
        self.connections = 0
        self.answers = {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop(no_assert=True)
            self.controller = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get(address) or self.answers.get("RCPT") or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("DATA", "250 OK")
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if answer == "hang":
            await asyncio.sleep(5)
            return "421 too late"
        if answer.startswith("250"):
            self.received.append(envelope.content)
        return answer


@pytest.fixture
def mail_server(settings):
    """Messages leave through a real server, and are not kept in the mailbox page."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    settings.EMAIL_TIMEOUT = 1
    settings.MAILBOX_ENABLED = False
    yield server
    server.stop()


@pytest.fixture
def test_messages(settings, monkeypatch):
    """`News` and `Essential` are registered, with their templates, for one test."""
    monkeypatch.setattr(
        notifications,
        "_registry",
        {**notifications._registry, News.name: News, Essential.name: Essential},
    )
    monkeypatch.setattr(News, "relevant", True)
    folder = Path(__file__).parent / "templates"
    options = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**options, "DIRS": [*options["DIRS"], folder]}]
