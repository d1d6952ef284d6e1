"""What people are told: whom, once, in French, with calendar files and the privacy notice."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from icalendar import Calendar

from accounts.factories import UserFactory
from applications.agents import who_is_told
from applications.factories import PrescriptionFactory
from applications.models import Request, RequestEvent
from applications.notifications import moved, received
from applications.services.moves import Interview, move_prescription
from applications.stages import FUNDING, PATHWAY, PRESCRIPTION
from portal.notices.services import notify
from portal.outbox.delivery import deliver
from portal.outbox.models import OutgoingEmail
from portal.outbox.notifications import registered
from portal.outbox.services import compose
from portal.pages.services import get_site_settings
from trainings.models import Funding

from .conftest import make_agent

pytestmark = pytest.mark.django_db


def mail(kind):
    return OutgoingEmail.objects.filter(kind=f"applications.{kind}").latest("pk")


def calendar_of(email):
    (attached,) = email.attached
    event = Calendar.from_ical(base64.b64decode(attached["content"]))
    return event, event.walk("VEVENT")[0]


def at(days):
    moment = timezone.now() + timedelta(days=days)
    return Interview(at=moment.replace(microsecond=0), kind="group", place="Lille, salle 2")


def leave():
    """Have the mail server back: what still matters leaves."""
    OutgoingEmail.objects.update(next_attempt_at=timezone.now())
    deliver()


@pytest.fixture
def server_down(settings):
    """Try to send while nothing answers at the mail server's address."""

    def try_to_leave():
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        backend, settings.EMAIL_BACKEND = (
            settings.EMAIL_BACKEND,
            "django.core.mail.backends.smtp.EmailBackend",
        )
        OutgoingEmail.objects.update(next_attempt_at=timezone.now())
        deliver()
        settings.EMAIL_BACKEND = backend

    return try_to_leave


def leaving_calendars(request):
    """What the calendar of the candidate received, in order: (method, sequence)."""
    sent = OutgoingEmail.objects.filter(to=request.prescription.email, sent_at__isnull=False)
    files = [calendar_of(email) for email in sent.order_by("pk") if email.attached]
    return [(calendar["METHOD"], event["SEQUENCE"]) for calendar, event in files]


def test_the_candidate_learns_who_what_where_and_their_rights(session):
    prescription = PrescriptionFactory(session=session, first_name="D’Arc & Fils")
    notify(*received.messages(prescription.request.events.get()))
    sent = mail("candidate_received")
    site = get_site_settings()
    assert sent.to == prescription.email
    for body in (sent.text_body, sent.html_body.replace("&amp;", "&")):
        for words in (
            prescription.request.filed_by.get_full_name(),
            prescription.request.organisation.name,
            session.training.title,
            session.centre.name,
            "2 ans",
            "rectification",
            "article 6.1.e du RGPD",
            site.controller_address,
            site.dpo_email,
            site.dpo_address,
            site.authority_url,
            "D’Arc & Fils",
        ):
            assert words in body
    # The candidate has no account: no button leads to a page that would ask for one.
    assert "/demandes/" not in sent.text_body + sent.html_body


@pytest.mark.parametrize("stage", ["received", "interview", "pathway", "refused", "withdrawn"])
def test_the_candidate_is_greeted_and_knows_whom_to_ask(session, agent, asked, stage):
    session.centre.contact_phone, session.centre.contact_email = "03 20 00 00 10", "a@centre.fr"
    session.centre.save()
    advisor = UserFactory(partner=True, phone="06 00 00 00 42")
    request = PrescriptionFactory(
        session=session, first_name="Inès", request__filed_by=advisor
    ).request
    if stage == "received":
        notify(*received.messages(request.events.get()))
    else:
        move = PRESCRIPTION.towards(request, stage, {"agent"})
        given = {ask: asked[ask] for ask in move.asks}
        move_prescription(request, move.name, by=agent, **given)
    sent = OutgoingEmail.objects.get(to=request.prescription.email)
    for body in (sent.text_body, sent.html_body):
        assert "Bonjour Inès," in body
        for contact in (
            f"{session.centre.name}, 03 20 00 00 10, a@centre.fr",
            f"{advisor.get_full_name()}, 06 00 00 00 42, {advisor.email}",
        ):
            assert contact in body


