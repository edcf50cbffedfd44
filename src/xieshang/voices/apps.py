from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VoicesConfig(AppConfig):
    name = "xieshang.voices"
    label = "voices"
    verbose_name = _("Residents' messages")

    def ready(self) -> None:
        from xieshang.voices import actions, finding, lifecycle, queries, teaching

        lifecycle.register()
        queries.register()
        actions.register()
        finding.register()
        teaching.register()
