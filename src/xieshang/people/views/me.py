"""My account: how I am written to, how I sign in, my keys and sessions, what is stored about me."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from xieshang.people import actions, queries, sessions
from xieshang.people.forms import EmailForm, KeyForm, MailForm


def draw(request: HttpRequest, *, status: int = 200, **changed: Any) -> HttpResponse:
    me: Any = request.user
    today = timezone.localdate()
    ways = list(Authenticator.objects.filter(user=me))
    codes = next((way for way in ways if way.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "me": me,
        "roles": queries.roles_of(me),
        "today": today,
        "mail_form": MailForm(instance=me, auto_id="mail-%s"),
        "email_form": EmailForm(initial={"email": me.email}, auto_id="email-%s"),
        "key_form": KeyForm(auto_id="key-%s"),
        "password_set_at": queries.password_set_at(me),
        "has_totp": any(way.type == Authenticator.Type.TOTP for way in ways),
        "passkeys": sum(way.type == Authenticator.Type.WEBAUTHN for way in ways),
        "recovery_codes": len(codes.wrap().get_unused_codes()) if codes else None,
        "keys": me.tokens.order_by("-pk"),
        "visits": sessions.open_visits(me),
        "here": request.session.session_key,
    }
    return render(request, "people/me.html", context | changed, status=status)


@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    return draw(request)


@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    form = MailForm(request.POST)
    if form.is_valid():
        actions.choose(me, mail_at_once=form.cleaned_data["mail_at_once"])
        messages.success(request, _("Your choice is kept."))
    return redirect("people:me")


@require_POST
@sensitive_post_parameters("password")
def change_email(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    form = EmailForm(request.POST, auto_id="email-%s")
    if form.is_valid():
        try:
            if get_adapter(request).reauthenticate(me, form.cleaned_data["password"]):
                actions.change_email(me, email=form.cleaned_data["email"], at=timezone.now())
                messages.success(request, _("Your e-mail address is changed."))
                return redirect("people:me")
            form.add_error("password", _("This is not your password."))
        except ValidationError as locked:
            form.add_error("password", locked)
    return draw(request, email_form=form, status=422)


@require_POST
@never_cache
@sensitive_variables("word")
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key to the API; the answer tells it, once."""
    me: Any = request.user
    form = KeyForm(request.POST, auto_id="key-%s")
    if not form.is_valid():
        return draw(request, key_form=form, status=422)
    token, word = actions.make_token(me, at=timezone.now(), **form.cleaned_data)
    return render(request, "people/key_told_once.html", {"token": token, "word": word})


@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    me: Any = request.user
    token = get_object_or_404(me.tokens, pk=pk)
    if token.revoked_at is None:
        actions.revoke_token(me, token=token, at=timezone.now())
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("people:me")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    n = actions.end_other_sessions(me, but=request.session.session_key)
    messages.success(
        request, ngettext("%(n)d other session was ended.", "%(n)d other sessions were ended.", n) % {"n": n}
    )
    return redirect("people:me")


@require_safe
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    me: Any = request.user
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(queries.stored_about(me), json_dumps_params=options)
    response.headers["Content-Disposition"] = f'attachment; filename="{me.login}.json"'
    return response
