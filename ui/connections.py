"""Connections that ask for nothing are not kept: a thousand of them would use up what others need."""

from asyncio import TimerHandle, Transport
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

PATIENCE_S: Final = 15.0


class ImpatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's own HTTP, which hangs up on a connection that makes no whole request in time.

    uvicorn itself waits without end for the first request of a connection, and for the rest of one that was begun.
    """

    def connection_made(self, transport: Transport) -> None:
        super().connection_made(transport)
        self._seen: Any = None
        self._patience: TimerHandle = self.loop.call_later(PATIENCE_S, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._patience.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """A request whose head was read has a cycle; a connection that became a WebSocket has left this protocol."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is self._seen:
            self.transport.close()
            return
        self._seen = self.cycle
        self._patience = self.loop.call_later(PATIENCE_S, self._look)