def test_every_active_agent_of_the_centre_is_told(session):
    agents = [make_agent(session.centre), make_agent(session.centre)]
    make_agent(session.centre, is_active=False)
    session.centre.agents.add(UserFactory())
    prescription = PrescriptionFactory(session=session)
    notify(*received.messages(prescription.request.events.get()))
    told = OutgoingEmail.objects.filter(kind="applications.agent_received")
    assert sorted(told.values_list("to", flat=True)) == sorted(agent.email for agent in agents)


def test_a_former_agent_is_not_told_and_sees_nothing(session):
    former, other = make_agent(session.centre), make_agent(session.centre)
    prescription = PrescriptionFactory(session=session)
    notify(*received.messages(prescription.request.events.get()))
    written = OutgoingEmail.objects.get(recipient=former)
    kind = registered()[written.kind]
    assert kind.still_relevant(written)
    former.groups.clear()
    written = OutgoingEmail.objects.get(pk=written.pk)
    assert not kind.still_relevant(written)
    assert kind.still_relevant(OutgoingEmail.objects.get(recipient=other))
    assert not Request.objects.visible_to(written.recipient).exists()
    assert who_is_told(session.centre) == [other]


def test_without_agent_the_administrators_are_told(session):
    administrator = UserFactory(staff=True, is_superuser=True)
    session.centre.agents.add(UserFactory(staff=True))
    notify(*received.messages(PrescriptionFactory(session=session).request.events.get()))
    written = mail("agent_received")
    assert written.recipient == administrator
    assert "aucun agent n’est rattaché à ce centre" in written.text_body
    assert registered()[written.kind].still_relevant(written)


def test_with_an_agent_the_administrators_are_left_alone(session, agent):
    UserFactory(staff=True, is_superuser=True)
    notify(*received.messages(PrescriptionFactory(session=session).request.events.get()))
    told = OutgoingEmail.objects.filter(kind="applications.agent_received")
    assert [written.recipient for written in told] == [agent]


def test_an_agent_who_left_the_centre_is_not_told(session):
    agent = make_agent(session.centre)
    notify(*received.messages(PrescriptionFactory(session=session).request.events.get()))
    written = OutgoingEmail.objects.get(recipient=agent)
    session.centre.agents.clear()
    assert not registered()[written.kind].still_relevant(written)


@pytest.mark.parametrize("stage", ["interview", "pathway", "company", "funding", "validated"])
def test_each_stage_tells_the_candidate_and_the_advisor(session, agent, asked, stage):
    prescription = PrescriptionFactory(session=session)
    name = "advance_to_interview" if stage == "interview" else f"jump_to_{stage}"
    move_prescription(
        prescription.request,
        name,
        by=agent,
        **{ask: asked[ask] for ask in asks_of(name)},
    )
    assert sorted(OutgoingEmail.objects.values_list("to", flat=True)) == sorted(
        [prescription.email, prescription.request.filed_by.email]
    )


def asks_of(name):
    return PRESCRIPTION.transition(name).asks


def test_the_reason_of_a_jump_is_for_the_advisor_not_the_candidate(session, agent):
    prescription = PrescriptionFactory(session=session)
    move_prescription(prescription.request, "jump_to_pathway", by=agent, reason="Vu au forum")
    assert "Vu au forum" in mail("advisor_moved").text_body
    assert "Vu au forum" not in mail("candidate_moved").text_body


