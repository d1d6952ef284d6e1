"""Writing communities: their former addresses and their words in the search."""

from django.db import transaction

from communities.models import Community, FormerSlug
from portal.audit.services import record
from portal.search.services import mark_stale


@transaction.atomic
def save_community(community, by):
    """Save what staff typed; an address that changes leads to the new one from then on."""
    before = Community.objects.filter(pk=community.pk).values_list("slug", flat=True).first()
    community.save()
    FormerSlug.objects.keep(before, community)
    mark_stale(community)
    record("communities.changed" if before else "communities.created", community, actor=by)
    return community
