"""Three administrators who cannot do one another's work, and nobody who gives themselves anything."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people.conftest import PASSWORD, deeds, make, sign_in, text
from xieshang.core.lifecycle import LIVES, MoveNotOpenError, NotYoursError
from xieshang.people import actions
from xieshang.people.models import AccountState, Person, Visit

pytestmark = pytest.mark.django_db

NEW = {"name": "周敏", "name_latin": "Zhou Min", "login": "zhoumin", "email": "", "work": ""}


def address(person, move=""):
    return reverse("people:person", args=[person.pk]) + (f"{move}/" if move else "")


def word_told(response):
    return re.search(r'class="told-once">([^<]+)<', text(response))[1]


# ---- The system administrator


def test_opens_an_account_whose_first_password_is_told_once_and_changed_at_first_sign_in(as_, system_admin, visitor):
    told = as_(system_admin).post("/people/open/", NEW)
    word = word_told(told)
    assert "no-store" in told.headers["Cache-Control"]
    person = Person.objects.get(login="zhoumin")
    assert person.check_password(word)
    assert word not in text(as_(system_admin).get(address(person)))
    assert deeds(person) == ["open"]
    answer = sign_in(visitor, "zhoumin", word, next="/people/")
    assert answer.status_code == 302
    assert visitor.get("/people/").url == reverse("account_change_password")
    assert visitor.get("/people/me/").url == reverse("account_change_password")
    page = visitor.get(reverse("account_change_password"))
    changed = visitor.post(
        reverse("account_change_password"),
        {
            "oldpassword": word,
            "password1": PASSWORD,
            "password2": PASSWORD,
            "csrfmiddlewaretoken": str(page.context["csrf_token"]),
        },
    )
    assert changed.status_code == 302
    assert visitor.get("/people/").status_code == 200
    assert deeds(person) == ["open", "signed_in", "change_password"]


def test_the_record_holds_no_password(as_, system_admin):
    from xieshang.core.models import RecordEntry

    word = word_told(as_(system_admin).post("/people/open/", NEW))
    person = Person.objects.get(login="zhoumin")
    again = word_told(as_(system_admin).post(address(person, "reset_password")))
    for entry in RecordEntry.objects.all():
        told = f"{entry.changes} {entry.why}"
        assert word not in told
        assert again not in told
        assert person.password not in told


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("login", "", "This field is required"),
        ("login", "zhou min", "letters, digits"),
        ("login", "SYSTEM", "has this login already"),
        ("name", "", "This field is required"),
        ("name", "很" * 61, "at most 60 characters"),
        ("email", "nobody", "Enter a valid email address"),
        ("sector", "999", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(as_, system_admin, field, value, said):
    answer = as_(system_admin).post("/people/open/", NEW | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert said in text(answer)
    assert "Zhou Min" in text(answer)
    assert not Person.objects.filter(name="周敏").exists()


def test_a_double_press_opens_one_account(as_, system_admin):
    page = as_(system_admin)
    assert page.post("/people/open/", NEW).status_code == 200
    assert page.post("/people/open/", NEW).status_code == 422
    assert Person.objects.filter(login="zhoumin").count() == 1


def test_closing_ends_every_session_and_key_at_once(as_, member, system_admin):
    theirs = as_(member)
    token, _word = actions.make_token(member, name="sheet", scopes=["read"], expires=in_a_month(), at=timezone.now())
    assert theirs.get("/people/").status_code == 200
    closed = as_(system_admin).post(address(member, "close"), {"why": "retired"}, follow=True)
    assert "Account closed" in text(closed)
    assert theirs.get("/people/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at
    assert not Visit.objects.filter(person=member).exists()


def in_a_month():
    from datetime import timedelta

    return timezone.localdate() + timedelta(days=30)


def test_a_closed_account_does_not_let_anybody_in_until_it_is_opened_again(as_, visitor, member, system_admin):
    admin = as_(system_admin)
    admin.post(address(member, "close"), {"why": "left"})
    answer = sign_in(visitor, "shen")
    assert "_auth_user_id" not in visitor.session
    assert answer.status_code in (200, 302)
    admin.post(address(member, "reopen"), {"why": "is back"})
    sign_in(visitor, "shen")
    assert visitor.session["_auth_user_id"] == str(member.pk)


def test_a_close_without_a_reason_is_not_done(as_, member, system_admin):
    answer = as_(system_admin).post(address(member, "close"), {"why": ""})
    assert answer.status_code == 422
    member.refresh_from_db()
    assert member.state == AccountState.OPEN


def test_a_double_close_is_refused_and_says_why(as_, member, system_admin):
    admin = as_(system_admin)
    admin.post(address(member, "close"), {"why": "left"})
    again = admin.post(address(member, "close"), {"why": "left"})
    assert again.status_code == 409
    assert "is not open" in text(again)
    assert deeds(member).count("close") == 1


def test_nobody_closes_their_own_account(as_, system_admin):
    page = as_(system_admin).get(address(system_admin))
    assert "You cannot close your own account" in text(page)
    assert as_(system_admin).post(address(system_admin, "close"), {"why": "tired"}).status_code == 409


def test_a_new_password_ends_sessions_and_opens_a_locked_login(as_, visitor, member, system_admin):
    theirs = as_(member)
    for _n in range(5):
        sign_in(visitor, "shen", "wrong")
    assert "can be tried again" in text(sign_in(visitor, "shen"))
    word = word_told(as_(system_admin).post(address(member, "reset_password")))
    assert theirs.get("/people/").status_code == 302
    assert sign_in(visitor, "shen", PASSWORD).status_code == 200
    assert sign_in(visitor, "shen", word).status_code == 302


def test_the_system_administrator_cannot_give_roles(as_, member, system_admin):
    page = as_(system_admin)
    assert "Give a role" not in text(page.get(address(member)))
    for move in ("give_role", "take_role"):
        assert page.get(address(member, move)).status_code == 403
        refused = page.post(address(member, move), {"role": "reviewer", "why": "x"})
        assert refused.status_code == 403
        assert "Your roles do not include this." in text(refused)


# ---- The security administrator


def test_gives_a_role_from_today_and_takes_it_with_a_reason(as_, member, security_admin):
    page = as_(security_admin)
    assert page.post(address(member, "give_role"), {"role": "reviewer"}).status_code == 302
    assert Person.objects.get(pk=member.pk).can("proposal.review")
    held = member.roles.get(role="reviewer")
    assert page.post(address(member, "take_role"), {"held": held.pk, "why": "term over"}).status_code == 302
    assert not Person.objects.get(pk=member.pk).can("proposal.review")
    assert deeds(member)[-2:] == ["give_role", "take_role"]


def test_a_role_of_a_unit_asks_for_the_unit(as_, member, unit, security_admin):
    page = as_(security_admin)
    without = page.post(address(member, "give_role"), {"role": "unit_clerk"})
    assert without.status_code == 422
    assert "choose the unit" in text(without)
    with_one = page.post(address(member, "give_role"), {"role": "reviewer", "unit": unit.pk})
    assert "leave the unit empty" in text(with_one)
    assert page.post(address(member, "give_role"), {"role": "unit_clerk", "unit": unit.pk}).status_code == 302
    assert Person.objects.get(pk=member.pk).can("handling.receive", unit_id=unit.pk)


def test_a_role_given_twice_is_held_once(as_, member, security_admin):
    page = as_(security_admin)
    page.post(address(member, "give_role"), {"role": "reviewer"})
    again = page.post(address(member, "give_role"), {"role": "reviewer"})
    assert again.status_code == 409
    assert "holds this role already" in text(again)
    assert member.roles.filter(role="reviewer").count() == 1


def test_somebody_elses_role_cannot_be_taken_by_its_number(as_, member, clerk, security_admin):
    held = clerk.roles.get()
    answer = as_(security_admin).post(address(member, "take_role"), {"held": held.pk, "why": "x"})
    assert answer.status_code == 422
    held.refresh_from_db()
    assert held.until is None


def test_the_security_administrator_keeps_no_accounts(as_, member, security_admin):
    page = as_(security_admin)
    assert page.get("/people/open/").status_code == 403
    assert page.post("/people/open/", NEW).status_code == 403
    for move in ("close", "reset_password"):
        assert page.post(address(member, move), {"why": "x"}).status_code == 403
    assert not Person.objects.filter(login="zhoumin").exists()


@pytest.mark.parametrize("role", ["security_admin", "system_admin", "member"])
def test_nobody_gives_a_role_to_themselves(as_, security_admin, role):
    answer = as_(security_admin).post(address(security_admin, "give_role"), {"role": role})
    assert answer.status_code in (409, 422)
    if role == "member":  # the other two are refused already because nobody holds two of the three
        assert "Nobody gives a role to themselves." in text(answer)
    assert security_admin.roles.count() == 1
    with pytest.raises(MoveNotOpenError):
        actions.give_role(security_admin, by=security_admin, at=timezone.now(), role=role)


@pytest.mark.parametrize("second", ["system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("first", ["system_admin", "security_admin", "audit_admin"])
def test_nobody_is_two_of_the_three(as_, security_admin, first, second):
    if first == second:
        return
    person = make(first, name="Somebody")
    answer = as_(security_admin).post(address(person, "give_role"), {"role": second})
    assert answer.status_code == 422
    assert "the same person may not also be" in text(answer)
    with pytest.raises(MoveNotOpenError):
        actions.give_role(person, by=security_admin, at=timezone.now(), role=second)


# ---- The audit administrator, and everybody else


@pytest.mark.parametrize("move", sorted(LIVES["person"].moves))
@pytest.mark.parametrize("role", ["audit_admin", "member", "proposals_clerk"])
def test_who_is_no_administrator_of_it_only_reads(as_, member, role, move):
    reader = as_(make(role))
    assert "What you can do" not in text(reader.get(address(member)))
    if move != "reopen":  # open accounts have no such move; nobody hears whose it would be
        assert reader.post(address(member, move), {"why": "x"}).status_code == 403
    assert reader.post("/people/open/", NEW).status_code == 403
    member.refresh_from_db()
    assert deeds(member) == ["open", "give_role"]


@pytest.mark.parametrize("name", ["close", "reopen", "reset_password", "give_role", "take_role"])
def test_a_move_needs_its_administrator_also_without_a_page(name, member, clerk):
    with pytest.raises((MoveNotOpenError, NotYoursError)):
        LIVES["person"].take(name, member, clerk)


@pytest.mark.parametrize("path", ["", "open/", "1/", "1/close/", "1/give_role/", "me/", "me/data/", "notices/"])
def test_every_address_of_people_asks_to_sign_in(client, path):
    answer = client.get(f"/people/{path}")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_another_persons_number_in_an_address_is_not_found(as_, security_admin):
    assert as_(security_admin).get("/people/987654/give_role/").status_code == 404
    assert as_(security_admin).post("/people/987654/reset_password/").status_code == 404
    assert as_(security_admin).get("/people/1/delete/").status_code == 404
