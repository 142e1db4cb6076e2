"""What the owner sees before anything is written: rows with their effect, doubts first, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.quantities import qty_text
from shopdesk.base.texts import fold
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import GroupBuyProduct, ImportRun, ListLine, Member, MemberSummary, Product
from shopdesk.intake.draft import Answers, Draft, DraftLine, DraftOrder
from shopdesk.intake.mending import (
    NO_MEMORY,
    Lesson,
    Line,
    Memory,
    Mend,
    draft_of_lines,
    lessons_of,
    lines_of,
    memory_from_json,
)
from shopdesk.intake.plan import OrderPlan, PersonPlan, Plan, find_group_buy, make_plan
from shopdesk.intake.sources import Parsed, Source, Wish, load_catalogue, load_mappings, make_draft, parse, parse_table
from shopdesk.intake.tables import Mapping as ColumnMapping
from shopdesk.members.identity import room_key
from shopdesk.orders.group_buys import GroupBuyChoice, group_buy_choices, group_buy_products
from shopdesk.orders.products import ProductIndex

NEW = -1
"""In place of a group buy's id: a new one."""
Door = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """What the owner has decided so far; nothing of it is stored before the import."""

    group_buy: int | None = None
    """None: the one that fits; NEW: a new one."""
    title: str = ""
    """Of a new group buy; "" is the title of the list."""
    mends: Mapping[str, Mend] = field(default_factory=dict)
    prices: Mapping[str, int] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True)
class Candidate:
    id: int
    name: str
    room: str
    phone: str
    orders: int
    last_day: int | None


@dataclass(frozen=True)
class Question:
    """Somebody known by name only: is it one of these, or somebody new?"""

    door: Door
    name: str
    room: str
    reason: str
    orders: int
    candidates: tuple[Candidate, ...]
    answer: int | None
    """A member's id, NEW, or None: not answered."""


@dataclass(frozen=True)
class Effects:
    new_members: int = 0
    new_orders: int = 0
    new_payments: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    held: int = 0
    rejected: int = 0

    @property
    def anything(self) -> bool:
        return any((self.new_members, self.new_orders, self.new_payments, self.changed, self.cancelled))


@dataclass(frozen=True)
class Gone:
    order_id: int
    name: str
    said: str
    status: str


