"""Finds the table in a file: which sheet, which row is the header, which preset it is. By content, not by names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shopdesk.files.content import Cell, FileContent, Merge, Row, Sheet
from shopdesk.intake.tables.guessing import guess_fields, guess_kind
from shopdesk.intake.tables.matrix import product_fields
from shopdesk.intake.tables.presets import Preset, fields_of, plain_name, short_name, words
from shopdesk.intake.tables.rows import Kind
from shopdesk.intake.tables.values import is_blank, text_of

_SEARCHED_ROWS = 60
_MAX_COLUMNS = 500
_LONGEST_NAME = 60
_NO_HEADER = re.compile(r"[0-9./:¥￥,+-]{3,}|1[0-9]{10}|[0-9]{4}-[0-9]{1,2}-.*")


@dataclass(frozen=True, slots=True)
class Header:
    """`first` and `last` are the 0-based rows of the header. `score` only orders the candidates."""

    sheet: int
    first: int
    last: int
    names: tuple[str, ...]
    fields: tuple[str, ...]
    preset: Preset
    score: int
    recognised: bool = True


def header_key(names: Sequence[str]) -> str:
    """The same for every file with these columns: what a remembered mapping is found by."""
    plain = "\x1f".join(plain_name(name) for name in names).rstrip("\x1f")
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:24]


def find_header(
    content: FileContent, presets: Sequence[Preset], kind: Kind | None, sheet: str | None = None
) -> Header | None:
    """The best header in the file, or None when no row looks like one that a preset knows."""
    best: Header | None = None
    for index, candidate_sheet in enumerate(content.sheets):
        if sheet is not None and candidate_sheet.name != sheet:
            continue
        for header in _candidates(content, index, candidate_sheet, presets, kind):
            if best is None or header.score > best.score:
                best = header
    return best


def guess_header(content: FileContent, kind: Kind | None, sheet: str | None = None) -> Header | None:
    """For a table that nothing recognises: the first row with several different texts, mapped by words and looks."""
    sheets = [at for at, one in enumerate(content.sheets) if sheet is None or one.name == sheet]
    for index in sorted(sheets, key=lambda at: (content.sheets[at].hidden, -len(content.sheets[at].rows))):
        for at, row in enumerate(content.sheets[index].rows[:_SEARCHED_ROWS]):
            names = names_of(row)
            filled = [name for name in names if name]
            if len(filled) < 2 or len(set(filled)) < len(filled) * 0.7 or not _looks_like_names(row):
                continue
            below = content.sheets[index].rows[at + 1 : at + 201]
            if _has_columns(below[:40]):
                chosen = kind or guess_kind(names, below)
                fields = guess_fields(names, below, chosen)
                return Header(index, at, at, names, fields, Preset("", chosen), 0, recognised=False)
    return None


def _has_columns(rows: Sequence[Row]) -> bool:
    """Most rows below have more than one cell: a text with a comma here and there is no table."""
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    used = [count for count in filled if count]
    return not used or sum(count > 1 for count in used) * 2 > len(used)


def names_of(row: Row) -> tuple[str, ...]:
    """The header cells as text, the empty ones at the end left out."""
    names = [" ".join(text_of(cell).split(" ")) for cell in row[:_MAX_COLUMNS]]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _candidates(
    content: FileContent, index: int, sheet: Sheet, presets: Sequence[Preset], kind: Kind | None
) -> list[Header]:
    found = []
    rows = sheet.rows[:_SEARCHED_ROWS]
    for at, row in enumerate(rows):
        if sum(not is_blank(cell) for cell in row[:_MAX_COLUMNS]) < 2 or not _looks_like_names(row):
            continue
        single = _best_preset(content, sheet, index, (at, at), names_of(row), presets, kind)
        if at + 1 < len(rows):
            names = _two_row_names(row, rows[at + 1], at, sheet.merged)
            double = _best_preset(content, sheet, index, (at, at + 1), names, presets, kind) if names else None
            if double and _completes(row, rows[at + 1], at, sheet.merged):
                single = None  # the names below belong to the header whatever the first row alone may look like
            if double and (single is None or double.score > single.score + 5):
                found.append(double)
        if single:
            found.append(single)
    return found


def _completes(top: Row, bottom: Row, at: int, merged: Sequence[Merge]) -> bool:
    """Whether the second row has names under the group names of the first, and nothing under its single ones."""
    upper, lower = names_of(top), names_of(bottom)
    spans = [(first, last) for row, first, last_row, last in merged if row == last_row == at and last > first]
    if spans:
        grouped = {column for first, last in spans for column in range(first, last + 1)}
    else:
        grouped = {column for column in range(1, len(lower)) if column >= len(upper) or not upper[column]}
        grouped |= {column - 1 for column in grouped}
    named = {column for column, name in enumerate(lower) if name}
    alone = {column for column, name in enumerate(upper) if name} - grouped
    return len(named) >= 2 and bool(alone) and named <= grouped


def _looks_like_names(row: Row) -> bool:
    """A header is texts, short ones, and no phone numbers, dates or amounts."""
    cells = [cell for cell in row[:_MAX_COLUMNS] if not is_blank(cell)]
    good = sum(isinstance(c, str) and len(c) <= _LONGEST_NAME and not _NO_HEADER.fullmatch(c.strip()) for c in cells)
    return good >= 2 and good * 2 > len(cells)


def _two_row_names(top: Row, bottom: Row, at: int, merged: Sequence[Merge]) -> tuple[str, ...]:
    """Names made of a group name above and a part below: 商品 over 名称, 规格, 数量. Empty when there are no groups."""
    upper, lower = list(names_of(top)), names_of(bottom)
    if len(lower) < 2 or not _looks_like_names(bottom):
        return ()
    upper += [""] * (len(lower) - len(upper))
    spans = {first: last for row, first, last_row, last in merged if row == last_row == at and last > first}
    for column in range(1, len(upper)):
        if not upper[column] and column < len(lower) and lower[column]:
            start = next((first for first, last in spans.items() if first < column <= last), None)
            if start is not None:
                upper[column] = upper[start]
            elif not spans:
                upper[column] = upper[column - 1]
    pairs = [(over, lower[column] if column < len(lower) else "") for column, over in enumerate(upper)]
    counted = _counted_groups(pairs)
    return tuple(_name_in_group(over, under) if over in counted else _joined_name(over, under) for over, under in pairs)


def _counted_groups(pairs: Sequence[tuple[str, str]]) -> set[str]:
    """Products that stand over a 数量 (and a 金额) of their own: two or more groups with the same names below."""
    groups = {over for over, under in pairs if over and _order_field(under) == "qty" and not _order_field(over)}
    return groups if len(groups) > 1 else set()


def _name_in_group(product: str, under: str) -> str:
    return product if _order_field(under) == "qty" else f"{product} {under}"


def _order_field(name: str) -> str:
    known = words().names["orders"]
    return (known.get(plain_name(name)) or known.get(short_name(name)) or ("", 0))[0]


def _joined_name(over: str, under: str) -> str:
    """The name that the words know; else both."""
    if not over or not under or over == under:
        return under or over
    known = [words().names[kind] for kind in words().names]
    for name in (over + under, under):
        if any(plain_name(name) in names or short_name(name) in names for names in known):
            return name
    goods = words().names["orders"].get(plain_name(over), ("", 0))[0] in ("product", "items", "qty")
    return under if goods else f"{over} {under}"  # 商品 over 草莓, 鸡蛋: the products are columns


def _best_preset(
    content: FileContent,
    sheet: Sheet,
    index: int,
    rows: tuple[int, int],
    names: tuple[str, ...],
    presets: Sequence[Preset],
    kind: Kind | None,
) -> Header | None:
    have = {plain_name(name) for name in names} | {short_name(name) for name in names}
    best: Header | None = None
    for preset in presets:
        if (kind is not None and preset.kind != kind) or (preset.what and preset.what != content.what):
            continue
        fields = _fitting_fields(preset, have, names, sheet.rows[rows[1] + 1 : rows[1] + 201])
        if fields is None:
            continue
        score = _score(preset, fields) - sheet.hidden * 500
        if best is None or score > best.score:
            best = Header(index, *rows, names, fields, preset, score)
    return best


def _fitting_fields(
    preset: Preset, have: set[str], names: tuple[str, ...], rows: Sequence[Row]
) -> tuple[str, ...] | None:
    """The columns as the preset reads them, None when it does not fit."""
    if preset.signature and not have.issuperset(preset.signature):
        return None
    fields = fields_of(names, preset, preset.kind)
    if preset.signature:
        return (product_fields(names, fields, rows) if preset.kind == "orders" else None) or fields
    mapped = set(fields)
    if any(not mapped.intersection(group) for group in preset.needs) or mapped.intersection(preset.avoid):
        return None
    if len(mapped - {""}) < 2:
        return None
    return product_fields(names, fields, rows) if preset.products_are_columns else fields


def _score(preset: Preset, fields: tuple[str, ...]) -> int:
    mapped = set(fields) - {""}
    if preset.signature:
        return 5000 * preset.own + 1000 + 20 * len(preset.signature) + 5 * bool(preset.what) + len(mapped)
    score = 10 * len(mapped)
    if preset.kind == "orders":
        score += 15
    if preset.kind == "bill" and ("direction" in mapped or {"income", "expense"} <= mapped):
        score += 60
    return score - 20 * preset.products_are_columns


def is_repeated_header(row: Sequence[Cell], names: Sequence[str]) -> bool:
    """Whether a row below says the header again, as exports that were put together do."""
    texts = [(text_of(cell), name) for cell, name in zip(row, names, strict=False) if name]
    return len(texts) >= 2 and sum(text == name for text, name in texts) * 5 >= len(texts) * 4
