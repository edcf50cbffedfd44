"""The page that shows every component in every state, and the one on accessibility."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xieshang.look.book import shown


@login_not_required
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    return render(request, "look/book.html", shown())


@login_not_required
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    return render(request, "look/access.html")
