"""Workbooks read back by others: openpyxl, calamine and LibreOffice headless; and their XML as it stands."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook


def by_openpyxl(file: Path, sheet: int = 0) -> list[list[Any]]:
    book = openpyxl.load_workbook(file)
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def by_calamine(file: Path, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def by_libreoffice(file: Path, folder: Path) -> list[list[str]]:
    """The first sheet as LibreOffice shows it."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    assert soffice, "LibreOffice is missing: `python3 dev.py test` installs it on Debian"
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    for attempt in ("first", "second"):  # LibreOffice now and then never ends, with a new profile above all
        profile = f"-env:UserInstallation={(folder / f'profile-{attempt}').as_uri()}"
        if _ends_well([soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(file)]):
            break
    with (folder / (file.stem + ".csv")).open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def _ends_well(command: list[str]) -> bool:
    """False when it has not ended after two minutes, and was ended with everything it started."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=sys.platform != "win32"
    ) as started:
        try:
            said, _none = started.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            if sys.platform == "win32":
                started.kill()
            else:
                os.killpg(started.pid, signal.SIGKILL)  # the program is a child of what was started
            return False
    assert started.returncode == 0, said.decode(errors="replace")
    return True


def parts_of(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as book:
        assert book.testzip() is None
        return {name: book.read(name).decode() for name in book.namelist()}
