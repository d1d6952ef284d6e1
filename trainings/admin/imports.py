"""Importing files: how they are read, what they would change, and applying it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from portal.web.admin import ReadOnlyAdmin
from portal.web.numbers import as_id
from trainings.forms.imports import ColumnForm, ImportForm, ProfileFromFileForm
from trainings.models import ImportColumn, ImportProfile, ImportRun
from trainings.services.imports import runs
from trainings.services.imports.fields import FIELDS
from trainings.services.imports.outcome import (
    ADDED,
    CHANGED,
    CLOSED,
    KINDS,
    SAME,
    changes_nothing,
)
from trainings.services.imports.profiles import profile_from_file
from trainings.services.imports.records import FileRefused

FORM_METHODS = ["GET", "HEAD", "POST"]


class OffersImport:
    """The button « Import a file » above a list."""

    change_list_template = "admin/trainings/import_change_list.html"

    def changelist_view(self, request, extra_context=None):
        extra_context = {**(extra_context or {}), "may_import": runs.may_import(request.user)}
        return super().changelist_view(request, extra_context)


class ImportersOnly:
    """Those who may add and change trainings, centres and sessions alike, and nobody else."""

    def has_module_permission(self, request):
        return runs.may_import(request.user)

    def has_view_permission(self, request, obj=None):
        return runs.may_import(request.user)

    def page(self, request, template, title, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            **context,
        }
        return TemplateResponse(request, f"admin/trainings/{template}.html", context)

    def guarded(self, view, methods):
        def check(request, *args, **kwargs):
            if not runs.may_import(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(require_http_methods(methods)(check))


class ColumnInline(admin.TabularInline):
    model = ImportColumn
    form = ColumnForm
    extra = 1

    def has_permission(self, request, obj=None):
        return runs.may_import(request.user)

    has_view_permission = has_add_permission = has_permission
    has_change_permission = has_delete_permission = has_permission


@admin.register(ImportProfile)
class ImportProfileAdmin(OffersImport, ImportersOnly, admin.ModelAdmin):
    list_display = ["name", "format"]
    search_fields = ["name"]
    inlines = [ColumnInline]
    save_on_top = True
    change_list_template = "admin/trainings/importprofile/change_list.html"

    def has_add_permission(self, request):
        return runs.may_import(request.user)

    def has_change_permission(self, request, obj=None):
        return runs.may_import(request.user)

    def has_delete_permission(self, request, obj=None):
        return runs.may_import(request.user) and not (obj and obj.runs.exists())

    def get_urls(self):
        view = self.guarded(self.from_file_view, FORM_METHODS)
        return [
            path("from-file/", view, name="trainings_importprofile_from_file"),
            *super().get_urls(),
        ]

    def from_file_view(self, request):
        """A new profile with the columns of a file, to be completed."""
        form = ProfileFromFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                profile = profile_from_file(
                    form.cleaned_data["name"], form.cleaned_data["file"], by=request.user
                )
            except FileRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("Say where each column goes; the others are not used."))
                return redirect("admin:trainings_importprofile_change", profile.pk)
        return self.page(request, "import_form", _("New profile from a file"), form=form)


@admin.register(ImportRun)
class ImportRunAdmin(OffersImport, ImportersOnly, ReadOnlyAdmin):
    list_display = ["file_name", "profile", "state_words", "created_at", "finished_at"]
    list_filter = ["state", "profile"]
    list_select_related = ["profile"]

    def get_urls(self):
        return [
            path(
                "new/",
                self.guarded(self.new_view, FORM_METHODS),
                name="trainings_importrun_new",
            ),
            path(
                "<int:pk>/decide/",
                self.guarded(self.decide_view, ["POST"]),
                name="trainings_importrun_decide",
            ),
            path(
                "<int:pk>/report/",
                self.guarded(self.report_view, ["GET", "HEAD"]),
                name="trainings_importrun_report",
            ),
            *super().get_urls(),
        ]

    def new_view(self, request):
        """Give a file: it is checked first, nothing is changed."""
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            run = runs.start_run(
                data["profile"], data["file"], by=request.user, close_missing=data["close_missing"]
            )
            return redirect("admin:trainings_importrun_change", run.pk)
        return self.page(request, "import_form", _("Import a file"), form=form, explains=True)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the file would change, or has changed."""
        if not runs.may_import(request.user):
            raise PermissionDenied
        found = ImportRun.objects.select_related("profile", "requested_by")
        run = get_object_or_404(found, pk=as_id(object_id))
        rows, percent = runs.progress_of(run)
        response = self.page(
            request,
            "importrun/change_form",
            run.file_name,
            run=run,
            rows_read=rows if run.is_at_work else run.counts.get("rows", 0),
            percent=percent,
            state_words=self.state_words(run),
            numbers=[
                (label, [run.counts.get(f"{kind}.{status}", 0) for status in STATUSES])
                for kind, label in KINDS.items()
            ],
            changes_nothing=changes_nothing(run.counts),
            all_past="all_past" in run.counts,
            first_month=_first_month(run.profile),
            rejected=run.counts.get("rejected", 0),
            doubtful=run.counts.get("doubtful", 0),
            examples=[_example(row) for row in run.examples],
            labels=STATUSES,
        )
        if request.htmx and not run.is_at_work:
            # The page that asks again and again is to show the result.
            response["HX-Refresh"] = "true"
        return response

    @admin.display(description=_("state"), ordering="state")
    def state_words(self, run):
        """A file that changes nothing waits for nobody."""
        if run.state == ImportRun.State.CHECKED and changes_nothing(run.counts):
            return _("Nothing to apply")
        return run.get_state_display()

    def decide_view(self, request, pk):
        run = get_object_or_404(ImportRun, pk=pk)
        try:
            if "drop" in request.POST:
                runs.drop_run(run, by=request.user)
                messages.success(request, _("The file is dropped: nothing has been changed."))
            else:
                leave_out = request.POST.get("leave_out") == "yes"
                seen = request.POST.get("seen", "")
                runs.ask_to_apply(run, by=request.user, seen=seen, leave_out=leave_out)
        except runs.NotNow as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:trainings_importrun_change", run.pk)

    def report_view(self, request, pk):
        run = get_object_or_404(ImportRun, pk=pk)
        try:
            report = run.report.open("rb")
        except (ValueError, FileNotFoundError) as gone:
            raise Http404 from gone
        name = f"import-{run.pk}.csv"
        return FileResponse(report, as_attachment=True, filename=name, content_type="text/csv")


STATUSES = {
    ADDED: _("Added"),
    CHANGED: _("Changed"),
    CLOSED: _("Closed"),
    SAME: _("Left as they are"),
}


def _example(row):
    """An example with its fields in words."""
    changes = {_label(row["kind"], name): pair for name, pair in row["changes"].items()}
    return {**row, "kind": KINDS[row["kind"]], "changes": changes}


def _label(kind, name):
    field = FIELDS.get(f"{kind}.{name}") or FIELDS.get(f"seats.{name}")
    return field.label if field else KINDS.get(name, name)


def _first_month(profile):
    """The month that the profile gives for all the rows of a file, or ""."""
    columns = profile.columns.filter(field="session.since").exclude(fixed="")
    return columns.values_list("fixed", flat=True).first() or ""
