from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "xieshang.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from xieshang.core.deeds import HOLDERS
        from xieshang.look.deed_page import KEPT_WORDS
        from xieshang.people import actions, lifecycle, signals  # noqa: F401 (found by name, and by their signals)
        from xieshang.people.kept import forget, unsent_words
        from xieshang.people.queries import people_behind

        HOLDERS.append(people_behind)
        KEPT_WORDS.append((unsent_words, forget))
        actions.register()
