"""The sign-up in five steps, one address each."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.email_policy import suggestion
from accounts.forms.credentials import CodeForm
from accounts.forms.signup import IdentityForm, PasswordForm, TerritoriesForm
from accounts.forms.signup_organisation import NEW, OrganisationForm
from accounts.keys import email_key
from accounts.passwords import RULES
from accounts.services import signup as services
from accounts.services.signup_completion import (
    AddressTaken,
    IdentifierTaken,
    StepMissing,
    complete_signup,
)
from accounts.services.signup_organisations import organisations_named, suggest_organisations
from portal.links import codes
from portal.links.rate_limits import rate_limit
from portal.pages.services import current_terms
from portal.territories.models import Territory
from portal.web.dates import date_words

from .signup_steps import (
    PER,
    SESSION_KEY,
    STEPS,
    SUBMISSIONS,
    finished,
    first_missing,
    go_on,
    go_to,
    remembered_draft,
    show,
    signup_step,
)

# How often one visitor may begin, and how many codes one address may be sent, an hour.
STARTS = 60
STARTS_WITHOUT_PROOF = 10
CODES_PER_ADDRESS = 10
SUGGESTIONS_PER_MINUTE = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """The door: go on with the sign-up of this browser, or begin."""
    if request.user.is_authenticated:
        return render(request, "accounts/signup/signed_in.html")
    draft = remembered_draft(request)
    if draft is None or draft.user_id:
        return redirect("accounts:signup_identity")
    if request.method == "POST":
        rate_limit(request, "signup", SUBMISSIONS, PER)
        services.give_up(draft)
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("What you had typed has been erased. You can start again."))
        return redirect("accounts:signup_identity")
    context = {"draft": draft, "missing": first_missing(draft), "total": len(STEPS)}
    return render(request, "accounts/signup/resume.html", context)


@signup_step(1)
def identity(request, step, draft):
    if request.method == "POST":
        form = IdentityForm(
            request.POST,
            asks_proof=draft is None and not _sent_twice(request),
            known_address=draft.email if draft else "",
        )
        if form.is_decided():
            return _save_identity(request, draft, form)
    else:
        initial = _identity_of(draft) if draft else {"form_id": uuid.uuid4()}
        form = IdentityForm(asks_proof=draft is None, initial=initial)
    return show(request, step, "identity", form=form)


def _identity_of(draft):
    return {name: getattr(draft, name) for name in IdentityForm.IDENTITY}


def _sent_twice(request):
    """Whether this very form began a draft already: its proof of work is spent."""
    typed = request.POST.get("email", "")
    address = request.POST.get("address", "")
    if address not in {typed, suggestion(typed)}:
        address = typed
    return services.begun_by_form(request.POST.get("form_id"), address) is not None


def _save_identity(request, draft, form):
    form_id = form.cleaned_data["form_id"]
    if draft is None and (earlier := services.live_draft(form_id)) and earlier.user_id:
        return finished(request)
    if form.asks_proof and form.cleaned_data["proof"]:
        rate_limit(request, "signup-start", STARTS, PER)
    elif form.asks_proof or _is_other_address(draft or _begun(form), form):
        rate_limit(request, "signup-start-unproved", STARTS_WITHOUT_PROOF, PER)
    draft = services.save_identity(draft, form_id, form.identity)
    request.session[SESSION_KEY] = str(draft.public_id)
    if draft.has_confirmed_email:
        return go_on(request, STEPS[1], draft)
    return _send_code(request, draft)


def _begun(form):
    return services.begun_by_form(form.cleaned_data["form_id"], form.identity["email"])


def _is_other_address(draft, form):
    """One more person gets a mail, and no new proof was asked: it counts as one more start."""
    return draft is None or email_key(draft.email) != email_key(form.identity["email"])


def _send_code(request, draft, told=""):
    """Send a code and show step 2; when it is too soon, the one sent before still counts."""
    try:
        if services.next_code_at(draft) <= timezone.now():
            key = email_key(draft.email)
            rate_limit(request, "signup-code", CODES_PER_ADDRESS, PER, key=key)
        services.send_code(draft)
    except codes.TooSoon:
        if services.has_no_tries_left(draft):
            messages.warning(request, _too_many_tries(draft))
        else:
            messages.info(
                request,
                _("A code was sent a moment ago. Look for it before you ask for another one."),
            )
    else:
        if told:
            messages.success(request, told)
    return redirect("accounts:signup_confirmation")


@signup_step(2)
def confirmation(request, step, draft):
    if draft.has_confirmed_email:
        if request.method == "POST":
            return go_on(request, step, draft)
        return show(request, step, "confirmed", draft=draft)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _code_problem(draft, form.cleaned_data["code"])
        if problem is None:
            draft.refresh_from_db()
            return go_on(request, step, draft)
        form.add_error("code", problem)
    return show(
        request,
        step,
        "confirmation",
        form=form,
        draft=draft,
        suggested=suggestion(draft.email),
        exhausted=services.has_no_tries_left(draft),
        expired=bool(form.errors.get("code")) and not services.has_live_code(draft),
        next_code_at=services.next_code_at(draft),
        now=timezone.now(),
    )


def _code_problem(draft, typed):
    """Confirm the address; return the sentence to show when the code does not do, else None."""
    try:
        services.confirm_address(draft, typed)
    except codes.WrongCode as refusal:
        return ngettext(
            "This code is not correct. You have %(left)s try left.",
            "This code is not correct. You have %(left)s tries left.",
            refusal.tries_left,
        ) % {"left": refusal.tries_left}
    except codes.TooManyTries:
        return _too_many_tries(draft)
    except codes.CodeExpired:
        return _("This code is no longer valid. Ask for a new one.")
    except services.AddressChanged:
        return _("The address was changed in another tab. Type the code sent to the new one.")
    return None


def _too_many_tries(draft):
    at = timezone.localtime(services.next_code_at(draft))
    text = _(
        "Too many wrong codes. You will be able to ask for a new code at %(time)s, or you can "
        "correct the address."
    )
    return text % {"time": date_words(at, "TIME_FORMAT")}


@require_POST
def resend(request):
    """« Renvoyer un code »."""
    draft = _awaiting_confirmation(request)
    if draft is None:
        return redirect("accounts:signup_confirmation")
    told = _("%(sent)s The earlier ones stay valid until they expire.") % {"sent": _sent_to(draft)}
    return _send_code(request, draft, told)


def _sent_to(draft):
    return _("A new code has been sent to %(email)s.") % {"email": draft.email}


@require_POST
def correct(request):
    """« Vouliez-vous dire … ? »: take the suggested address, and send it a code."""
    draft = _awaiting_confirmation(request)
    if draft is None:
        return redirect("accounts:signup_confirmation")
    meant = suggestion(draft.email) or draft.email
    try:
        changed = services.correct_address(draft, meant)
    except services.DraftExpired:
        # Step 2 says so.
        return redirect("accounts:signup_confirmation")
    draft.refresh_from_db()
    if changed:
        return _send_code(request, draft, _sent_to(draft))
    if draft.email == request.POST.get("address") and _code_sent_just_now(draft):
        # The other half of a double click had it sent.
        messages.success(request, _sent_to(draft))
    return redirect("accounts:signup_confirmation")


def _code_sent_just_now(draft):
    return services.next_code_at(draft) > timezone.now()


def _awaiting_confirmation(request):
    rate_limit(request, "signup", SUBMISSIONS, PER)
    draft = None if request.user.is_authenticated else remembered_draft(request)
    if draft is None or draft.user_id or draft.has_confirmed_email or not draft.has_identity:
        return None
    return draft


@signup_step(3, keeps_early_answers=True)
def organisation(request, step, draft):
    if request.method == "POST":
        form = OrganisationForm(request.POST, asks_type=draft.is_partner)
        if "search" in request.POST:
            form.search()
        elif form.is_decided():
            return _save_organisation(request, step, draft, form)
    else:
        form = OrganisationForm(asks_type=draft.is_partner, initial=_organisation_of(draft))
    return show(request, step, "organisation", form=form, draft=draft)


def _organisation_of(draft):
    picked = NEW if draft.organisation_is_new else draft.organisation_id
    return {
        "name": draft.organisation_name,
        "picked": picked or "",
        "type": draft.organisation_type_id,
        "type_details": draft.type_details,
    }


def _save_organisation(request, step, draft, form):
    draft = services.choose_organisation(
        draft,
        organisation=form.organisation,
        name=form.cleaned_data["name"],
        type=form.cleaned_data.get("type"),
        type_details=form.cleaned_data.get("type_details", ""),
    )
    if draft.organisation_is_new:
        messages.info(
            request,
            _("This organisation will be created when the registration is validated: %(name)s.")
            % {"name": draft.organisation_name},
        )
    return go_on(request, step, draft)


@require_GET
def organisations(request):
    """The type-ahead of step 3."""
    rate_limit(request, "organisations", SUGGESTIONS_PER_MINUTE, timedelta(minutes=1))
    words = request.GET.get("q", "").strip()[:200]
    results = [
        {
            "value": str(found.pk),
            "label": found.name,
            "hint": found.place_and_kind,
            "also": str(found.type_id or ""),
        }
        for found in suggest_organisations(words)
    ]
    if words and not organisations_named(words):
        hint = _("This organisation will be created when the registration is validated.")
        if request.user.is_authenticated:  # the same field in « Mes données personnelles »
            hint = _("This organisation will be created when you save.")
        results.append({"value": NEW, "label": words, "hint": hint})
    return JsonResponse({"results": results})


@signup_step(4, keeps_early_answers=True)
def territories(request, step, draft):
    if request.method == "POST":
        form = TerritoriesForm(request.POST)
        if form.is_valid():
            draft = services.choose_territories(draft, form.cleaned_data["territories"])
            return go_on(request, step, draft)
    else:
        form = TerritoriesForm(initial={"territories": draft.territories.all()})
    return show(request, step, "territories", form=form, regions=Territory.objects.as_tree())


@sensitive_post_parameters("password")
@signup_step(5)
def password(request, step, draft):
    terms = current_terms()
    if request.method == "POST":
        form = PasswordForm(request.POST, draft=draft, terms=terms)
        if form.is_valid() and (response := _complete(request, draft, form)):
            return response
        if username := form.cleaned_data.get("username"):
            services.keep_identifier(draft, username)
    else:
        typed = draft.username or draft.email
        form = PasswordForm(draft=draft, terms=terms, initial={"username": typed})
    return show(
        request, step, "password", form=form, draft=draft, terms=terms, password_rules=RULES
    )


def _complete(request, draft, form):
    """Make the account and lead to the sign-in page; None when a sentence was added to the form."""
    try:
        complete_signup(
            draft,
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            terms=form.current_terms,
        )
    except IdentifierTaken:
        form.add_error("username", _("This identifier is already taken. Choose another."))
        return None
    except AddressTaken:
        return show(request, STEPS[4], "address_taken", draft=draft)
    except StepMissing:
        draft.refresh_from_db()
        return go_to(request, first_missing(draft), draft)
    return finished(request)
