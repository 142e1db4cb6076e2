"""Rows as text and as HTML for the clipboard, so that they paste into WPS and Excel as what they are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QStandardItemModel

_HTML_ROWS = 20_000
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?[¥￥]?[0-9][0-9,]*(\.[0-9]+)?%?")


def tsv(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(map(_tsv_cell, row)) + "\r\n" for row in rows)


def _tsv_cell(text: str) -> str:
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        text = "'" + text  # a spreadsheet would run it
    if any(mark in text for mark in '\t\r\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def clipboard_data(titles: Sequence[str], numbers: Sequence[bool], rows: Sequence[Sequence[str]]) -> QMimeData:
    """Text for everything; HTML besides, whose text cells keep long numbers (order numbers, phones) whole."""
    data = _empty_data()
    data.setText(tsv(rows))
    if len(rows) <= _HTML_ROWS:
        data.setHtml(_table_html(numbers, rows))
    data.setData("application/x-shopdesk-titles", "\t".join(titles).encode())
    return data


def _empty_data() -> QMimeData:
    """Made by Qt: of one made by Python the clipboard takes leave only after Python has ended, which crashes then (seen
    with PySide 6.11: whoever had copied something and closed the window left with a segmentation fault)."""
    model = QStandardItemModel(1, 1)
    data = model.mimeData([model.index(0, 0)])
    data.clear()
    return data


def _table_html(numbers: Sequence[bool], rows: Sequence[Sequence[str]]) -> str:
    parts = ["<meta charset='utf-8'><table>"]
    for row in rows:
        parts.append("<tr>")
        for number, text in zip(numbers, row, strict=True):
            style = "" if number and _NUMBER.fullmatch(text) else " style=\"mso-number-format:'\\@'\""
            parts.append(f"<td{style}>{html.escape(text)}</td>")
        parts.append("</tr>")
    parts.append("</table>")
    return "".join(parts)
