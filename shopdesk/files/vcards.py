"""Phone contacts (vCard 2.1 to 4.0) as rows of one table: a header row, then a row for each card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from shopdesk.files.cleaning import add_clean_rows
from shopdesk.files.content import Cell, SheetDraft

COLUMNS = ("姓名", "昵称", "手机号", "其他电话", "生日", "地址", "单位", "标签", "备注")
_FIELDS = {"FN": 0, "NICKNAME": 1, "TEL": 2, "BDAY": 4, "ADR": 5, "ORG": 6, "CATEGORIES": 7, "NOTE": 8}
_MAX_LINE = 100_000  # longer ones are pictures
_MOBILE = re.compile(r"1[3-9][0-9]{9}$")


def read_vcards(text: str) -> SheetDraft:
    """Never raises: a card that was cut off gives what it has."""
    rows: list[list[Cell]] = [list(COLUMNS)]
    card: dict[str, list[str]] | None = None
    for line in _unfolded(text):
        name, parameters, value = _property(line)
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card = {}
        elif name == "END" and card is not None:
            rows.append(_row_of(card))
            card = None
        elif card is not None and name:
            card.setdefault(name, []).append(_value(name, parameters, value))
    if card:
        rows.append(_row_of(card))
    draft = SheetDraft("")
    add_clean_rows(draft, rows)
    return draft


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines: a blank at the start continues a line, an = at the end does in quoted-printable."""
    kept = ""
    for line in re.split(r"\r\n|\r|\n", text):
        if kept and _is_quoted_printable(kept) and kept.endswith("="):
            kept = kept[:-1] + line.lstrip(" \t") if len(kept) < _MAX_LINE else ""
        elif line[:1] in (" ", "\t") and kept:
            kept = kept + line[1:] if len(kept) < _MAX_LINE else kept
        else:
            if kept:
                yield kept
            kept = line
    if kept:
        yield kept


def _is_quoted_printable(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line.split(":", 1)[0].upper()


def _property(line: str) -> tuple[str, list[str], str]:
    head, colon, value = line[:_MAX_LINE].partition(":")
    if not colon:
        return "", [], ""
    name, *parameters = head.split(";")
    return name.rpartition(".")[2].strip().upper(), [p.strip().upper() for p in parameters], value


def _value(name: str, parameters: list[str], value: str) -> str:
    if any("QUOTED-PRINTABLE" in p for p in parameters):
        charset = next((p.partition("=")[2] for p in parameters if p.startswith("CHARSET=")), "UTF-8")
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
        try:
            value = raw.decode(charset.strip('"'), "replace")
        except (LookupError, ValueError):  # ValueError: a NUL in the name of the charset
            value = raw.decode("utf-8", "replace")
    if name == "TEL":
        value = value.removeprefix("tel:").partition(";ext=")[0]
    if name == "BDAY" and any(p.startswith("X-APPLE-OMIT-YEAR") for p in parameters):
        value = "--" + value.strip()[-5:]
    return value


def _row_of(card: dict[str, list[str]]) -> list[Cell]:
    row: list[Cell] = [""] * len(COLUMNS)
    for name, at in _FIELDS.items():
        values = card.get(name, [])
        if name == "ADR":
            row[at] = next((text for text in map(_address, values) if text), "")
        elif name in ("CATEGORIES", "NICKNAME"):
            row[at] = "、".join(part for value in values for part in _parts(value, ",") if part)
        elif name == "ORG":
            row[at] = " ".join(part for part in _parts(values[0], ";") if part) if values else ""
        elif name == "TEL":
            row[2], row[3] = _phones(values)
        elif values:
            row[at] = "\n".join(_unescaped(value) for value in values).strip()
    if not row[0] and card.get("N"):
        family, given, *_rest = [*_parts(card["N"][0], ";"), "", ""]
        row[0] = (family + given).strip()
    return row


def _phones(values: list[str]) -> tuple[str, str]:
    """The mobile number first, the others joined."""
    numbers = [value.strip() for value in values if value.strip()]
    mobile = next((n for n in numbers if _MOBILE.search(re.sub(r"[^0-9]", "", n))), numbers[0] if numbers else "")
    others = list(numbers)
    if mobile:
        others.remove(mobile)
    return mobile, "、".join(others)


def _address(value: str) -> str:
    parts = _parts(value, ";")
    return " ".join(part for part in (*parts[2:5], *parts[:2], *parts[5:]) if part)


def _parts(value: str, separator: str) -> list[str]:
    """Split where the separator is not escaped."""
    pieces = re.split(rf"(?<!\\){separator}", value)
    return [_unescaped(piece).strip() for piece in pieces]


def _unescaped(value: str) -> str:
    return re.sub(r"\\([nN,;:\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)
