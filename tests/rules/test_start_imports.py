"""The window is painted before the heavy libraries are imported: start-up stays quick only if this is checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAINT = """
import sys
from ui.start import make_application
from ui.app_context import AppContext
from ui.main_window import MainWindow
application = make_application()
window = MainWindow(AppContext())
window.show()
application.processEvents()
window.grab()
heavy = ("sqlalchemy", "sqlcipher3", "numpy", "openpyxl", "PIL", "alembic", "pypinyin", "qrcode")
print([name for name in heavy if name in sys.modules])
import ui.today.page
print([name for name in ("numpy", "openpyxl", "PIL", "pypinyin", "qrcode") if name in sys.modules])
"""


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SHOPDESK_CONFIG": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PAINT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]
