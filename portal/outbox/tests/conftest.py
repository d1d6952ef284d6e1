from portal.outbox.tests.helpers import mail_server, test_messages  # noqa: F401
