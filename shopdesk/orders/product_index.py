"""Products found by what somebody wrote: name and spec, a nickname, or the name alone when only one has it."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import Product, ProductAlias
from shopdesk.members.search import search_text_of

LONGEST_NAME = 200


class ProductIndex:
    """All products by folded name, for bulk imports: load it once, match thousands of lines without SQL."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, str], int] = {}
        self._joined: dict[str, set[int]] = {}
        self._named: dict[str, set[int]] = {}
        self._nicknames: dict[str, int] = {}

    @classmethod
    def load(cls, session: Session) -> ProductIndex:
        index = cls()
        # Those on sale last: where two products have the same folded name, the one on sale answers.
        known = select(Product.id, Product.name, Product.spec).order_by(Product.active, Product.id)
        for product_id, name, spec in session.execute(known):
            index.register(product_id, name, spec)
        for alias in session.execute(select(ProductAlias.folded, ProductAlias.product_id)):
            index._nicknames[alias.folded] = alias.product_id
        return index

    def register(self, product_id: int, name: str, spec: str = "") -> None:
        """Know a product that is in the database already."""
        folded, folded_spec = fold(name), fold(spec)
        self._whole[folded, folded_spec] = product_id
        self._joined.setdefault(folded + folded_spec, set()).add(product_id)
        self._named.setdefault(folded, set()).add(product_id)

    def match(self, name: str, spec: str = "") -> int | None:
        """The product that is meant, or None: name and spec, then a nickname, then the name when only one has it.

        A spec that is written but not known never falls back to another spec.
        """
        folded, folded_spec = fold(name), fold(spec)
        if not folded:
            return None
        if (folded, folded_spec) in self._whole:
            return self._whole[folded, folded_spec]
        both = folded + folded_spec
        if both in self._nicknames:
            return self._nicknames[both]
        for candidates in (self._joined.get(both), None if folded_spec else self._named.get(folded)):
            if candidates is not None and len(candidates) == 1:
                return next(iter(candidates))
        return None

    def add(self, session: Session, name: str, spec: str = "", *, unit: str = "", price_fen: int | None = None) -> int:
        """The product that is meant, made now if there is none; returns its id."""
        name, spec = clean_text(name)[:LONGEST_NAME], clean_text(spec)[:LONGEST_NAME]
        found = self.match(name, spec)
        if found is not None:
            return found
        if not fold(name):
            raise ShopError(_("商品要有名称。"), _("请填写商品名称。"))
        values = {
            "name": name, "spec": spec, "unit": clean_text(unit), "price_fen": price_fen, "category": "",
            "supplier": "", "fresh": False, "active": True, "search_text": search_text_of((name + spec, name)),
        }  # fmt: skip
        product_id = session.scalars(insert(Product).returning(Product.id), [values]).one()
        self.register(product_id, name, spec)
        return product_id

    def names(self) -> list[str]:
        """Every folded name and nickname, for telling products from other words."""
        return list(dict.fromkeys((*self._named, *self._joined, *self._nicknames)))


def find_product(session: Session, name: str, spec: str = "") -> int | None:
    """The product that is meant by a name as somebody wrote it; for many at once use ProductIndex."""
    return ProductIndex.load(session).match(name, spec)
