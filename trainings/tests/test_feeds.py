"""What other programs read: the feed, the calendar, the sitemap, the structured data."""

import html
import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from communities.factories import CommunityFactory
from trainings.factories import DomainFactory, SessionFactory, TrainingFactory
from trainings.models import Session, WayOfLearning

pytestmark = pytest.mark.django_db
FEED = reverse("trainings:feed")


# Feed ----------------------------------------------------------------------------


def read_feed(client, address=FEED):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/rss+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "rss20"
    return feed


def test_the_feed_of_new_sessions(client):
    old, new = SessionFactory.create_batch(2, training__title="<b>Plombier</b> & fils")
    Session.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=3))
    SessionFactory(draft=True)
    SessionFactory(training__hidden=True)
    feed = read_feed(client)
    assert feed.feed.title.startswith("Nouvelles sessions")
    assert feed.feed.language == "fr"
    assert [entry.id for entry in feed.entries] == [
        f"session-{new.number}",
        f"session-{old.number}",
    ]
    assert html.unescape(feed.entries[0].title) == "<b>Plombier</b> & fils – Lille"
    row = f"?session={new.number}#session-{new.number}"
    assert feed.entries[0].link.endswith(new.training.get_absolute_url() + row)
    assert "12 rue de la République" in feed.entries[0].summary


def test_the_feed_of_a_domain_holds_what_is_inside_it(client):
    works = DomainFactory(name="Bâtiment", slug="batiment")
    roofs = DomainFactory(name="Toiture", parent=works, root=works)
    inside = SessionFactory(training__domains=[works, roofs])
    SessionFactory()
    feed = read_feed(client, reverse("trainings:domain_feed", args=["batiment"]))
    assert [entry.id for entry in feed.entries] == [f"session-{inside.number}"]
    assert "Bâtiment" in feed.feed.title
    assert client.get(reverse("trainings:domain_feed", args=["inconnu"])).status_code == 404


def test_an_empty_feed_is_a_feed(client):
    assert read_feed(client).entries == []


def test_the_feed_is_not_sent_again_for_nothing(client):
    SessionFactory()
    modified = client.get(FEED)["Last-Modified"]
    assert client.get(FEED, headers={"if-modified-since": modified}).status_code == 304


def test_same_queries_for_one_entry_and_three(client, django_assert_num_queries):
    for number in [1, 2]:
        SessionFactory.create_batch(number)
        with django_assert_num_queries(1):
            client.get(FEED)


def test_pages_lead_to_the_feeds(client, page_of):
    domain = DomainFactory(name="Bâtiment", slug="batiment")
    training = TrainingFactory(domains=[domain])
    alternate = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    everything = alternate.format("Nouvelles sessions", FEED)
    assert everything in page_of(reverse("trainings:list"))
    page = page_of(training.get_absolute_url())
    assert everything in page
    own = reverse("trainings:domain_feed", args=["batiment"])
    words = "Nouvelles sessions par RSS"
    assert re.search(rf'href="{FEED}">{words}<', page_of(reverse("trainings:list")))
    page_of_domain = page_of(reverse("trainings:list"), {"domaine": "batiment"})
    assert re.search(rf'href="{own}">{words} : Bâtiment<', page_of_domain)
    assert alternate.format("Nouvelles sessions : Bâtiment", own) in page


def test_a_control_character_breaks_neither_feed_nor_calendar(client):
    session = SessionFactory(training__title="Plom\x02bier", centre__address="1 rue\x1f Neuve")
    [entry] = read_feed(client).entries
    assert entry.title == "Plombier – Lille"
    assert "1 rue Neuve" in entry.summary
    address = reverse("trainings:calendar", args=[session.number])
    [event] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert event["summary"] == "Plombier"


@pytest.mark.parametrize("address", [FEED, "/sitemap.xml", "/sitemap-formations.xml"])
def test_addresses_are_those_that_the_portal_is_known_by(client, address):
    SessionFactory()
    page = client.get(address, headers={"host": "127.0.0.1:6666"}).content.decode()
    assert settings.SITE_URL in page
    assert "6666" not in page


# Calendar ------------------------------------------------------------------------