@dataclass(frozen=True)
class Preview:
    parsed: Parsed
    draft: Draft
    plan: Plan
    effects: Effects
    questions: tuple[Question, ...] = ()
    lines: tuple[Line, ...] = ()
    order_of_line: tuple[int | None, ...] = ()
    group_buys: tuple[GroupBuyChoice, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    unpriced: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    imported_before: int | None = None
    """When the very same file or text was imported last."""
    zone: str = ""


# ---- reading


def read_source(
    session: Session,
    source: Source,
    wish: Wish | None = None,
    mapping: ColumnMapping | None = None,
    progress: Progress = SILENT,
) -> Parsed:
    """Read with what the shop has learned; the product of a line without one comes from the group buy.

    Raises ShopError when it is neither a 接龙 nor a table.
    """
    wish = wish or Wish()
    if mapping is not None:
        return Parsed(source, table=parse_table(source, wish, mapping=mapping, progress=progress))
    catalogue = load_catalogue(session)
    parsed = parse(source, wish, catalogue=catalogue, mappings=load_mappings(session), progress=progress)
    if parsed.jielong is not None and not wish.product:
        product = usual_product(session, find_group_buy(session, make_draft(parsed)))
        if product:
            return replace(parse(source, replace(wish, product=product), catalogue=catalogue), product=product)
    return replace(parsed, product=wish.product or "")


# ---- looking ahead


def look_ahead(
    session: Session, parsed: Parsed, choices: Choices | None = None, progress: Progress = SILENT
) -> Preview:
    """What importing would do with the choices made so far. This is a read-only operation."""
    choices = choices or Choices()
    if parsed.jielong is None:
        draft = make_draft(parsed, read_shop(session).time_zone)
        return _preview(session, Preview(parsed, draft, Plan(), Effects()), choices, progress)
    reading = parsed.jielong
    group_buy_id = choices.group_buy
    if group_buy_id is None:
        group_buy_id = find_group_buy(session, make_draft(parsed))
    group_buy_id = None if group_buy_id == NEW else group_buy_id
    lines = lines_of(reading, parsed.source.text, load_memory(session, group_buy_id), choices.mends)
    title = reading.title if not choices.title else choices.title
    mended = draft_of_lines(reading, lines, title=title, prices=choices.prices)
    source = parsed.source
    draft = replace(
        mended.draft,
        group_buy_id=group_buy_id,
        new_group_buy=group_buy_id is None,
        file_name=source.file_name,
        sha256=source.sha256,
    )
    preview = Preview(
        parsed, draft, Plan(), Effects(), lines=lines, order_of_line=mended.order_of_line,
        group_buys=tuple(group_buy_choices(session)), lessons=lessons_of(reading, lines),
        unpriced=_unpriced(session, draft),
    )  # fmt: skip
    return _preview(session, preview, choices, progress)


def _preview(session: Session, preview: Preview, choices: Choices, progress: Progress) -> Preview:
    plan = make_plan(session, preview.draft, choices.answers, progress)
    return replace(
        preview,
        plan=plan,
        effects=count_effects(preview.draft, plan, choices.answers),
        questions=_questions(session, preview.draft, plan, choices.answers),
        gone=_gone(session, plan),
        imported_before=_imported_before(session, preview.draft),
        zone=read_shop(session).time_zone,
    )


def _imported_before(session: Session, draft: Draft) -> int | None:
    same = select(func.max(ImportRun.imported_at)).where(ImportRun.sha256 == draft.sha256)
    return session.scalar(same) if draft.sha256 else None


def count_effects(draft: Draft, plan: Plan, answers: Answers) -> Effects:
    gone = sum(order.status in ("draft", "confirmed") for order in plan.gone) if answers.cancel_gone else 0
    asked = sum(person.ask for person in plan.people)
    known = sum(person.member_id is not None for person in plan.people)
    return Effects(
        new_members=len(plan.new_people),
        new_orders=plan.count("new"),
        new_payments=len(plan.new_payments),
        changed=plan.count("changed"),
        unchanged=plan.count("same") + plan.same_payments + known,
        cancelled=plan.count("cancelled") + gone,
        held=plan.count("held") + asked,
        rejected=len(draft.refused) + plan.count("nothing"),
    )


def _unpriced(session: Session, draft: Draft) -> tuple[str, ...]:
    """Products of the draft for which no price is known anywhere."""
    names = dict.fromkeys(line.product for order in draft.orders for line in order.lines)
    if not names:
        return ()
    index = ProductIndex.load(session)
    priced = set(session.scalars(select(Product.id).where(Product.price_fen.is_not(None))))
    if draft.group_buy_id is not None:
        in_group_buy = select(GroupBuyProduct.product_id).where(
            GroupBuyProduct.group_buy_id == draft.group_buy_id, GroupBuyProduct.price_fen.is_not(None)
        )
        priced |= set(session.scalars(in_group_buy))
    return tuple(name for name in names if fold(name) and name not in draft.prices and index.match(name) not in priced)


# ---- who is who


def _questions(session: Session, draft: Draft, plan: Plan, answers: Answers) -> tuple[Question, ...]:
    """Asked once for each person; those that are answered stay, so that the answer can be changed."""
    found: dict[Door, tuple[PersonPlan, int]] = {}
    people = [order.person for order in plan.orders if order.person is not None] + plan.people
    for person in people:
        door = door_of(person)
        answered = door in answers.same or door in answers.different
        if person.ask or answered:
            first, count = found.get(door, (person, 0))
            found[door] = (first, count + 1)
    wanted = {member for person, _count in found.values() for member in person.candidates}
    known = _candidates(session, sorted(wanted))
    return tuple(
        Question(
            door, person.person.name, person.person.room, person.reason, count,
            tuple(known[member] for member in person.candidates if member in known),
            answers.same.get(door, NEW if door in answers.different else None),
        )
        for door, (person, count) in found.items()
    )  # fmt: skip


def door_of(person: PersonPlan) -> Door:
    return fold(person.person.name), room_key(person.person.room)


def _candidates(session: Session, ids: list[int]) -> dict[int, Candidate]:
    found: dict[int, Candidate] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(Member.id, Member.name, Member.room, Member.phone, MemberSummary.order_count, MemberSummary.last_day)
            .outerjoin(MemberSummary, MemberSummary.id == Member.id)
            .where(Member.id.in_(ids[start : start + 500]))
        )
        for row in session.execute(query):
            found[row[0]] = Candidate(row[0], row[1], row[2], row[3] or "", row[4] or 0, row[5])
    return found


