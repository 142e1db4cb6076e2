"""What can be chosen for a field that takes names: read from the shop, or the field's fixed words."""

from __future__ import annotations

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.data.tables import OrderLine, PickupPoint, Product, Segment, Tag, TagGroup
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.rules import FIELDS
from shopdesk.members.segments.wording import choice_title

_LOOSE_NAMES = 200


def list_choices(session: Session, field: str) -> list[tuple[str, str]]:
    """(value, title) in the order in which they are offered; of names in use the most frequent first."""
    if FIELDS[field].choices:
        return [(value, choice_title(field, value)) for value in FIELDS[field].choices]
    if field == "tag":
        tags = select(Tag.name).join(TagGroup, TagGroup.id == Tag.group_id)
        names = session.scalars(tags.order_by(TagGroup.position, Tag.position, Tag.id))
    elif field == "segment":
        names = session.scalars(select(Segment.name).order_by(Segment.position, Segment.id))
    elif field == "category":
        names = session.scalars(
            select(Product.category)
            .where(Product.category != "")
            .group_by(Product.category)
            .order_by(func.count().desc())
        )
    elif field in ("product", "asked_product"):
        return [(name, name) for name in _product_names(session)]
    elif field == "pickup_point":
        names = session.scalars(select(PickupPoint.name).order_by(PickupPoint.id))
    else:
        return [(name, name) for name in _words_in_use(session, field)]
    return [(name, name) for name in names]


def _product_names(session: Session) -> list[str]:
    """The products, then names of order lines that belong to none of them."""
    products = list(session.scalars(select(Product.name).distinct().order_by(Product.active.desc(), Product.name)))
    loose = (
        select(OrderLine.name)
        .where(OrderLine.product_id.is_(None))
        .group_by(OrderLine.name)
        .order_by(func.count().desc())
        .limit(_LOOSE_NAMES)
    )
    return list(dict.fromkeys([*products, *session.scalars(loose)]))


def _words_in_use(session: Session, field: str) -> list[str]:
    column = member_arrays(session).words[field]
    counts = np.bincount(column.codes, minlength=len(column.words)).tolist()
    used = [(-count, word) for word, count in zip(column.words, counts, strict=True) if word]
    return [word for _count, word in sorted(used)]
