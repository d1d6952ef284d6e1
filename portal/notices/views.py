from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.notices import services
from portal.notices.forms import PreferencesForm
from portal.notices.models import Notice
from portal.notices.unsubscribe import read_token
from portal.outbox.notifications import Category, registered

PER_PAGE = 25


@login_required
@require_safe
def notifications(request):
    """The bell's page."""
    paginator = Paginator(Notice.objects.of(request.user), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return render(request, "notices/notifications.html", {"page": page})


@login_required
@require_POST
def mark_read(request, notice_id):
    _marked(request, notice_id)
    return redirect("notifications")


@login_required
@require_POST
def open_notice(request, notice_id):
    """Go to what the notice speaks of; it is read then."""
    notice = _marked(request, notice_id)
    return redirect(notice.path or "notifications")


@login_required
@require_POST
def mark_all_read(request):
    services.mark_all_read(request.user)
    messages.success(request, _("All your notifications are marked as read."))
    return redirect("notifications")


@login_required
def preferences(request):
    """What the person receives by e-mail, and how often."""
    form = PreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("notification_preferences")
    always = [
        kind.label for kind in registered().values() if kind.category == Category.TRANSACTIONAL
    ]
    return render(request, "notices/preferences.html", {"form": form, "always_sent": always})


@csrf_exempt  # the mail program's POST has no cookie: the signed link is what allows it
def unsubscribe(request, token):
    """GET shows a button, POST stops the messages (RFC 8058: mail programs press it themselves)."""
    found = read_token(token)
    if found is None:
        raise Http404(_("This unsubscribe link is not complete. Copy it whole from the message."))
    user, kind = found
    done = request.method == "POST"
    if done:
        services.stop(user, kind)
    known = registered().get(kind)
    context = {"label": known.label if known else "", "done": done}
    return render(request, "notices/unsubscribe.html", context)


def _marked(request, notice_id):
    notice = services.mark_read(request.user, notice_id)
    if notice is None:
        raise Http404
    return notice
