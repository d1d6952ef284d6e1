import factory
from django.utils import timezone

from portal.pages.models import Page, Terms


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Page

    slug = factory.Sequence(lambda n: f"page-{n}")
    title_fr = "Une page"
    body_fr = "## Un sujet\n\nDu texte."


class TermsFactory(factory.django.DjangoModelFactory):
    """A draft; `published` puts it in force."""

    class Meta:
        model = Terms

    version = factory.Sequence(lambda n: f"v{n}")
    body_fr = "Soyez courtois."

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))
