"""Every address, by the app that answers it."""

from django.urls import include, path

from xieshang.web.api import api

urlpatterns = [
    path("", include("xieshang.web.urls")),
    path("proposals/", include("xieshang.proposals.urls")),
    path("voices/", include("xieshang.voices.urls")),
    path("consultations/", include("xieshang.consultations.urls")),
    path("matters/", include("xieshang.matters.urls")),
    path("learning/", include("xieshang.learning.urls")),
    path("people/", include("xieshang.people.urls")),
    path("papers/", include("xieshang.plenaries.urls")),
    path("intake/", include("xieshang.intake.urls")),
    path("places/", include("xieshang.places.urls")),
    path("search/", include("xieshang.search.urls")),
    path("look/", include("xieshang.look.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
]
handler400 = "xieshang.web.views.errors.bad_request"
handler403 = "xieshang.web.views.errors.forbidden"
handler404 = "xieshang.web.views.errors.not_found"
handler500 = "xieshang.web.views.errors.server_error"
