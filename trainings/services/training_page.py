"""What the page of a training says of it beside its own fields."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from trainings.models import Domain, Objective, Occupation


def subjects_of(training):
    """{"domains": [(code, name), …], "objectives": …, "occupations": …}, read in one query."""
    domains = _rows("domains", Domain, "slug", training)
    objectives = _rows("objectives", Objective, "pk", training)
    occupations = _rows("occupations", Occupation, "code", training)
    subjects = {"domains": [], "objectives": [], "occupations": []}
    for kind, _position, name, code in sorted(domains.union(objectives, occupations, all=True)):
        subjects[kind].append((code, name))
    return subjects


def _rows(kind, model, code, training):
    text = CharField()
    position = Value(0) if model is Occupation else "position"
    return (
        model.objects.filter(trainings=training)
        .order_by()
        .values_list(Value(kind, output_field=text), position, "name", Cast(code, text))
    )
