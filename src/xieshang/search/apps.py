from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "xieshang.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from xieshang.core.deeds import ALONGSIDE
        from xieshang.people.notices import TOLD
        from xieshang.search import index, people
        from xieshang.search.actions import CODE

        ALONGSIDE.append(index.follow)
        TOLD[CODE] = (lambda notice: gettext("Your saved search has found something new."), "moving")
        people.register()
