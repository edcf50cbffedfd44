from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "xieshang.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from xieshang.core.deeds import HOLDERS
        from xieshang.people import actions, lifecycle, signals  # noqa: F401 (found by name, and by their signals)
        from xieshang.people.queries import people_behind

        HOLDERS.append(people_behind)
        actions.register()
