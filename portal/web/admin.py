"""What the pages of Django admin share."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from portal.web.dates import date_words
from portal.web.text import without_control_characters

# Django's French of these agrees with masculine names only: the portal's own agrees with none.
OVERRIDDEN = [
    _("Delete selected %(verbose_name_plural)s"),
    _("0 of %(cnt)s selected"),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected"),
]

MOST_AT_ONCE = 200
MOST_COUNTED = 10_000


def two_lines(first, second):
    """A cell of a list that says two things: narrower than two columns."""
    return format_html('{}<span class="second-line">{}</span>', first, second)


def moment(at):
    """A date and time as every list of the admin writes them."""
    return date_words(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


class CleanTextsForm(forms.ModelForm):
    """Pasted texts lose their control characters, which feeds and files cannot hold."""

    def clean(self):
        data = super().clean() or self.cleaned_data
        return {
            name: without_control_characters(value) if isinstance(value, str) else value
            for name, value in data.items()
        }


def refuse_if_taken(row, sentence):
    """Raise what a form says when `row` is there already: the sentence, `{link}` leading to it."""
    if row is not None:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
        link = format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), row)
        raise ValidationError(format_html(sentence, link=link))


class SaidWhenTaken:
    """Says in a sentence what became impossible at the very moment when it was saved.

    Forms have looked before; somebody wrote the same, or broke what it needs, just then.
    """

    refusal = ()  # the exception by which services say, in words, that they cannot

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusal as refusal:
            text = str(refusal)
        except IntegrityError:
            if request.method != "POST":
                raise
            text = _("Nothing has been saved: somebody wrote the same just now. Look again.")
        messages.error(request, text)
        return redirect(request.get_full_path())


class NeverAdded:
    def has_add_permission(self, request, obj=None):
        return False


class NeverChanged:
    def has_change_permission(self, request, obj=None):
        return False


class NeverDeleted:
    def has_delete_permission(self, request, obj=None):
        return False


class KeptWhenUsed:
    """Says in a sentence that a row came into use at the very moment when it was deleted.

    Django shows beforehand what keeps a row, and fails when somebody begins to use it just then.
    """

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            return self._say_that_it_is_kept(request)

    def changelist_view(self, request, extra_context=None):
        """Where the chosen rows are deleted, too."""
        try:
            return super().changelist_view(request, extra_context)
        except IntegrityError:
            if request.POST.get("action") != "delete_selected":
                raise
            return self._say_that_it_is_kept(request)

    def _say_that_it_is_kept(self, request):
        messages.error(
            request,
            _("Nothing has been deleted: somebody began to use this just now. Look at it again."),
        )
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


class BoundedPaginator(Paginator):
    """Counts no further than anybody turns pages: the rest of a million rows is for filters."""

    @cached_property
    def count(self):
        return min(self._counted, MOST_COUNTED)

    @property
    def has_more(self):
        """Whether there are more rows than `count` says: the list tells it."""
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self):
        return self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count()


class ReadOnlyAdmin(NeverAdded, NeverChanged, NeverDeleted, admin.ModelAdmin):
    """Staff look; only services write."""

    show_full_result_count = False
    paginator = BoundedPaginator


class PendingFirst(admin.SimpleListFilter):
    """A filter by status that opens on what waits; what was decided is one click away."""

    title = _("status")
    parameter_name = "status"
    choices_of_status = None  # the TextChoices, with a PENDING

    def lookups(self, request, model_admin):
        return [*self.choices_of_status.choices, ("all", _("All requests"))]

    @property
    def chosen(self):
        return self.value() or self.choices_of_status.PENDING

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            yield {
                "selected": value == self.chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request, queryset):
        return queryset if self.chosen == "all" else queryset.filter(status=self.chosen)


class DecisionsMixin:
    """Rows on which staff decide, one or many at once: asked first, then each by its service."""

    refusal = None  # the exception by which services say, in words, that they cannot
    oldest_first = "created_at"

    def describe(self, row):
        """The row in words, for the page that asks."""
        raise NotImplementedError

    def shown_of(self, row):
        """What the page sends back of what it showed, for `check_as_shown`."""
        return ""

    def check_as_shown(self, request, row):
        """Raise `refusal` when the row is no longer what the page showed."""

    def chosen_rows(self, request, queryset):
        """The chosen rows, oldest first; none, and the reason, when they are too many."""
        rows = list(queryset.order_by(self.oldest_first, "pk")[: MOST_AT_ONCE + 1])
        if len(rows) <= MOST_AT_ONCE:
            return rows
        messages.error(request, _("Choose at most %(most)d rows at once.") % {"most": MOST_AT_ONCE})
        return []

    def ask(self, request, title, rows=(), form=None):
        """The page that confirms, with the reason where one is needed."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "rows": [(row.pk, self.describe(row), self.shown_of(row)) for row in rows],
            "action": request.POST.get("action", ""),
            "form": form,
        }
        return TemplateResponse(request, "admin/decide.html", context)

    def decide_each(self, request, rows, service, **details):
        """Each by itself: one that cannot be decided does not stop the others."""
        if done := sum(self.decide(request, row, service, **details) for row in rows):
            messages.success(request, self.done_words(service, done) % {"count": done})

    def done_words(self, service, done):
        return ngettext("Done for %(count)d person.", "Done for %(count)d people.", done)

    def decide(self, request, row, service, **details):
        """Call the service for one row; says whether it did it."""
        try:
            self.check_as_shown(request, row)
            service(row, by=request.user, **details)
        except self.refusal as refusal:
            messages.warning(request, f"{row.user.get_full_name()} – {refusal}")
            return False
        return True
