"""A visitor without a browser: speaks Streamlit's own protocol, so a hundred of them are a hundred real sessions."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ANSWER_LIMIT_S: Final = 300.0
LARGEST_MESSAGE: Final = 64 * 2**20
WHOLE_RUNS: Final = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR}
RUNS_OF_A_PART: Final = {*WHOLE_RUNS, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@dataclass(slots=True)
class Shown:
    """One run of a page, or of a part of it: every text that the server sent for it, and how long it took."""

    texts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    finished: bool = False
    whole: bool = True
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """All of it as it is read on the screen."""
        return "\n".join(self.texts).replace("\\", "").replace("\u2060", "")


@dataclass(slots=True)
class _Part:
    """A part of a page that looks again by itself, every so often."""

    name: str
    every_s: float
    due: float


class Visitor:
    """One session. Its messages are those that a browser would send."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._parts: list[_Part] = []
        self._query = ""

    async def open(self, page: str = "", /, **parameters: str | list[str]) -> Shown:
        """Run a page at an address and wait until it has been shown whole. Raises TimeoutError."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(parameters, doseq=True)
        message.rerun_script.page_name = page
        return await self._run(message, WHOLE_RUNS)

    async def stay(self, seconds: float) -> list[Shown]:
        """Leave the page open for so long, as a browser does: what looks again by itself does. Gives each time."""
        until = time.monotonic() + seconds
        looks = []
        while self._parts and (part := min(self._parts, key=lambda one: one.due)).due < until:
            await asyncio.sleep(part.due - time.monotonic())
            part.due = time.monotonic() + part.every_s
            message = BackMsg()
            message.rerun_script.query_string = self._query
            message.rerun_script.fragment_id = part.name
            message.rerun_script.is_auto_rerun = True
            looks.append(await self._run(message, RUNS_OF_A_PART))
        await asyncio.sleep(until - time.monotonic())
        return looks

    async def _run(self, message: BackMsg, ends: Collection[int]) -> Shown:
        self._query = message.rerun_script.query_string
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_LIMIT_S):
            shown = await self._shown(ends)
        shown.seconds = time.perf_counter() - started
        return shown

    async def _shown(self, ends: Collection[int]) -> Shown:
        shown = Shown()
        while not shown.finished:
            received = await self._socket.recv()
            message = ForwardMsg()
            message.ParseFromString(received if isinstance(received, bytes) else received.encode())
            kind = message.WhichOneof("type")
            if kind == "delta":
                _take(message, shown)
            elif kind == "session_event" and message.session_event.WhichOneof("type") == "script_compilation_exception":
                shown.faults.append("the page could not be compiled")
            elif kind == "new_session":
                # What was shown so far belongs to a run that was given up.
                shown = Shown(whole=not message.metadata.run.fragment_ids)
                self._parts = [] if shown.whole else self._parts
            elif kind == "auto_rerun":
                every_s = message.auto_rerun.interval
                self._parts.append(_Part(message.auto_rerun.fragment_id, every_s, time.monotonic() + every_s))
            elif kind == "script_finished":
                shown.finished = message.script_finished in ends
        return shown


def _take(message: ForwardMsg, shown: Shown) -> None:
    element = message.delta.new_element
    if element.WhichOneof("type") == "exception":
        shown.faults.append(element.exception.type or "an error")
    shown.texts += _texts(message.delta)


def _texts(message: Any) -> list[str]:  # noqa: ANN401 - protobuf's messages have no type here
    """Every text in a message, whatever element it is for."""
    texts = []
    for kind, value in message.ListFields():
        for one in value if kind.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                texts += _texts(one)
            elif isinstance(one, str) and kind.name != "id":
                texts.append(one)
    return texts


@asynccontextmanager
async def visiting(port: int, *, cookie: str = "", token: str = "") -> AsyncIterator[Visitor]:
    """A session of the app on this machine. `token` is that of the cookie against forged requests."""
    async with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
        subprotocols=["streamlit", *([token] if token else [])],  # type: ignore[list-item]
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=LARGEST_MESSAGE,
        open_timeout=ANSWER_LIMIT_S,
        ping_timeout=ANSWER_LIMIT_S,
        proxy=None,
    ) as socket:
        yield Visitor(socket)
