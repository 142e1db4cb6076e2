"""Workbooks of Excel 2003 saved as one XML file, which some back offices still call .xls."""

from __future__ import annotations

import io
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from shopdesk.files.cleaning import add_clean_rows
from shopdesk.files.content import Cell, SheetDraft
from shopdesk.files.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Unsafe

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_spreadsheet_ml(data: bytes) -> list[SheetDraft]:
    """A draft for each worksheet; raises Unsafe for a DTD, a cut file or gaps that would swell."""
    drafts: list[SheetDraft] = []
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for event, element in iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == _NS + "Worksheet":
                rows = []
                drafts.append(SheetDraft(element.get(_NS + "Name", "")))
            elif event == "end" and element.tag == _NS + "Row":
                gap = _index(element, len(rows) + 1) - len(rows) - 1
                rows.extend([] for _gap in range(gap))
                rows.append(_row(element))
                cells += len(rows[-1])
                if len(rows) > MAX_ROWS or cells > MAX_CELLS:
                    raise Unsafe("too_many_rows")
                element.clear()
            elif event == "end" and element.tag == _NS + "Worksheet":
                add_clean_rows(drafts[-1], rows)
                element.clear()
    except ParseError:
        raise Unsafe("truncated_file") from None
    except DefusedXmlException:
        raise Unsafe("unsafe_content") from None
    if not drafts:
        raise Unsafe("not_a_table")
    return drafts


def _row(element: Element) -> list[Cell]:
    row: list[Cell] = []
    for cell in element.iterfind(_NS + "Cell"):
        at = _index(cell, len(row) + 1)
        if at > MAX_COLUMNS:
            raise Unsafe("too_much_memory")
        row.extend([""] * (at - len(row) - 1))
        data = cell.find(_NS + "Data")
        row.append("" if data is None else _value("".join(data.itertext()), data.get(_NS + "Type", "String")))
        across = cell.get(_NS + "MergeAcross", "")
        if across.isdecimal() and len(across) < 5:
            row.extend([""] * int(across))
    return row


def _index(element: Element, otherwise: int) -> int:
    text = element.get(_NS + "Index", "")
    return max(int(text), otherwise) if text.isdecimal() and len(text) < 8 else otherwise


def _value(text: str, kind: str) -> Cell:
    try:
        if kind == "Number":
            number = float(text)
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    return text
