"""Two members become one, and one becomes two again, even after a restart.

Rows of any table that points to the member who is gone move to the one who is kept. What cannot move (a tag that both
have) and what the kept member's own row was before is written down in `member_merge.gone`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, delete, insert, select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.data.tables import Alias, Base, MemberMerge, MemberSummary, MemberTag
from shopdesk.members.aliases import add_alias
from shopdesk.members.search import refresh_search_text
from shopdesk.members.tagging import drop_automatic_tags

_members: Table = Base.metadata.tables["member"]
_refusals: Table = Base.metadata.tables["alias_refusal"]
_tag_refusals: Table = Base.metadata.tables["tag_refusal"]
# Facts that the kept member takes over where it has none.
_FILLED = (
    "real_name", "phone", "phone_masked", "wechat_id", "gender", "birthday", "community", "building", "room",
    "address", "source", "pickup_point_id", "number", "referral_code",
)  # fmt: skip
_UNIQUE = ("number", "referral_code")


def merge_members(session: Session, keep_id: int, gone_id: int) -> int:
    """Make `gone_id` part of `keep_id`: orders, aliases, tags, notes, referrals, touches. Returns the merge's id."""
    if keep_id == gone_id:
        raise ShopError(_("请选择两位不同的会员。"), code="same_member")
    session.flush()
    kept, gone = _row_of(session, keep_id), _row_of(session, gone_id)
    drop_automatic_tags(session, keep_id, gone_id)
    moved, dropped = _move_rows(session, gone_id, keep_id)
    _drop_own_refusals(session, keep_id, (kept, gone), moved, dropped)
    _drop_refusals_of_own_tags(session, keep_id, gone_id, moved, dropped)
    session.execute(delete(_members).where(_members.c.id == gone_id))
    changes = _joined_facts(kept, gone)
    if changes:
        session.execute(update(_members).where(_members.c.id == keep_id).values(**changes))
    session.expire_all()
    added = _keep_names(session, keep_id, {**kept, **changes}, gone)
    merge = MemberMerge(
        kept_id=keep_id,
        merged_at=now(),
        gone={
            "member": gone,
            "kept": keep_id,
            "before": {key: kept[key] for key in changes},
            "after": changes,
            "moved": moved,
            "dropped": dropped,
            "aliases": added,
        },
    )
    session.add(merge)
    session.flush()
    refresh_search_text(session, [keep_id])
    return merge.id


def unmerge(session: Session, merge_id: int) -> int:
    """Take a merge back; returns the id of the member who is there again. What came since stays with the kept one."""
    merge = session.get(MemberMerge, merge_id)
    if merge is None:
        raise ShopError(_("找不到这次合并的记录。"), _("可能已经拆开了。"), "no_merge")
    record, kept_id = merge.gone, merge.kept_id
    session.execute(delete(Alias).where(Alias.id.in_(record["aliases"]), Alias.member_id == kept_id))
    _take_facts_back(session, kept_id, record)
    gone_id = _bring_back(session, record["member"])
    for column in _columns_to_members():
        ids = record["moved"].get(f"{column.table.name}.{column.name}", [])
        table = column.table
        session.execute(update(table).where(table.c.id.in_(ids), column == kept_id).values({column: gone_id}))
    # The kept member may have been merged on since, and either id may be somebody else's now.
    now_ids = {record["member"]["id"]: gone_id, record.get("kept", kept_id): kept_id}
    for name, rows in record["dropped"].items():
        for row in rows:
            _restore_row(session, Base.metadata.tables[name], row, now_ids)
    session.execute(delete(MemberMerge).where(MemberMerge.id == merge_id))
    session.expire_all()
    refresh_search_text(session, [kept_id, gone_id])
    return gone_id


# ---- rows that point to a member


def _columns_to_members() -> Iterator[Column[Any]]:
    """Every column of every table that points to a member, whatever rooms may come."""
    for table in Base.metadata.sorted_tables:
        if table.name == MemberSummary.__tablename__:
            continue  # derived, never moved
        for column in table.columns:
            if any(key.column is _members.c.id for key in column.foreign_keys):
                yield column


