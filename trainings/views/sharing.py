from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keys import email_key
from portal.links.rate_limits import TooManyRequests, rate_limit
from portal.web.dates import date_words
from trainings.forms.sharing import ShareForm
from trainings.models import Training
from trainings.services.sharing import share_training

DAY = timedelta(days=1)
FROM_ACCOUNT, FROM_ADDRESS, TO_ADDRESS = 10, 30, 3


@login_required
def share(request, slug):
    """« Envoyer à un ami »: whatever the address is, the answer is the same."""
    training = get_object_or_404(Training.objects.published(), slug=slug)
    form = ShareForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid() and not form.meant:
        email = form.cleaned_data["email"]
        try:
            count_sharing(request, email)
        except TooManyRequests as refusal:
            form.add_error(None, too_many(refusal))
            status = 429
        else:
            share_training(training, request.user, email, form.cleaned_data["message"])
            messages.success(request, _("The course is sent to your friend."))
            return redirect(training)
    context = {
        "form": form,
        "training": training,
        "trail": [
            (_("Courses"), reverse("trainings:list")),
            (training.title, training.get_absolute_url()),
            (_("Send to a friend"), ""),
        ],
    }
    return render(request, "trainings/share.html", context, status=status)


def count_sharing(request, email):
    rate_limit(request, "share-account", FROM_ACCOUNT, DAY, key=str(request.user.pk))
    rate_limit(request, "share-from", FROM_ADDRESS, DAY)
    rate_limit(request, "share-to", TO_ADDRESS, DAY, key=email_key(email))


def too_many(refusal):
    """When one can go on, to the minute after it."""
    then = timezone.localtime(timezone.now() + timedelta(seconds=refusal.retry_after + 60))
    return _("You sent many messages today. You can start again on %(day)s at %(time)s.") % {
        "day": date_words(then, "l j F"),
        "time": date_words(then, "TIME_FORMAT"),
    }
