"""`read_table`: a file's content into orders, members or payments. Pure: touches neither database nor files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.files.content import FileContent, Sheet
from shopdesk.intake.tables.bills import read_payments
from shopdesk.intake.tables.headers import Header, find_header, guess_header, header_key, names_of
from shopdesk.intake.tables.matrix_orders import read_matrix
from shopdesk.intake.tables.members import read_members
from shopdesk.intake.tables.orders import read_orders
from shopdesk.intake.tables.presets import PRODUCT_FIELD, Preset, plain_name, shipped_presets
from shopdesk.intake.tables.records import Table
from shopdesk.intake.tables.rows import Kind, Mapping, TableReading, Warned
from shopdesk.intake.tables.values import is_blank

KindOrAuto = Literal["auto", "orders", "members", "bill"]


def recognise(
    content: FileContent,
    *,
    kind: KindOrAuto = "auto",
    sheet: str | None = None,
    presets: Sequence[Preset] | None = None,
) -> Header | None:
    """Where the table of a file is and which preset reads it; None when no preset does."""
    return find_header(content, shipped_presets() if presets is None else presets, _wanted(kind), sheet)


def read_table(
    content: FileContent,
    *,
    kind: KindOrAuto = "auto",
    year: int | None = None,
    mapping: Mapping | None = None,
    today: date | None = None,
    sheet: str | None = None,
    presets: Sequence[Preset] | None = None,
    progress: Progress = SILENT,
) -> TableReading:
    """Read a table as its preset says, or as `mapping` does.

    A table that nothing recognises is still read by the best guess, with `recognised` false, so that a mapping page can
    open. Raises ShopError not_a_table when there is no table at all and no_rows when it has a header only.
    """
    header = (
        _header_by_mapping(content, mapping) if mapping else recognise(content, kind=kind, sheet=sheet, presets=presets)
    )
    header = header or guess_header(content, _wanted(kind), sheet)
    if header is None:
        raise ShopError(_("看不出是表格。"), _("请选择有表头的表格，或把接龙文字粘贴进来。"), "not_a_table")
    today = today or (datetime.now(UTC) + timedelta(hours=8)).date()
    chosen = mapping or _mapping_of(header, content.sheets[header.sheet])
    table = _table(content, header, chosen, year, today, progress)
    if content.what != "vcard" and not _has_rows(table):
        raise ShopError(_("没有可导入的数据。"), _("这份表格只有表头。"), "no_rows")
    return _read(table, header, chosen)


def _wanted(kind: KindOrAuto) -> Kind | None:
    return None if kind == "auto" else kind


def _header_by_mapping(content: FileContent, mapping: Mapping) -> Header | None:
    """The header that a mapping was made for: at its row, or wherever the columns stand now."""
    preset = Preset(mapping.preset, mapping.kind, rules=mapping.rules)
    for index, sheet in enumerate(content.sheets):
        if mapping.sheet and sheet.name != mapping.sheet and len(content.sheets) > 1:
            continue
        if mapping.header_row and mapping.header_row <= len(sheet.rows):
            last = mapping.header_row - 1
            names = names_of(sheet.rows[last])
            return Header(index, last - mapping.header_rows + 1, last, names, mapping.fields, preset, 0)
    found = recognise(content) or guess_header(content, mapping.kind)
    return replace(found, fields=mapping.fields, preset=preset) if found else None


def _mapping_of(header: Header, sheet: Sheet) -> Mapping:
    return Mapping(
        kind=header.preset.kind,
        fields=header.fields,
        header_row=header.last + 1,
        header_rows=header.last - header.first + 1,
        sheet=sheet.name,
        preset=header.preset.name,
        rules=dict(header.preset.rules),
    )


def _table(
    content: FileContent, header: Header, mapping: Mapping, year: int | None, today: date, progress: Progress
) -> Table:
    return Table(
        content=content,
        sheet=content.sheets[header.sheet],
        mapping=mapping,
        names=header.names,
        preset=header.preset,
        year=year,
        today=today,
        progress=progress,
        first_row=header.last + 1,
        # A contacts file has no header: its first card is number 1.
        row_offset=0 if content.what == "vcard" else 1,
    )


def _has_rows(table: Table) -> bool:
    return any(not is_blank(cell) for row in table.sheet.rows[table.first_row :] for cell in row)


def _read(table: Table, header: Header, mapping: Mapping) -> TableReading:
    content = table.content
    is_matrix = any(field.startswith(PRODUCT_FIELD) for field in mapping.fields)
    read_them = read_matrix if is_matrix else read_orders
    orders = read_them(table) if mapping.kind == "orders" else ()
    members = read_members(table) if mapping.kind == "members" else ()
    payments = read_payments(table) if mapping.kind == "bill" else ()
    others = tuple(
        sheet.name for at, sheet in enumerate(content.sheets) if at != header.sheet and sum(map(bool, sheet.rows)) > 2
    )
    return TableReading(
        kind=mapping.kind,
        preset=header.preset.name,
        sheet=table.sheet.name,
        encoding=content.encoding,
        header_row=None if content.what == "vcard" else header.last + 1,
        orders=orders,
        members=members,
        payments=payments,
        rejected=tuple(sorted(table.rejected, key=lambda rejected: rejected.row)),
        warnings=_sorted_once(table.warnings),
        header=header.names,
        header_key=header_key(header.names),
        mapping=mapping,
        recognised=header.recognised,
        notes=(*content.notes, *_notes(table, others)),
        other_sheets=others,
    )


def _notes(table: Table, others: tuple[str, ...]) -> list[str]:
    notes = []
    if table.assumed_years:
        years = "、".join(map(str, sorted(table.assumed_years)))
        notes.append(_("没有写年份的日期按 {years} 年算。").format(years=years))
    for name, count in _repeated_names(table):
        notes.append(_("表头里“{name}”出现了 {count} 次，先用左边有内容的一列。").format(name=name, count=count))
    if others:
        notes.append(_("这个文件还有别的工作表没有读：{names}。").format(names="、".join(others)))
    return notes


def _repeated_names(table: Table) -> list[tuple[str, int]]:
    read = [plain_name(name) for name, field in zip(table.names, table.mapping.fields, strict=False) if field]
    return [(name, count) for name, count in Counter(read).items() if count > 1 and name]


def _sorted_once(warnings: list[Warned]) -> tuple[Warned, ...]:
    return tuple(sorted(dict.fromkeys(warnings), key=lambda warned: warned.row))
