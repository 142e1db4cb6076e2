"""Workbooks read back by others: openpyxl, calamine and LibreOffice headless; and their XML as it stands."""

from __future__ import annotations

import csv
import shutil
import subprocess
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
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with (folder / (file.stem + ".csv")).open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def parts_of(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as book:
        assert book.testzip() is None
        return {name: book.read(name).decode() for name in book.namelist()}
