from django.http import HttpRequest, HttpResponse


def kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def forget(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