def test_a_refusal_says_why_to_both(session, agent, asked):
    prescription = PrescriptionFactory(session=session)
    move_prescription(
        prescription.request, "refuse", by=agent, refusal=asked["refusal"], reason="Trop\nloin <b>"
    )
    for kind in ("candidate_refused", "advisor_refused"):
        assert asked["refusal"].label in mail(kind).text_body
        assert "Trop\nloin <b>" in mail(kind).text_body
        assert "Trop<br>loin &lt;b&gt;" in mail(kind).html_body


def test_the_interview_comes_with_a_calendar_file(session, agent):
    session.centre.contact_email = "accueil@centre.fr"
    session.centre.save()
    prescription = PrescriptionFactory(session=session)
    interview = at(days=10)
    move_prescription(prescription.request, "advance_to_interview", by=agent, interview=interview)
    for kind in ("candidate_interview", "advisor_interview"):
        calendar, event = calendar_of(mail(kind))
        assert calendar["METHOD"] == "REQUEST"
        assert event["UID"].startswith(f"{prescription.request.reference}-interview@")
        assert event["SEQUENCE"] == 1
        assert event["DTSTART"].dt == interview.at
        assert event["LOCATION"] == "Lille, salle 2"
        assert session.training.title in event["SUMMARY"]
        assert event["ORGANIZER"] == "mailto:accueil@centre.fr"
        assert "accueil@centre.fr" in event["DESCRIPTION"]
    assert "Entretien collectif" in mail("candidate_interview").text_body
    assert "heure de Paris" in mail("candidate_interview").text_body


def test_changing_then_cancelling_the_interview_follows_in_calendars(session, agent):
    request = PrescriptionFactory(session=session).request
    move_prescription(request, "advance_to_interview", by=agent, interview=at(10))
    _calendar, first = calendar_of(mail("candidate_interview"))
    move_prescription(request, "reschedule_interview", by=agent, interview=at(11))
    _calendar, second = calendar_of(mail("candidate_interview"))
    leave()
    move_prescription(request, "step_back_to_received", by=agent, reason="Erreur")
    calendar, last = calendar_of(mail("candidate_moved"))
    assert calendar["METHOD"] == "CANCEL"
    assert last["STATUS"] == "CANCELLED"
    assert first["UID"] == second["UID"] == last["UID"]
    assert [event["SEQUENCE"] for event in (first, second, last)] == [1, 2, 3]
    assert "annulé" in mail("candidate_moved").text_body


def test_a_cancelled_interview_leaves_calendars_whatever_follows(session, agent, server_down):
    request = PrescriptionFactory(session=session).request
    move_prescription(request, "advance_to_interview", by=agent, interview=at(10))
    leave()
    move_prescription(request, "step_back_to_received", by=agent, reason="Erreur")
    server_down()
    move_prescription(request, "jump_to_pathway", by=agent, reason="Vu au forum")
    server_down()
    assert leaving_calendars(request) == [("REQUEST", 1)]
    leave()
    assert leaving_calendars(request) == [("REQUEST", 1), ("CANCEL", 2)]


def test_a_new_interview_takes_the_place_of_a_cancellation_that_waited(session, agent):
    request = PrescriptionFactory(session=session).request
    move_prescription(request, "advance_to_interview", by=agent, interview=at(10))
    leave()
    move_prescription(request, "step_back_to_received", by=agent, reason="Erreur")
    move_prescription(request, "advance_to_interview", by=agent, interview=at(12))
    move_prescription(request, "advance_to_pathway", by=agent)
    leave()
    assert leaving_calendars(request) == [("REQUEST", 1), ("REQUEST", 3)]


def test_who_was_never_invited_hears_of_no_interview(session, agent):
    request = PrescriptionFactory(session=session).request
    move_prescription(request, "advance_to_interview", by=agent, interview=at(10))
    move_prescription(request, "step_back_to_received", by=agent, reason="Erreur")
    leave()
    assert leaving_calendars(request) == []
    assert "annulé" not in mail("candidate_moved").text_body
    assert mail("candidate_interview").state == OutgoingEmail.State.CANCELLED
    assert mail("candidate_moved").state == OutgoingEmail.State.SENT


