from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MattersConfig(AppConfig):
    name = "xieshang.matters"
    label = "matters"
    verbose_name = _("Matters")

    def ready(self) -> None:
        from xieshang.matters import actions, finding, lifecycle, queries

        actions.register()
        finding.register()
        lifecycle.register()
        queries.register()
