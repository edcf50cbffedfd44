"""Who is found, and what each reader sees of them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.people.conftest import make, text
from xieshang.people import actions
from xieshang.people.models import Person

pytestmark = pytest.mark.django_db


def test_everybody_signed_in_finds_people_by_name_sector_and_unit(as_, member, clerk, sector, unit):
    page = as_(clerk)
    assert "Shen Yuqing" in text(page.get("/people/", {"q": "雨晴"}))
    assert "Shen Yuqing" in text(page.get("/people/", {"q": "yuqing"}))
    by_sector = text(page.get("/people/", {"sector": sector.pk}))
    assert "Shen Yuqing" in by_sector
    assert "Yu Jianguo" not in by_sector.split("<main")[1]
    by_unit = text(page.get("/people/", {"unit": unit.pk}))
    assert "Yu Jianguo" in by_unit.split("<main")[1]
    assert "Clerk of a handling unit" in by_unit


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_see_logins(as_, member, role):
    page = text(as_(make(role)).get("/people/", {"q": "shen"}))
    assert "<code>shen</code>" in page


def test_others_neither_see_logins_nor_find_by_them(as_, member, clerk):
    make(name="Li", login="a-login-of-its-own")
    page = text(as_(member).get("/people/", {"q": "a-login-of-its-own"}))
    assert "Nobody found" in page
    assert "<code>" not in text(as_(member).get("/people/"))
    assert "yu" not in text(as_(member).get(reverse("people:person", args=[clerk.pk]))).split("<main")[1].split()


def test_a_long_list_is_walked_forth_and_back_and_names_everybody_once(as_, member):
    for n in range(64):
        make(name=f"P{n % 7}", login=f"p{n}")
    page, seen, walked = as_(member), [], "?"
    while walked:
        answer = page.get("/people/" + walked)
        seen.append([person.pk for person in answer.context["people"]])
        last, walked = walked, answer.context["page"].next_url
    everybody = [pk for rows in seen for pk in rows]
    assert sorted(everybody) == sorted(Person.objects.values_list("pk", flat=True))
    assert len(everybody) == len(set(everybody)) == 65
    back = page.get("/people/" + page.get("/people/" + last).context["page"].previous_url)
    assert [person.pk for person in back.context["people"]] == seen[-2]


def test_a_list_of_people_costs_a_handful_of_queries(as_, member, django_assert_max_num_queries):
    for _n in range(20):
        make("member", "reviewer")
    page = as_(member)
    with django_assert_max_num_queries(14):
        page.get("/people/")


def test_closed_accounts_are_found_by_administrators_only(as_, member, system_admin):
    gone = make(name="Gone", login="gone")
    actions.close(gone, by=system_admin, at=gone_at(), why="left")
    assert "Gone" not in text(as_(member).get("/people/", {"state": "closed"}))
    assert "Gone" in text(as_(system_admin).get("/people/", {"state": "closed"}))
    assert "Gone" not in text(as_(system_admin).get("/people/"))


def gone_at():
    from django.utils import timezone

    return timezone.now()


def test_roles_stand_with_their_days(as_, member, system_admin, security_admin):
    actions.give_role(member, by=security_admin, at=gone_at(), role="reviewer")
    actions.take_role(
        member, by=security_admin, at=gone_at(), held=member.roles.get(role="reviewer"), why="term is over"
    )
    page = text(as_(system_admin).get(reverse("people:person", args=[member.pk])))
    assert "Proposal reviewer" in page
    assert "Reason given: term is over" in page


def test_the_history_of_an_account_is_for_its_owner_and_administrators(as_, member, clerk, audit_admin):
    address = reverse("people:person", args=[member.pk])
    assert "Account opened" in text(as_(member).get(address))
    assert "Account opened" in text(as_(audit_admin).get(address))
    assert "Account opened" not in text(as_(clerk).get(address))


def test_the_history_names_roles_sectors_and_keys(as_, member, unit, security_admin):
    actions.give_role(member, by=security_admin, at=gone_at(), role="unit_clerk", unit=unit)
    actions.note_factor(member, factor="totp", is_added=True, at=gone_at())
    actions.note_failed_sign_in(member, at=gone_at())
    page = text(as_(member).get(reverse("people:person", args=[member.pk])))
    history = page.split('class="history"')[1]
    for said in (
        "Clerk of a handling unit · Housing Bureau",
        "Education",
        "Way to sign in",
        "Nobody who was signed in",
    ):
        assert said in history
    for code in ("unit_clerk", "sector_id", "factor<", "housing"):
        assert code not in history


def test_an_unknown_number_is_not_found_and_odd_keys_do_no_harm(as_, member):
    page = as_(member)
    assert page.get("/people/999999/").status_code == 404
    for odd in ("x", "-1", "9" * 40, "٣"):
        assert page.get("/people/", {"before": odd, "after": odd, "sector": odd}).status_code == 200
    assert page.get("/people/", {"q": "\0"}).status_code == 200


def test_script_in_every_field_is_only_text(as_, system_admin, security_admin, sector):
    evil = "<script>alert(1)</script>"
    sector.name_en = sector.name = evil
    sector.save()
    victim = make("member", name=evil, name_latin=evil, work=evil, sector=sector, login="evil")
    actions.close(victim, by=system_admin, at=gone_at(), why=evil)
    reader = as_(system_admin)
    for page in ("/people/?state=all&q=script", f"/people/{victim.pk}/", f"/people/{victim.pk}/reopen/"):
        shown = text(reader.get(page))
        assert evil not in shown
        assert "&lt;script&gt;" in shown
