"""The import as the owner saw it in the preview, with what was learned on the way, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.shop import read_setting, save_setting
from shopdesk.data.tables import ImportRun, Order
from shopdesk.intake.apply import Imported, import_draft
from shopdesk.intake.draft import Answers, Refused
from shopdesk.intake.from_jielong import SOURCE, order_key
from shopdesk.intake.list_memory import remember_list
from shopdesk.intake.mending import Lesson, NameLesson
from shopdesk.intake.preview import Preview, look_ahead, read_source
from shopdesk.intake.refused_rows import cells_of, header_of
from shopdesk.intake.sources import Source, Wish, open_file, open_text, save_mapping
from shopdesk.intake.tables import Mapping as ColumnMapping
from shopdesk.intake.unit_questions import own_units, remember_units
from shopdesk.members.aliases import add_alias
from shopdesk.members.unique_names import remember_unique_names
from shopdesk.orders.product_index import ProductIndex
from shopdesk.orders.products import learn_nickname

PASSWORDS = "intake.passwords"


@dataclass(frozen=True)
class Lessons:
    """What the shop is to know next time."""

    nicknames: tuple[Lesson, ...] = ()
    names: tuple[NameLesson, ...] = ()
    mapping: ColumnMapping | None = None
    password: str = ""


def import_preview(
    session: Session,
    preview: Preview,
    answers: Answers,
    lessons: Lessons | None = None,
    progress: Progress = SILENT,
) -> Imported:
    """Carry the preview out and remember; a second time with the same input changes nothing."""
    lessons = lessons or Lessons()

    def cells(refused: Refused) -> tuple[Any, ...]:
        return cells_of(preview.parsed, refused)

    own = own_units(session, preview.draft)
    result = import_draft(session, preview.draft, answers, progress, cells)
    remember_units(session, own, preview.draft.unit_answers)
    if result.import_id is not None:
        run = session.get_one(ImportRun, result.import_id)
        run.counts = {**run.counts, "header": list(header_of(preview.parsed))}
    decided = any(line.mended or not (line.taken or line.unread) for line in preview.lines)
    if result.group_buy_id is not None and (result.anything or decided):
        held = {order.order.key for order in result.held}
        orders = preview.draft.orders
        settled = [order is not None and orders[order].key not in held for order in preview.order_of_line]
        remember_list(session, result.group_buy_id, preview.lines, settled, preview.parsed.product)
    _learn_nicknames(session, lessons.nicknames)
    if result.group_buy_id is not None:
        _learn_names(session, result.group_buy_id, lessons.names)
    table = preview.parsed.table
    if lessons.mapping is not None and table is not None:
        save_mapping(session, table.header_key, lessons.mapping)
    if answers.unique_names is not None:
        remember_unique_names(session, answers.unique_names)
    if lessons.password:
        remember_password(session, lessons.password)
    return result


def import_lists(session: Session, lists: Iterable[str], wish: Wish) -> Imported:
    """Several lists from one text, one after another, each with its own group buy; the result of all."""
    whole = Imported()
    for text in lists:
        parsed = read_source(session, open_text(text), wish)
        result = import_preview(session, look_ahead(session, parsed), Answers())
        for counts, more in ((whole.added, result.added), (whole.changed, result.changed)):
            for key, count in more.items():
                counts[key] += count
        whole.cancelled += result.cancelled
        whole.unchanged += result.unchanged
        whole.rejected += result.rejected
        whole.warnings += result.warnings
        whole.needs_review += result.needs_review
        whole.held += result.held
    return whole


def _learn_nicknames(session: Session, nicknames: tuple[Lesson, ...]) -> None:
    if not nicknames:
        return
    index = ProductIndex.load(session)
    for lesson in nicknames:
        product_id = index.match(lesson.product)
        if product_id is not None:
            learn_nickname(session, product_id, lesson.heard, learned_at=now())


def _learn_names(session: Session, group_buy_id: int, names: tuple[NameLesson, ...]) -> None:
    """Whoever the corrected line's order belongs to is known by the name that stood there."""
    for lesson in names:
        key = f"{group_buy_id}|{order_key(lesson.name, lesson.room)}"
        member_id = session.scalar(select(Order.member_id).where(Order.source == SOURCE, Order.order_no == key))
        if member_id is not None:
            add_alias(session, member_id, lesson.heard, room=lesson.heard_room, source="import")


def known_passwords(session: Session) -> tuple[str, ...]:
    """What opened locked workbooks before, the last one first."""
    stored = read_setting(session, PASSWORDS, [])
    return tuple(str(word) for word in stored) if isinstance(stored, list) else ()


def open_with_known(path: Path, wish: Wish, known: tuple[str, ...], progress: Progress = SILENT) -> Source:
    """Open a file; a locked one for which no password was given with those that the shop remembers."""
    try:
        return open_file(path, wish, progress)
    except ShopError as error:
        if error.code != "password_needed" or wish.password is not None:
            raise
        for password in known:
            try:
                return open_file(path, replace(wish, password=password), progress)
            except ShopError as refused:
                if refused.code != "wrong_password":
                    raise
        raise


def remember_password(session: Session, password: str) -> None:
    known = known_passwords(session)
    if password not in known[:1]:
        save_setting(session, PASSWORDS, [password, *(word for word in known if word != password)][:10])
