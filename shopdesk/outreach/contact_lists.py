"""A segment as an Excel list for messages that the owner sends by hand. Streams: 100,000 members in flat memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import local, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.content.merge_fields import Filled, fields_in, fill
from shopdesk.content.merge_values import LinkFor, shop_values, values_of_member, values_of_members
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import ExportLog, Template
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from shopdesk.members.segments import describe_rule, select_ids
from shopdesk.members.segments.exclusions import excluded_ids
from shopdesk.members.segments.index import member_arrays
from shopdesk.outreach.list_rows import RowWriter, masked
from shopdesk.outreach.list_wishes import COLUMNS, ContactList, ListWish


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
    writer = RowWriter(session, wish, columns, today, body, link_for, result)

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
    return fill(body, masked(values) if wish.mask else values)


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
