"""Member lists: who someone is, as far as the row says."""

from __future__ import annotations

from dataclasses import replace

from shopdesk.base.i18n import _
from shopdesk.intake.tables.moments import parse_birthday
from shopdesk.intake.tables.records import Record, Table, read_records
from shopdesk.intake.tables.rows import MemberRow
from shopdesk.intake.tables.values import (
    Phone,
    code_of,
    join_room,
    parse_phone,
    parse_tags,
    said,
    split_room,
    text_of,
)

_GENDERS = {"女": "female", "男": "male", "f": "female", "m": "male", "female": "female", "male": "male"}
_SEX_WORDS = {"女士": "female", "女性": "female", "先生": "male", "男性": "male"}


def read_members(table: Table) -> tuple[MemberRow, ...]:
    """The members of a list, one for each row unless the preset says that a person has several."""
    members: list[MemberRow] = []
    by_person: dict[tuple[str, str | None], int] = {}
    phones: dict[str, int] = {}
    for record in read_records(table):
        member = _read_member(table, record)
        if member is None:
            continue
        key = (member.nickname or member.name, member.phone)
        if table.rule("merge_same_member") and key in by_person:
            members[by_person[key]] = _joined(members[by_person[key]], member)
            table.warn(record.row, _("和第 {row} 行是同一个人，已合在一起").format(row=members[by_person[key]].row))
            continue
        if member.phone:
            first = phones.setdefault(member.phone, record.row)
            if first != record.row:
                table.warn(record.row, _("手机号和第 {row} 行相同，请看看是不是同一个人").format(row=first))
        by_person[key] = len(members)
        members.append(member)
    return tuple(members)


def _read_member(table: Table, record: Record) -> MemberRow | None:
    name, nickname = record.text("name"), record.text("nickname")
    phone = read_phones(table, record, ("phone", "other_phone"))
    number, _ruined = code_of(record.cell("number"))
    room, address = read_place(record)
    if table.rule("split_room_from_name") and not room:
        name, room = split_room(name)
    elif table.rule("room_inside_name") and not room:
        room = split_room(name)[1] or split_room(nickname)[1]
    if not (name or nickname or phone.number or phone.masked or number):
        table.reject(record.row, _("没有姓名、昵称和手机号"), record.cells)
        return None
    if not (name or phone.number or number):
        table.warn(record.row, _("没有姓名和手机号，只凭昵称“{name}”认人").format(name=nickname))
    birthday = parse_birthday(
        record.cell("birthday"), table.year or table.today.year, from_1904=table.content.dates_from_1904
    )
    if birthday.doubt:
        table.warn(record.row, birthday.doubt)
    joined = table.moment(record.cell("joined_at"))
    tags = [tag for cell in record.cells_of("tags") for tag in parse_tags(cell)]
    return MemberRow(
        name=name,
        nickname=nickname,
        phone=phone.number,
        room=room or address,
        birthday=birthday.text,
        tags=tuple(dict.fromkeys(tags)),
        note=read_note(record),
        number=number,
        address=address,
        community=said(record.cell("community")),
        gender=_gender(said(record.cell("gender"))),
        source=said(record.cell("source")),
        referrer=said(record.cell("referrer")),
        other_phones=phone.others,
        masked_phone=phone.masked,
        joined_at=joined.at,
        row=record.row,
    )


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


def _gender(text: str) -> str:
    return _GENDERS.get(text.casefold()) or _SEX_WORDS.get(text, "")


def _joined(first: MemberRow, second: MemberRow) -> MemberRow:
    """The same person added by two colleagues: tags of both, the first word where both speak."""
    return replace(
        first,
        name=first.name or second.name,
        room=first.room or second.room,
        birthday=first.birthday or second.birthday,
        tags=tuple(dict.fromkeys(first.tags + second.tags)),
        note="\n".join(dict.fromkeys(note for note in (first.note, second.note) if note)),
        address=first.address or second.address,
        gender=first.gender or second.gender,
        other_phones=tuple(dict.fromkeys(first.other_phones + second.other_phones)),
    )
