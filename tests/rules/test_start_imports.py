"""The window is painted before the heavy libraries are imported: start-up stays quick only if this is checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.sample_shop import copy_sample

ROOT = Path(__file__).parents[2]
START = """
import gc, os, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMainWindow
import ui.start

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            print(f"settings.read.{reads}", f"collecting.{gc.isenabled()}")
            print(*sys.modules, *(f"QtCore.{name}" for name in vars(sys.modules["PySide6.QtCore"])), flush=True)
            os._exit(0)
        return False

make = ui.start.begin_application

def make_watched(settings, arguments=()):
    application = make(settings, arguments)
    application.installEventFilter(FirstPaint(application))
    return application

load, reads = ui.start.load_settings, 0

def load_counted():
    global reads
    reads += 1
    return load()

ui.start.begin_application = make_watched
ui.start.load_settings = load_counted
ui.start.open_window(["--data", sys.argv[1]])
"""
LATER = {
    *("sqlalchemy", "sqlcipher3", "numpy", "openpyxl", "PIL", "alembic", "pypinyin", "qrcode", "borax"),
    *("PySide6.QtNetwork", "PySide6.QtPrintSupport", "logging.handlers", "socket", "zoneinfo", "csv", "asyncio"),
    *("filelock", "secrets", "decimal", "locale", "PySide6.QtSvg"),
    "QtCore.Qt",  # PySide makes this namespace of hundreds of enums when it is first named: a sixth of a bare start
    *("ui.theme", "ui.app_context", "ui.navigation", "ui.page", "ui.menus", "ui.logs"),
    *("shopdesk.data.database", "shopdesk.data.tables", "shopdesk.data.opening"),
    *("ui.errors", "ui.widgets.toast", "ui.widgets.progress_dialog", "ui.single_instance", "ui.first_run"),
    *("ui.palette", "ui.shortcuts", "ui.turn_of_day", "ui.commands", "ui.today.page"),
}
"""What has no part in the first paint of an ordinary start."""
TODAY = """
import sys
import ui.today.page
print(*sys.modules)
"""
WHOLE_TODAY = """
import os, sys
import ui.start
import ui.today.page

def end(_page):
    print(*sys.modules, flush=True)
    os._exit(0)

ui.today.page.TodayPage._count_pairs = end  # what follows the list
ui.start.open_window(["--data", sys.argv[1]])
"""
AFTER_TODAY = {
    *("alembic", "openpyxl", "PIL", "pypinyin", "qrcode", "borax", "python_calamine", "PySide6.QtPrintSupport"),
    *("shopdesk.members.duplicates", "shopdesk.members.identity", "shopdesk.members.automatic"),
    *("shopdesk.orders.order_list", "shopdesk.orders.products", "shopdesk.safety.restore"),
    *("ui.errors", "ui.palette", "ui.shortcuts", "ui.commands", "ui.table.view", "ui.first_run", "ui.recovery"),
}
"""What has no part in the list of what is to do today."""


def run(program: str, *arguments: str, config: Path) -> set[str]:
    """The names of the modules that it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SHOPDESK_CONFIG": str(config)}
    environment.pop("SHOPDESK_DATA", None)
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = set(done.stdout.split())
    assert "PySide6.QtCore" in names, done.stdout
    return names


def test_nothing_that_can_wait_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    shop = copy_sample(tmp_path / "shop")
    names = run(START, str(shop), config=tmp_path / "config")
    assert "ui.main_window" in names
    assert names & LATER == set()
    assert {"settings.read.1", "collecting.False"} <= names


def test_the_first_page_needs_no_heavy_library(tmp_path: Path) -> None:
    names = run(TODAY, config=tmp_path)
    assert names & {"numpy", "openpyxl", "PIL", "pypinyin", "qrcode"} == set()


def test_the_list_of_today_waits_for_nothing_else(tmp_path: Path) -> None:
    shop = copy_sample(tmp_path / "shop")
    names = run(WHOLE_TODAY, str(shop), config=tmp_path / "config")
    assert {"shopdesk.outreach.today", "numpy"} <= names
    assert names & AFTER_TODAY == set()
