from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from .markdown import render_page
from .models import Page
from .placeholders import fill_placeholders
from .services import current_terms

HELP_SLUG = "aide"


def page(request, slug):
    """A page of text."""
    if slug == HELP_SLUG:
        return redirect("help", permanent=True)
    found = get_object_or_404(Page.objects.published(), slug=slug)
    return _show(request, found, found.title, updated_at=found.updated_at)


def help_page(request):
    """« Aide »: questions by theme."""
    found = get_object_or_404(Page.objects.published(), slug=HELP_SLUG)
    return _show(request, found, found.title, updated_at=found.updated_at)


def terms(request):
    """The terms of use in force, at the address the footer and the sign-up link to."""
    found = current_terms()
    if found is None:
        raise Http404
    return _show(request, found, found.title, version=found.version, updated_at=found.published_at)


def _show(request, text, title, *, updated_at, version=""):
    html, contents = render_page(fill_placeholders(text.body))
    context = {
        "title": title,
        "trail": [(title, "")],
        "html": html,
        "contents": contents,
        "body_language": text.body_language,
        "updated_at": updated_at,
        "version": version,
    }
    return render(request, "pages/page.html", context)
