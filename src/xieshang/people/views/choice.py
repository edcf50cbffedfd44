from django.http import HttpRequest, HttpResponse


def set_choice(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
