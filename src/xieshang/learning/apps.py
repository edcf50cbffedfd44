from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "xieshang.learning"
    label = "learning"
    verbose_name = _("Suggestions and likeness")

    def ready(self) -> None:
        from xieshang.core.deeds import ALONGSIDE
        from xieshang.learning import alongside

        ALONGSIDE.append(alongside.follow)
