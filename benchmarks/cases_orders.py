"""The orders page against hand-written SQL on the same file."""

from __future__ import annotations

from benchmarks.cases_members import open_both
from benchmarks.harness import Arena, Duel, case
from shopdesk.base.dates import today
from shopdesk.orders.order_list import OrderFilter, order_ids, order_rows

DAYS = 30


@case("orders.page", "the last 30 days' order ids and the first 50 rows, against two plain SELECTs")
def open_page(arena: Arena) -> Duel:
    database, connection, finish = open_both(arena)
    first = today() - DAYS

    def ours() -> int:
        with database.read() as session:
            ids = order_ids(session, OrderFilter(first_day=first))
            order_rows(session, ids[:50])
            return len(ids)

    def baseline() -> int:
        ids = [row[0] for row in connection.execute(
            'SELECT id FROM "order" WHERE day >= ? ORDER BY ordered_at DESC, id DESC', (first,))]  # fmt: skip
        marks = ",".join(map(str, ids[:50]))
        connection.execute(
            "SELECT o.*, m.name, (SELECT group_concat(l.name) FROM order_line l WHERE l.order_id = o.id) "
            'FROM "order" o '
            f"JOIN member m ON m.id = o.member_id WHERE o.id IN ({marks})"
        ).fetchall()
        return len(ids)

    return Duel(ours, baseline, finish=finish)
