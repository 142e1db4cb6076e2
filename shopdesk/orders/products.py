"""Products and what people call them. A nickname belongs to one product only; a product is its name and its spec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.tables import GroupBuyProduct, OrderLine, Product, ProductAlias
from shopdesk.members.search import search_text_of, search_words
from shopdesk.members.segments.goods import product_ids as ids_of_product
from shopdesk.members.segments.names_in_rules import rename_in_rules
from shopdesk.orders.product_index import LONGEST_NAME, find_product


@dataclass(frozen=True)
class ProductRow:
    id: int
    name: str
    spec: str
    unit: str
    price_fen: int | None
    cost_fen: int | None
    category: str
    supplier: str
    fresh: bool
    picture_id: int | None
    active: bool
    nicknames: tuple[str, ...]

    @property
    def label(self) -> str:
        return product_label(self.name, self.spec)


def product_label(name: str, spec: str) -> str:
    """砂糖橘 5斤装: how a product is called in one line."""
    return f"{name} {spec}" if spec else name


# ---- writing


def create_product(
    session: Session,
    name: str,
    spec: str = "",
    *,
    unit: str = "",
    price_fen: int | None = None,
    cost_fen: int | None = None,
    category: str = "",
    supplier: str = "",
    fresh: bool = False,
    picture_id: int | None = None,
    active: bool = True,
    nicknames: Iterable[str] = (),
) -> int:
    """The new product's id; a ShopError when name and spec are taken or a nickname belongs to another product."""
    product = Product(picture_id=picture_id, active=active)
    _fill(product, name=name, spec=spec, unit=unit, price_fen=price_fen, cost_fen=cost_fen,
          category=category, supplier=supplier, fresh=fresh)  # fmt: skip
    _refuse_double(session, product)
    session.add(product)
    session.flush()
    _set_nicknames(session, product, nicknames)
    return product.id


def edit_product(
    session: Session, product_id: int, *, nicknames: Iterable[str] | None = None, **changes: Any
) -> ProductRow:
    """Change the named values (those of create_product); `nicknames` replaces all of them.

    Rules of segments and tags follow its name, unless the old one still finds a product.
    """
    product = _product(session, product_id)
    old = product.name
    for key in ("picture_id", "active"):
        if key in changes:
            setattr(product, key, changes.pop(key))
    _fill(product, **changes)
    _refuse_double(session, product)
    session.flush()
    if nicknames is None:
        nicknames = session.scalars(select(ProductAlias.name).where(ProductAlias.product_id == product_id)).all()
    _set_nicknames(session, product, nicknames)
    if product.name != old and not ids_of_product(session, old):
        for field in ("product", "asked_product"):
            rename_in_rules(session, field, old, product.name)
    return product_rows(session, [product_id])[product_id]


def learn_nickname(session: Session, product_id: int, nickname: str, *, learned_at: int | None = None) -> bool:
    """Remember another name people use; False when it is already known, or is another product's.

    `learned_at`: when a correction in an import taught it; None: it was written by hand.
    """
    product = _product(session, product_id)
    folded = fold(clean_text(nickname))
    if not folded or find_product(session, nickname) is not None:
        return False
    session.add(ProductAlias(product_id=product_id, folded=folded, name=clean_text(nickname), learned_at=learned_at))
    session.flush()
    _refresh_search_text(session, product)
    return True


def forget_nicknames(session: Session, alias_ids: Iterable[int]) -> int:
    """Returns how many were still there."""
    found = [alias for alias_id in alias_ids if (alias := session.get(ProductAlias, alias_id)) is not None]
    products = {alias.product_id for alias in found}
    for alias in found:
        session.delete(alias)
    session.flush()
    for product_id in sorted(products):
        _refresh_search_text(session, _product(session, product_id))
    return len(found)


def remove_product(session: Session, product_id: int) -> None:
    """Only a product that nobody ordered; one with orders can be put out of sale instead."""
    product = _product(session, product_id)
    if session.scalar(select(OrderLine.id).where(OrderLine.product_id == product_id).limit(1)) is not None:
        raise ShopError(
            _("“{name}”已经有人买过，不能删除。").format(name=product_label(product.name, product.spec)),
            _("可以把它改成“已下架”，以后就不会再出现在选择里。"),
        )
    session.execute(delete(GroupBuyProduct).where(GroupBuyProduct.product_id == product_id))
    session.delete(product)
    session.flush()


def _product(session: Session, product_id: int) -> Product:
    product = session.get(Product, product_id)
    if product is None:
        raise ShopError(_("这个商品已经不在了。"), _("请刷新后再试。"), "gone")
    return product


def _fill(product: Product, **values: Any) -> None:
    for key, value in values.items():
        if key not in ("name", "spec", "unit", "price_fen", "cost_fen", "category", "supplier", "fresh"):
            raise TypeError(f"a product has no {key!r}")
        setattr(product, key, clean_text(value) if isinstance(value, str) else value)
    if not product.name:
        raise ShopError(_("商品要有名称。"), _("请填写商品名称。"))
    if len(product.name) > LONGEST_NAME or len(product.spec or "") > LONGEST_NAME:
        raise ShopError(_("商品名称太长了。"), _("请控制在 {most} 个字以内。").format(most=LONGEST_NAME))
    if (product.price_fen or 0) < 0 or (product.cost_fen or 0) < 0:
        raise ShopError(_("价格不能是负数。"), _("请改成 0 或更大的数。"))


