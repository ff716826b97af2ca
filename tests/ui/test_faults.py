"""What is seen and written when something goes wrong that nobody foresaw."""

import asyncio
import logging
import subprocess
import sys
import threading

import pytest

from scripts.sessions import visiting
from tests.browser.conftest import free_port, wait_until_it_answers
from ui.faults import code_of, keep_messages_out_of_the_log, place_of

NAME = "An Invented Child, whose name stands in an error"
APP = f"""
import os
import streamlit as st
from streamlit.starlette import App
from ui.faults import show_fault
from ui.server import opening_early, protections

app = App(__file__, middleware=protections(), lifespan=opening_early(os.environ), on_script_error=show_fault)

if __name__ == "__main__":
    st.write("before")
    {{"of": "{NAME}"}}["{NAME}"]
"""


def fails(message):
    raise ValueError(message)


def caught(message):
    try:
        fails(message)
    except ValueError as error:
        return error


def test_a_code_tells_the_place_and_not_the_message():
    assert code_of(caught("one")) == code_of(caught("another"))
    assert code_of(caught("one")) != code_of(ValueError("one"))
    assert NAME not in place_of(caught(NAME))
    assert "test_faults.py" in place_of(caught(NAME))


@pytest.fixture
def messages_kept_out():
    factory, hook = logging.getLogRecordFactory(), threading.excepthook
    keep_messages_out_of_the_log()
    yield
    logging.setLogRecordFactory(factory)
    threading.excepthook = hook


@pytest.mark.usefixtures("messages_kept_out")
def test_no_logger_writes_an_error_s_message(caplog):
    try:
        fails(NAME)
    except ValueError:
        logging.getLogger("anybody").exception("It failed")
    thread = threading.Thread(target=fails, args=[NAME])
    thread.start()
    thread.join()
    assert len(caplog.records) == 2
    assert NAME not in caplog.text
    assert "ValueError" in caplog.text
    assert caplog.text.count("code ") == 2


@pytest.mark.slow
def test_an_error_on_a_page_reaches_neither_the_browser_nor_the_log(project, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(APP, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    log = tmp_path / "log"
    with log.open("wb") as written, subprocess.Popen(command, cwd=project, stdout=written, stderr=written) as server:
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health")
            shown = asyncio.run(_open(port))
        finally:
            server.terminate()
    assert "before" in shown.text
    assert "Something went wrong" in shown.text
    assert NAME not in shown.text
    assert "Traceback" not in shown.text
    assert "KeyError" not in shown.text
    assert "page.py" in log.read_text(encoding="utf-8")
    assert NAME not in log.read_text(encoding="utf-8")


async def _open(port):
    async with visiting(port) as visitor:
        return await visitor.open()
