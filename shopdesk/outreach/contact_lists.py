"""A segment as an Excel list for messages that the owner sends by hand. Streams: 100,000 members in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import local, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import N_, _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import mask_name, mask_phone
from shopdesk.content.merge_fields import Filled, fields_in, fill
from shopdesk.content.merge_values import LinkFor, shop_values, values_of_member, values_of_members
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import ExportLog, Member, MemberSummary, MemberTag, PickupPoint, Tag, Template
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from shopdesk.members.lifecycle import lifecycle_name, lifecycle_of
from shopdesk.members.segments import describe_rule, reasons, select_ids
from shopdesk.members.segments.exclusions import excluded_ids
from shopdesk.members.segments.index import member_arrays

_CHUNK = 500


@dataclass(frozen=True)
class ListColumn:
    title: str
    width: float
    kind: str


COLUMNS: dict[str, ListColumn] = {
    "batch": ListColumn(N_("批次"), 8, "count"),
    "name": ListColumn(N_("昵称"), 28, "text"),
    "real_name": ListColumn(N_("姓名"), 16, "text"),
    "phone": ListColumn(N_("手机号"), 20, "text"),
    "wechat_id": ListColumn(N_("微信号"), 24, "text"),
    "community": ListColumn(N_("小区"), 24, "text"),
    "building": ListColumn(N_("楼栋"), 12, "text"),
    "room": ListColumn(N_("房号"), 18, "text"),
    "pickup_point": ListColumn(N_("自提点"), 26, "text"),
    "tags": ListColumn(N_("标签"), 40, "text"),
    "lifecycle": ListColumn(N_("生命周期"), 12, "text"),
    "order_count": ListColumn(N_("订单数"), 12, "count"),
    "spent_fen": ListColumn(N_("累计消费"), 18, "money"),
    "unpaid_fen": ListColumn(N_("未付金额"), 18, "money"),
    "last_day": ListColumn(N_("上次下单"), 14, "day"),
    "gap_days": ListColumn(N_("平均间隔（天）"), 16, "count"),
    "birthday": ListColumn(N_("生日"), 14, "text"),
    "referral_code": ListColumn(N_("推荐码"), 14, "text"),
    "number": ListColumn(N_("会员编号"), 18, "text"),
    "consent": ListColumn(N_("同意营销"), 12, "text"),
    "note": ListColumn(N_("备注"), 40, "long"),
    "why": ListColumn(N_("为什么在名单上"), 44, "long"),
    "message": ListColumn(N_("话术"), 64, "long"),
    "sent": ListColumn(N_("已发送"), 12, "text"),
}
DEFAULT_COLUMNS = (
    "batch", "name", "phone", "community", "room", "tags", "lifecycle", "order_count", "spent_fen",
    "last_day", "why", "sent",
)  # fmt: skip


@dataclass(frozen=True)
class ListWish:
    """What the owner wants on the list."""

    name: str
    rule: dict[str, Any] | None
    """The segment; None when `ids` says who."""
    ids: tuple[int, ...] = ()
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    template_id: int | None = None
    mask: bool = False
    segment_id: int | None = None
    """Of the saved segment whose rule it is; whom the owner keeps out of it is left out."""
    only_contactable: bool = False
    """Only those who agreed to marketing and were not bothered too often; else do-not-contact alone is left out."""


@dataclass(frozen=True)
class ListPlan:
    """Who would be on the list."""

    ids: list[int]
    left_out: dict[str, int]
    """Why → how many."""


@dataclass(frozen=True)
class Gaps:
    """What a text lacks for the members of a list."""

    messages: int = 0
    """Messages in which something is missing."""
    missing: dict[str, int] = field(default_factory=dict)
    """Field → how many members have no value for it, the most frequent first."""
    unknown: tuple[str, ...] = ()
    """Names between braces that are no field."""


@dataclass
class ContactList:
    """What was written."""

    file: Path
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Why → how many."""
    incomplete: int = 0
    """Messages with a field that has no value for the member; the field stays visible in the text."""
    missing_fields: set[str] = field(default_factory=set)


def export_contact_list(
    session: Session,
    path: Path,
    wish: ListWish,
    today: int,
    *,
    link_for: LinkFor | None = None,
    progress: Progress = SILENT,
) -> ContactList:
    """Write the list to `path` in one step. Reads only; log it with log_export(). Raises ShopError, Cancelled."""
    unknown = [name for name in wish.columns if name not in COLUMNS]
    if unknown or not wish.columns:
        raise ShopError(_("没有这一列：{names}").format(names=_("、").join(unknown)), code="no_column")
    plan = plan_contact_list(session, wish, today)
    result = ContactList(path, left_out=plan.left_out)
    body = _template_body(session, wish.template_id)
    columns = list(dict.fromkeys((*wish.columns, *(("message",) if body is not None else ()))))
    writer = _RowWriter(session, wish, columns, today, body, link_for, result)

    def sheets() -> Iterator[Sheet]:
        titles = [SheetColumn(_(COLUMNS[name].title), COLUMNS[name].width, COLUMNS[name].kind) for name in columns]
        people = Sheet(_("名单"), titles, writer.rows(plan.ids), len(plan.ids))
        yield people
        yield Sheet(_("说明"), _COVER_COLUMNS, _cover(session, wish, today, result, people), filtered=False)

    write_workbook(path, sheets, progress)
    return result


