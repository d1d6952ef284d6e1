from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from .models import Entry, Mail

MENU = [("Liste", "list"), ("Ajouter", "insert")] * 5
# What a base layout weighs: with the list the page has 32 kB.
WEIGHT = mark_safe('<p class="of-a-base-layout">Ce que pèse une mise en page.</p>\n' * 290)  # noqa: S308


@login_required
def entries(request):
    page = Paginator(Entry.objects.filter(is_open=True), 25).get_page(request.GET.get("page"))
    context = {"page": page, "menu": MENU, "current": "list", "weight": WEIGHT}
    return render(request, "yardstick/list.html", context)


class EntryForm(forms.ModelForm):
    class Meta:
        model = Entry
        fields = ["title", "summary", "place", "starts_on", "seats"]


@login_required
def insert(request):
    """A row and its message in one transaction."""
    form = EntryForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            entry = form.save()
            body = render_to_string("yardstick/mail.txt", {"entry": entry, "user": request.user})
            Mail.objects.create(to=request.user.email, subject=entry.title, body=body)
    return redirect("list")
