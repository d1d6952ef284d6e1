"""The words under which a community is found."""

from communities.models import Community
from portal.search.registry import Document


def searchable_communities():
    return Community.objects.select_related("theme", "territory__parent")


def community_document(community):
    territory = community.territory
    places = (
        [territory.name, territory.parent.name if territory.parent else ""] if territory else []
    )
    body = [community.summary, community.theme.name, *places]
    if community.is_content_public:
        # What only members may read is not found by others.
        body.append(community.welcome)
    return Document(title=community.name, body=" ".join(body))
