"""What the owner sees before anything is written: rows with their effect, doubts first, and what is to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import fold
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import GroupBuyProduct, ImportRun, Product
from shopdesk.intake.draft import Answers, Draft
from shopdesk.intake.effects import Effects, count_effects, said
from shopdesk.intake.list_lines import Line, Mend, draft_of_lines, lines_of
from shopdesk.intake.list_memory import load_memory, usual_product
from shopdesk.intake.mending import Lesson, NameLesson, lessons_of, names_of
from shopdesk.intake.plan import Plan, find_group_buy, make_plan, with_remembered
from shopdesk.intake.questions import NEW, Question, door_of, find_questions
from shopdesk.intake.several_lists import split_lists
from shopdesk.intake.sources import Parsed, Source, Wish, load_catalogue, load_mappings, make_draft, parse, parse_table
from shopdesk.intake.tables import Mapping as ColumnMapping
from shopdesk.intake.unit_questions import UnitAnswers, UnitQuestion, find_unit_questions, settle_units
from shopdesk.members.candidates import find_candidates
from shopdesk.orders.group_buys import GroupBuyChoice, group_buy_choices
from shopdesk.orders.product_index import ProductIndex


@dataclass(frozen=True)
class Choices:
    """What the owner has decided so far; nothing of it is stored before the import."""

    group_buy: int | None = None
    """None: the one that fits; NEW: a new one."""
    title: str = ""
    """Of a new group buy; "" is the title of the list."""
    mends: Mapping[str, Mend] = field(default_factory=dict)
    prices: Mapping[str, int] = field(default_factory=dict)
    units: UnitAnswers = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


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
    names: tuple[NameLesson, ...] = ()
    unpriced: tuple[str, ...] = ()
    units: tuple[UnitQuestion, ...] = ()
    gone: tuple[Gone, ...] = ()
    unique_names: bool = False
    """Nicknames count as one person's: decided here or before."""
    by_unique_name: int = 0
    """People of a 接龙 whom only that settles, or would settle."""
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
    lists = split_lists(source.text) if parsed.jielong is not None else ()
    if lists:
        return replace(parsed, product=wish.product or "", lists=lists)
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
    settled = settle_units(session, mended.draft, lines, choices.units)
    if settled != lines:
        lines = settled
        mended = draft_of_lines(reading, lines, title=title, prices=choices.prices)
    source = parsed.source
    draft = replace(
        mended.draft,
        group_buy_id=group_buy_id,
        new_group_buy=group_buy_id is None,
        unit_answers=choices.units,
        file_name=source.file_name,
        sha256=source.sha256,
    )
    preview = Preview(
        parsed, draft, Plan(), Effects(), lines=lines, order_of_line=mended.order_of_line,
        group_buys=tuple(group_buy_choices(session)), lessons=lessons_of(reading, lines),
        names=names_of(lines),
        unpriced=_unpriced(session, draft), units=find_unit_questions(session, draft, choices.units),
    )  # fmt: skip
    return _preview(session, preview, choices, progress)


def _preview(session: Session, preview: Preview, choices: Choices, progress: Progress) -> Preview:
    plan = make_plan(session, preview.draft, choices.answers, progress)
    return replace(
        preview,
        plan=plan,
        effects=count_effects(preview.draft, plan, choices.answers),
        questions=find_questions(session, preview.draft, plan, choices.answers),
        gone=_gone(session, plan),
        unique_names=bool(with_remembered(session, preview.draft, choices.answers).unique_names),
        by_unique_name=_settled_by_name(preview.draft, plan),
        imported_before=_imported_before(session, preview.draft),
        zone=read_shop(session).time_zone,
    )


def _settled_by_name(draft: Draft, plan: Plan) -> int:
    if draft.kind != "jielong":
        return 0
    people = [order.person for order in plan.orders if order.person is not None]
    return len({door_of(person) for person in people if person.namesake is not None})


def _imported_before(session: Session, draft: Draft) -> int | None:
    same = select(func.max(ImportRun.imported_at)).where(ImportRun.sha256 == draft.sha256)
    return session.scalar(same) if draft.sha256 else None


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


def _gone(session: Session, plan: Plan) -> tuple[Gone, ...]:
    ids = sorted({order.member_id for order in plan.gone})
    names = {member: candidate.name for member, candidate in find_candidates(session, ids).items()}
    return tuple(Gone(o.id, names.get(o.member_id, ""), said(o.lines), o.status) for o in plan.gone)
