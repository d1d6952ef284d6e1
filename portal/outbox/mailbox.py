"""The mailbox of an embedded run: every message, open to whoever sits at this machine."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.outbox.bodies import html_body, shows_mail
from portal.outbox.models import OutgoingEmail, address_key

PER_PAGE = 25


@require_safe
def mailbox(request):
    emails = OutgoingEmail.objects.defer("text_body", "html_body", "attached")
    recipient = request.GET.get("recipient", "").replace("\x00", "")[:254]
    if recipient:
        emails = emails.filter(to_key__contains=address_key(recipient))
    page = Paginator(emails, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "outbox/mailbox.html", {"page": page, "recipient": recipient})


@shows_mail
@require_safe
def message(request, uuid):
    email = get_object_or_404(OutgoingEmail, uuid=uuid)
    return render(request, "outbox/message.html", {"email": email})


@require_safe
def message_html(request, uuid):
    return html_body(request, get_object_or_404(OutgoingEmail, uuid=uuid).html_body)


@require_safe
def attachment(request, uuid, number):
    attachments = get_object_or_404(OutgoingEmail, uuid=uuid).attachments
    if number >= len(attachments):
        raise Http404
    name, content, mimetype = attachments[number]
    if mimetype.startswith("text/"):
        mimetype += "; charset=utf-8"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content, content_type=mimetype, headers={"Content-Disposition": disposition}
    )
