"""Telling what came in, a 接龙, a table or contacts, and reading it with what the shop has learned. Writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import DEFAULT_TIME_ZONE, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.tables import Alias, ColumnMapping, Member, OrderLine, Product, ProductAlias, ProductUnit
from shopdesk.files.content import FileContent
from shopdesk.files.reading import read_bytes, read_file
from shopdesk.intake.draft import Draft
from shopdesk.intake.from_jielong import draft_from_jielong
from shopdesk.intake.from_tables import draft_from_table
from shopdesk.intake.jielong import EMPTY, Catalogue, Reading, read_jielong, reading_to_json
from shopdesk.intake.kinds import KINDS
from shopdesk.intake.own_presets import presets_of
from shopdesk.intake.tables import (
    Mapping,
    TableReading,
    mapping_from_json,
    mapping_to_json,
    read_table,
    recognise,
    table_to_json,
)
from shopdesk.members.identity import room_key
from shopdesk.orders.units import with_weights

TABLE_ENDINGS = {".csv", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".et", ".ods"}


@dataclass(frozen=True)
class Wish:
    """How to read: the options of the `parse` command."""

    kind: str = "auto"
    product: str | None = None
    year: int | None = None
    password: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    presets: Path | None = None
    """The folder of the shop's own table formats."""


@dataclass(frozen=True)
class Source:
    """Something that came in, opened but not yet read as anything."""

    content: FileContent
    file_name: str
    sha256: str

    @property
    def text(self) -> str:
        """The whole as lines: of a text as it is, of a workbook a line for each row."""
        if self.content.what == "text":
            return self.content.text
        rows = (row for sheet in self.content.sheets for row in sheet.rows)
        return "\n".join(" ".join(str(cell) for cell in row if cell != "") for row in rows)


@dataclass(frozen=True)
class Parsed:
    """What was read; exactly one of 接龙 and table."""

    source: Source
    jielong: Reading | None = None
    table: TableReading | None = None
    product: str = ""
    """What a line without a product was taken to mean."""
    lists: tuple[str, ...] = ()
    """The text of each list where several were pasted together: they are brought in one after another."""

    @property
    def kind(self) -> str:
        return "jielong" if self.table is None else self.table.kind


def open_file(path: Path, wish: Wish | None = None, progress: Progress = SILENT) -> Source:
    """Raises ShopError for what cannot be read (damaged, too large, a password is needed …)."""
    wish = wish or Wish()
    content = read_file(path, password=wish.password, encoding=wish.encoding, progress=progress)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(content, path.name, digest)


def open_bytes(data: bytes, wish: Wish | None = None, file_name: str = "") -> Source:
    return Source(
        read_bytes(data, encoding=wish.encoding if wish else None), file_name, hashlib.sha256(data).hexdigest()
    )


def open_text(text: str) -> Source:
    """For what was pasted. Lone halves of emoji, which no encoding can hold, become question marks."""
    return open_bytes(text.encode("utf-8", "replace"))


def parse(
    source: Source,
    wish: Wish | None = None,
    *,
    catalogue: Catalogue = EMPTY,
    mappings: MappingOf[str, Mapping] | None = None,
    progress: Progress = SILENT,
) -> Parsed:
    """Read the source as what it is (or what `wish.kind` says it is). Raises ShopError when it is neither."""
    wish = wish or Wish()
    if wish.kind not in KINDS:
        raise ShopError(_("没有这种类型：{kind}").format(kind=wish.kind), code="no_kind")
    if wish.kind == "jielong" or (wish.kind == "auto" and not _is_table(source, wish)):
        reading = read_jielong(source.text, product=wish.product, catalogue=catalogue, year=wish.year)
        if wish.kind == "jielong" or reading.entries or not _could_be_table(source):
            return Parsed(source, jielong=reading)
    try:
        return Parsed(source, table=parse_table(source, wish, mappings=mappings, progress=progress))
    except ShopError as error:
        if error.code in ("not_a_table", "no_rows") and wish.kind == "auto" and not source.file_name:
            raise ShopError(
                _("这段文字里没有读出接龙，也不是表格。"),
                _("请把群里的接龙整段复制过来，从标题到最后一个人；只是通知的话，不用导入。"),
                error.code,
            ) from None
        raise


