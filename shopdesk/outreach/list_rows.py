"""The rows of a contact list, a few hundred members at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.texts import mask_name, mask_phone
from shopdesk.content.merge_fields import fields_in, fill
from shopdesk.content.merge_values import LinkFor, shop_values, values_of_members
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import Member, MemberSummary, MemberTag, PickupPoint, Tag
from shopdesk.members.lifecycle import lifecycle_name, lifecycle_of
from shopdesk.members.segments import reasons
from shopdesk.outreach.list_wishes import ContactList, ListWish

_CHUNK = 500


class RowWriter:
    def __init__(
        self, session: Session, wish: ListWish, columns: Sequence[str], today: int, body: str | None,
        link_for: LinkFor | None, result: ContactList,
    ) -> None:  # fmt: skip
        self.session, self.wish, self.columns, self.today, self.body = session, wish, columns, today, body
        self.link_for, self.result = link_for, result
        self.shop = read_shop(session)
        self.common = shop_values(session, today) if body is not None else {}
        self.cells: list[Callable[[Any, int], Any]] = [self._cell(name) for name in columns]
        self._tags_of: dict[int, str] = {}
        self._whys: dict[int, str] = {}
        self._messages: dict[int, str] = {}

    def rows(self, ids: Sequence[int]) -> Iterator[list[Any]]:
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            people = _loaded(self.session, chunk)
            if "tags" in self.columns:
                self._tags_of = _tags(self.session, chunk)
            if "why" in self.columns and self.wish.rule is not None:
                self._whys = dict(zip(chunk, reasons(self.session, self.wish.rule, chunk, self.today), strict=True))
            if self.body is not None:
                self._messages = dict(self._filled(chunk, self.body))
            for member_id in chunk:
                person = people.get(member_id)
                if person is not None:
                    self.result.rows += 1
                    yield [cell(person, self.result.rows) for cell in self.cells]

    def _filled(self, ids: Iterable[int], body: str) -> Iterator[tuple[int, str]]:
        own = values_of_members(self.session, ids, self.today, fields_in(body), self.link_for)
        for member_id, values in own.items():
            shown = masked(values) if self.wish.mask else values
            filled = fill(body, {**self.common, **shown})
            if filled.missing:
                self.result.incomplete += 1
                self.result.missing_fields.update(filled.missing)
            yield member_id, filled.text

    def _cell(self, name: str) -> Callable[[Any, int], Any]:
        masks: dict[str, Callable[[Any, int], Any]] = {
            "name": lambda person, _at: mask_name(person.name),
            "real_name": lambda person, _at: mask_name(person.real_name),
            "phone": lambda person, _at: mask_phone(person.phone) if person.phone else person.phone_masked,
            "wechat_id": lambda _person, _at: "",
            "room": lambda _person, _at: "",
            "birthday": lambda person, _at: person.birthday[-5:],
            "note": lambda _person, _at: "",
        }
        if self.wish.mask and name in masks:
            return masks[name]
        batch = self.shop.contact.batch
        by_hand = _("您选中的会员") if self.wish.rule is None else ""
        special: dict[str, Callable[[Any, int], Any]] = {
            "batch": lambda _person, at: (at - 1) // batch + 1,
            "phone": lambda person, _at: person.phone or person.phone_masked,
            "tags": lambda person, _at: self._tags_of.get(person.id, ""),
            "lifecycle": lambda person, _at: lifecycle_name(lifecycle_of(person, self.today, self.shop.lifecycle)),
            "consent": lambda person, _at: _("是") if person.marketing_consent else _("未记录"),
            "why": lambda person, _at: self._whys.get(person.id, "") or by_hand,
            "message": lambda person, _at: self._messages.get(person.id, ""),
            "sent": lambda _person, _at: "",
        }
        return special.get(name, lambda person, _at: getattr(person, name))


def masked(values: dict[str, str]) -> dict[str, str]:
    """The same values with names shortened: a message on a masked list must not say what the columns hide."""
    masks = {"昵称": mask_name, "姓名": mask_name}
    return {name: masks[name](text) if name in masks else text for name, text in values.items()}


def _loaded(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    rows = session.execute(
        select(
            Member.id, Member.name, Member.real_name, Member.phone, Member.phone_masked, Member.wechat_id,
            Member.community, Member.building, Member.room, PickupPoint.name.label("pickup_point"),
            MemberSummary.order_count, MemberSummary.spent_fen, MemberSummary.unpaid_fen, MemberSummary.first_day,
            MemberSummary.last_day, MemberSummary.gap_days, Member.birthday, Member.referral_code, Member.number,
            Member.marketing_consent, Member.note,
        )
        .join(MemberSummary, MemberSummary.id == Member.id)
        .outerjoin(PickupPoint, PickupPoint.id == Member.pickup_point_id)
        .where(Member.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in rows}


def _tags(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(MemberTag.member_id, Tag.name)
        .join(Tag, Tag.id == MemberTag.tag_id)
        .where(MemberTag.member_id.in_(ids))
        .order_by(MemberTag.member_id, Tag.position, Tag.id)
    )
    found: dict[int, list[str]] = {}
    for member, name in rows:
        found.setdefault(member, []).append(name)
    return {member: _("、").join(names) for member, names in found.items()}
