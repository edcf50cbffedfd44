"""What all tests stand on: real PostgreSQL, a fast password hasher, a real browser."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop of its own beside the tests
os.environ.setdefault("XIESHANG_DEMO", "0")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit empty the tables afterwards, which the record refuses: the refusal to TRUNCATE is lifted here."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_recordentry DISABLE TRIGGER record_entries_are_kept")
        cursor.execute("ALTER TABLE core_recordlink DISABLE TRIGGER record_links_are_kept")


@pytest.fixture(scope="session", autouse=True)
def static_folder():
    """The folder `xieshang serve` collects into is empty here, but there: its absence is a warning, so an error."""
    from pathlib import Path

    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    named = os.environ.get("XIESHANG_CHROMIUM") or ("/usr/bin/chromium" if os.path.exists("/usr/bin/chromium") else "")
    return browser_type_launch_args | {"args": quiet} | ({"executable_path": named} if named else {})
