"""The page that shows every component in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def book(request: HttpRequest) -> HttpResponse:
    return render(request, "look/book.html")