def test_a_session_as_an_event(client):
    session = SessionFactory(
        training__title="Électricien, niveau 3",
        starts_on=date(2999, 3, 1),
        ends_on=date(2999, 3, 5),
        centre__name="Centre d'Évry",
    )
    address = reverse("trainings:calendar", args=[session.number])
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content.decode())
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    [event] = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == date(2999, 3, 1)
    assert event.decoded("dtend") == date(2999, 3, 6)  # the day after
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert str(event["summary"]) == "Électricien, niveau 3"
    assert str(event["location"]) == "Centre d'Évry, 12 rue de la République, 59000 Lille"
    assert session.training.get_absolute_url() in str(event["url"])
    assert f"Session n° {session.number}" in str(event["description"])
    assert "status" not in event
    assert event.decoded("dtstamp").utcoffset() == timedelta(0)
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))


def test_the_event_keeps_its_name_when_the_dates_move(client):
    session = SessionFactory()

    def uid():
        response = client.get(reverse("trainings:calendar", args=[session.number]))
        return Calendar.from_ical(response.content).walk("VEVENT")[0]["uid"]

    before = uid()
    session.starts_on += timedelta(days=1)
    session.save()
    assert uid() == before
    assert session.number in before


def test_the_event_of_a_cancelled_session_takes_it_back(client):
    session = SessionFactory()
    address = reverse("trainings:calendar", args=[session.number])
    [before] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    session.state = Session.State.CANCELLED
    session.save()
    [after] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert after["status"] == "CANCELLED"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before.get("sequence", 0)


def test_no_event_of_a_cancelled_session_that_was_never_published(client):
    session = SessionFactory(cancelled=True)
    assert session.published_at is None
    assert client.get(reverse("trainings:calendar", args=[session.number])).status_code == 404


@pytest.mark.parametrize("trait", ["draft", "closed", "over"])
def test_no_event_of_what_nobody_sees(client, trait):
    session = SessionFactory(**{trait: True})
    assert client.get(reverse("trainings:calendar", args=[session.number])).status_code == 404


# Sitemap -------------------------------------------------------------------------

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client, address, kind="url"):
    """The addresses of a sitemap, whose form is checked against the protocol's."""
    response = client.get(address)
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    assert root.tag == SITEMAPS + ("urlset" if kind == "url" else "sitemapindex")
    assert len(root) <= 50_000
    found = []
    for entry in root:
        assert entry.tag == SITEMAPS + kind
        names = [child.tag.removeprefix(SITEMAPS) for child in entry]
        assert names[0] == "loc"
        assert set(names) <= {"loc", "lastmod"}
        if modified := entry.findtext(f"{SITEMAPS}lastmod"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d)?", modified)
        found.append(entry.findtext(f"{SITEMAPS}loc"))
    assert len(found) == len(set(found))
    return found


def test_the_sitemap_holds_what_is_public(client):
    call_command("load_reference_data")
    shown, _hidden = TrainingFactory(), TrainingFactory(hidden=True)
    community, _hidden = CommunityFactory(), CommunityFactory(is_published=False)
    assert locations(client, "/sitemap.xml", "sitemap") == [
        f"{settings.SITE_URL}/sitemap-{name}.xml"
        for name in ["pages", "communautes", "annuaire", "formations", "catalogue"]
    ]
    trainings = locations(client, "/sitemap-formations.xml")
    assert trainings == [settings.SITE_URL + shown.get_absolute_url()]
    communities = locations(client, "/sitemap-communautes.xml")
    assert communities == [settings.SITE_URL + community.get_absolute_url()]
    for name in ["pages", "communautes", "annuaire", "catalogue"]:
        for address in locations(client, f"/sitemap-{name}.xml"):
            assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200
    assert client.get("/sitemap-inconnu.xml").status_code == 404


def test_a_long_sitemap_is_cut_in_pages(client, monkeypatch):
    monkeypatch.setattr("trainings.sitemaps.TrainingSitemap.limit", 2)
    TrainingFactory.create_batch(3)
    index = locations(client, "/sitemap.xml", "sitemap")
    assert f"{settings.SITE_URL}/sitemap-formations.xml?p=2" in index
    assert len(locations(client, "/sitemap-formations.xml?p=2")) == 1


def test_robots_find_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


