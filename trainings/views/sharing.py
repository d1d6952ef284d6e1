from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.keys import email_key
from portal.links.rate_limits import rate_limit
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
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        rate_limit(request, "share-account", FROM_ACCOUNT, DAY, key=str(request.user.pk))
        rate_limit(request, "share-from", FROM_ADDRESS, DAY)
        rate_limit(request, "share-to", TO_ADDRESS, DAY, key=email_key(email))
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
    return render(request, "trainings/share.html", context)
