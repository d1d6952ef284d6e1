from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.web.admin import CleanTextsForm, KeptWhenUsed, SaidWhenTaken, refuse_if_taken
from trainings.models import Centre
from trainings.models.centre import place_key
from trainings.services import upkeep

from .imports import OffersImport


class AgentsField(forms.ModelMultipleChoiceField):
    """Agents by name: an account itself shows as its number."""

    def label_from_instance(self, agent):
        return f"{agent.get_full_name()} ({agent.email})"


class CentreForm(CleanTextsForm):
    class Meta:
        labels = {"closed_on": pgettext_lazy("centre", "Closed on")}

    def clean(self):
        data = super().clean()
        if {"name", "city", "postal_code"} <= data.keys():
            key = place_key(data["city"], data["postal_code"], data["name"])
            same = Centre.objects.filter(place_key=key).exclude(pk=self.instance.pk).first()
            text = _("A centre of this name is there already, in the same town: {link}.")
            refuse_if_taken(same, text)
        return data


@admin.register(Centre)
class CentreAdmin(OffersImport, KeptWhenUsed, SaidWhenTaken, admin.ModelAdmin):
    form = CentreForm
    list_display = ["name", "city", "department", "is_public"]
    list_filter = ["is_public", ("department__parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["department"]
    search_fields = ["name", "city", "postal_code"]
    show_full_result_count = False
    filter_horizontal = ["agents"]
    fieldsets = [
        (None, {"fields": ["name", "code", "is_public", "closed_on"]}),
        (
            _("Place"),
            {
                "fields": [
                    "address",
                    ("postal_code", "city"),
                    "department",
                    "time_zone",
                    ("latitude", "longitude"),
                ]
            },
        ),
        (_("Contact"), {"fields": ["contact_email", "contact_phone", "agents"]}),
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "agents":
            kwargs["form_class"] = AgentsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        upkeep.save_centre(obj, actor=request.user)

    def delete_model(self, request, obj):
        upkeep.delete_centre(obj, actor=request.user)

    def delete_queryset(self, request, queryset):
        for centre in queryset:
            upkeep.delete_centre(centre, actor=request.user)
