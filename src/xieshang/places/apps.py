from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "xieshang.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from xieshang.places.mentions import follow
        from xieshang.search.index import WRITTEN

        WRITTEN.append(follow)
