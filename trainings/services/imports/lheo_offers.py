"""From a formation of LHEO to offers: docs/lheo.md says where each element goes."""

import html
import re
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from portal.web.text import without_control_characters
from trainings.models import Funding, Session, Training, WayOfLearning

from .records import Offer
from .values import Unreadable, clean, codes, identifier, postal_code, short_text

LEVELS = {
    "4": 3,
    "5": 4,
    "6": 5,
    "7": 6,
    "8": 7,
    **{str(10 + level): level for level in range(3, 9)},
}
CERTIFYING, QUALIFYING = "Formation certifiante", "Formation qualifiante"
PREPARING = "Préparation à une formation"
KINDS = {
    "2": "Module",
    "5": PREPARING,
    "6": CERTIFYING,
    "7": "Formation professionnalisante",
    "8": PREPARING,
    "9": PREPARING,
}
WAYS = {"0": WayOfLearning.ON_SITE, "1": WayOfLearning.BLENDED, "2": WayOfLearning.REMOTE}
# Companies, the person, OPCO and Transition Pro pay for one person; the others for a group.
INDIVIDUAL_FUNDERS = {"5", "10", "16", "17"}
STATES = {"1": Session.State.OPEN, "2": Session.State.CLOSED, "3": Session.State.CLOSED}
WORK_STUDY = {"contrat-apprentissage", "contrat-professionnalisation"}
CODE, TITLE, NAME, TOWN = identifier(30), short_text(255), short_text(200), short_text(100)
# What the database holds of seats and hours.
MOST = 32_767


