"""A file appears whole or not at all: written beside under another name, flushed to disk, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A temporary name in the same folder that becomes `target` when the block ends well, and nothing when it fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{os.urandom(6).hex()}.part")
    try:
        beside.touch(exist_ok=False)  # a place that cannot be written is known before the work
        yield beside
        put_in_place(beside, target)
    finally:
        with suppress(OSError):  # what went wrong with the place is already on its way
            beside.unlink(missing_ok=True)


def put_in_place(beside: Path, target: Path) -> None:
    """Flush `beside` to the disk and give it its name."""
    with beside.open("rb+") as written:
        os.fsync(written.fileno())
    beside.replace(target)
