from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.web.admin import CleanTextsForm, KeptWhenUsed, SaidWhenTaken, refuse_if_taken
from trainings.models import (
    Domain,
    Formacode,
    FormerSlug,
    Objective,
    Occupation,
    Training,
    TrainingKind,
)
from trainings.models.keys import certification_code, code_key
from trainings.services import upkeep

from .imports import OffersImport


class TrainingForm(CleanTextsForm):
    def clean_code(self):
        code = self.cleaned_data["code"]
        same = Training.objects.filter(code_key=code_key(code)).exclude(pk=self.instance.pk)
        refuse_if_taken(same.first(), _("A course has this code already: {link}."))
        return code

    def clean_rncp_code(self):
        return certification_code(self.cleaned_data["rncp_code"])


@admin.register(Training)
class TrainingAdmin(OffersImport, KeptWhenUsed, SaidWhenTaken, admin.ModelAdmin):
    form = TrainingForm
    list_display = ["title", "code", "rncp_code", "kind", "is_published", "session_count"]
    list_filter = ["is_published", "kind", "level", "cpf_eligible"]
    list_select_related = ["kind"]
    search_fields = ["title", "code", "rncp_code"]
    show_full_result_count = False
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["domains", "occupations", "formacodes"]
    filter_horizontal = ["objectives"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["title", "slug", "code", "rncp_code", "kind", "is_published"]}),
        (_("Finding it"), {"fields": ["domains", "objectives", "occupations", "formacodes"]}),
        (
            _("Marks"),
            {
                "fields": [
                    "level",
                    ("hours", "weeks"),
                    "way_of_learning",
                    ("cpf_eligible", "fast_entry"),
                ]
            },
        ),
        (
            _("Texts"),
            {
                "fields": [
                    "summary",
                    "prerequisites",
                    "learning_objectives",
                    "programme",
                    "certification",
                    "outcomes",
                    "price_notes",
                    "supporting_documents",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_sessions=Count("sessions"))

    @admin.display(description=_("sessions"), ordering="number_of_sessions")
    def session_count(self, training):
        return training.number_of_sessions

    def save_model(self, request, obj, form, change):
        upkeep.save_training(obj, actor=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Domains and occupations are words it is found by.
        upkeep.training_words_changed(form.instance)

    def delete_model(self, request, obj):
        upkeep.delete_training(obj, actor=request.user)

    def delete_queryset(self, request, queryset):
        for training in queryset:
            upkeep.delete_training(training, actor=request.user)

    def view_on_site(self, obj):
        return obj.get_absolute_url()


class SubjectAdmin(KeptWhenUsed, admin.ModelAdmin):
    """Trainings are found by these words: they follow when one is changed or deleted."""

    form = CleanTextsForm

    def save_model(self, request, obj, form, change):
        upkeep.save_subject(obj, actor=request.user)

    def delete_model(self, request, obj):
        upkeep.delete_subject(obj, actor=request.user)

    def delete_queryset(self, request, queryset):
        for subject in queryset:
            upkeep.delete_subject(subject, actor=request.user)


@admin.register(Domain)
class DomainAdmin(SubjectAdmin):
    list_display = ["name", "parent", "position"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            itself = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Domain.objects.filter(parent=None).exclude(pk=itself)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        upkeep.save_domain(obj, actor=request.user)


@admin.register(Occupation)
class OccupationAdmin(SubjectAdmin):
    list_display = ["code", "name"]
    search_fields = ["code", "name", "job_titles"]


@admin.register(Formacode)
class FormacodeAdmin(SubjectAdmin):
    list_display = ["code", "name"]
    search_fields = ["code", "name"]


@admin.register(TrainingKind, Objective)
class ListAdmin(admin.ModelAdmin):
    """The lists of words that staff edit."""

    form = CleanTextsForm
    list_display = ["name", "position"]
    search_fields = ["name"]


@admin.register(FormerSlug)
class FormerSlugAdmin(admin.ModelAdmin):
    list_display = ["slug", "target"]
    list_select_related = ["target"]
    search_fields = ["slug"]
    autocomplete_fields = ["target"]

    def has_change_permission(self, request, obj=None):
        return False