# What search engines and link previews read --------------------------------------

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Of https://schema.org/Course and the types in it: what we use, and what each value must be.
SCHEMA = {
    "Course": {
        "url": str,
        "name": str,
        "description": str,
        "courseCode": str,
        "inLanguage": str,
        "coursePrerequisites": str,
        "educationalCredentialAwarded": str,
        "provider": "Organization",
        "hasCourseInstance": ["CourseInstance"],
    },
    "CourseInstance": {
        "courseMode": {"Onsite", "Online", "Blended"},
        "startDate": ISO_DATE,
        "endDate": ISO_DATE,
        "courseWorkload": re.compile(r"PT\d+H"),
        "location": "Place",
        "organizer": "Organization",
    },
    "Organization": {"name": str, "url": str},
    "Place": {"name": str, "address": "PostalAddress"},
    "PostalAddress": {
        "streetAddress": str,
        "postalCode": str,
        "addressLocality": str,
        "addressRegion": str,
        "addressCountry": re.compile("[A-Z]{2}"),
    },
}


def check_schema(thing, kind):
    """Only known properties, each of the type that schema.org says, none empty."""
    assert thing["@type"] == kind
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        expected = SCHEMA[kind][name]
        if isinstance(expected, list):
            for item in value:
                check_schema(item, expected[0])
        elif isinstance(expected, str):
            check_schema(value, expected)
        elif isinstance(expected, set):
            assert value in expected
        elif isinstance(expected, re.Pattern):
            assert expected.fullmatch(value)
        else:
            assert isinstance(value, expected)
            assert value


def structured_data(client, training):
    page = client.get(training.get_absolute_url()).content.decode()
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(data)


def test_a_course_with_its_sessions(client):
    training = TrainingFactory(title="Plombier", summary="Poser.", hours=70, prerequisites="Lire")
    SessionFactory(training=training, starts_on=date(2999, 3, 1))
    SessionFactory(training=training, way_of_learning=WayOfLearning.REMOTE, centre__address="")
    data = structured_data(client, training)
    assert data["@context"] == "https://schema.org"
    check_schema(data, "Course")
    assert data["name"] == "Plombier"
    assert data["description"] == "Poser."
    sessions = data["hasCourseInstance"]
    assert [session["courseMode"] for session in sessions] == ["Online", "Onsite"]
    assert sessions[1]["startDate"] == "2999-03-01"
    assert sessions[1]["courseWorkload"] == "PT70H"
    assert sessions[1]["location"]["address"]["addressLocality"] == "Lille"
    assert "streetAddress" not in sessions[0]["location"]["address"]


def test_a_course_without_session_is_still_one(client):
    data = structured_data(client, TrainingFactory(summary=""))
    check_schema(data, "Course")
    assert "hasCourseInstance" not in data


def test_nothing_in_the_data_ends_its_script(client):
    training = TrainingFactory(title="</script><script>alert(1)</script> & <!--")
    assert structured_data(client, training)["name"] == training.title


def test_each_page_of_a_search_says_what_it_is(page_of, indexed):
    TrainingFactory.create_batch(26, title="Soudeur", summary="Souder.")
    indexed()
    address = reverse("trainings:list")
    page = page_of(address, {"q": "soudeur", "tri": "title", "page": "2"})
    assert "<title>soudeur, page 2 – Rechercher une formation – " in page
    canonical = f"{settings.SITE_URL}{address}?q=soudeur&page=2"
    assert f'<link rel="canonical" href="{canonical}">' in page
    assert f'<meta property="og:url" content="{canonical}">' in page
    words = "26 formations (soudeur) : lieux, dates, places libres et durée de chacune."
    assert f'<meta name="description" content="{words}">' in page
    assert "<title>Rechercher une formation – " in page_of(address)
    assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in page_of(address)


def test_previews_and_the_one_address(client, page_of):
    training = SessionFactory(training__summary=f"{'Poser des tuyaux. ' * 20}").training
    address = settings.SITE_URL + training.get_absolute_url()
    page = page_of(training.get_absolute_url(), {"tri": "-debut"})
    assert f'<link rel="canonical" href="{address}">' in page
    for name, value in [("title", training.title), ("url", address), ("type", "website")]:
        assert f'<meta property="og:{name}" content="{value}">' in page
    description = re.search('<meta name="description" content="([^"]*)">', page)[1]
    assert description.startswith("Poser des tuyaux.")
    assert len(description) <= 160
