"""The five steps of the sign-up: their order, and who may be on which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.services.signup import DraftExpired, live_draft
from portal.links.rate_limits import rate_limit
from portal.pages.services import get_site_settings

SESSION_KEY = "signup"
# From one address: a whole workshop may sign up behind it in an hour.
SUBMISSIONS = 600
PER = timedelta(hours=1)


@dataclass(frozen=True)
class Step:
    number: int
    title: str | Promise
    route: str
    is_done: Callable

    @property
    def help_anchor(self):
        """Of the section of the help page that has this heading."""
        return slugify(
            _("Step %(number)d: %(title)s") % {"number": self.number, "title": self.title}
        )


STEPS = [
    Step(
        1,
        gettext_lazy("Identity"),
        "accounts:signup_identity",
        lambda draft: draft.has_identity,
    ),
    Step(
        2,
        gettext_lazy("Confirmation"),
        "accounts:signup_confirmation",
        lambda draft: draft.has_confirmed_email,
    ),
    Step(
        3,
        gettext_lazy("Organisation"),
        "accounts:signup_organisation",
        lambda draft: draft.has_organisation,
    ),
    Step(
        4,
        gettext_lazy("Area"),
        "accounts:signup_territories",
        lambda draft: draft.has_territories,
    ),
    Step(
        5,
        gettext_lazy("Password"),
        "accounts:signup_password",
        lambda draft: draft.user_id is not None,
    ),
]


def first_missing(draft):
    """The step where the sign-up goes on."""
    return next(step for step in STEPS if not step.is_done(draft))


def remembered_draft(request):
    """The unfinished or finished draft of this browser, or None."""
    key = request.session.get(SESSION_KEY)
    return live_draft(key) if key else None


def signup_step(number, *, keeps_early_answers=False):
    """Decorate the view of a step: `view(request, step, draft)`.

    Whoever is at the wrong place is told so and led to the right one. With
    `keeps_early_answers` a POST is taken though an earlier step has to be done
    again: what was typed is kept meanwhile.
    """
    step = STEPS[number - 1]

    def decorate(view):
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request):
            if request.user.is_authenticated:
                return render(request, "accounts/signup/signed_in.html")
            if request.method == "POST":
                rate_limit(request, "signup", SUBMISSIONS, PER)
            draft = remembered_draft(request)
            if number == 1:
                unfinished = draft if draft and not draft.user_id else None
                return _expired_aside(request, view, step, unfinished)
            if draft is None:
                return _begin_again(request)
            if draft.user_id:
                return finished(request)
            missing = first_missing(draft)
            is_kept = keeps_early_answers and request.method == "POST"
            if missing.number < number and not is_kept:
                return go_to(request, missing, draft)
            return _expired_aside(request, view, step, draft)

        return guarded

    return decorate


def _expired_aside(request, view, step, draft):
    try:
        return view(request, step, draft)
    except DraftExpired:
        return _begin_again(request)


def _begin_again(request):
    if request.session.pop(SESSION_KEY, None):
        messages.warning(
            request,
            _(
                "Your sign-up was not finished within 24 hours: what you had typed has been "
                "erased. Please start again."
            ),
        )
    else:
        messages.info(request, _("Start with this step: we found no sign-up in progress."))
    return redirect("accounts:signup_identity")


def go_to(request, missing, draft):
    """Lead back to the first step that is missing, and say why."""
    if missing.number == 3 and draft.lost_its_organisation:
        messages.warning(
            request,
            _(
                "The organisation that you had chosen no longer exists. Choose another, or "
                "confirm its name to have it created."
            ),
        )
    else:
        messages.info(
            request,
            _("Please complete this step first. What you have already typed is kept."),
        )
    return redirect(missing.route)


def go_on(request, step, draft):
    """After a step was saved: the next one, or the first that is missing."""
    missing = first_missing(draft)
    if missing.number <= step.number:
        return go_to(request, missing, draft)
    return redirect(STEPS[step.number].route)


def finished(request):
    messages.success(
        request, _("Your registration is validated, you can now sign in."), fail_silently=True
    )
    return redirect("account_login")


def show(request, step, template, **context):
    """The page of a step, with what all of them hold."""
    following = STEPS[step.number] if step.number < len(STEPS) else None
    previous = STEPS[step.number - 2] if step.number > 1 else None
    context |= {
        "step": step,
        "total": len(STEPS),
        "next_title": following.title if following else "",
        "previous_route": previous.route if previous else "",
        "site": get_site_settings(),
    }
    return render(request, f"accounts/signup/{template}.html", context)
