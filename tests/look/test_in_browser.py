"""The page of the design in a real browser: nothing for axe to find, nothing to push sideways, no word lost."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def book(page, live_server):
    """Opens /look/ as a reader who has chosen."""

    def open_book(language="en", theme="light", size="regular", width=1280):
        chosen = {"language": language, "theme": theme, "size": size}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in chosen.items()]
        )
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}/look/")
        return page

    return open_book


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_is_open_to_every_reader(book, language, theme):
    for size, width in (("regular", 1280), ("regular", 360), ("large", 360)):
        page = book(language, theme, size, width)
        root = page.locator("html")
        assert (root.get_attribute("data-theme"), root.get_attribute("data-size")) == (theme, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        findings = Axe().run(page).response["violations"]
        assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in findings] == []


def test_what_can_be_touched_is_large_enough_for_a_finger(book):
    page = book(width=360)
    small = page.locator(
        "main .button, main select, main input:not([type=checkbox], [type=radio], [type=hidden]), .nav a"
    ).evaluate_all(
        "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 120))"
    )
    assert small == []


def until(page, wish):
    """Wait for something to be true; the page's own policy forbids what Playwright would do to wait for a function."""
    for _ in range(100):
        if page.evaluate(wish):
            return
        page.wait_for_timeout(100)
    raise AssertionError(wish)


def with_a_form_that_keeps(page, answer):
    page.route("**/keep-here/", answer)
    page.locator("form[data-place=look]").evaluate("form => { form.dataset.keep = '/keep-here/'; }")


def test_what_is_typed_is_kept_on_the_server(book):
    page = book()
    sent = []

    def take(route):
        sent.append(route.request.post_data)
        route.fulfill(status=204)

    with_a_form_that_keeps(page, take)
    page.locator("#id_title").fill("Lifts")
    until(page, "document.querySelector('[data-kept-at]').textContent !== 'Kept at 10:31'")
    assert "title=Lifts" in sent[-1]
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    ("status", "told"),
    [(None, "it did not reach the server"), (401, "you have been signed out"), (500, "did not reach")],
)
def test_what_the_server_does_not_take_is_kept_here_and_put_back(book, status, told):
    page = book()
    with_a_form_that_keeps(page, lambda route: route.abort() if status is None else route.fulfill(status=status))
    form = page.locator("form[data-place=look]")
    form.get_by_role("button", name="Add a suggestion").click()
    form.get_by_label("Suggestion", exact=True).last.fill("A second row")
    page.locator("#id_title").fill("Lifts")
    until(page, "(Object.values(localStorage)[0] || '').includes('Lifts')")
    assert told in page.locator("[data-kept-at]").inner_text()
    kept = json.loads(page.evaluate("Object.values(localStorage)[0]"))
    assert ["title", "Lifts"] in kept["words"]
    assert not any(name == "csrfmiddlewaretoken" for name, _value in kept["words"])

    page.reload()
    page.get_by_role("button", name="Put it back").click()
    assert page.locator("#id_title").input_value() == "Lifts"
    assert form.get_by_label("Suggestion", exact=True).last.input_value() == "A second row"
    assert page.locator(".counter").first.text_content() == "5 of at most 60 characters"


def test_a_copy_nobody_wants_is_let_go(book):
    page = book()
    with_a_form_that_keeps(page, lambda route: route.abort())
    page.locator("#id_title").fill("Lifts")
    until(page, "localStorage.length === 1")
    page.reload()
    page.locator(".kept-bar").filter(has_text="newer version").get_by_role("button", name="Discard it").click()
    assert page.evaluate("localStorage.length") == 0


def test_keys_reach_the_search_and_the_list_of_keys(book):
    page = book()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"


def test_all_ticked_with_one_tick(book):
    page = book()
    page.get_by_label("All rows").check()
    assert page.locator("[data-picked]").inner_text() == "4"
    page.locator("[name=pick]").first.uncheck()
    assert page.locator("[data-picked]").inner_text() == "3"
    assert not page.get_by_label("All rows").is_checked()
