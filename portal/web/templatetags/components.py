"""Tags that every template may use: components, icons, covers, the title's prefix."""

import json
from functools import lru_cache

from django import template
from django.forms import CheckboxInput
from django.template.base import token_kwargs
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from portal.web.components import COMPONENTS, REQUIRED
from portal.web.covers import draw_cover

register = template.Library()

# What a component may know of the page besides its own arguments.
FROM_PAGE = ("request", "csrf_token", "LANGUAGE_CODE")


@register.tag
def component(parser, token):
    """`{% component "card" title=name %}…{% endcomponent %}` renders components/card.html.

    The template receives the arguments and the body as `slot`, and nothing of the page's own.
    """
    _tag, name, *bits = token.split_contents()
    name = name.strip("\"'")
    arguments = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"component {name}: not understood: {bits}")
    check_arguments(name, arguments)
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(name, arguments, nodelist)


def check_arguments(name, arguments):
    """A misspelt component or argument is found when the template is loaded."""
    if name not in COMPONENTS:
        raise template.TemplateSyntaxError(f"No component is called {name!r}.")
    signature = COMPONENTS[name]
    if unknown := sorted(arguments.keys() - signature.keys()):
        raise template.TemplateSyntaxError(f"component {name} does not take {unknown}")
    required = {key for key, value in signature.items() if value is REQUIRED}
    if missing := sorted(required - arguments.keys()):
        raise template.TemplateSyntaxError(f"component {name} needs {missing}")


class ComponentNode(template.Node):
    def __init__(self, name, arguments, nodelist):
        self.name = name
        self.arguments = arguments
        self.nodelist = nodelist
        self.defaults = {
            key: value for key, value in COMPONENTS[name].items() if value is not REQUIRED
        }

    def render(self, context):
        values = {
            **self.defaults,
            **{key: context[key] for key in FROM_PAGE if key in context},
            **{key: value.resolve(context) for key, value in self.arguments.items()},
            "slot": self.nodelist.render(context),
        }
        chosen = context.template.engine.get_template(f"components/{self.name}.html")
        return chosen.render(context.new(values))


@register.filter
def summary_label(field):
    """How the list of errors calls a field: a long label has a short form there."""
    return getattr(field.field, "summary_label", field.label)


@register.simple_tag
@lru_cache(maxsize=500)
def icon(name, size=""):
    """An icon listed in static/src/icons.txt. Decorative: the words beside it say the same."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" icon-{size}" if size else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def cover_drawing(name):
    return draw_cover(name)


@register.simple_tag(takes_context=True)
def error_prefix(context):
    """« Erreur : », first in the title of a page whose form has errors."""
    form = context.get("form")
    if getattr(form, "is_bound", False) and form.errors:
        return gettext("Error: ")
    return ""


@register.simple_tag(takes_context=True)
def page_address(context, number):
    """The present address with another page number: filters and sort stay in it."""
    query = context["request"].GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def block_content(context, block, values):
    """What a registered block of the home page or dashboard shows."""
    known = {key: context[key] for key in (*FROM_PAGE, "user") if key in context}
    chosen = context.template.engine.get_template(block.template)
    return chosen.render(context.new({**known, **values}))


@register.filter
def as_json_ld(data):
    """Structured data, to put in <script type="application/ld+json">: nothing in it ends that."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - no sign of HTML is left


@register.filter
def chosen_values(field):
    """The values of a field of several choices, as the texts that its form sends."""
    return {str(value) for value in field.value() or ()}


def _asks_something(field):
    """Not what one cannot fill in, nor a box that may stay as it is: it bears no mark."""
    may_stay = isinstance(field.field.widget, CheckboxInput) and not field.field.required
    return not (field.is_hidden or field.field.disabled or may_stay)


@register.simple_tag
def required_note(form):
    """Says in words, above the fields, what must be filled in."""
    shown = [field.field for field in form if _asks_something(field)]
    if len(shown) < 2:
        # The field itself says when it is optional.
        return ""
    if all(field.required for field in shown):
        return gettext("All fields are required.")
    if not any(field.required for field in shown):
        return gettext("All fields are optional.")
    return gettext("All fields are required, except those marked as optional.")


@register.filter
def breakable(address):
    """An e-mail address that may go on in the next line after its @, rather than anywhere."""
    return mark_safe(conditional_escape(address).replace("@", "@<wbr>"))  # noqa: S308 - escaped
