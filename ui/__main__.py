"""Serve the app: python -m ui [--index DIR] [--corpus DIR] [--port N] [--share ADDRESS --sharing FILE].

On this machine alone, unless --share names an address to listen on and --sharing the settings that say who
may come (docs/sharing.md). Where these are not complete, nothing is served.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from ui.head_start import begin_opening
from ui.places import CORPUS_VARIABLE, INDEX_VARIABLE, Places
from ui.sharing import SHARING_VARIABLE, Sharing, SharingRefusedError, check_listening, read_sharing

APP = Path(__file__).resolve().parent.parent / "app.py"
OPEN_FILES = 20_000


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m ui", description="Ask the indexed reports in a browser.")
    parser.add_argument("--index", type=Path, help="folder of the index (default: index)")
    parser.add_argument("--corpus", type=Path, help="folder of the reports (default: corpus)")
    parser.add_argument("--port", type=int, default=8501, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--share", metavar="ADDRESS", help="let other machines in, on this address; 127.0.0.1 behind a proxy"
    )
    parser.add_argument("--sharing", type=Path, metavar="FILE", help="who may come, and how they sign in")
    given = parser.parse_args(arguments)
    _end_at_once_until_served()
    os.environ.pop(SHARING_VARIABLE, None)
    options = ["--server.port", str(given.port)]
    if given.share or given.sharing:
        try:
            options += _shared(given.share, given.sharing)
        except SharingRefusedError as refusal:
            print(refusal, file=sys.stderr)
            raise SystemExit(2) from None
    if given.index:
        os.environ[INDEX_VARIABLE] = str(given.index.resolve())
    if given.corpus:
        os.environ[CORPUS_VARIABLE] = str(given.corpus.resolve())
    _set_limits()
    begin_opening(Places.named_in(os.environ).index)
    _serve(options)


def _end_at_once_until_served() -> None:
    """Ctrl-C ends the program as a termination does. The server takes signals over once it is there.

    Python would tell where it was, and wait for the thread that opens the index. A Ctrl-C that whoever started
    the program has switched off stays so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _serve(options: Sequence[str]) -> None:
    """Streamlit is loaded while the index is opened already."""
    from streamlit.web import cli

    set_up_streamlit()
    cli.main(["run", str(APP), *options])


def set_up_streamlit() -> None:
    """What Streamlit has no option for."""
    from streamlit.components.v2 import manifest_scanner
    from uvicorn import config

    config.HTTP_PROTOCOLS["auto"] = "ui.connections:ImpatientProtocol"
    # The pages use no other package's components: looking through all that is installed took a third of a second.
    manifest_scanner.scan_component_manifests = lambda max_workers=None: []  # noqa: ARG005 -- called without


def _set_limits() -> None:
    """Files for the owner alone, no memory written to disk where the app crashes, and room for many connections."""
    os.umask(0o077)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _shared(listen: str | None, settings: Path | None) -> list[str]:
    """Streamlit's options for a shared app, once its settings are seen to be complete."""
    if not listen or not settings:
        raise SharingRefusedError(
            "The app is not shared. --share ADDRESS and --sharing FILE go together: the file says who may come and how "
            "they sign in. See docs/sharing.md."
        )
    sharing = read_sharing(settings)
    check_listening(sharing, listen)
    if not sharing.editors:
        print("Nobody is named in allowed.editors: the reports can be read here, and changed on this machine alone.")
    os.environ[SHARING_VARIABLE] = str(settings.resolve())
    return ["--server.address", listen, *_streamlit_options(sharing)]


def _streamlit_options(sharing: Sharing) -> list[str]:
    options = ["--server.allowedHosts", sharing.host]
    options += ["--browser.serverAddress", sharing.host, "--browser.serverPort", str(sharing.port)]
    if sharing.certificate and sharing.key:
        options += ["--server.sslCertFile", str(sharing.certificate), "--server.sslKeyFile", str(sharing.key)]
    return options


if __name__ == "__main__":
    main()
