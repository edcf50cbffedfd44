from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "xieshang.intake"
    label = "intake"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from xieshang.intake import lifecycle  # noqa: F401 (found by name)
