"""Where a centre is: its town, department and coordinates from what a file says."""

from functools import cache

from django.utils.translation import gettext as _

from portal.search.text import fold
from portal.territories.models import Commune, Territory
from portal.territories.services import communes_of, department_code, position_of
from trainings.models import Centre, TimeZone

ZONES = {
    "971": TimeZone.GUADELOUPE,
    "972": TimeZone.MARTINIQUE,
    "973": TimeZone.CAYENNE,
    "974": TimeZone.REUNION,
    "975": TimeZone.MIQUELON,
    "976": TimeZone.MAYOTTE,
    "977": TimeZone.GUADELOUPE,
    "978": TimeZone.GUADELOUPE,
    "986": TimeZone.WALLIS,
    "987": TimeZone.TAHITI,
    "988": TimeZone.NOUMEA,
}


class Places:
    """What is known of communes and departments, each looked up once."""

    def __init__(self):
        self.departments = {}
        for department in Territory.objects.departments():
            self.departments[department.code] = self.departments[fold(department.name)] = department
        self.commune = cache(self._commune)
        self.communes = cache(lambda postal_code: list(communes_of(postal_code)))
        self.position = cache(position_of)
        self.named = cache(self._named)

    def _commune(self, code):
        return Commune.objects.select_related("department").filter(code=code).first()

    def _named(self, name):
        """The centres of that name: for files that give nothing else."""
        ending = f" {fold(name)}"
        return [c for c in Centre.objects.filter(place_key__endswith=ending) if c.name == name]

    def complete(self, offer):
        """Give the centre of an offer its town, postal code and department, or reject the row."""
        centre = offer.centre
        if "postal_code" not in centre and "commune" not in centre and "city" not in centre:
            return self._by_name(offer)
        commune = self._commune_of(offer)
        if not centre.get("city"):
            if commune is None:
                return offer.reject(_("The town is not known."), "centre.postal_code")
            centre["city"] = commune.name
        if not centre.get("postal_code"):
            codes = commune.postal_codes.values_list("code", flat=True)[:2] if commune else []
            if len(codes) != 1:
                return offer.reject(_("The postal code is not known."), "centre.postal_code")
            centre["postal_code"] = codes[0]
        centre["department"] = department = self._department(centre, commune)
        if department is None:
            offer.reject(_("The department is not known."), "centre.postal_code")
        return None

    def _by_name(self, offer):
        centres = self.named(offer.centre["name"])
        if len(centres) != 1:
            text = _("No centre has this name.") if not centres else _("Several have this name.")
            return offer.reject(text, "centre.name")
        known = centres[0]
        offer.centre |= {
            "city": known.city,
            "postal_code": known.postal_code,
            "department": known.department,
        }
        return None

    def _commune_of(self, offer):
        centre = offer.centre
        code = centre.pop("commune", None)
        postal_code = centre.get("postal_code")
        commune = code and self.commune(code)
        if code and commune is None:
            offer.doubt(_("The commune %(code)s is not known.") % {"code": code}, "centre.commune")
        if commune is None and postal_code and not centre.get("city"):
            communes = self.communes(postal_code)
            commune = communes[0] if communes else None
            if len(communes) > 1:
                text = _("Postal code %(code)s: of its %(count)d communes, %(name)s is taken.")
                shown = {"code": postal_code, "count": len(communes), "name": commune.name}
                offer.doubt(text % shown, "centre.postal_code")
        elif commune and postal_code:
            self._compare(offer, commune, postal_code)
        return commune

    def _compare(self, offer, commune, postal_code):
        by_code = {c.department.code for c in self.communes(postal_code)}
        if commune.department.code not in (by_code or {department_code(postal_code)}):
            text = _("Postal code %(code)s is not in the department of %(name)s.")
            shown = {"code": postal_code, "name": commune.name}
            offer.doubt(text % shown, "centre.postal_code")

    def _department(self, centre, commune):
        if given := centre.get("department"):
            given = str(given)
            return self.departments.get(given) or self.departments.get(fold(given))
        if commune:
            return commune.department
        communes = self.communes(centre["postal_code"])
        if communes:
            return communes[0].department
        return self.departments.get(department_code(centre["postal_code"]))

    def zone(self, department):
        return ZONES.get(department.code, TimeZone.PARIS)
