import pytest

pytestmark = pytest.mark.django_db


def test_home_page_names_the_site(client, settings):
    response = client.get("/")
    assert response.status_code == 200
    assert f"<title>{settings.SITE_NAME}</title>" in response.text
