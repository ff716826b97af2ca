"""Streamlit's own scripts, handed out without a detour.

A page asks for some hundred small files. Streamlit passes each to threads of its own and back, several times, and
each time it waits its turn while the index is opened. Here a file is read and sent at once. What the pages show
first is named in the page that starts the app, so that it is fetched while the index is opened and not when it is
about to be shown.
"""

import json
import mimetypes
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

SHOWN_FIRST: Final = frozenset(
    {
        *("Button", "ButtonGroup", "Checkbox", "DownloadButton", "Multiselect", "PageLink", "Radio", "Selectbox"),
        *("Spinner", "TextInput"),
    }
)
"""The elements of the page Ask, by Streamlit's names for them."""

_PREFIX: Final = "/static/"
_FOR_EVER: Final = "public, immutable, max-age=31536000"  # a file that changes has another name
_ASKS_FOR_MORE: Final = frozenset({"range", "if-none-match", "if-modified-since", "if-range"})


class OwnBundle:
    """Answers for the files of Streamlit's bundle; everything else, and anything but a plain GET, goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        folder = Path(file_util.get_static_dir())
        self._files = {
            f"/{file.relative_to(folder).as_posix()}": file
            for file in (folder / "static").rglob("*")
            if file.suffix in {".js", ".css", ".woff2"}
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._files.get(scope["path"]) if _is_plain(scope) else None
        if file is None:
            await self._app(scope, receive, send)
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        response = Response(file.read_bytes(), media_type=kind, headers={"Cache-Control": _FOR_EVER})
        await response(scope, receive, send)


def _is_plain(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"].startswith(_PREFIX)
        and _ASKS_FOR_MORE.isdisjoint(Headers(scope=scope).keys())
    )


def fetched_early() -> list[str]:
    """The addresses of the scripts that show the first page, beyond those that the starting page names itself."""
    file = Path(file_util.get_static_dir()) / "manifest.json"
    try:
        manifest: Mapping[str, Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    first = {key for key, part in manifest.items() if part.get("name") in SHOWN_FIRST and part.get("isDynamicEntry")}
    known = set(_needed({key for key, part in manifest.items() if part.get("isEntry")}, manifest))
    return sorted(f"/{manifest[key]['file']}" for key in _needed(first, manifest) if key not in known)


def _needed(keys: set[str], manifest: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """These parts, and those that they import, each once."""
    seen: set[str] = set()
    waiting = sorted(keys)
    while waiting:
        key = waiting.pop()
        if key in seen or key not in manifest:
            continue
        seen.add(key)
        yield key
        waiting += manifest[key].get("imports", [])
