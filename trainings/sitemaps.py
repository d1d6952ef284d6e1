from django.contrib.auth.models import AnonymousUser
from django.db.models import Max

from portal.web.sitemaps import Pages, PublicSitemap
from trainings.models import Training


class CataloguePages(Pages):
    routes = ["trainings:list", "trainings:browse", "trainings:centres"]


class TrainingSitemap(PublicSitemap):
    def items(self):
        trainings = Training.objects.visible_to(AnonymousUser()).order_by("pk")
        return trainings.only("slug", "updated_at")

    def lastmod(self, training):
        return training.updated_at

    def get_latest_lastmod(self):
        """By the database: there may be many."""
        return self.items().order_by().aggregate(last=Max("updated_at"))["last"]
