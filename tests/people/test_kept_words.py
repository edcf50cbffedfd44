"""No word typed is lost: not while typing, not when the session ended before the form was sent; and nobody else gets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.people.conftest import make, sign_in, text
from xieshang.core.models import Unsent
from xieshang.people import kept
from xieshang.people.models import Person, Visit

pytestmark = pytest.mark.django_db
PLACE = "/people/open/"
LONG = "关于在实验小学门口增设人行横道的建议。" * 50
HTML = {"accept": "text/html,application/xhtml+xml"}


def typed(person: Person, **words: str) -> dict[str, str]:
    return {"name": "周敏", "work": LONG[:100], "place": PLACE, "who": kept.mark_of(person), **words}


# ---- While typing


def test_words_are_kept_while_typing_and_found_again(as_, system_admin):
    page = as_(system_admin)
    answer = page.post("/kept/", typed(system_admin, version="7"))
    assert answer.status_code == 204
    assert answer.headers["Kept-At"]
    row = Unsent.objects.get()
    assert row.words == {"name": ["周敏"], "work": [LONG[:100]]}
    assert (row.person, row.place, row.version) == (system_admin, PLACE, 7)
    again = page.get(PLACE)
    assert LONG[:100] in text(again)
    assert "We kept what you typed at" in text(again)


def test_the_newest_words_stand_and_sending_forgets_them(as_, system_admin):
    page = as_(system_admin)
    page.post("/kept/", typed(system_admin, name="first"))
    page.post("/kept/", typed(system_admin, name="second"))
    assert Unsent.objects.get().words["name"] == ["second"]
    page.post(PLACE, typed(system_admin, login="zhoumin"))
    assert Person.objects.filter(login="zhoumin").exists()
    assert not Unsent.objects.exists()


def test_words_let_go_are_gone_with_script_and_without(as_, system_admin):
    page = as_(system_admin)
    page.post("/kept/", typed(system_admin))
    assert page.delete("/kept/?place=" + PLACE).status_code == 204
    assert not Unsent.objects.exists()
    page.post("/kept/", typed(system_admin))
    form = text(page.get(PLACE))
    assert f'action="/kept/forget/?place={PLACE.replace("/", "%2F")}"' in form
    assert page.post(f"/kept/forget/?place={PLACE}").url == PLACE
    assert not Unsent.objects.exists()


def test_without_script_a_button_keeps_and_leads_back(as_, system_admin):
    answer = as_(system_admin).post("/kept/", typed(system_admin), headers=HTML)
    assert answer.url == PLACE
    assert Unsent.objects.exists()


def test_script_hears_that_it_is_signed_out(client, system_admin):
    answer = client.post("/kept/", typed(system_admin))
    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"


def test_only_ones_own_words_are_read_written_or_forgotten(as_, system_admin, security_admin):
    other = make("system_admin", login="other-admin")
    as_(system_admin).post("/kept/", typed(system_admin))
    page = as_(other)
    assert LONG[:100] not in text(page.get(PLACE))
    page.delete("/kept/?place=" + PLACE)
    page.post("/kept/forget/?place=" + PLACE)
    assert page.post("/kept/", typed(system_admin)).status_code == 403, "a page drawn for somebody else"
    assert Unsent.objects.get().person == system_admin


def test_too_much_and_too_often_are_refused(as_, system_admin):
    page = as_(system_admin)
    assert page.post("/kept/", typed(system_admin, work="字" * 200_001)).status_code == 413
    answers = [page.post("/kept/", typed(system_admin)).status_code for _n in range(kept.MOST_A_MINUTE + 2)]
    assert answers[0] == 204
    assert answers[-1] == 429


def test_only_so_many_places_are_kept_the_oldest_go(system_admin):
    for n in range(kept.MOST_PLACES + 5):
        at = timezone.now() + timedelta(seconds=n)
        kept.keep(system_admin, kept.Kept(f"/{n}/", {"a": ["b"]}, None, at))
    places = set(Unsent.objects.values_list("place", flat=True))
    assert len(places) == kept.MOST_PLACES
    assert "/0/" not in places
    assert f"/{kept.MOST_PLACES + 4}/" in places


@pytest.mark.parametrize("place", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)", "relative"])
def test_a_place_is_an_address_of_ours(as_, system_admin, place):
    page = as_(system_admin)
    assert page.post("/kept/", typed(system_admin, place=place)).status_code == 400
    assert page.post("/kept/forget/", {"place": place}).url in ("/", "/kept/forget/")
    assert not Unsent.objects.exists()


def test_what_was_typed_is_shown_as_text(as_, system_admin):
    page = as_(system_admin)
    page.post("/kept/", typed(system_admin, name='"><script>alert(1)</script>\0', version="x"))
    assert "<script>alert(1)" not in text(page.get(PLACE))
    assert Unsent.objects.get().version is None


# ---- Over the end of a session


def expire(client: Client) -> None:
    Visit.objects.filter(session_key=client.session.session_key).delete()


@pytest.fixture
def late(system_admin, visitor):
    """A browser with the form open and half filled in, whose session has just ended; and what it is about to send."""
    sign_in(visitor, "system")
    form = visitor.get(PLACE)
    expire(visitor)
    token = str(form.context["csrf_token"])
    mark = text(form).split('name="who" value="')[1].split('"')[0]
    return visitor, {"name": "周敏", "work": LONG[:100], "place": PLACE, "who": mark, "csrfmiddlewaretoken": token}


def test_a_form_sent_too_late_is_found_again_after_signing_in(late):
    visitor, form = late
    sent = visitor.post(PLACE, form)
    assert sent.url == "/accounts/login/?next=%2Fpeople%2Fopen%2F"
    page = visitor.get(sent.url)
    assert "you find your words again" in text(page)
    back = sign_in(visitor, "system", next=PLACE)
    assert back.url == PLACE
    found = text(visitor.get(PLACE))
    assert LONG[:100] in found
    assert "周敏" in found
    assert "We kept what you typed at" in found
    assert not Person.objects.filter(name="周敏").exists(), "it was not sent in anybody's name"


def test_somebody_else_who_signs_in_there_gets_nothing(late):
    make("system_admin", login="other-admin")
    visitor, form = late
    visitor.post(PLACE, form)
    sign_in(visitor, "other-admin", next=PLACE)
    assert LONG[:100] not in text(visitor.get(PLACE))
    assert not Unsent.objects.exists()
    visitor.logout()
    sign_in(visitor, "system")
    assert LONG[:100] not in text(visitor.get(PLACE)), "dropped when another signed in"


@pytest.mark.parametrize("mark", ["", "1", "1:forged", "x:y:z"])
def test_a_form_without_a_true_mark_is_not_kept(late, mark):
    visitor, form = late
    sent = visitor.post(PLACE, form | {"who": mark})
    assert sent.url.startswith("/accounts/login/")
    assert "kept_words" not in visitor.session
    sign_in(visitor, "system")
    assert not Unsent.objects.exists()


def test_a_form_from_another_site_is_not_kept(late):
    visitor, form = late
    assert visitor.post(PLACE, form | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert "kept_words" not in visitor.session


def test_two_forms_sent_too_late_are_both_found(late, system_admin):
    visitor, form = late
    visitor.post(PLACE, form)
    visitor.post("/people/me/keys/", form | {"place": "/people/me/", "name": "sheet"})
    sign_in(visitor, "system")
    assert set(Unsent.objects.values_list("place", flat=True)) == {PLACE, "/people/me/"}


def test_an_endless_form_is_not_kept_but_its_sender_hears_of_it(late):
    visitor, form = late
    sent = visitor.post(PLACE, form | {"work": "字" * 200_001})
    assert sent.url.startswith("/accounts/login/")
    assert "Please sign in." in text(visitor.get(sent.url))
    assert "kept_words" not in visitor.session


def test_htmx_leaves_for_the_page_to_sign_in_as_a_whole(late):
    visitor, form = late
    sent = visitor.post(PLACE, form, headers={"HX-Request": "true"})
    assert sent.status_code == 200
    assert sent.headers["HX-Redirect"].startswith("/accounts/login/?next=")


def test_words_that_were_kept_later_are_not_overwritten(system_admin, rf):
    now = timezone.now()
    kept.keep(system_admin, kept.Kept(PLACE, {"name": ["newer"]}, None, now))
    kept.keep(system_admin, kept.Kept(PLACE, {"name": ["older"]}, None, now - timedelta(minutes=1)))
    assert Unsent.objects.get().words == {"name": ["newer"]}


def test_nothing_is_done_in_the_name_of_whoever_signed_in_since(as_, system_admin):
    other = make("system_admin", login="other-admin")
    form = typed(system_admin, login="zhoumin")
    answer = as_(other).post(PLACE, form, follow=True)
    assert "opened by somebody else" in text(answer)
    assert not Person.objects.filter(login="zhoumin").exists()


def test_kept_words_can_be_bound_to_a_form_with_the_version_they_were_written_on():
    words = {"title": ["a"], "suggestion": ["one", "two"]}
    found = kept.Kept("/", words, 4, timezone.now())
    assert found.as_data.getlist("suggestion") == ["one", "two"]
    assert found.as_data["version"] == "4"
    assert found.as_initial == {"title": "a", "suggestion": ["one", "two"]}


# ---- How the reader wants it to look


def test_a_reader_without_account_is_remembered_by_the_browser(client):
    answer = client.post("/choice/", {"language": "en", "size": "large", "theme": "dark", "next": "/look/"})
    assert answer.url == "/look/"
    page = text(client.get("/look/"))
    assert 'lang="en"' in page
    assert 'data-theme="dark" data-size="large"' in page


def test_a_choice_goes_with_the_account_to_every_browser(as_, member):
    as_(member).post("/choice/", {"language": "zh-hans", "theme": "light", "next": "/people/me/"})
    member.refresh_from_db()
    assert (member.language, member.theme) == ("zh-hans", "light")
    assert "<h1>我的账号" in text(as_(member).get("/people/me/"))


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_after_a_choice_one_stays_here(client, url):
    assert client.post("/choice/", {"language": "en", "next": url}).url == "/"


def test_a_choice_that_is_none_changes_nothing(as_, member, client):
    as_(member).post("/choice/", {"language": "xx", "theme": "<script>", "size": "9"})
    member.refresh_from_db()
    assert (member.language, member.theme, member.size) == ("", "", "")
    assert client.get("/choice/").status_code == 405
