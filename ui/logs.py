"""The program's log: what went wrong and where in the code, never a name, a number or a message of a person."""

from __future__ import annotations

import logging
import traceback

from shopdesk.base.paths import log_dir

log = logging.getLogger("shopdesk")
LOG_FILE = "shopdesk.log"


def start_log() -> None:
    from logging.handlers import RotatingFileHandler  # brings sockets along: after the first paint

    if log.handlers:
        return
    folder = log_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    log.propagate = False


def log_crash(error: BaseException) -> None:
    """The kind of the error and the lines of code; its message may quote what a member wrote, so it stays out."""
    start_log()  # a bug may come before the first paint
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s\n%s", type(error).__name__, frames)
