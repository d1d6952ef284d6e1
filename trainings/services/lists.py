"""The lists that choices come from: domains, objectives, kinds of training, and centres."""

from functools import cached_property

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce

from portal.search.text import fold
from trainings.models import Centre, Domain, Objective, TrainingKind

_NOTHING = Value("", output_field=CharField())


class Lists:
    """Names by the value that stands in the address, in the order that staff chose."""

    def __init__(self):
        self.objectives, self.kinds, self.domains = {}, {}, {}
        self._parents, self._children = {}, {}
        for which, pk, slug, parent, name in _read():
            if which == "domain":
                self.domains[slug] = name
                self._parents[slug] = parent
                self._children.setdefault(parent, []).append(slug)
            else:
                names = self.kinds if which == "kind" else self.objectives
                names[str(pk)] = name

    @cached_property
    def centres(self):
        """The names of the centres by their ids as text; read when they are first asked for."""
        centres = Centre.objects.order_by().values_list("pk", "name", "city")
        return {str(pk): centre_label(name, city) for pk, name, city in centres}

    def around(self, slug):
        """This domain and those that contain it."""
        found = []
        while slug in self._parents and slug not in found:
            found.append(slug)
            slug = self._parents[slug]
        return found

    def inside(self, slugs):
        """The ids of these domains and of all that they contain."""
        found, queue = [], list(slugs)
        for slug in queue:
            if slug not in found:
                found.append(slug)
                queue += self._children.get(slug, [])
        return Domain.objects.filter(slug__in=found).order_by().values("pk")

    def opened_domains(self, chosen):
        """The inner domains to show beside the first-level ones: the chosen, and what is inside."""
        shown = []
        for slug in chosen:
            inner = [slug] if self._parents.get(slug) else []
            shown += [*inner, *self._children.get(slug, [])]
        return list(dict.fromkeys(shown))

    def domain_names(self, chosen):
        """The names of the first-level domains, each followed by its shown inner ones."""
        opened = set(self.opened_domains(chosen))
        names = {}

        def add(slug):
            if not self._parents[slug] or slug in opened:
                names[slug] = self.domains[slug]
            for child in self._children.get(slug, []):
                add(child)

        for slug in self._children.get("", []):
            add(slug)
        return names

    def tree(self):
        """(slug, name, [(slug, name), …]) of the first-level domains and what is inside."""
        return [
            (slug, self.domains[slug], [(s, self.domains[s]) for s in self._children.get(slug, [])])
            for slug in self._children.get("", [])
        ]


def centre_label(name, city):
    """With the town, unless the name says it."""
    return name if fold(city) in fold(name) else f"{name} ({city})"


def _read():
    domains = _rows(
        Domain.objects,
        "domain",
        slug=F("slug"),
        inside=Coalesce(Cast("parent__slug", CharField()), _NOTHING),
    )
    objectives, kinds = _rows(Objective.objects, "objective"), _rows(TrainingKind.objects, "kind")
    rows = sorted(domains.union(objectives, kinds, all=True))
    return [(which, pk, slug, inside, name) for _position, name, which, pk, slug, inside in rows]


def _rows(objects, which, slug=_NOTHING, inside=_NOTHING):
    return objects.order_by().values_list(
        "position", "name", Value(which, output_field=CharField()), "pk", slug, inside
    )
