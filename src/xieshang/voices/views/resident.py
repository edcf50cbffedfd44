"""Pages for whoever has no account: write a message, follow it with a number and a code, put it right, take it back."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.core.once import once, was_sent
from xieshang.people.kept import forget as forget_kept
from xieshang.people.kept import unsent_words
from xieshang.people.models import Person
from xieshang.voices import actions, queries
from xieshang.voices.forms import CorrectForm, FollowForm, SendForm
from xieshang.voices.models import Message, State


def reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def whence(request: HttpRequest) -> str:
    """Where it was sent from, as far as it tells one sender from another who shares the address."""
    return f"{address(request)} {request.headers.get('user-agent', '')}"


def qr(number: str, code: str) -> SafeString:
    """The address at which a message is followed, to be scanned. The code stands after the #, so it is in no log."""
    url = f"{settings.ADDRESS}{reverse('voices:follow')}?number={number}#code={code}"
    drawing: str = segno.make(url, micro=False).svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return mark_safe(drawing)  # noqa: S308 (drawn here, of our own number and code)


@login_not_required
def send(request: HttpRequest) -> HttpResponse:
    """Anybody may write, without an account; members and staff may enter for somebody else."""
    person = reader(request)
    by = person if person is not None and person.can("message.enter") else None
    place = request.get_full_path()
    kept = unsent_words(request, place) if person else None
    form = SendForm(request.POST or (kept.as_data if kept else None), for_another=by is not None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        if words.pop("website"):
            return render(request, "voices/sent.html", {"number": "", "code": ""})
        try:
            take_in(request, by, words)
        except actions.TooOftenError as refusal:
            form.add_error(None, refusal.reason)
            status = 429
        except MoveNotOpenError as refusal:
            form.add_error(None, refusal.reason)
        else:
            if person:
                forget_kept(request, place)
            return redirect("voices:follow")
    return render(
        request, "voices/send.html", {"form": form, "kept": kept, "place": place, "for_another": by}, status=status
    )


def take_in(request: HttpRequest, by: Person | None, words: dict[str, Any]) -> None:
    at = timezone.now()
    if by is None:
        words["whence"] = whence(request)
        said = {name: words[name] for name in ("whence", "contact", "title", "text")}
        if not was_sent(request):
            actions.admit(address=address(request), at=at, **said)
    with once(request) as sent:
        if not sent.made:
            item, code = actions.receive(at=at, by=by, **words)
            request.session["sent"] = {"number": item.number_shown, "code": code}
            sent.made = reverse("voices:follow")


@login_not_required
@sensitive_post_parameters("code")
@sensitive_variables("code")
def follow(request: HttpRequest) -> HttpResponse:
    """With number and code its author sees where it stands, may put it right, take it back or have it erased."""
    sent = request.session.get("sent")
    if request.method != "POST":
        if sent:
            del request.session["sent"]  # told once
            return render(request, "voices/sent.html", {**sent, "qr": qr(sent["number"], sent["code"])})
        return render(
            request, "voices/follow.html", {"form": FollowForm(initial={"number": request.GET.get("number", "")})}
        )
    form = FollowForm(request.POST)
    item = None
    status = 200
    if form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        try:
            item = actions.follow(number, code, address=address(request), at=timezone.now())
        except actions.TooOftenError as refusal:
            form.add_error(None, refusal.reason)
            status = 429
        else:
            if item is None:
                status = 422
                form.add_error(
                    None,
                    _(
                        "This number and this code do not belong together. "
                        "Both stand on the page you saw after sending."
                    ),
                )
    correcting = CorrectForm()
    if item is not None:
        correcting = CorrectForm(initial={"title": item.title, "text": item.text, "place": item.place})
        item, correcting, status = act(request, item, form.cleaned_data["code"], correcting)
    if item is not None and item.state == State.FORGOTTEN:
        return render(request, "voices/erased.html", {"item": item})
    steps = queries.author_steps(item) if item else []
    return render(
        request,
        "voices/follow.html",
        {
            "form": form,
            "item": item,
            "steps": steps,
            "tone": queries.TONES[State(item.state)] if item else "",
            "correcting": correcting,
            "is_correcting": (request.POST.get("deed") in ("correct", "to_correct") and status != 200)
            or request.POST.get("deed") == "to_correct",
        },
        status=status,
    )


@sensitive_variables("code")
def act(request: HttpRequest, item: Message, code: str, form: CorrectForm) -> tuple[Message, CorrectForm, int]:
    """What its author wants done with it, if anything."""
    deed, at, status = request.POST.get("deed", ""), timezone.now(), 200
    try:
        if deed == "withdraw":
            item = actions.withdraw(item, code=code, at=at)
            notes.success(request, _("Your message is withdrawn; nobody can read it any more."))
        elif deed == "forget":
            item = actions.forget(item, code=code, at=at)
        elif deed == "correct":
            form = CorrectForm(request.POST)
            status = 422
            if form.is_valid():
                item = actions.correct(item, code=code, at=at, **form.cleaned_data)
                status = 200
                notes.success(request, _("Your correction is kept; those who answer see what you changed."))
    except MoveNotOpenError as refusal:
        if deed != "correct":
            raise
        form.add_error(None, refusal.reason)
        status = 409
    return item, form, status
