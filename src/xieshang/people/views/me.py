from django.http import HttpRequest, HttpResponse


def me(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def make_key(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def end_other_sessions(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def my_data(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
