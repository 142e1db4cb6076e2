"""`--selftest`: open a shop, paint every page, write a workbook and a poster, exit. The smoke test of every bundle."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ui.sample_day import play_sample_day


def run_selftest() -> int:
    """0 when everything was made; a bug ends the program with its traceback and another status."""
    with tempfile.TemporaryDirectory(prefix="shopdesk-selftest-", ignore_cleanup_errors=True) as folder:
        made = play_sample_day(Path(folder))
    sys.stdout.write(f"selftest ok: {made}\n")
    return 0
