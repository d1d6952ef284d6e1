"""The `component` tag: one template per component, with its body as `slot`."""

from django import template

register = template.Library()


@register.tag
def component(parser, token):
    """`{% component "card" title=_("…") %}…{% endcomponent %}` renders components/card.html.

    The template receives the arguments, the body as `slot`, and the page's context.
    """
    _tag, name, *bits = token.split_contents()
    arguments = template.base.token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"component {name}: not understood: {bits}")
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(parser.compile_filter(name), arguments, nodelist)


class ComponentNode(template.Node):
    def __init__(self, name, arguments, nodelist):
        self.name = name
        self.arguments = arguments
        self.nodelist = nodelist

    def render(self, context):
        values = {key: value.resolve(context) for key, value in self.arguments.items()}
        values["slot"] = self.nodelist.render(context)
        component_template = context.template.engine.get_template(
            f"components/{self.name.resolve(context)}.html"
        )
        with context.push(**values):
            return component_template.render(context)
