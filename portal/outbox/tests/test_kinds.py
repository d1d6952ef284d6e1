"""What is true of every message of the portal, whatever app sends it."""

import pytest

from portal.outbox.notifications import registered
from portal.outbox.services import compose

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", registered().values(), ids=registered().keys())
def test_every_message_renders_in_both_languages(kind):
    french, english = (compose(kind.sample(), language=language) for language in ("fr", "en"))
    for email, language in ((french, "fr"), (english, "en")):
        assert email.subject
        assert email.text_body.strip()
        assert f'lang="{language}"' in email.html_body
    assert french.text_body != english.text_body
    assert kind.label
    assert kind.reason
    assert email.dedupe_key.strip()
    assert french.text_body.count("Bonjour") == french.html_body.count("Bonjour") == 1
