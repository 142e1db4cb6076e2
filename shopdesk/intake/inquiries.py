"""Chat lines pasted to a member: which of them ask for something, and for which product. Pure; never raises."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Product, ProductAlias
from shopdesk.intake.jielong.chat import scan_sender
from shopdesk.members.inquiries import InquiryNote

_ASKING = (
    "想要", "想买", "想吃", "想订", "想问", "要买", "求购", "求团", "有没有", "还有", "有吗", "有么", "有货",
    "多少钱", "怎么卖", "什么价",
    "什么时候", "几时", "哪天", "能不能", "可以团", "会团", "再团", "下次",
    "给我留", "帮我留", "预定", "预订", "开团", "吗", "?",
)  # fmt: skip
_SHORTEST = 2
"""A single character stands in too many words."""


@dataclass(frozen=True)
class ChatLine:
    words: str
    products: tuple[tuple[int, str], ...]
    """(id, name) of those that the line names, in the order in which they stand."""
    wanted: bool
    """Whether it is likely to be noted: it asks, or names a product, and this member said it."""
    reason: str
    """Why it is likely not: other (somebody else said it) | nothing (neither asks nor names anything), else ''."""

    def notes(self) -> list[InquiryNote]:
        return [InquiryNote(self.words, product) for product, _name in self.products] or [InquiryNote(self.words, None)]


@dataclass(frozen=True)
class KnownProduct:
    id: int
    name: str
    folded: tuple[str, ...]
    """Its name and nicknames as they are looked for."""


def known_products(session: Session) -> list[KnownProduct]:
    """Of several specs with one name the first that is on sale stands for all."""
    nicknames: dict[int, list[str]] = {}
    for product, folded in session.execute(select(ProductAlias.product_id, ProductAlias.folded)):
        nicknames.setdefault(product, []).append(folded)
    rows = session.execute(select(Product.id, Product.name).order_by(Product.active.desc(), Product.id))
    return [KnownProduct(row.id, row.name, (fold(row.name), *nicknames.get(row.id, ()))) for row in rows]


def read_chat(text: str, products: Iterable[KnownProduct], names: Collection[str] = ()) -> list[ChatLine]:
    """The lines that were said. When somebody of `names` (folded) is among those who wrote, only theirs are wanted."""
    said = list(_said(text))
    theirs = any(fold(sender) in names for sender, _words in said if sender)
    finder = _finder(products)
    lines = []
    for sender, words in said:
        found = _named(words, finder)
        other = theirs and fold(sender) not in names
        asks = bool(found) or any(mark in fold(words) for mark in _ASKING)
        lines.append(ChatLine(words, found, asks and not other, "other" if other else "" if asks else "nothing"))
    return lines


def recognise(words: str, products: Iterable[KnownProduct]) -> int | None:
    """The first product that the words name."""
    found = _named(clean_text(words), _finder(products))
    return found[0][0] if found else None


def _said(text: str) -> Iterable[tuple[str, str]]:
    sender = ""
    for raw in text.splitlines():
        line = clean_text(raw)
        if not line:
            continue
        head = scan_sender(line)
        if head is None:
            yield sender, line
            continue
        sender = head.name or sender
        if head.said:
            yield sender, clean_text(head.said)


def _finder(products: Iterable[KnownProduct]) -> list[tuple[str, KnownProduct]]:
    """The longest names first: 砂糖橘 before 橘子."""
    words: dict[str, KnownProduct] = {}
    for product in products:
        for folded in product.folded:
            if len(folded) >= _SHORTEST:
                words.setdefault(folded, product)
    return sorted(words.items(), key=lambda item: -len(item[0]))


def _named(words: str, finder: list[tuple[str, KnownProduct]]) -> tuple[tuple[int, str], ...]:
    text = fold(words)
    found: dict[int, tuple[int, str]] = {}
    for name, product in finder:
        at = text.find(name)
        while at >= 0:
            found[product.id] = min(found.get(product.id, (at, product.name)), (at, product.name))
            text = text[:at] + "\0" * len(name) + text[at + len(name) :]
            at = text.find(name)
    return tuple((product, name) for product, (_at, name) in sorted(found.items(), key=lambda item: item[1][0]))
