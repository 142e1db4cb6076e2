"""The rows of the preview's tables: plain values made once, beside the window, for up to a million rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shopdesk.base.i18n import _
from shopdesk.base.quantities import qty_milli, qty_text
from shopdesk.base.texts import mask_phone
from shopdesk.intake.draft import DraftPerson
from shopdesk.intake.effects import amount_of, explain, said
from shopdesk.intake.list_lines import Line
from shopdesk.intake.payment_plan import explain_payment
from shopdesk.intake.preview import Preview
from shopdesk.intake.settle_people import PersonPlan

ITEMS = 1 << 12
"""Ids of a 接龙's rows are line × ITEMS + item."""
_SHOWN_CELLS = 8


@dataclass(frozen=True, slots=True)
class ListRow:
    """One product of one line of a 接龙; a line without products has one row."""

    id: int
    line: int
    item: int
    first: bool
    seq: str
    name: str
    room: str
    product: str
    qty: str
    unit: str
    action: str
    note: str
    paid: bool
    taken: bool
    mended: bool
    effect: str
    why: str
    raw: str

    @property
    def doubtful(self) -> bool:
        return self.effect in ("held", "unread")


def list_rows(preview: Preview) -> dict[int, ListRow]:
    """Every line of the 接龙, in the order of the text."""
    rows: dict[int, ListRow] = {}
    for place, line in enumerate(preview.lines):
        effect, why = _effect_of_line(preview, place, line)
        for item in range(max(len(line.entry.items), 1)):
            row = _list_row(line, place, item, effect, why)
            rows[row.id] = row
    return rows


def _effect_of_line(preview: Preview, place: int, line: Line) -> tuple[str, str]:
    if not line.taken:
        return _effect_left_out(line)
    order = preview.order_of_line[place]
    plan = preview.plan.orders[order] if order is not None else None
    if plan is None:
        return "held", ""
    if plan.effect == "held":
        # Another line of the same person may be the doubtful one: then this one waits for it.
        why = line.doubt or (plan.why if plan.why != plan.order.review else _("同一个人的另一行要先确认"))
        return "held", why
    return plan.effect, explain(plan)


def row_of_line(line: Line, place: int, item: int, before: ListRow) -> ListRow:
    """A row as it is right after mending: its effect is that of before until it is worked out again."""
    if not line.taken:
        return _list_row(line, place, item, *_effect_left_out(line))
    if before.effect == "held" and line.doubt:
        return _list_row(line, place, item, "held", line.doubt)
    return _list_row(line, place, item, before.effect if before.taken else "new", "" if line.mended else before.why)


def _effect_left_out(line: Line) -> tuple[str, str]:
    if line.unread and line.entry.needs_review:
        return "unread", line.unread
    return "skipped", _("您选择了不导入")


def _list_row(line: Line, place: int, item: int, effect: str, why: str) -> ListRow:
    entry = line.entry
    got = entry.items[item] if item < len(entry.items) else None
    return ListRow(
        id=place * ITEMS + item,
        line=place,
        item=item,
        first=item == 0,
        seq="" if entry.seq is None else str(entry.seq),
        name=entry.name,
        room=entry.room or "",
        product=got.product if got is not None else "",
        qty=_quantity(got.qty) if got is not None else "",
        unit=(got.unit or "") if got is not None else "",
        action=action_name("cancel" if entry.cancelled else entry.action) if not line.unread else "",
        note=_("；").join(note for note in (entry.note, got.note if got is not None else "") if note),
        paid=entry.paid,
        taken=line.taken,
        mended=line.mended,
        effect=effect,
        why=why,
        raw=line.raw,
    )


def _quantity(qty: object) -> str:
    try:
        return qty_text(qty_milli(str(qty)))
    except ValueError:
        return str(qty)


def action_name(action: str) -> str:
    return {"new": _("要"), "add": _("再加"), "set": _("改成"), "subtract": _("减去"), "cancel": _("取消")}[action]


# ---- tables


@dataclass(frozen=True, slots=True)
class TableRow:
    id: int
    row: int
    who: str
    contact: str
    what: str
    amount_fen: int | None
    at: int | None
    status: str
    effect: str
    why: str


def table_rows(preview: Preview) -> dict[int, TableRow]:
    """What needs a look first, then the others as they stand in the file."""
    draft = preview.draft
    made = list(
        _order_rows(preview)
        if draft.kind == "orders"
        else _member_rows(preview)
        if draft.kind == "members"
        else _payment_rows(preview)
    )
    made += _rejected_rows(preview)
    rank = {"rejected": 0, "held": 1}
    made.sort(key=lambda row: (rank.get(row.effect, 2), row.row))
    return {row.id: row for row in made}


def _order_rows(preview: Preview) -> Iterator[TableRow]:
    warnings = dict(preview.draft.warnings)
    for at, plan in enumerate(preview.plan.orders):
        order = plan.order
        row = order.rows[0] if order.rows else 0
        why = explain(plan) or warnings.get(row, "")
        yield TableRow(
            at, row, order.person.name, _contact(order.person), said(order.lines), amount_of(order),
            order.ordered_at, order.status, plan.effect, why,
        )  # fmt: skip


def _member_rows(preview: Preview) -> Iterator[TableRow]:
    warnings = dict(preview.draft.warnings)
    rows = preview.draft.people_rows
    for at, plan in enumerate(preview.plan.people):
        person = plan.person
        row = rows[at] if at < len(rows) else 0
        facts = (person.real_name, person.birthday.removeprefix("--"), _("、").join(person.tags), person.note)
        yield TableRow(
            at, row, person.name, _contact(person), " · ".join(fact for fact in facts if fact), None,
            person.joined_at, "", _member_effect(plan), plan.reason if plan.ask else warnings.get(row, ""),
        )  # fmt: skip


def _member_effect(plan: PersonPlan) -> str:
    if plan.ask:
        return "held"
    return "new" if plan.member_id is None else "same"


def _payment_rows(preview: Preview) -> Iterator[TableRow]:
    for at, plan in enumerate(preview.plan.payments):
        payment = plan.payment
        yield TableRow(
            at, payment.row, payment.counterparty, "", payment.note, payment.amount_fen, payment.at,
            payment.direction, plan.effect, explain_payment(plan),
        )  # fmt: skip


def _rejected_rows(preview: Preview) -> Iterator[TableRow]:
    for at, refused in enumerate(preview.draft.refused):
        cells = " | ".join(str(cell) for cell in refused.cells if cell != "")
        yield TableRow(-1 - at, refused.row, "", "", cells, None, None, "", "rejected", refused.reason)


def _contact(person: DraftPerson) -> str:
    return " ".join(
        part for part in (mask_phone(person.phone) or person.phone_masked, person.room, person.number) if part
    )
