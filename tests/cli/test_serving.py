"""The one command serves, stops with all it started, and loses nothing when it is killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(folder: Path, port: int) -> subprocess.Popen[str]:
    """Start it, and wait until it says that it is ready."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XIESHANG_", "DATABASE_URL"))}
    environment |= {"XIESHANG_VAR": str(folder), "PYTHONUNBUFFERED": "1"}
    order = [sys.executable, "-m", "xieshang", "serve", "--port", str(port)]
    process = subprocess.Popen(
        order, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "is ready" in line:
            return process
    raise AssertionError(f"it ended with {process.wait()}: {''.join(said)}")


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def database_pid(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def test_what_was_answered_survives_a_kill_and_ctrl_c_stops_everything():
    folder = Path(f"/tmp/xieshang-test-{os.getpid()}")  # a short path: PostgreSQL's socket stands in it
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    resident = requests.Session()
    started = [first := serve(folder, port)]
    try:
        page = resident.get(f"{address}/voices/send/", timeout=30).text
        words = {
            "title": "路灯不亮",
            "text": "河塍路三盏路灯坏了一周。",
            "topic": "safety",
            "csrfmiddlewaretoken": token(page),
        }
        told = resident.post(f"{address}/voices/send/", data=words, timeout=30)
        number = re.search(r'id="number">([^<]+)<', told.text)
        code = re.search(r'id="code">([^<]+)<', told.text)
        assert number
        assert code
        first.kill()
        os.kill(database_pid(folder), signal.SIGKILL)
        first.wait()
        assert until(lambda: not is_open(port)), "the killed command left its server on the port"

        started.append(second := serve(folder, port))
        page = resident.get(f"{address}/voices/follow/", timeout=30).text
        proof = {"number": number[1], "code": code[1], "csrfmiddlewaretoken": token(page)}
        assert "河塍路三盏路灯坏了一周" in resident.post(f"{address}/voices/follow/", data=proof, timeout=30).text
        second.send_signal(signal.SIGINT)
        assert second.wait(timeout=30) == 0
        assert until(lambda: not is_open(port))
        assert not (folder / "postgres" / "postmaster.pid").exists(), "Ctrl-C left the database running"
    finally:
        for process in started:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()
        resident.close()
        subprocess.run(["rm", "-rf", str(folder)], check=False)
