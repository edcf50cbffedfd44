from django.http import HttpRequest, HttpResponse


def open_account(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def close(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def take_role(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()