def _move_rows(
    session: Session, gone_id: int, keep_id: int
) -> tuple[dict[str, list[int]], dict[str, list[dict[str, Any]]]]:
    """Point the rows of the one to the other; returns the ids that moved and the rows that could not."""
    moved: dict[str, list[int]] = {}
    dropped: dict[str, list[dict[str, Any]]] = {}
    for column in _columns_to_members():
        table = column.table
        assert isinstance(table, Table)
        for row in session.execute(select(table).where(column == gone_id).order_by(table.c.id)).mappings().all():
            new = {**row, column.name: keep_id}
            if _is_impossible(session, table, new):
                dropped.setdefault(table.name, []).append(dict(row))
                session.execute(delete(table).where(table.c.id == row["id"]))
            else:
                session.execute(update(table).where(table.c.id == row["id"]).values({column: keep_id}))
                moved.setdefault(f"{table.name}.{column.name}", []).append(row["id"])
    return moved, dropped


def _drop_own_refusals(
    session: Session,
    keep_id: int,
    both: tuple[dict[str, Any], dict[str, Any]],
    moved: dict[str, list[int]],
    dropped: dict[str, list[dict[str, Any]]],
) -> None:
    """ "This name is not her" no longer holds for the names of either, now that the two are one."""
    names = set(session.scalars(select(Alias.folded).where(Alias.member_id == keep_id)))
    names |= {fold(row[key]) for row in both for key in ("name", "real_name") if row[key]}
    ids_moved = moved.get(f"{_refusals.name}.member_id", [])
    found = select(_refusals).where(_refusals.c.member_id == keep_id, _refusals.c.folded.in_(names))
    for row in session.execute(found.order_by(_refusals.c.id)).mappings().all():
        was = both[1]["id"] if row["id"] in ids_moved else keep_id
        dropped.setdefault(_refusals.name, []).append({**row, "member_id": was})
        session.execute(delete(_refusals).where(_refusals.c.id == row["id"]))


def _drop_refusals_of_own_tags(
    session: Session,
    keep_id: int,
    gone_id: int,
    moved: dict[str, list[int]],
    dropped: dict[str, list[dict[str, Any]]],
) -> None:
    """A tag that the owner gave to the one outweighs that it was taken from the other, as when it is given anew."""
    ids_moved = moved.get(f"{_tag_refusals.name}.member_id", [])
    own = select(MemberTag.tag_id).where(MemberTag.member_id == keep_id)
    found = select(_tag_refusals).where(_tag_refusals.c.member_id == keep_id, _tag_refusals.c.tag_id.in_(own))
    for row in session.execute(found.order_by(_tag_refusals.c.id)).mappings().all():
        was = gone_id if row["id"] in ids_moved else keep_id
        dropped.setdefault(_tag_refusals.name, []).append({**row, "member_id": was})
        session.execute(delete(_tag_refusals).where(_tag_refusals.c.id == row["id"]))


def _is_impossible(session: Session, table: Table, row: dict[str, Any]) -> bool:
    """Would it stand twice, or point from a member to the same member?"""
    pointing = [row[column.name] for column in _columns_to_members() if column.table is table]
    if len(set(pointing)) < len(pointing):
        return True
    if table.name == "duplicate_decision" and row["low_id"] > row["high_id"]:
        return True
    for unique in _unique_columns(table):
        if any(row[name] is None for name in unique):
            continue  # to SQL, unknown is never the same as unknown
        same = [table.c[name] == row[name] for name in unique]
        if session.execute(select(table.c.id).where(*same, table.c.id != row["id"])).first() is not None:
            return True
    return False


