"""What the shop has learned from the owner's answers, in words, and how each piece is forgotten: then it asks again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.data.shop import save_setting
from shopdesk.data.tables import (
    Alias,
    AliasRefusal,
    ColumnMapping,
    DuplicateDecision,
    GroupBuy,
    ListLine,
    Member,
    Product,
    ProductAlias,
    ProductUnit,
)
from shopdesk.intake.field_names import field_title
from shopdesk.intake.history import kind_name as table_kind_name
from shopdesk.intake.importing import PASSWORDS, known_passwords
from shopdesk.intake.list_memory import mend_from_json
from shopdesk.intake.tables import mapping_from_json
from shopdesk.members.aliases import alias_kind_name
from shopdesk.members.search import refresh_search_text
from shopdesk.members.unique_names import remember_unique_names, unique_names_since
from shopdesk.orders.products import forget_nicknames, product_label
from shopdesk.orders.units import UnitRule, say_rule

KINDS = ("alias", "refusal", "different", "nickname", "unit", "list_line", "mapping", "password", "unique_names")
_FIELDS_SHOWN = 6
_MEMBER = (Member.name, Member.room, Member.phone)


@dataclass(frozen=True)
class Learned:
    kind: str
    """Of KINDS."""
    id: int
    """Of the row in its table, or the place in a list."""
    what: str
    where: str
    """What it came from."""
    at: int | None
    """When it was learned; None where nobody wrote that down."""


def learned_kind_name(kind: str) -> str:
    return {
        "alias": _("会员的别名"),
        "refusal": _("不是这位会员"),
        "different": _("不是同一个人"),
        "nickname": _("商品的叫法"),
        "unit": _("单位"),
        "list_line": _("接龙的一行"),
        "mapping": _("表格的列"),
        "password": _("表格的密码"),
        "unique_names": _("昵称不重名"),
    }[kind]


# ---- seen


def list_learned(session: Session, text: str = "", kinds: Iterable[str] = ()) -> list[Learned]:
    """Everything of these kinds (all when empty) that says `text`, kind after kind, the newest first."""
    wanted, words = set(kinds) or set(KINDS), [fold(word) for word in text.split()]
    found: list[Learned] = []
    for kind in KINDS:
        if kind in wanted:
            rows = [row for row in _READERS[kind](session) if _says(row, words)]
            found += sorted(rows, key=lambda row: -(row.at or 0))
    return found


def _says(row: Learned, words: list[str]) -> bool:
    if not words:
        return True
    said = fold(row.what + row.where)
    return all(word in said for word in words)


def _source_name(source: str) -> str:
    return {"hand": _("手工填写"), "import": _("导入"), "merge": _("合并会员")}.get(source, source)


def _with_room(name: str, room: str) -> str:
    return _("{name}（{detail}）").format(name=name, detail=room) if room else name


def _who(name: str, room: str, phone: str | None) -> str:
    """With what tells the member from a namesake."""
    return _with_room(name, room or (_("尾号 {tail}").format(tail=phone[-4:]) if phone else ""))


def _is(heard: str, meant: str) -> str:
    return _("“{heard}”就是“{meant}”").format(heard=heard, meant=meant)


def _aliases(session: Session) -> Iterator[Learned]:
    columns = (Alias.id, Alias.name, Alias.room, Alias.kind, Alias.source, Alias.created_at)
    for row in session.execute(select(*columns, *_MEMBER).join(Member, Member.id == Alias.member_id)):
        heard = _with_room(row[1], row[2])
        where = _("{kind} · {source}").format(kind=alias_kind_name(row[3]), source=_source_name(row[4]))
        yield Learned("alias", row[0], _is(heard, _who(*row[6:9])), where, row[5])


def _refusals(session: Session) -> Iterator[Learned]:
    columns = (AliasRefusal.id, AliasRefusal.name, AliasRefusal.room, AliasRefusal.decided_at)
    for row in session.execute(select(*columns, *_MEMBER).join(Member, Member.id == AliasRefusal.member_id)):
        what = _("“{heard}”不是会员“{member}”").format(heard=_with_room(row[1], row[2]), member=_who(*row[4:7]))
        yield Learned("refusal", row[0], what, _("导入时的回答"), row[3])


def _different(session: Session) -> Iterator[Learned]:
    one, other = aliased(Member), aliased(Member)
    rows = session.execute(
        select(
            DuplicateDecision.id,
            one.name,
            one.room,
            one.phone,
            other.name,
            other.room,
            other.phone,
            DuplicateDecision.decided_at,
        )
        .join(one, one.id == DuplicateDecision.low_id)
        .join(other, other.id == DuplicateDecision.high_id)
        .where(DuplicateDecision.decision == "different")
    )
    for row in rows:
        what = _("“{one}”和“{other}”不是同一个人").format(one=_who(*row[1:4]), other=_who(*row[4:7]))
        yield Learned("different", row[0], what, _("查重时的回答"), row[7])


def _nicknames(session: Session) -> Iterator[Learned]:
    columns = (ProductAlias.id, ProductAlias.name, Product.name, Product.spec, ProductAlias.learned_at)
    for row in session.execute(select(*columns).join(Product, Product.id == ProductAlias.product_id)):
        where = _("导入时的改正") if row[4] is not None else _("手工填写")
        yield Learned("nickname", row[0], _is(row[1], product_label(row[2], row[3])), where, row[4])


def _units(session: Session) -> Iterator[Learned]:
    columns = (ProductUnit.id, Product.name, Product.spec, Product.unit, ProductUnit.unit, ProductUnit.base_milli)
    rows = session.execute(select(*columns, ProductUnit.decided_at).join(Product, Product.id == ProductUnit.product_id))
    for row in rows:
        rule = say_rule(row[3], UnitRule(row[4], row[5]))
        what = _("{product}：{rule}").format(product=product_label(row[1], row[2]), rule=rule)
        yield Learned("unit", row[0], what, _("导入时的回答"), row[6])


def _list_lines(session: Session) -> Iterator[Learned]:
    """Of the group buys that are still open: later nothing is pasted again."""
    rows = session.execute(
        select(ListLine.id, ListLine.key, ListLine.reading, GroupBuy.title)
        .join(GroupBuy, GroupBuy.id == ListLine.group_buy_id)
        .where(GroupBuy.status == "open")
        .order_by(ListLine.id)
    )
    for line_id, key, reading, title in rows:
        what = _line_words(key, reading)
        if what:
            yield Learned("list_line", line_id, what, title, None)


def _line_words(key: str, reading: dict[str, object]) -> str:
    if not key:
        product = str(reading.get("product", ""))
        return _("没写商品的算“{product}”").format(product=product) if product else ""
    if "held" in reading:
        return _("有一行等您确认是谁") if reading["held"] == "person" else _("有一行没有看懂，等您确认")
    mend = mend_from_json(reading)
    if mend is None:
        return ""
    entry = mend.entry
    goods = _("、").join(f"{item.product} {item.qty:f}{item.unit or ''}" for item in entry.items)
    who = _with_room(entry.name, entry.room or "")
    if not mend.taken:
        return _("{name}：不导入").format(name=who)
    return _("{name}：{text}").format(name=who, text=_("取消") if entry.cancelled else goods)


def _mappings(session: Session) -> Iterator[Learned]:
    columns = (ColumnMapping.id, ColumnMapping.mapping, ColumnMapping.saved_at)
    for row_id, data, saved_at in session.execute(select(*columns)):
        mapping = mapping_from_json(data)
        if mapping is None:
            yield Learned("mapping", row_id, _("旧版本记下的一种表格"), "", saved_at)
            continue
        titles = [field_title(mapping.kind, name) for name in mapping.fields if name]
        shown = _("、").join(titles[:_FIELDS_SHOWN]) + ("…" if len(titles) > _FIELDS_SHOWN else "")
        what = _("{kind}表，{count} 列：{titles}").format(
            kind=table_kind_name(mapping.kind), count=len(mapping.fields), titles=shown
        )
        yield Learned("mapping", row_id, what, mapping.preset or _("对列时的选择"), saved_at)


def _passwords(session: Session) -> Iterator[Learned]:
    """Masked: only the last character shows which one it is."""
    for place, word in enumerate(known_passwords(session)):
        shown = "•" * max(len(word) - 1, 3) + word[-1:] if len(word) > 3 else "•" * 4
        yield Learned("password", place, _("打开加密表格的密码 {shown}").format(shown=shown), _("导入"), None)


def _unique_names(session: Session) -> Iterator[Learned]:
    since = unique_names_since(session)
    if since:
        what = _("群里昵称不重名：名字和一位会员完全一样就当是他")
        yield Learned("unique_names", 0, what, _("导入时的回答"), since)


_READERS: dict[str, Callable[[Session], Iterator[Learned]]] = {
    "alias": _aliases,
    "refusal": _refusals,
    "different": _different,
    "nickname": _nicknames,
    "unit": _units,
    "list_line": _list_lines,
    "mapping": _mappings,
    "password": _passwords,
    "unique_names": _unique_names,
}

# ---- forgotten

_TABLES = {
    "refusal": AliasRefusal,
    "different": DuplicateDecision,
    "unit": ProductUnit,
    "list_line": ListLine,
    "mapping": ColumnMapping,
}
_CHUNK = 500


def forget(session: Session, wanted: Iterable[Learned]) -> int:
    """Forget these; the next import asks again. Returns how many were still there."""
    ids: dict[str, list[int]] = {}
    for row in wanted:
        ids.setdefault(row.kind, []).append(row.id)
    forgotten = 0
    for kind, chosen in ids.items():
        if kind == "alias":
            forgotten += _forget_aliases(session, chosen)
        elif kind == "nickname":
            forgotten += forget_nicknames(session, chosen)
        elif kind == "password":
            kept = [word for place, word in enumerate(known_passwords(session)) if place not in chosen]
            forgotten += len(known_passwords(session)) - len(kept)
            save_setting(session, PASSWORDS, kept)
        elif kind == "unique_names":
            forgotten += remember_unique_names(session, False)
        else:
            forgotten += _delete(session, _TABLES[kind], chosen)
    return forgotten


def _forget_aliases(session: Session, ids: list[int]) -> int:
    members: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        members |= set(session.scalars(select(Alias.member_id).where(Alias.id.in_(ids[start : start + _CHUNK]))))
    forgotten = _delete(session, Alias, ids)
    refresh_search_text(session, sorted(members))
    return forgotten


def _delete(session: Session, table: type, ids: list[int]) -> int:
    """Ids of rows that are gone already do not count."""
    forgotten = 0
    for start in range(0, len(ids), _CHUNK):
        here = table.id.in_(ids[start : start + _CHUNK])  # type: ignore[attr-defined]
        forgotten += session.scalar(select(func.count()).select_from(table).where(here)) or 0
        session.execute(delete(table).where(here))
    session.expire_all()
    return forgotten
