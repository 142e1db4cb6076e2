"""What members looked for or asked about: noted by hand or from chat, with their own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Inquiry, Product

_LONGEST = 300


@dataclass(frozen=True)
class InquiryNote:
    words: str
    product_id: int | None


@dataclass(frozen=True)
class InquiryRow:
    id: int
    at: int
    words: str
    product: str
    """Its name, or '' where none was recognised."""
    how: str
    """hand | chat"""


def add_inquiries(
    session: Session, member_id: int, notes: Iterable[InquiryNote], how: str = "hand", at: int | None = None
) -> int:
    """Note these; returns how many. Chat that was noted before is not noted again. Raises ShopError for empty words."""
    before = select(Inquiry.words, Inquiry.product_id).where(Inquiry.member_id == member_id)
    known = {(words, product) for words, product in session.execute(before)}
    rows = []
    for note in dict.fromkeys(notes):
        words = clean_text(note.words)[:_LONGEST]
        if not words:
            raise ShopError(_("还没写问了什么。"), code="no_words")
        if how == "chat" and (words, note.product_id) in known:
            continue
        rows.append(
            {"member_id": member_id, "product_id": note.product_id, "words": words, "at": now() if at is None else at,
             "how": how}
        )  # fmt: skip
    if rows:
        session.execute(insert(Inquiry), rows)
    return len(rows)


def remove_inquiry(session: Session, inquiry_id: int) -> None:
    session.execute(delete(Inquiry).where(Inquiry.id == inquiry_id))
    session.expire_all()


def list_inquiries(session: Session, member_id: int, most: int = 30) -> list[InquiryRow]:
    """The newest first."""
    rows = session.execute(
        select(Inquiry.id, Inquiry.at, Inquiry.words, func.coalesce(Product.name, ""), Inquiry.how)
        .outerjoin(Product, Product.id == Inquiry.product_id)
        .where(Inquiry.member_id == member_id)
        .order_by(Inquiry.at.desc(), Inquiry.id.desc())
        .limit(most)
    )
    return [InquiryRow(*row) for row in rows]