def parse_table(
    source: Source,
    wish: Wish,
    *,
    mapping: Mapping | None = None,
    mappings: MappingOf[str, Mapping] | None = None,
    progress: Progress = SILENT,
) -> TableReading:
    """By `mapping`, else by the mapping remembered for this header, else by the preset or the best guess."""
    kind: Any = "auto" if wish.kind == "jielong" else wish.kind
    presets = presets_of(wish.presets)
    options: dict[str, Any] = {"kind": kind, "year": wish.year, "sheet": wish.sheet, "presets": presets}
    table = read_table(source.content, mapping=mapping, progress=progress, **options)
    remembered = (mappings or {}).get(table.header_key)
    if mapping is None and remembered is not None:
        table = replace(read_table(source.content, mapping=remembered, progress=progress, **options), recognised=True)
    return table


def _is_table(source: Source, wish: Wish) -> bool:
    if source.content.what != "text" or Path(source.file_name).suffix.lower() in TABLE_ENDINGS:
        return True
    return recognise(source.content, presets=presets_of(wish.presets)) is not None


def _could_be_table(source: Source) -> bool:
    return source.content.fixed_width and any(len(row) > 1 for sheet in source.content.sheets for row in sheet.rows[:5])


def parsed_to_json(parsed: Parsed) -> dict[str, Any]:
    if parsed.jielong is not None:
        return reading_to_json(parsed.jielong)
    assert parsed.table is not None
    return table_to_json(parsed.table)


def make_draft(parsed: Parsed, zone: str = DEFAULT_TIME_ZONE) -> Draft:
    """What would be imported, before the owner mends it."""
    source = parsed.source
    if parsed.jielong is not None:
        return replace(draft_from_jielong(parsed.jielong), file_name=source.file_name, sha256=source.sha256)
    assert parsed.table is not None
    return draft_from_table(parsed.table, file_name=source.file_name, sha256=source.sha256, zone=zone)


# ---- what the shop has learned -------------------------------------------------------------------------------------


def load_catalogue(session: Session) -> Catalogue:
    """Products with their nicknames and units, and the names people order under."""
    products: dict[str, str] = {}
    units: dict[str, tuple[str, ...]] = {}
    names: dict[int, str] = {}
    for product_id, name, unit in session.execute(select(Product.id, Product.name, Product.unit)):
        names[product_id] = products[name] = name
        if unit:
            units[name] = (unit,)
    for product_id, name in session.execute(select(ProductAlias.product_id, ProductAlias.name)):
        products[name] = names[product_id]
    used = select(OrderLine.name, OrderLine.unit).where(OrderLine.unit != "").distinct().limit(5000)
    for name, unit in session.execute(used):
        if name in products:
            units[name] = tuple(dict.fromkeys((*units.get(name, ()), unit)))
    said = select(Product.name, ProductUnit.unit).join(Product, Product.id == ProductUnit.product_id)
    for name, unit in session.execute(said):
        units[name] = tuple(dict.fromkeys((*units.get(name, ()), unit)))
    units = {name: with_weights(usual) for name, usual in units.items()}
    # Somebody who is called by his door is found by the door; as a name it would hide the room from the reader.
    people = session.execute(select(Member.name, Member.room))
    members = {name: name for name, room in people if not room or room_key(name) != room_key(room)}
    for alias, name in session.execute(select(Alias.name, Member.name).join(Member, Member.id == Alias.member_id)):
        members.setdefault(alias, name)
    return Catalogue(products=products, units=units, members=members)


def load_mappings(session: Session) -> dict[str, Mapping]:
    rows = session.execute(select(ColumnMapping.header_key, ColumnMapping.mapping))
    loaded = {key: mapping_from_json(json) for key, json in rows}
    return {key: mapping for key, mapping in loaded.items() if mapping is not None}


def save_mapping(session: Session, header_key: str, mapping: Mapping) -> None:
    """Remember how the columns of such a table are to be read."""
    row = session.scalar(select(ColumnMapping).where(ColumnMapping.header_key == header_key))
    wanted = mapping_to_json(mapping)
    if row is None:
        session.add(ColumnMapping(header_key=header_key, mapping=wanted, saved_at=now()))
    elif row.mapping != wanted:
        row.mapping, row.saved_at = wanted, now()
    session.flush()
