"""People in front of a browser: each has a page of their own and finds things by role and visible name."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

AXE_OFF = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Clock:
    """The platform's own clock, put forward by the test: a promise can be kept late without waiting for it."""

    def __init__(self, monkeypatch: Any) -> None:
        self.ahead = timedelta()
        real = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() + self.ahead)

    def jump(self, days: int) -> None:
        self.ahead += timedelta(days=days)


class Walk:
    """One way of walking a journey: a language, a width, with or without script, by mouse or by keyboard alone.

    axe      look at every new page with axe, in the light and in the dark
    """

    def __init__(
        self,
        browser: Any,
        address: str,
        *,
        language: str,
        width: int,
        script: bool = True,
        keyboard: bool = False,
        axe: bool = False,
    ) -> None:
        self.browser, self.address = browser, address
        self.language, self.width, self.script, self.keyboard, self.axe = language, width, script, keyboard, axe
        self.contexts: dict[Any, Any] = {}
        self.looked_at: set[str] = set()
        self.findings: list[str] = []

    def say(self, english: str, **values: Any) -> str:
        """A sentence in the language of this walk; its translators' context stands before a bar: proposal|Title."""
        context, _bar, words = english.rpartition("|")
        with translation.override(self.language):
            text = pgettext(context, words) if context else gettext(words)
        return text % values if values else text

    def shown(self, thing: Any) -> str:
        """A word of the profile or a model, in the language of this walk."""
        with translation.override(self.language):
            return str(thing)

    def seat(self, person: Any) -> Seat:
        """Somebody's browser; None is a resident who is not signed in."""
        key = person.pk if person else None
        if key not in self.contexts:
            context = self.browser.new_context(
                viewport={"width": self.width, "height": 900},
                java_script_enabled=self.script,
                reduced_motion="reduce",  # colours on their way from light to dark are nobody's contrast
                locale="zh-CN" if self.language == "zh-hans" else "en-GB",
            )
            context.set_default_timeout(15_000)
            cookies = [{"name": "language", "value": self.language, "url": self.address}]
            if person is not None:
                client = Client()
                client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
                value = client.cookies[settings.SESSION_COOKIE_NAME].value
                cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address})
            context.add_cookies(cookies)
            self.contexts[key] = Seat(self, context.new_page())
        return self.contexts[key]

    def what_was_seen(self) -> str:
        """For a failure: what everybody has before them."""
        told = []
        for seat in self.contexts.values():
            with suppress(Exception):
                told.append(f"{seat.page.url}\n{seat.page.locator('main').inner_text()[:1500]}")
        return "\n\n".join(told)

    def leave(self) -> None:
        """Everybody closes their browser."""
        for seat in self.contexts.values():
            with suppress(Exception):
                seat.page.context.close()
        self.contexts.clear()


class Seat:
    """What one person does."""

    def __init__(self, walk: Walk, page: Any) -> None:
        self.walk, self.page = walk, page

    def go(self, path: str) -> Seat:
        answer = self.page.goto(self.walk.address + path)
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()
        return self

    def look(self) -> None:
        """What must hold of every page: it fits the width, and axe finds nothing in light or dark."""
        page = self.page
        if not self.walk.script:
            return
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{page.url} is {too_wide} px wider than the screen"
        shape = "".join(
            letter for letter in page.url.removeprefix(self.walk.address).split("?")[0] if not letter.isdigit()
        )
        if not self.walk.axe or shape in self.walk.looked_at:
            return
        self.walk.looked_at.add(shape)
        from axe_playwright_python.sync_playwright import Axe

        # As tall as the page: the bar at the foot of a phone covers what is scrolled under it, which axe takes for crowding.
        page.set_viewport_size(
            {"width": self.walk.width, "height": page.evaluate("document.documentElement.scrollHeight")}
        )
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=AXE_OFF).response["violations"]
            self.walk.findings += [
                f"{page.url} ({scheme}): {each['id']}: {each['nodes'][0]['html'][:160]} {each['nodes'][0]['target']}"
                for each in found
            ]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": self.walk.width, "height": 900})

    # Each of these is what a hand does: with the mouse, or with Tab, Space and Enter alone.

    def reach(self, target: Any) -> None:
        """Tab until the target has the focus."""
        element = target.element_handle()
        for _press in range(400):
            if element.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the keyboard")

    def press(self, name: str, *, kind: str = "button", within: str = "main", **values: Any) -> Seat:
        words = self.walk.say(name, **values)
        target = self.page.locator(within).get_by_role(kind, name=words, exact=True).first
        if self.walk.keyboard:
            self.reach(target)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                target.click()
        self.page.wait_for_load_state()
        self.look()
        return self

    def follow(self, name: str, **values: Any) -> Seat:
        return self.press(name, kind="link", **values)

    def fill(self, label: str, text: str, *, within: str = "main", **values: Any) -> Seat:
        target = self.page.locator(within).get_by_label(self.walk.say(label, **values)).first
        if self.walk.keyboard:
            self.reach(target)
            if target.get_attribute("type") == "date":
                target.fill(text)  # how a date is typed differs with the language of the browser
            else:
                self.page.keyboard.press("Control+A")
                self.page.keyboard.insert_text(text)
        else:
            target.fill(text)
        return self

    def choose(self, words: str, *, kind: str = "radio", within: str = "main") -> Seat:
        """A radio button or a checkbox, by its own words."""
        target = self.page.locator(within).get_by_role(kind, name=words).first
        if self.walk.keyboard and kind == "checkbox":
            self.reach(target)
            self.page.keyboard.press("Space")
        elif self.walk.keyboard:
            # A group of radio buttons is one stop: Tab to it, then the arrows.
            group = target.evaluate("element => element.name")
            for _press in range(400):
                if self.page.evaluate("() => document.activeElement.name") == group:
                    break
                self.page.keyboard.press("Tab")
            if not target.is_checked():
                self.page.keyboard.press("Space")
            for _press in range(12):
                if target.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            target.check()
        assert target.is_checked()
        return self

    def select(self, label: str, option: str, *, within: str = "main") -> Seat:
        target = self.page.locator(within).get_by_label(self.walk.say(label)).first
        if self.walk.keyboard:
            self.reach(target)
            self.page.keyboard.type(option)
            self.page.keyboard.press("Tab")
            chosen = target.evaluate("element => element.selectedOptions[0].textContent.trim()")
            if chosen != option:  # typing Chinese into a list needs an input method a test does not have
                target.select_option(label=option)
        else:
            target.select_option(label=option)
        return self

    def sees(self, text: str) -> Seat:
        assert text in self.page.locator("body").inner_text(), f"“{text}” is not on {self.page.url}"
        return self

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).first.inner_text()).strip()