class FormationReader:
    def __init__(self, namespace, prefix):
        self.namespace = namespace
        self.prefix = f"{prefix}-" if prefix else ""
        self.paths = {}

    def offers(self, formation):
        training = problem = None
        actions = self.all(formation, "action")
        try:
            training = self._training(formation, actions)
        except Unreadable as error:
            problem = str(error)
        for action in actions:
            read = self._action(formation, action)
            for session in self.all(action, "session"):
                offer = self._offer(session, training, read)
                if problem:
                    offer.line = formation.sourceline
                    offer.reject(problem, "formation")
                yield offer

    # Elements ----------------------------------------------------------------

    def path(self, path):
        if path not in self.paths:
            self.paths[path] = "/".join(f"{{{self.namespace}}}{name}" for name in path.split("/"))
        return self.paths[path]

    def all(self, element, path):
        return element.findall(self.path(path))

    def one(self, element, path):
        return element.find(self.path(path))

    def text(self, element, path):
        """The text of the first such element, without markup; empty when it says nothing."""
        return clean(plain(element.findtext(self.path(path)) or ""))

    def texts(self, element, path):
        texts = (clean(plain(item.text or "")) for item in self.all(element, path))
        return [text for text in texts if text]

    def number(self, element, name):
        text = (element.findtext(self.path(name)) or "").strip()
        if not text.isdecimal() or len(text) > 10 or int(text) > MOST:
            return None
        return int(text)

    def extras(self, element, info):
        """The extra of the extras of that name, as (info, text)."""
        return [
            (item.get("info"), (item.text or "").strip())
            for group in self.all(element, "extras")
            if group.get("info") == info
            for item in self.all(group, "extra")
        ]

    # The formation -----------------------------------------------------------

    def _training(self, formation, actions):
        text = self.text
        certifying = text(formation, "certifiante") == "1"
        kind = KINDS.get(text(formation, "objectif-general-formation"), QUALIFYING)
        action = actions[0]
        return {
            "code": self._number(formation, "formation"),
            "title": TITLE(text(formation, "intitule-formation"), None),
            "kind": CERTIFYING if certifying else kind,
            "level": LEVELS.get(text(formation, "code-niveau-sortie")),
            "learning_objectives": text(formation, "objectif-formation"),
            "outcomes": text(formation, "resultats-attendus"),
            "programme": text(formation, "contenu-formation"),
            "occupations": self._codes(formation, "domaine-formation/code-ROME"),
            "formacodes": self._codes(formation, "domaine-formation/code-FORMACODE"),
            "rncp_code": self._certification(formation),
            "prerequisites": self._prerequisites(formation, action),
            "way_of_learning": WAYS[text(action, "modalites-enseignement")],
            "cpf_eligible": self._cpf(formation)
            or any(self._cpf_of_session(s) for a in actions for s in self.all(a, "session")),
            "hours": self._hours(action),
            "price_notes": self._price(action),
        }

    def _number(self, element, name):
        number = clean(element.get("numero") or "")
        if not number:
            raise Unreadable(_("The attribute numero of %(name)s is empty.") % {"name": name})
        return CODE(f"{self.prefix}{number}", None)

    def _codes(self, element, path):
        return frozenset().union(*(codes(text, None) for text in self.texts(element, path)))

    def _certification(self, formation):
        """The first RNCP code, else the first RS code."""
        for kind in ("RNCP", "RS"):
            for code in self.texts(formation, f"certification/code-{kind}"):
                digits = re.sub(r"\D", "", code)
                if digits and len(digits) <= 8:
                    return f"{kind}{int(digits)}"
        return ""

    def _prerequisites(self, formation, action):
        level = LEVELS.get(self.text(formation, "code-niveau-entree"))
        needed = self.text(action, "niveau-entree-obligatoire") == "1"
        lines = []
        if level and needed:
            with translation.override("fr"):
                lines.append(f"Niveau d’entrée exigé : {Training.Level(level).label}.")
        lines.append(self.text(action, "conditions-specifiques"))
        return "\n".join(line for line in lines if line)

    def _hours(self, action):
        total = self.number(action, "nombre-heures-total")
        parts = [
            self.number(action, f"nombre-heures-{place}") for place in ("centre", "entreprise")
        ]
        hours = total or sum(part or 0 for part in parts)
        return hours if 0 < hours <= MOST else None

    def _price(self, action):
        lines = []
        for name, words in [
            ("prix-total-TTC", "Prix : {} € TTC."),
            ("prix-horaire-TTC", "Prix de l’heure : {} € TTC."),
            ("frais-restants", "Frais restants : {}"),
        ]:
            if value := self.text(action, name):
                lines.append(words.format(value))
        if self.text(action, "prise-en-charge-frais-possible") == "1":
            lines.append("Une prise en charge des frais est possible.")
        lines.append(self.text(action, "detail-conditions-prise-en-charge"))
        return "\n".join(line for line in lines if line)

    def _cpf(self, formation):
        """Whether the whole formation has a CPF code."""
        paths = ("certification/code-CPF", "code-type-formation/code-CPF")
        return any(self.texts(formation, path) for path in paths)

    def _cpf_of_session(self, session):
        return any(e.get("info") == "eligibilite-cpf" for e in self.all(session, "extras"))

    # The action --------------------------------------------------------------

    def _action(self, formation, action):
        """What the sessions of an action share: centre, session values, seats, what is doubtful."""
        work_study = any(
            name in WORK_STUDY and value == "1" for name, value in self.extras(action, "dispositif")
        )
        session = {
            "way_of_learning": WAYS[self.text(action, "modalites-enseignement")],
            "work_study": work_study,
            "cpf_eligible": self._cpf(formation),
            "permanent": self.text(action, "modalites-entrees-sorties") == "1",
        }
        doubts = []
        places = self.all(action, "lieu-de-formation")
        if len(places) > 1:
            doubts.append(("centre.name", _("Several places: the first is kept.")))
        centre = self._centre(formation, action, places[0] if places else None)
        return centre, session, self._seats(action), doubts

    def _centre(self, formation, action, place):
        """The place of training, else the body that gives it, else the one in charge."""
        trainer = self.text(action, "organisme-formateur/raison-sociale-formateur")
        body = self.text(formation, "organisme-formation-responsable/nom-organisme")
        for element, path in [
            (place, "coordonnees"),
            (action, "organisme-formateur/contact-formateur/coordonnees"),
            (formation, "organisme-formation-responsable/coordonnees-organisme/coordonnees"),
        ]:
            contact = None if element is None else self.one(element, path)
            if contact is not None and self.one(contact, "adresse") is not None:
                centre = self._contact(contact)
                centre["name"] = (centre.pop("name") or trainer or body)[:200]
                centre["code"] = self._uai(place) if element is place else ""
                return centre
        return {}

    def _uai(self, place):
        return self.text(place, "code-UAI-lieu-formation/code-UAI")

    def _contact(self, contact):
        address = self.one(contact, "adresse")
        # A name that comes with a first name is a person's, not the centre's.
        person = self.text(contact, "prenom") or self.text(contact, "civilite")
        lines = self.texts(address, "ligne")
        name = self.text(address, "denomination") or ("" if person else self.text(contact, "nom"))
        first_line = next(iter(self.texts(contact, "ligne")), "")
        centre = {
            "name": name or first_line,
            "address": ", ".join(lines)[:200],
            "postal_code": self.text(address, "codepostal"),
            "city": self.text(address, "ville"),
            "contact_phone": "" if person else self.text(contact, "telfixe/numtel")[:30],
            "contact_email": "" if person else self.text(contact, "courriel")[:254],
            "latitude": self._degrees(address, "latitude"),
            "longitude": self._degrees(address, "longitude"),
        }
        if department := self.text(address, "departement"):
            centre["department"] = department
        elif commune := self.text(address, "code-INSEE-commune"):
            centre["commune"] = commune
        return centre

    def _degrees(self, address, name):
        text = self.text(address, f"geolocalisation/{name}").replace(",", ".")
        try:
            degrees = float(text)
        except ValueError:
            return None
        return round(degrees, 6) if abs(degrees) <= 180 and degrees else None

    def _seats(self, action):
        seats = {}
        for funder in self.all(action, "organisme-financeur"):
            number = self.number(funder, "nb-places-financees")
            if number is not None:
                individual = self.text(funder, "code-financeur") in INDIVIDUAL_FUNDERS
                funding = Funding.INDIVIDUAL if individual else Funding.COLLECTIVE
                seats[funding.value] = seats.get(funding.value, 0) + number
        return seats

    # The session -------------------------------------------------------------

    def _offer(self, session, training, read):
        centre, shared, seats, doubts = read
        offer = Offer(session.sourceline, places=PLACES)
        offer.training, offer.centre = training or {}, dict(centre)
        offer.session, offer.seats = dict(shared), seats or self._places_of_cycle(session)
        for name, reason in doubts:
            offer.doubt(reason, name)
        try:
            offer.session["number"] = self._number(session, "session")
            if centre:
                offer.centre["name"] = NAME(centre["name"], None)
                offer.centre["city"] = TOWN(centre["city"], None)
                offer.centre["postal_code"] = postal_code(
                    centre["postal_code"], lambda reason: offer.doubt(reason, "centre.postal_code")
                )
        except Unreadable as error:
            offer.reject(error, "session")
            return offer
        for funding, number in offer.seats.items():
            if number > MOST:
                text = _("%(value)s is not between %(least)d and %(most)d.")
                limits = {"value": number, "least": 0, "most": MOST}
                offer.reject(text % limits, f"seats.{funding}")
        self._read_dates(offer, session)
        offer.session["cpf_eligible"] |= self._cpf_of_session(session)
        if self.all(session, "cycle/alternance") or "1" in self.texts(session, "cycle/type-cycle"):
            offer.session["work_study"] = True
        if offer.session["work_study"]:
            offer.session["way_of_learning"] = WayOfLearning.WORK_STUDY
        self._read_state(offer, session)
        return offer

    def _read_dates(self, offer, session):
        for name, path in [
            ("starts_on", "periode/debut"),
            ("ends_on", "periode/fin"),
            ("registration_opens_on", "periode-inscription/periode/debut"),
            ("registration_closes_on", "periode-inscription/periode/fin"),
        ]:
            if found := day(session.findtext(self.path(path))):
                offer.session[name] = found

    def _read_state(self, offer, session):
        if ("session-perimee", "1") in self.extras(session, "session-perimee"):
            offer.session["state"] = Session.State.CLOSED
        elif state := STATES.get(self.text(session, "etat-recrutement")):
            offer.session["state"] = state

    def _places_of_cycle(self, session):
        numbers = [
            self.number(cycle, "capacite-simultanee") for cycle in self.all(session, "cycle")
        ]
        numbers = [number for number in numbers if number is not None]
        return {Funding.COLLECTIVE.value: sum(numbers)} if numbers else {}


PLACES = {
    "session.number": "session",
    "session.starts_on": "periode/debut",
    "session.ends_on": "periode/fin",
    "session.registration_closes_on": "periode-inscription",
    "centre.name": "lieu-de-formation",
    "centre.postal_code": "codepostal",
    "centre.commune": "code-INSEE-commune",
    **{f"seats.{funding}": "nb-places-financees" for funding in Funding.values},
    "training.code": "formation",
    "training.title": "intitule-formation",
    "training.kind": "objectif-general-formation",
    "training.occupations": "code-ROME",
    "training.formacodes": "code-FORMACODE",
}


def day(text):
    """A day such as 20171204; None for those that say « unknown » (zeros or nines)."""
    text = (text or "").strip()
    try:
        found = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
    return found if 1950 <= found.year < 2200 else None


def plain(text):
    """A text without the HTML that some sources put in it, nor what no page can show."""
    if "<" not in text:
        return without_control_characters(text)
    text = re.sub(r"(?i)<(br|/p|/li|/h\d|/div|/tr)\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return without_control_characters(re.sub(r"\s*\n\s*", "\n", text))