def _refuse_double(session: Session, product: Product) -> None:
    with session.no_autoflush:
        twin = session.scalar(
            select(Product.id).where(Product.name == product.name, Product.spec == (product.spec or ""))
        )
    if twin is not None and twin != product.id:
        raise ShopError(
            _("已经有“{name}”这个商品了。").format(name=product_label(product.name, product.spec or "")),
            _("请换一个名称或规格，或者修改原来的商品。"),
            "exists",
        )


def _set_nicknames(session: Session, product: Product, nicknames: Iterable[str]) -> None:
    wanted = {fold(clean_text(name)): clean_text(name) for name in nicknames}
    wanted.pop("", None)
    taken = session.execute(
        select(ProductAlias.name, Product.name)
        .join(Product, Product.id == ProductAlias.product_id)
        .where(ProductAlias.folded.in_(wanted), ProductAlias.product_id != product.id)
    ).first()
    if taken is not None:
        raise ShopError(
            _("“{nickname}”已经是“{product}”的叫法了。").format(nickname=taken[0], product=taken[1]),
            _("一个叫法只能指一个商品，请先从那个商品里去掉。"),
            "exists",
        )
    known = session.scalars(select(ProductAlias).where(ProductAlias.product_id == product.id)).all()
    for alias in known:
        if alias.folded not in wanted:
            session.delete(alias)
        else:
            alias.name = wanted.pop(alias.folded)
    session.flush()
    for folded, name in wanted.items():
        session.add(ProductAlias(product_id=product.id, folded=folded, name=name))
    session.flush()
    _refresh_search_text(session, product)


def _refresh_search_text(session: Session, product: Product) -> None:
    names = session.scalars(
        select(ProductAlias.name).where(ProductAlias.product_id == product.id).order_by(ProductAlias.folded)
    )
    product.search_text = search_text_of((product.name + product.spec, product.name, *names))
    session.flush()


# ---- lists


def product_ids(
    session: Session, text: str = "", *, sort: str = "name", descending: bool = False, active_only: bool = False
) -> list[int]:
    """Ids of the products that match, those on sale first; sort: name, spec, price, cost, category, supplier."""
    order = {
        "name": Product.name, "spec": Product.spec, "price": Product.price_fen,
        "category": Product.category, "supplier": Product.supplier, "cost": Product.cost_fen,
    }[sort]  # fmt: skip
    query = select(Product.id).where(product_filter(text))
    if active_only:
        query = query.where(Product.active)
    ordered = order.desc() if descending else order.asc()
    return list(session.scalars(query.order_by(Product.active.desc(), ordered, Product.name, Product.spec, Product.id)))


def product_filter(text: str) -> ColumnElement[bool]:
    """A condition over Product: every blank-separated word stands in its search text."""
    words = [word for word in search_words(text) if word]
    return and_(True, *(Product.search_text.contains(word, autoescape=True) for word in words))


def product_rows(session: Session, ids: Sequence[int]) -> dict[int, ProductRow]:
    nicknames: dict[int, list[str]] = {}
    aliases = select(ProductAlias.product_id, ProductAlias.name).where(ProductAlias.product_id.in_(ids))
    for product_id, name in session.execute(aliases.order_by(ProductAlias.id)):
        nicknames.setdefault(product_id, []).append(name)
    rows = session.execute(
        select(
            Product.id, Product.name, Product.spec, Product.unit, Product.price_fen, Product.cost_fen,
            Product.category, Product.supplier, Product.fresh, Product.picture_id, Product.active,
        ).where(Product.id.in_(ids))
    )  # fmt: skip
    return {row.id: ProductRow(*row, nicknames=tuple(nicknames.get(row.id, ()))) for row in rows}


def find_products(session: Session, text: str, limit: int = 20) -> list[ProductRow]:
    """Products on sale that match what is being typed (Chinese, nickname, pinyin initials), best first."""
    words = [word for word in search_words(text) if word]
    starts = Product.search_text.startswith(words[0], autoescape=True) if words else Product.active
    ids = list(
        session.scalars(
            select(Product.id)
            .where(product_filter(text), Product.active)
            .order_by(starts.desc(), func.length(Product.search_text), Product.name, Product.id)
            .limit(limit)
        )
    )
    rows = product_rows(session, ids)
    return [rows[product_id] for product_id in ids]


def product_words(session: Session) -> tuple[list[str], list[str], list[str]]:
    """Categories, suppliers and units in use, for completion."""
    columns = (Product.category, Product.supplier, Product.unit)
    found = [
        session.scalars(select(column).distinct().where(column != "").order_by(column)).all() for column in columns
    ]
    return list(found[0]), list(found[1]), list(found[2])