def answer(answers: Answers, question: Question, member_id: int | None) -> Answers:
    """With one more decision: a member's id, NEW, or None to take it back."""
    same = {door: member for door, member in answers.same.items() if door != question.door}
    different = answers.different - {question.door}
    if member_id == NEW:
        different |= {question.door}
    elif member_id is not None:
        same[question.door] = member_id
    return replace(answers, same=same, different=different)


def answer_all(answers: Answers, questions: Iterable[Question], *, same: bool) -> Answers:
    """Everybody who is not decided yet is the likeliest candidate, or somebody new."""
    for question in questions:
        if question.answer is None:
            first = question.candidates[0].id if same and question.candidates else NEW
            answers = answer(answers, question, first)
    return answers


# ---- in words


def effect_name(effect: str) -> str:
    return {
        "new": _("新订单"),
        "changed": _("有改动"),
        "same": _("没有变化"),
        "cancelled": _("取消"),
        "held": _("待确认"),
        "nothing": _("不导入"),
        "skipped": _("不导入"),
    }[effect]


def said(lines: Iterable[DraftLine]) -> str:
    """砂糖橘 2箱、鸡蛋 1板"""
    return _("、").join(f"{line.product} {qty_text(line.qty_milli)}{line.unit}" for line in lines)


def explain(plan: OrderPlan) -> str:
    """Why an order is held, or what changes about it; "" when there is nothing to say."""
    if plan.why or plan.stored is None or plan.effect not in ("changed", "cancelled"):
        return plan.why
    order, stored = plan.order, plan.stored
    parts = []
    before, after = said(stored.lines), said(order.lines)
    if before != after:
        parts.append(_("原来 {before}").format(before=before) if after else _("取消 {before}").format(before=before))
    if order.status == "paid" and stored.status in ("draft", "confirmed"):
        parts.append(_("标记已付款"))
    if order.status in ("confirmed", "paid") and stored.status == "cancelled":
        parts.append(_("取消的订单恢复"))
    if order.note and order.note != stored.note:
        parts.append(_("备注改为“{note}”").format(note=order.note))
    return _("；").join(parts)


def _gone(session: Session, plan: Plan) -> tuple[Gone, ...]:
    ids = sorted({order.member_id for order in plan.gone})
    names = {member: candidate.name for member, candidate in _candidates(session, ids).items()}
    return tuple(Gone(o.id, names.get(o.member_id, ""), said(o.lines), o.status) for o in plan.gone)


def amount_of(order: DraftOrder) -> int | None:
    if order.amount_fen is not None:
        return order.amount_fen
    amounts = [line.amount_fen for line in order.lines if line.amount_fen is not None]
    return sum(amounts) if amounts else None


# ---- how lines were taken before


def load_memory(session: Session, group_buy_id: int | None) -> Memory:
    """How the lines of this group buy's list were taken before."""
    if group_buy_id is None:
        return NO_MEMORY
    query = select(ListLine.key, ListLine.reading).where(ListLine.group_buy_id == group_buy_id, ListLine.key != "")
    return memory_from_json({row[0]: row[1] for row in session.execute(query)})


def usual_product(session: Session, group_buy_id: int | None) -> str:
    """What a line without a product means: what it meant the last time, else the only product of the group buy."""
    if group_buy_id is None:
        return ""
    lines = session.execute(
        select(ListLine.key, ListLine.reading).where(ListLine.group_buy_id == group_buy_id).order_by(ListLine.key)
    ).first()
    if lines is not None:
        # Products that an earlier paste brought along say nothing about lines without one.
        return str(lines[1].get("product", "")) if lines[0] == "" else ""
    products = group_buy_products(session, group_buy_id)
    return products[0].name if len(products) == 1 else ""
