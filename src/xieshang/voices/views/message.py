"""Pages of residents' messages: to write one, to follow it with a code, to answer it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.once import once
from xieshang.look.deed_page import deed_page, with_urls
from xieshang.look.lists import page_links
from xieshang.people.kept import forget, unsent_words
from xieshang.people.models import Person
from xieshang.voices import actions, queries
from xieshang.voices.forms import MESSAGE_FORMS, FilterForm, FollowForm, SendForm
from xieshang.voices.lifecycle import LIFE
from xieshang.voices.models import Message, State, hash_of

TRIES = 20  # codes somebody may try in an hour before they have to wait


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def visible(request: HttpRequest) -> Any:
    return Message.objects.visible_to(reader(request)).defer("words")


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    found = queries.messages(reader(request), **chosen)
    page = queries.page(found, request.GET.get("before", ""), request.GET.get("after", ""))
    rows = [{"message": row, "tone": queries.TONES[State(row.state)]} for row in page.rows]
    return render(
        request,
        "voices/list.html",
        {"form": form, "rows": rows, "page": page_links(request, page), "is_public": reader(request) is None},
    )


@login_not_required
def send(request: HttpRequest) -> HttpResponse:
    """Anybody may write, without an account; members and staff may enter for somebody else."""
    person = reader(request)
    place = request.get_full_path()
    kept = unsent_words(request, place) if person else None
    form = SendForm(request.POST or (kept.as_data if kept else None))
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        if words.pop("website"):
            return render(request, "voices/sent.html", {"number": "", "code": ""})
        by = person if person is not None and person.can("message.enter") else None
        try:
            with once(request) as sent:
                if not sent.made:
                    item, code = actions.receive(at=timezone.now(), by=by, **words)
                    request.session["sent"] = {"number": item.number_shown, "code": code}
                    sent.made = reverse("voices:follow")
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            if person:
                forget(request, place)
            return redirect("voices:follow")
    return render(
        request,
        "voices/send.html",
        {"form": form, "kept": kept, "place": place},
        status=422 if request.method == "POST" else 200,
    )


@login_not_required
def follow(request: HttpRequest) -> HttpResponse:
    """With number and code its author sees where it stands, and may take it back."""
    sent = request.session.get("sent")
    if request.method != "POST":
        if sent:
            del request.session["sent"]  # told once
            return render(request, "voices/sent.html", sent)
        return render(
            request, "voices/follow.html", {"form": FollowForm(initial={"number": request.GET.get("number", "")})}
        )
    form = FollowForm(request.POST)
    item = None
    key = f"follow:{request.META.get('REMOTE_ADDR', '')}"
    status = 200
    if cache.get(key, 0) >= TRIES:
        form.add_error(None, _("Too many tries. Please wait an hour."))
        status = 429
    elif form.is_valid():
        item = (
            Message.objects.filter(
                number_shown__iexact=form.cleaned_data["number"].strip(), code_hash=hash_of(form.cleaned_data["code"])
            )
            .defer("words")
            .first()
        )
        if item is None:
            cache.set(key, cache.get(key, 0) + 1, 3600)
            form.add_error(
                None,
                _("This number and this code do not belong together. Both stand on the page you saw after sending."),
            )
            status = 422
    if item is not None and request.POST.get("deed") == "withdraw":
        item = actions.withdraw(item, code=form.cleaned_data["code"], at=timezone.now())
        notes.success(request, _("Your message is withdrawn; nobody can read it any more."))
    steps = queries.author_steps(item) if item else []
    return render(
        request,
        "voices/follow.html",
        {"form": form, "item": item, "steps": steps, "tone": queries.TONES[State(item.state)] if item else ""},
        status=status,
    )


@login_not_required
def message(request: HttpRequest, number: str) -> HttpResponse:
    item = get_object_or_404(
        visible(request).select_related("matter", "answered_by", "taken_up_by"), number_shown=number
    )
    person = reader(request)
    context = {
        "item": item,
        "tone": queries.TONES[State(item.state)],
        "offers": with_urls(LIFE.offers(person, item), item.get_absolute_url(), MESSAGE_FORMS) if person else [],
        "sees_contact": person is not None and person.can("message.answer"),
        "today": timezone.localdate(),
    }
    return render(request, "voices/message.html", context)


def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    item = get_object_or_404(visible(request), number_shown=number)
    return deed_page(
        request, item, LIFE, move, MESSAGE_FORMS, after=item.get_absolute_url(), beside="voices/_beside.html"
    )


def take_up(request: HttpRequest, number: str) -> HttpResponse:
    """A member takes it up and goes straight to the proposal that grows from it."""
    item = get_object_or_404(visible(request), number_shown=number)
    if request.method == "POST":
        person = reader(request)
        if person is None:
            raise NotYoursError(_("Please sign in first."))
        actions.take_up(item, by=person, at=timezone.now())
        return redirect(f"{reverse('proposals:new')}?from=message-{item.pk}")
    return deed_page(request, item, LIFE, "take_up", {}, after=item.get_absolute_url())
