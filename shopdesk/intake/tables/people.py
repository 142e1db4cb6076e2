"""Who a row is about: name, phones, room and note, as far as its columns say. Used for orders and member lists."""

from __future__ import annotations

from shopdesk.base.i18n import _
from shopdesk.intake.tables.phones import Phone, parse_phone
from shopdesk.intake.tables.records import Record, Table
from shopdesk.intake.tables.rows import Person
from shopdesk.intake.tables.values import code_of, is_masked, join_room, named, said, split_room, text_of

NO_PERSON = Person()
PERSON_FIELDS = frozenset(("name", "receiver", "phone", "receiver_phone", "number", "building", "room", "address"))


def read_person(table: Table, record: Record) -> Person:
    """Who ordered: the buyer's own name and number before the receiver's."""
    name, receiver = named(record.text("name")), named(record.text("receiver"))
    phone = read_phones(table, record, ("phone",))
    masked = phone.masked
    number = phone.number
    if number is None and "receiver_phone" in record.columns:
        receiver_phone = read_phones(table, record, ("receiver_phone",))
        number, masked = receiver_phone.number, masked or receiver_phone.masked
    room, address = read_place(record)
    who = receiver if receiver and (not name or (is_masked(name) and not is_masked(receiver))) else name
    if is_masked(who):
        table.warn(record.row, _("名字被平台隐藏了一部分：{name}").format(name=who[:20]))
    if not room and table.rule("split_room_from_name"):
        who, room = split_room(who)
    code, _ruined = code_of(record.cell("number"))
    if not (who or number or masked or code or room or address):
        return NO_PERSON
    community = said(record.cell("community"))
    return Person(who, number, room or address, code, receiver if who != receiver else "", address, community, masked)


def read_phones(table: Table, record: Record, fields: tuple[str, ...]) -> Phone:
    """The first full mobile number of the phone columns; what else stands there is kept or warned about."""
    numbers: list[str] = []
    masked, doubt = "", ""
    for field_name in fields:
        for cell in record.cells_of(field_name):
            phone = parse_phone(cell)
            numbers.extend([phone.number, *phone.others] if phone.number else ())
            masked = masked or phone.masked
            doubt = doubt or phone.doubt
    unique = list(dict.fromkeys(numbers))
    if doubt and (not unique or len(unique) > 1):
        table.warn(record.row, doubt)
    elif len(unique) > 1 and fields == ("phone", "other_phone"):
        table.warn(record.row, _("有 {count} 个手机号，先用 {phone}").format(count=len(unique), phone=unique[0]))
    if not unique:
        return Phone(None, (), masked)
    return Phone(unique[0], tuple(unique[1:]), masked)


def read_place(record: Record) -> tuple[str, str]:
    """(room, address). A 地址 beside a 楼栋 column is the rest of the room."""
    parts = [said(record.cell(name)) for name in ("building", "unit", "room")]
    room = ""
    for part in parts:
        room = join_room(room, part) if part else room
    address = said(record.cell("address"))
    if room and address and "room" not in record.columns and "building" in record.columns and len(address) <= 20:
        return join_room(room, address), ""
    return room, address


def read_note(record: Record) -> str:
    """Every note column, each as it was written: leading blanks and signs are part of a text."""
    notes = [cell.rstrip() if isinstance(cell, str) else text_of(cell) for cell in record.cells_of("note")]
    return "\n".join(note for note in notes if said(note))
