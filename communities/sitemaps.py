from django.contrib.auth.models import AnonymousUser

from communities.models import Community
from portal.web.sitemaps import Pages, PublicSitemap


class CommunityPages(Pages):
    routes = ["communities:list"]


class CommunitySitemap(PublicSitemap):
    def items(self):
        return Community.objects.visible_to(AnonymousUser()).order_by("pk").only("slug")
