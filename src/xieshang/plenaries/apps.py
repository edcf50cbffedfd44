from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlenariesConfig(AppConfig):
    name = "xieshang.plenaries"
    label = "plenaries"
    verbose_name = _("Plenary sessions")

    def ready(self) -> None:
        from xieshang.plenaries import actions, finding, lifecycle  # noqa: F401 (found by name)

        actions.register()
        finding.register()
