"""The components that templates may use, with what each one takes.

`REQUIRED` arguments must be given; the others have the default written here.
A component receives nothing else of the page: what it shows is what it was given.
docs/components.md explains them, /charte/ shows them.
"""

REQUIRED = object()

COMPONENTS = {
    "alert": {"kind": "info", "title": ""},
    "badge": {"label": REQUIRED, "kind": "neutral", "icon": ""},
    "breadcrumbs": {"items": ()},
    "button": {
        "label": REQUIRED,
        "href": "",
        "kind": "primary",
        "icon": "",
        "type": "submit",
        "name": "",
        "value": "",
    },
    "card": {"title": REQUIRED, "href": "", "level": 2},
    "cover": {"name": REQUIRED},
    "dialog": {"id": REQUIRED, "title": REQUIRED},
    "empty_state": {"title": REQUIRED, "icon": "inbox"},
    "error_summary": {"form": REQUIRED},
    "facet": {"title": REQUIRED, "name": REQUIRED, "options": REQUIRED, "opened": True},
    "form": {"form": REQUIRED, "submit": REQUIRED, "action": ""},
    "page_header": {"title": REQUIRED, "lead": ""},
    "pagination": {"page": REQUIRED, "anchor": ""},
    "seats_gauge": {"left": REQUIRED, "capacity": REQUIRED},
    "stage_bar": {"stages": REQUIRED, "title": ""},
    "stepper": {
        "current": REQUIRED,
        "total": REQUIRED,
        "title": REQUIRED,
        "next_title": "",
        "level": 1,
    },
    "tag": {"label": REQUIRED, "remove_href": ""},
    "territory_picker": {"field": REQUIRED, "regions": REQUIRED},
    "tile": {"title": REQUIRED, "href": REQUIRED, "icon": REQUIRED, "text": ""},
    "timeline": {"events": REQUIRED},
}
