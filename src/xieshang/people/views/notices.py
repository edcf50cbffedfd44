from django.http import HttpRequest, HttpResponse


def notices(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def follow(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def read_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
