"""What was copied is on the clipboard until the program ends, and does not bring its end down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
from ui.table.clipboard import clipboard_data
rows = [["会员", "单数"], ["=1+1", "3"]]
QGuiApplication.clipboard().setMimeData(clipboard_data(rows[0], [False, True], rows))
data = QGuiApplication.clipboard().mimeData()
print(*sorted(data.formats()), len(data.text().splitlines()))
"""


def test_a_program_that_copied_ends_well() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=60)
    assert run.stdout.split() == ["application/x-shopdesk-titles", "text/html", "text/plain", "2"]
    assert run.returncode == 0, run.stderr
