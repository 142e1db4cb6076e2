"""Member lists: who someone is, as far as the row says."""

from __future__ import annotations

from dataclasses import replace

from shopdesk.base.i18n import _
from shopdesk.intake.tables.moments import parse_birthday
from shopdesk.intake.tables.people import read_note, read_phones, read_place
from shopdesk.intake.tables.records import Record, Table, read_records
from shopdesk.intake.tables.rows import MemberRow
from shopdesk.intake.tables.values import (
    code_of,
    named,
    parse_tags,
    said,
    split_room,
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
    name, nickname = _name_of(record), named(record.text("nickname"))
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
    tags = [tag for cell in record.cells_of("tags") for tag in parse_tags(cell) if not tag.startswith("* ")]
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


def _name_of(record: Record) -> str:
    """Address books keep family name and given name apart; hanzi are joined without a blank, the family first."""
    name, family, given = (named(record.text(field)) for field in ("name", "family_name", "given_name"))
    if not given and "given_name" not in record.columns and family and not name.startswith(family):
        name, given = "", name  # 姓氏 beside 名字
    if name:
        return name
    if not family or not given:
        return family or given
    return f"{given} {family}" if (family + given).isascii() else family + given


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
