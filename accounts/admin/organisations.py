from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.email_policy import PUBLIC_MAILBOXES
from accounts.keys import email_domain
from accounts.models import Organisation, OrganisationType, PartnerRequest, TrustedDomain
from accounts.services.trusted_domains import distrust_domain, trust_domain
from portal.search.services import mark_stale
from portal.search.text import fold
from portal.web.admin import KeptWhenUsed, SaidWhenTaken, moment


class TrustedDomainForm(forms.ModelForm):
    class Meta:
        model = TrustedDomain
        fields = ["organisation", "domain"]

    def clean_domain(self):
        """Accept « @exemple.fr » too; refuse the domains where anybody has a mailbox."""
        domain = email_domain(f"@{self.cleaned_data['domain'].rpartition('@')[2]}")
        if "." not in domain:
            raise ValidationError(_("Enter a whole domain, such as example.org."))
        if domain in PUBLIC_MAILBOXES:
            raise ValidationError(_("Anybody can have an address there: it cannot be trusted."))
        return domain


def trust_and_say(request, trusted):
    """Trust the domain, and say how many accounts that waited it has validated."""
    waiting = PartnerRequest.objects.pending().filter(organisation=trusted.organisation)
    before = waiting.count()
    trust_domain(trusted, by=request.user)
    if done := before - waiting.count():
        sentence = ngettext(
            "%(count)d account that waited has been validated.",
            "%(count)d accounts that waited have been validated.",
            done,
        )
        messages.success(request, sentence % {"count": done})


class TrustedDomainInline(admin.TabularInline):
    model = TrustedDomain
    form = TrustedDomainForm
    extra = 0
    verbose_name_plural = _(
        "Trusted e-mail domains: partners with such an address are approved, and those who wait"
    )


@admin.register(Organisation)
class OrganisationAdmin(SaidWhenTaken, admin.ModelAdmin):
    list_display = ["name", "type", "city", "department", "origin", "made"]
    list_filter = ["origin", "type"]
    list_select_related = ["type", "department"]
    search_fields = ["name_key"]
    search_help_text = _("Name, with or without accents")
    ordering = ["name_key"]
    list_per_page = 50
    show_full_result_count = False
    inlines = [TrustedDomainInline]
    readonly_fields = ["origin", "created_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("type", "department")

    @admin.display(description=_("created at"), ordering="created_at")
    def made(self, organisation):
        return moment(organisation.created_at)

    def get_search_results(self, request, queryset, search_term):
        for word in fold(search_term).split():
            queryset = queryset.filter(name_key__contains=word)
        return queryset, False

    def save_formset(self, request, form, formset, change):
        changed = formset.save(commit=False)
        # First, so that a domain on its way out approves nobody.
        for gone in formset.deleted_objects:
            distrust_domain(gone, by=request.user)
        for trusted in changed:
            trust_and_say(request, trusted)

    def has_delete_permission(self, request, obj=None):
        """Accounts and requests point to it; merging comes instead."""
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        mark_stale(obj)


@admin.register(OrganisationType)
class OrganisationTypeAdmin(KeptWhenUsed, admin.ModelAdmin):
    list_display = ["name", "position", "asks_details"]
    list_editable = ["position"]
    search_fields = ["name"]


@admin.register(TrustedDomain)
class TrustedDomainAdmin(SaidWhenTaken, admin.ModelAdmin):
    form = TrustedDomainForm
    list_display = ["domain", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["domain", "organisation__name_key"]
    autocomplete_fields = ["organisation"]

    def save_model(self, request, obj, form, change):
        trust_and_say(request, obj)

    def delete_model(self, request, obj):
        distrust_domain(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for trusted in queryset:
            distrust_domain(trusted, by=request.user)
