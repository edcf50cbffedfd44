from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "xieshang.core"
    label = "core"
    verbose_name = _("Record")

    def ready(self) -> None:
        from xieshang.core import profile

        profile.current()  # a profile with a fault stops the start, naming file, key and what was expected
