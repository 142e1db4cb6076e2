"""What each page shows first, by SQL written by hand through the bare driver: the other side of cases_window.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shopdesk.base.dates import today

COUNTED = "('confirmed','paid','collected')"
SHOWN = 50
_LIFECYCLE = """CASE WHEN order_count = 0 THEN 'prospect' WHEN order_count < 3 AND :today - first_day <= 7 THEN 'new'
 WHEN :today - last_day <= CASE WHEN order_count >= 3 AND gap_days IS NOT NULL THEN max(gap_days * 1.5, 7) ELSE 14 END
 THEN 'active'
 WHEN :today - last_day <= CASE WHEN order_count >= 3 AND gap_days IS NOT NULL THEN max(gap_days * 3, 15) ELSE 30 END
 THEN 'cooling'
 WHEN :today - last_day <= CASE WHEN order_count >= 3 AND gap_days IS NOT NULL THEN max(gap_days * 6, 30) ELSE 60 END
 THEN 'dormant' ELSE 'lost' END"""


def ask(connection: Any, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = connection.execute(sql, {"today": today(), **values}).fetchall()
    return found


def read_today(connection: Any) -> object:
    days = ",".join(f"'{date.month:02d}-{date.day:02d}'" for date in _days_ahead(4))
    high = (
        "spent_fen >= (SELECT spent_fen FROM member_summary WHERE order_count > 0 ORDER BY spent_fen DESC LIMIT 1 "
        "OFFSET (SELECT count(*) / 5 FROM member_summary WHERE order_count > 0))"
    )
    asked = [
        'SELECT count(*), sum(amount_fen - paid_fen), min(day) FROM "order" '
        "WHERE status = 'confirmed' AND amount_fen > paid_fen",
        'SELECT count(*), min(day) FROM "order" o JOIN group_buy g ON g.id = o.group_buy_id '
        "WHERE o.status = 'paid' AND g.arrival_day <= :today AND o.day >= :today - 14",
        "SELECT * FROM content_entry WHERE day = :today",
        f"SELECT id, name FROM member WHERE birthday <> '' AND substr(birthday, -5) IN ({days})",
        f"SELECT id FROM member_summary WHERE order_count > 0 AND {high} AND {_LIFECYCLE} = 'dormant'",
        f"SELECT id FROM member_summary WHERE (:today - last_day) / gap_days >= 1.5 AND {_LIFECYCLE} = 'cooling'",
        "SELECT id FROM member_summary WHERE order_count = 1 AND :today - first_day BETWEEN 1 AND 3",
    ]
    for first, last in ((6, 0), (13, 7)):
        between = f"BETWEEN :today - {first} AND :today - {last}"
        asked += [
            f'SELECT sum(amount_fen - refund_fen), count(*), count(DISTINCT member_id) FROM "order" '
            f"WHERE day {between} AND status IN {COUNTED}",
            f"SELECT count(*) FROM member_summary WHERE first_day {between}",
        ]
    return [ask(connection, sql) for sql in asked]


def _days_ahead(count: int) -> list[Any]:
    from datetime import date

    return [date.fromordinal(today() + ahead) for ahead in range(count)]


def read_members(connection: Any) -> object:
    ids = [row[0] for row in ask(connection, "SELECT id FROM member_summary ORDER BY last_day DESC NULLS LAST, id")]
    return ids, member_rows(connection, ids[:SHOWN]), ask(connection, "SELECT count(*) FROM member")


def member_rows(connection: Any, ids: list[int]) -> object:
    among = ",".join(map(str, ids))
    rows = ask(
        connection, f"SELECT m.*, s.* FROM member m JOIN member_summary s ON s.id = m.id WHERE m.id IN ({among})"
    )
    tags = ask(
        connection,
        "SELECT x.member_id, t.name, t.color FROM member_tag x JOIN tag t ON t.id = x.tag_id "
        f"WHERE x.member_id IN ({among})",
    )
    return rows, tags


def member_search(connection: Any, word: str) -> object:
    sql = (
        "SELECT m.id FROM member m JOIN member_summary s ON s.id = m.id WHERE m.search_text LIKE :like "
        "ORDER BY s.last_day DESC NULLS LAST, m.id"
    )
    ids = [row[0] for row in ask(connection, sql, like=f"%{word}%")]
    return ids, member_rows(connection, ids[:SHOWN])


def read_orders(connection: Any) -> object:
    ids = [
        row[0] for row in ask(connection, 'SELECT id FROM "order" WHERE day >= :today - 29 ORDER BY day DESC, id DESC')
    ]
    return ids, order_rows(connection, ids[:SHOWN])


def order_rows(connection: Any, ids: list[int]) -> object:
    return ask(
        connection,
        "SELECT o.*, m.name, m.room, m.phone, (SELECT group_concat(l.name) FROM order_line l WHERE l.order_id = o.id) "
        f'FROM "order" o JOIN member m ON m.id = o.member_id WHERE o.id IN ({",".join(map(str, ids))})',
    )


def order_search(connection: Any, word: str) -> object:
    sql = (
        'SELECT id FROM "order" WHERE day >= :today - 29 AND (member_id IN '
        "(SELECT id FROM member WHERE search_text LIKE :like) OR id IN (SELECT l.order_id FROM order_line l "
        "JOIN product p ON p.id = l.product_id WHERE p.search_text LIKE :like)) ORDER BY day DESC, id DESC"
    )
    ids = [row[0] for row in ask(connection, sql, like=f"%{word}%")]
    return ids, order_rows(connection, ids[:SHOWN])


def read_segments(connection: Any) -> object:
    """The first ready-made segment: the fifth that spent most and has not gone far."""
    sql = (
        "SELECT id FROM member_summary WHERE order_count > 0 AND spent_fen >= (SELECT spent_fen FROM member_summary "
        "WHERE order_count > 0 ORDER BY spent_fen DESC LIMIT 1 OFFSET (SELECT count(*) / 5 FROM member_summary "
        f"WHERE order_count > 0)) AND {_LIFECYCLE} IN ('new', 'active', 'cooling') ORDER BY spent_fen DESC, id"
    )
    ids = [row[0] for row in ask(connection, sql)]
    return ids, member_rows(connection, ids[:SHOWN])


def segment_rows(connection: Any, spent_fen: int) -> object:
    sql = (
        "SELECT s.id FROM member_summary s WHERE order_count >= 3 AND last_day >= :today - 60 AND "
        '(SELECT coalesce(sum(amount_fen - refund_fen), 0) FROM "order" o WHERE o.member_id = s.id '
        f"AND o.day >= :today - 90 AND o.status IN {COUNTED}) >= :spent ORDER BY s.spent_fen DESC, s.id"
    )
    ids = [row[0] for row in ask(connection, sql, spent=spent_fen)]
    return ids, member_rows(connection, ids[:SHOWN])


def read_content(connection: Any) -> object:
    entries = ask(connection, "SELECT * FROM content_entry WHERE day BETWEEN :today - 28 AND :today + 28 ORDER BY day")
    return entries, ask(connection, "SELECT * FROM template ORDER BY id")


def read_posters(connection: Any) -> object:
    return ask(connection, "SELECT * FROM shop_setting"), ask(connection, "SELECT * FROM poster_design")


def read_figures(connection: Any) -> object:
    asked = [
        'SELECT day, sum(amount_fen - refund_fen), count(*) FROM "order" '
        f"WHERE day > :today - 60 AND status IN {COUNTED} GROUP BY day",
        f'SELECT count(DISTINCT member_id) FROM "order" WHERE day > :today - 30 AND status IN {COUNTED}',
        f'SELECT count(DISTINCT member_id) FROM "order" WHERE day BETWEEN :today - 59 AND :today - 30 '
        f"AND status IN {COUNTED}",
        f"SELECT {_LIFECYCLE}, count(*) FROM member_summary GROUP BY 1",
        "SELECT r, (f + m + 1) / 2, count(*) FROM (SELECT ntile(5) OVER (ORDER BY last_day) r, "
        "ntile(5) OVER (ORDER BY order_count) f, ntile(5) OVER (ORDER BY spent_fen) m "
        "FROM member_summary WHERE order_count > 0) GROUP BY 1, 2",
        "SELECT t, count(*) FROM (SELECT ntile(10) OVER (ORDER BY spent_fen DESC) t FROM member_summary "
        "WHERE order_count > 0) GROUP BY 1",
        'SELECT sum(first = 0), count(*) FROM (SELECT min(day) = max(day) first FROM "order" '
        f"WHERE status IN {COUNTED} GROUP BY member_id)",
    ]
    return [ask(connection, sql) for sql in asked]


def read_settings(connection: Any) -> object:
    return ask(connection, "SELECT * FROM shop_setting"), ask(connection, "SELECT count(*) FROM member")


READ_BY_HAND: dict[str, Callable[[Any], object]] = {
    "today": read_today,
    "members": read_members,
    "orders": read_orders,
    "segments": read_segments,
    "content": read_content,
    "posters": read_posters,
    "figures": read_figures,
    "settings": read_settings,
}