def preview_message(
    session: Session, wish: ListWish, member_id: int, today: int, link_for: LinkFor | None = None
) -> Filled:
    """One member's message as it will stand on the list; empty without a template."""
    body = _template_body(session, wish.template_id) or ""
    values = values_of_member(session, member_id, today, link_for)
    return fill(body, _masked(values) if wish.mask else values)


def log_export(session: Session, done: ContactList, wish: ListWish) -> None:
    """Put the export on record, in a change of its own."""
    row = {"at": now(), "what": wish.name, "rows": done.rows, "masked": wish.mask, "file_name": done.file.name}
    session.execute(insert(ExportLog), [row])


def plan_contact_list(session: Session, wish: ListWish, today: int) -> ListPlan:
    """Who goes on the list, and who does not and why. Writes nothing; milliseconds even for a large shop."""
    wanted = select_ids(session, wish.rule, today) if wish.rule is not None else list(dict.fromkeys(wish.ids))
    kept_out = set() if wish.segment_id is None else set(excluded_ids(session, wish.segment_id))
    selected, wanted = wanted, [member for member in wanted if member not in kept_out]
    members = member_arrays(session)
    there = set(members.ids.tolist())
    refused = set(members.ids[members.do_not_contact].tolist())
    kept = [member for member in wanted if member in there and member not in refused]
    left_out = {
        _("您不放进这个人群的"): len(selected) - len(wanted),
        _("免打扰"): sum(member in refused for member in wanted),
        _("会员已删除"): sum(member not in there for member in wanted),
    }
    if wish.only_contactable:
        contactable = set(select_ids(session, {"field": "contactable", "op": "=", "value": True}, today))
        agreed = set(members.ids[members.consent].tolist())
        left_out[_("没有同意营销")] = sum(member not in agreed for member in kept)
        left_out[_("最近联系过")] = sum(member in agreed and member not in contactable for member in kept)
        kept = [member for member in kept if member in contactable]
    return ListPlan(kept, {why: count for why, count in left_out.items() if count})


def find_gaps(session: Session, ids: Sequence[int], body: str, today: int, link_for: LinkFor | None = None) -> Gaps:
    """What the text would lack for these members, before anything is written. Reads all of them."""
    unknown = fill(body, {}).unknown
    wanted = [name for name in fields_in(body) if name not in unknown]
    common = shop_values(session, today)
    own = [name for name in wanted if not common.get(name)]
    if not own:
        return Gaps(len(ids) if unknown else 0, {}, unknown)
    counts: dict[str, int] = {}
    messages = 0
    for values in values_of_members(session, ids, today, wanted, link_for).values():
        missing = [name for name in own if not values.get(name)]
        messages += bool(missing or unknown)
        for name in missing:
            counts[name] = counts.get(name, 0) + 1
    return Gaps(messages, dict(sorted(counts.items(), key=lambda pair: -pair[1])), unknown)


def _template_body(session: Session, template_id: int | None) -> str | None:
    if template_id is None:
        return None
    body = session.scalar(select(Template.body).where(Template.id == template_id))
    if body is None:
        raise ShopError(_("这个模板已经不在了。"), _("请重新选择模板。"), "no_template")
    return body


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


class _RowWriter:
    """Makes the rows a few hundred members at a time."""

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
            shown = _masked(values) if self.wish.mask else values
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


def _masked(values: dict[str, str]) -> dict[str, str]:
    """The same values with names shortened: a message on a masked list must not say what the columns hide."""
    masks = {"昵称": mask_name, "姓名": mask_name}
    return {name: masks[name](text) if name in masks else text for name, text in values.items()}


_COVER_COLUMNS = (SheetColumn("", 18), SheetColumn("", 80, "long"))


def _cover(
    session: Session, wish: ListWish, today: int, result: ContactList, people: Sheet
) -> Iterator[tuple[str, str]]:
    """What, when, how many, and what was left out; made after the list is written."""
    shop = read_shop(session)
    yield _("名单"), wish.name
    yield _("店铺"), shop.name
    yield _("导出时间"), f"{local(now(), shop.time_zone):%Y-%m-%d %H:%M}"
    yield _("人数"), str(result.rows)
    if wish.rule is not None:
        yield _("条件"), describe_rule(wish.rule)
    for why, count in result.left_out.items():
        yield _("没有列入"), _("{count} 人：{why}").format(count=count, why=why)
    if result.incomplete:
        yield (
            _("话术不完整"),
            _("{count} 条缺少 {fields}，文字里还留着花括号，请先补上再发。").format(
                count=result.incomplete, fields=_("、").join(sorted(result.missing_fields))
            ),
        )
    if people.cut:
        yield _("太长的文字"), _("{count} 格超过 Excel 的长度，已截断。").format(count=people.cut)
    if result.rows > shop.contact.batch:
        yield _("分批"), _("群发一次最多 {most} 人，“批次”一列已分好。").format(most=shop.contact.batch)
    yield _("拒绝方式"), shop.refuse_hint
    if not wish.mask:
        yield _("请妥善保管"), _("这份名单有个人信息，用完请删除，不要发到群里。")
