from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "xieshang.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from xieshang.core.deeds import HOLDERS
        from xieshang.people import lifecycle  # noqa: F401 (its table is found by name)
        from xieshang.people.queries import people_behind

        HOLDERS.append(people_behind)
