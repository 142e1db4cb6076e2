"""The sample shop, filled once for all tests that only read it or copy it."""

from __future__ import annotations

import atexit
import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from shopdesk.base.dates import today
from shopdesk.data.opening import open_database
from shopdesk.sample.shop import fill_sample_shop


def sample_folder() -> Path:
    """Do not write here: copy_sample() is for that."""
    return _filled(today())  # tests that run over midnight go on with a shop of the new day


@lru_cache
def _filled(day: int) -> Path:
    place = mkdtemp(prefix="shopdesk-sample-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = Path(place) / "shop"
    database = open_database(folder)
    database.change("", lambda session: fill_sample_shop(session, day), undoable=False)
    database.close()
    return folder


def copy_sample(folder: Path) -> Path:
    return Path(shutil.copytree(sample_folder(), folder))