def _unique_columns(table: Table) -> Iterator[list[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]


def _restore_row(session: Session, table: Table, row: dict[str, Any], now_ids: dict[int, int]) -> None:
    """Put back a row that the merge had dropped, unless something has taken its place since."""
    restored = {key: value for key, value in row.items() if key in table.c}
    for column in table.columns:
        for key in column.foreign_keys:
            target = key.column
            if target is _members.c.id:
                restored[column.name] = now_ids.get(restored[column.name], restored[column.name])
            wanted = restored[column.name]
            if wanted is not None and not _exists(session, target, wanted):
                return
    if _exists(session, table.c.id, restored["id"]):
        del restored["id"]
    if not _is_impossible(session, table, {"id": -1, **restored}):
        session.execute(insert(table).values(**restored))


def _exists(session: Session, column: Column[Any], value: Any) -> bool:
    return session.execute(select(column).where(column == value)).first() is not None


# ---- the members' own rows


def _row_of(session: Session, member_id: int) -> dict[str, Any]:
    row = session.execute(select(_members).where(_members.c.id == member_id)).mappings().first()
    if row is None:
        raise ShopError(_("这位会员已经不在了。"), _("可能刚刚被删除或合并。"), "no_member")
    return {key: value for key, value in row.items() if key != "search_text"}


def _joined_facts(kept: dict[str, Any], gone: dict[str, Any]) -> dict[str, Any]:
    """What changes on the kept row: blanks filled, notes joined, the earlier date, the stricter contact rule."""
    changes: dict[str, Any] = {key: gone[key] for key in _FILLED if not kept[key] and gone[key]}
    lines = [kept["note"], gone["note"], *_lost_facts(kept, gone)]
    changes["note"] = "\n".join(dict.fromkeys(line for line in lines if line))
    changes["joined_at"] = min(kept["joined_at"], gone["joined_at"])
    if gone["do_not_contact"] and not kept["do_not_contact"]:
        changes |= {key: gone[key] for key in ("do_not_contact", "do_not_contact_reason")}
    if gone["marketing_consent"] and not kept["marketing_consent"]:
        changes |= {key: gone[key] for key in ("marketing_consent", "consent_at", "consent_how")}
    return {key: value for key, value in changes.items() if value != kept[key]}


def _lost_facts(kept: dict[str, Any], gone: dict[str, Any]) -> Iterator[str]:
    """Numbers that a member has once, said in the note when both have one."""
    for key, sentence in (
        ("phone", _("另一个手机号：{value}")),
        ("number", _("另一个会员编号：{value}")),
        ("wechat_id", _("另一个微信号：{value}")),
    ):
        if kept[key] and gone[key] and kept[key] != gone[key]:
            yield sentence.format(value=gone[key])


def _keep_names(session: Session, keep_id: int, kept: dict[str, Any], gone: dict[str, Any]) -> list[int]:
    """Both names of the one who is gone become aliases; returns the ids of those that are new."""
    known = set(session.scalars(select(Alias.id).where(Alias.member_id == keep_id)))
    added = []
    for name, room, kind in ((gone["name"], gone["room"], "nickname"), (gone["real_name"], "", "real_name")):
        mine = kept["name"] if kind == "nickname" else kept["real_name"]
        if name and (fold(name) != fold(mine) or (room and room != kept["room"])):
            added.append(add_alias(session, keep_id, name, room=room, kind=kind, source="merge"))
    return [alias for alias in added if alias not in known]


def _take_facts_back(session: Session, kept_id: int, record: dict[str, Any]) -> None:
    """Undo what the merge wrote on the kept row, except where the owner has changed it since."""
    row = _row_of(session, kept_id)
    back = {key: record["before"][key] for key, value in record["after"].items() if row[key] == value}
    if back:
        session.execute(update(_members).where(_members.c.id == kept_id).values(**back))


def _bring_back(session: Session, row: dict[str, Any]) -> int:
    """The member who was gone, under the old id unless a newer member has it; numbers that are taken stay away."""
    restored = {key: value for key, value in row.items() if key in _members.c}
    if _exists(session, _members.c.id, restored["id"]):
        del restored["id"]
    for key in _UNIQUE:
        if restored[key] is not None and _exists(session, _members.c[key], restored[key]):
            restored[key] = None
    result = session.execute(insert(_members).values(search_text="", **restored))
    return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]
