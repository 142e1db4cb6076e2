"""Bringing text and files into a shop as the wizard and the command line do, and what then stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from shopdesk.data.database import Change, Database
from shopdesk.data.tables import Alias, GroupBuy, ImportRun, ListLine, Member, Order, OrderLine, Payment, Product
from shopdesk.intake.apply import Imported
from shopdesk.intake.draft import Answers
from shopdesk.intake.importing import Lessons, import_preview
from shopdesk.intake.preview import Choices, Preview, look_ahead, read_source
from shopdesk.intake.sources import Source, Wish, open_file, open_text

DATA = Path(__file__).parent.parent / "data"
TABLES = (Member, Alias, Product, GroupBuy, Order, OrderLine, Payment, ImportRun, ListLine)


@dataclass(frozen=True)
class Brought:
    preview: Preview
    result: Imported
    change: Change


def preview_of(
    database: Database, source: str | Path | Source, choices: Choices | None = None, wish: Wish | None = None
) -> Preview:
    if isinstance(source, str):
        source = open_text(source)
    elif isinstance(source, Path):
        source = open_file(source, wish)
    with database.read() as session:
        return look_ahead(session, read_source(session, source, wish), choices)


def bring_in(
    database: Database,
    source: str | Path | Source,
    choices: Choices | None = None,
    wish: Wish | None = None,
    lessons: Lessons | None = None,
) -> Brought:
    preview = preview_of(database, source, choices, wish)
    answers = choices.answers if choices is not None else Answers()
    result, change = database.change("导入", lambda session: import_preview(session, preview, answers, lessons))
    return Brought(preview, result, change)


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what an import can touch."""
    with database.read() as session:
        return {
            table.__tablename__: [tuple(row) for row in session.execute(select(*table.__table__.columns))]
            for table in TABLES
        }


def orders_of(database: Database) -> dict[str, tuple[str, str, int]]:
    """Of each buyer: the status, what was ordered, the amount in 分."""
    with database.read() as session:
        rows = session.execute(
            select(Member.name, Order.id, Order.status, Order.amount_fen)
            .join(Order, Order.member_id == Member.id)
            .order_by(Order.id)
        ).all()
        found = {}
        for name, order_id, status, amount in rows:
            lines = session.execute(
                select(OrderLine.name, OrderLine.qty_milli).where(OrderLine.order_id == order_id).order_by(OrderLine.id)
            )
            said = " ".join(f"{product}×{qty / 1000:g}" for product, qty in lines)
            found[name] = (status, said, amount)
        return found


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
