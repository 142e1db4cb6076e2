"""Whose rows a change touched: so that what is derived is patched for a few members instead of made anew.

Temporary triggers note the member of every changed row; undo and redo fire them too, and what rolls back is forgotten.
Members whose orders changed are noted by shopdesk.data.summaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from shopdesk.data.connections import run_all

Touched = dict[str, frozenset[int]]
"""Ids of members by the table in which something of theirs changed ("order", "member", "order_line" …); and of rows
themselves for the tables of OWN_ROWS, from which something may follow for everybody."""

_OWNER = {
    "member": "{0}.id",
    "member_tag": "{0}.member_id",
    "tag_refusal": "{0}.member_id",
    "inquiry": "{0}.member_id",
    "touch": "{0}.member_id",
    "claim": "{0}.member_id",
    "referral": "{0}.referrer_id",
    "segment_exclusion": "{0}.member_id",
    "order_line": '(SELECT member_id FROM "order" WHERE id = {0}.order_id)',
}
"""Whose a row is. The lines of a deleted order find none: it was noted with its order."""
OWN_ROWS = ("tag", "segment", "shop_setting", "pickup_point", "product_alias", "product")
_MARK = (
    "INSERT INTO touched_member SELECT '{0}', {1} WHERE {1} IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM touched_member WHERE tab = '{0}' AND id = {1});"
)
"""Not INSERT OR IGNORE: when a foreign key's action fires the trigger, SQLite overrides the OR."""
_BUYERS = (
    "INSERT INTO touched_member SELECT DISTINCT 'order_line', o.member_id FROM main.order_line l "
    'JOIN main."order" o ON o.id = l.order_id WHERE l.product_id = NEW.id AND NOT EXISTS '
    "(SELECT 1 FROM touched_member t WHERE t.tab = 'order_line' AND t.id = o.member_id);"
)
_SAID = "NEW.key IN ('lifecycle', 'contact', 'value_tiers', 'time_zone')"
"""Settings that say where members stand."""


def install_touched(connection: Connection) -> None:
    table = "CREATE TEMP TABLE IF NOT EXISTS touched_member (tab TEXT, id INTEGER, PRIMARY KEY (tab, id)) WITHOUT ROWID"
    triggers = (
        f"CREATE TEMP TRIGGER IF NOT EXISTS touched_{name} AFTER {event} BEGIN {body} END"
        for name, event, body in (*_of_members(), *_of_rows())
    )
    run_all(connection, [table, *triggers])


def _of_members() -> Iterator[tuple[str, str, str]]:
    for table, owner in _OWNER.items():
        for event, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("NEW", "OLD"))):
            marks = " ".join(_MARK.format(table, owner.format(row)) for row in rows)
            yield f"{event}_{table}", f"{event} ON main.{table}", marks


def _of_rows() -> Iterator[tuple[str, str, str]]:
    """Of rows that members do not own: only what something can follow from."""

    def mark(table: str, row: str = "NEW") -> str:
        return _MARK.format(table, f"{row}.id")

    yield "insert_tag", "INSERT ON main.tag WHEN NEW.rule IS NOT NULL", mark("tag")
    yield "update_tag", "UPDATE ON main.tag WHEN OLD.rule IS NOT NEW.rule OR OLD.name IS NOT NEW.name", mark("tag")
    yield "insert_segment", "INSERT ON main.segment", mark("segment")
    yield "update_segment", "UPDATE OF rule, name ON main.segment", mark("segment")
    yield "delete_segment", "DELETE ON main.segment", mark("segment", "OLD")
    yield "insert_setting", f"INSERT ON main.shop_setting WHEN {_SAID}", mark("shop_setting")
    yield "update_setting", f"UPDATE ON main.shop_setting WHEN {_SAID}", mark("shop_setting")
    gone = _SAID.replace("NEW", "OLD")
    yield "delete_setting", f"DELETE ON main.shop_setting WHEN {gone}", mark("shop_setting", "OLD")
    yield "update_point", "UPDATE OF name ON main.pickup_point", mark("pickup_point")
    yield "insert_alias", "INSERT ON main.product_alias", mark("product_alias")
    yield "update_alias", "UPDATE ON main.product_alias", mark("product_alias")
    yield "delete_alias", "DELETE ON main.product_alias", mark("product_alias", "OLD")
    # A new product has no lines yet; one that is renamed or moved to another category means something else.
    yield "update_product", "UPDATE OF name, category ON main.product", mark("product") + " " + _BUYERS


def mark_touched(connection: Connection, table: str, where: str) -> None:
    """What the triggers would note of the members whose rows of `table` these are."""
    owner = _OWNER[table].format(f'main."{table}"')
    connection.exec_driver_sql(
        f"INSERT INTO touched_member SELECT '{table}', {owner} FROM main.\"{table}\" WHERE {where} "
        "EXCEPT SELECT tab, id FROM touched_member"
    )


def take_touched(connection: Connection, with_orders: Iterable[int]) -> Touched:
    """Who was touched since the last call."""
    found: dict[str, set[int]] = {table: set() for table in ("order", *_OWNER, *OWN_ROWS)}
    found["order"].update(with_orders)
    for table, row in connection.exec_driver_sql("SELECT tab, id FROM touched_member"):
        found[table].add(row)
    connection.exec_driver_sql("DELETE FROM touched_member")
    return {table: frozenset(ids) for table, ids in found.items()}
