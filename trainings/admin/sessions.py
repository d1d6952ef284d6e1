from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.web.admin import KeptWhenUsed, ReadOnlyAdmin, SaidWhenTaken
from portal.web.dates import date_words
from trainings.models import Funding, SeatHold, Session, SessionSeats
from trainings.registry import session_changed
from trainings.services import upkeep

from .imports import OffersImport
from .session_ends import SessionEnds, said_of_end


class SeatsForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Seats stay with their funding: the requests that hold them chose it.
        self.fields["funding"].disabled = self.instance.pk is not None

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        if capacity is not None and capacity < self.instance.held:
            raise ValidationError(upkeep.capacity_too_low(self.instance.held))
        return capacity


class SeatsInline(admin.TabularInline):
    model = SessionSeats
    form = SeatsForm
    fields = ["funding", "capacity", "held", "seats_left"]
    readonly_fields = ["held", "seats_left"]
    extra = 0
    max_num = len(Funding)
    can_delete = False

    @admin.display(description=_("seats left"))
    def seats_left(self, seats):
        return seats.left

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None else 0


class SessionForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        if {"state", "centre", "ends_on"} <= data.keys():
            refusal = upkeep.why_not_open(data["state"], data["centre"], data["ends_on"])
            if refusal:
                self.add_error("state", refusal)
        return data


@admin.register(Session)
class SessionAdmin(SessionEnds, OffersImport, KeptWhenUsed, SaidWhenTaken, admin.ModelAdmin):
    form = SessionForm
    refusal = upkeep.NotPossible
    list_display = ["number", "training", "centre", "starts_on", "state", "seats_left"]
    list_filter = ["state", "starts_on", "work_study"]
    list_select_related = ["training", "centre"]
    search_fields = ["number", "training__title", "centre__name", "centre__city"]
    date_hierarchy = "starts_on"
    show_full_result_count = False
    autocomplete_fields = ["training", "centre"]
    inlines = [SeatsInline]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["number", "training", "centre", "state"]}),
        (
            _("Dates"),
            {
                "fields": [
                    ("starts_on", "ends_on"),
                    ("registration_opens_on", "registration_closes_on"),
                ]
            },
        ),
        (_("Marks"), {"fields": ["way_of_learning", "work_study", "cpf_eligible"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_seats()

    @admin.display(description=_("seats left"), ordering="seats_left")
    def seats_left(self, session):
        if session.seats_capacity is None:
            return _("the centre knows")
        return f"{session.seats_left} / {session.seats_capacity}"

    def get_object(self, request, object_id, from_field=None):
        session = super().get_object(request, object_id, from_field)
        if session is not None and request.method == "POST":
            # What the forms check stays true until they are saved.
            upkeep.lock_with_centre(session)
            session = super().get_object(request, object_id, from_field)
        return session

    def save_model(self, request, obj, form, change):
        ends = obj.state == Session.State.CANCELLED and "state" in form.changed_data
        concerned = session_changed.concerned(obj) if change and ends else None
        upkeep.save_session(obj, actor=request.user)
        if concerned:
            messages.success(request, said_of_end(obj, concerned))
        if change and "starts_on" in form.changed_data:
            self._doubt_registration(request, obj, form)

    def _doubt_registration(self, request, session, form):
        """A session that moves rarely keeps the last day of its registration."""
        if "registration_closes_on" not in form.changed_data:
            text = _("Registration still closes on %(closes)s, the session now starts %(starts)s.")
            closes, starts = session.registration_closes_on, session.starts_on
            dates = {"closes": date_words(closes), "starts": date_words(starts)}
            messages.warning(request, text % dates)

    def delete_model(self, request, obj):
        upkeep.delete_session(obj, actor=request.user)

    def delete_queryset(self, request, queryset):
        for session in queryset:
            upkeep.delete_session(session, actor=request.user)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for seats in [*formset.new_objects, *(obj for obj, _fields in formset.changed_objects)]:
            try:
                upkeep.set_capacity(
                    form.instance, seats.funding, seats.capacity, actor=request.user
                )
            except upkeep.NotPossible as refusal:
                messages.error(request, f"{seats.get_funding_display()} – {refusal}")


@admin.register(SeatHold)
class SeatHoldAdmin(ReadOnlyAdmin):
    """To read only: seats are taken and freed by the requests."""

    list_display = ["holder", "session", "funding", "taken_at", "until"]
    list_select_related = ["seats__session"]
    search_fields = ["holder", "seats__session__number"]

    @admin.display(description=_("session"))
    def session(self, hold):
        return hold.seats.session.number

    @admin.display(description=_("funding"))
    def funding(self, hold):
        return hold.seats.get_funding_display()
