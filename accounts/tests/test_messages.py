"""Each message of this app can be shown to staff, in both languages, with no word missing."""

import pytest
from django.utils import translation

from portal.outbox.notifications import registered
from portal.outbox.services import compose

pytestmark = pytest.mark.django_db

OURS = sorted(name for name in registered() if name.startswith("accounts."))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", OURS)
def test_the_sample_of_each_message_is_whole(name, language):
    with translation.override(language):
        mail = compose(registered()[name].sample(), language=language)

    for text in (mail.subject, mail.text_body, mail.html_body):
        assert text.strip()
        assert "None" not in text
        assert "%(" not in text
        assert "{{" not in text
