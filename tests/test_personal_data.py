"""Every model that speaks of a person says how it is exported and erased."""

from django.apps import apps
from django.contrib.auth import get_user_model

from portal.privacy.registry import registered


def models_linked_to_people():
    user = get_user_model()
    for model in apps.get_models(include_auto_created=True):
        fields = [*model._meta.fields, *model._meta.many_to_many]
        if model is user or any(field.related_model is user for field in fields):
            yield model


def is_link_of_the_account_itself(model):
    """Rows that join an account to groups, permissions or territories go with the account."""
    return model._meta.auto_created is get_user_model()


def test_every_model_linked_to_a_person_is_registered():
    missing = [
        model._meta.label
        for model in models_linked_to_people()
        if model._meta.label_lower not in registered() and not is_link_of_the_account_itself(model)
    ]
    assert missing == []


def test_registered_models_exist():
    known = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert set(registered()) <= known