def test_an_overseas_interview_says_its_local_time(session, agent):
    session.centre.time_zone = "Indian/Reunion"
    session.centre.save()
    request = PrescriptionFactory(session=session).request
    at_nine = timezone.now().replace(hour=5, minute=30, second=0, microsecond=0) + timedelta(days=9)
    interview = Interview(at=at_nine, kind="individual", place="Saint-Denis")
    move_prescription(request, "advance_to_interview", by=agent, interview=interview)
    assert "9\xa0h\xa030 (heure locale, La Réunion)" in mail("candidate_interview").text_body


def test_each_event_tells_each_person_once(session):
    agent = make_agent(session.centre)
    event = PrescriptionFactory(session=session).request.events.get()
    notify(*received.messages(event))
    notify(*received.messages(event))
    assert OutgoingEmail.objects.count() == 3
    assert OutgoingEmail.objects.filter(dedupe_key=f"history:{event.pk}:agent:{agent.pk}").exists()


def test_what_has_been_overtaken_is_not_sent(session, agent, asked):
    prescription = PrescriptionFactory(session=session)
    notify(*received.messages(prescription.request.events.get()))
    kinds = registered()

    def relevant(kind):
        name = f"applications.{kind}"
        return kinds[name].still_relevant(mail(kind))

    assert relevant("candidate_received") and relevant("agent_received")
    move_prescription(prescription.request, "jump_to_pathway", by=agent, reason="Vu")
    assert relevant("candidate_moved") and relevant("agent_received")
    move_prescription(
        prescription.request, "refuse", by=agent, refusal=asked["refusal"], reason="Complet"
    )
    assert not relevant("candidate_moved") and not relevant("agent_received")
    assert relevant("candidate_refused") and relevant("candidate_received")


def test_the_advisors_bell_tells_the_stage(session, agent):
    prescription = PrescriptionFactory(session=session, at=PATHWAY)
    move_prescription(
        prescription.request, "pass_over_company", by=agent, funding=Funding.COLLECTIVE
    )
    event = RequestEvent.objects.latest("pk")
    assert event.target == FUNDING
    bell = moved.AdvisorMoved(event).bell()
    assert prescription.request.reference in bell


MESSAGES = [name for name in registered() if name.startswith("applications.")]


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_has_a_preview_in_french_and_in_english(name):
    kind = registered()[name]
    for language, hello in (("fr", "Bonjour"), ("en", "Hello")):
        with translation.override(language):
            row = compose(InLanguage(kind.sample(), language))
        assert row.subject
        assert hello in row.text_body and hello in row.html_body
        assert ("Formation" in row.text_body) == (language == "fr")


class InLanguage:
    """The sample of a message, for a recipient of that language."""

    def __init__(self, notification, language):
        self.notification = notification
        self.recipient = replace(notification.recipient, language=language)

    def __getattr__(self, name):
        return getattr(self.notification, name)


def test_the_candidate_is_told_when_the_request_goes_back_and_why(session, agent):
    request = PrescriptionFactory(session=session, at=PATHWAY).request
    move_prescription(request, "step_back_to_received", by=agent, reason="Pièce manquante")
    for body in (mail("candidate_moved").text_body, mail("candidate_moved").html_body):
        assert "Votre demande revient à l’étape" in body
        assert "Pièce manquante" in body
        assert "avance" not in body


def test_after_a_refusal_the_foot_speaks_of_what_was_proposed(session, agent, asked):
    request = PrescriptionFactory(session=session).request
    given = {"refusal": asked["refusal"], "reason": "Complet"}
    move_prescription(request, "refuse", by=agent, **given)
    assert "vous avait proposé une formation" in mail("candidate_refused").text_body
