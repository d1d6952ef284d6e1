"""Embedded runs only: the mail that was sent, to read in the browser."""

from django.urls import path

from . import mailbox

urlpatterns = [
    path("", mailbox.mailbox, name="mailbox"),
    path("<uuid:uuid>/", mailbox.message, name="mailbox_message"),
    path("<uuid:uuid>/html/", mailbox.message_html, name="mailbox_message_html"),
    path("<uuid:uuid>/fichiers/<int:number>/", mailbox.attachment, name="mailbox_attachment"),
]
