"""A visitor without a browser: speaks Streamlit's own protocol, so a hundred of them are a hundred real sessions."""

import asyncio
import time
from collections.abc import AsyncIterator
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


@dataclass(slots=True)
class Shown:
    """One run of a page: every text that the server sent for it, and how long it took."""

    texts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    finished: bool = False
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """All of it as it is read on the screen."""
        return "\n".join(self.texts).replace("\\", "").replace("\u2060", "")


class Visitor:
    """One session. Its messages are those that a browser would send."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def open(self, page: str = "", /, **parameters: str | list[str]) -> Shown:
        """Run a page at an address and wait until it has been shown whole. Raises TimeoutError."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(parameters, doseq=True)
        message.rerun_script.page_name = page
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_LIMIT_S):
            shown = await self._shown()
        shown.seconds = time.perf_counter() - started
        return shown

    async def _shown(self) -> Shown:
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
                shown = Shown()  # what was shown so far belongs to a run that was given up
            elif kind == "script_finished":
                shown.finished = message.script_finished in WHOLE_RUNS
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
