"""The shop in DuckDB's own tables, and a rule as one SQL query over them, as one would write it by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.pages_by_hand import _LIFECYCLE, COUNTED

TABLES = {
    "member": "id, name, birthday, gender, community, source, joined_at",
    "member_summary": "id, order_count, spent_fen, coalesce(first_day, 0), coalesce(last_day, 0), gap_days, unpaid_fen",
    "order": "id, member_id, day, status, amount_fen - refund_fen",
    "order_line": "order_id, product_id, name",
    "product": "id, name, category",
    "tag": "id, name",
    "member_tag": "member_id, tag_id",
}
NAMES = {
    "member_summary": "id, order_count, spent_fen, first_day, last_day, gap_days, unpaid_fen",
    "order": "id, member_id, day, status, fen",
}


def load_duck(connection: Any) -> Any:
    """A database in memory, filled from the open SQLite connection."""
    import duckdb

    duck = duckdb.connect()
    for table, columns in TABLES.items():
        rows = connection.execute(f'SELECT {columns} FROM "{table}"').fetchall()
        names = [name.strip() for name in NAMES.get(table, columns).split(",")]
        arrays = {name: _array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
        duck.register("arriving", arrays)
        duck.execute(f'CREATE TABLE "{table}" AS SELECT * FROM arriving')
        duck.unregister("arriving")
    for macro in MACROS:
        duck.execute(macro)
    return duck


def _array(column: tuple[Any, ...]) -> np.ndarray[Any, Any]:
    if isinstance(column[0], str):
        return np.array(column, dtype=object)
    if any(value is None for value in column):
        return np.array([np.nan if value is None else value for value in column], dtype=np.float64)
    return np.array(column, dtype=np.int64)


def count_in_duck(duck: Any, rule: dict[str, Any], today: int) -> int:
    sql = f"SELECT count(*) FROM member m JOIN member_summary s ON s.id = m.id WHERE {_where(rule, today)}"
    return int(duck.execute(sql).fetchone()[0])


def _where(rule: dict[str, Any], today: int) -> str:
    for word, joined in (("all", " AND "), ("any", " OR ")):
        if word in rule:
            return "(" + joined.join(_where(inner, today) for inner in rule[word]) + ")"
    if "not" in rule:
        return f"(NOT {_where(rule['not'], today)})"
    return "(" + _condition(rule, today) + ")"


def _compared(left: str, rule: dict[str, Any]) -> str:
    value = rule["value"]
    return f"{left} BETWEEN {value[0]} AND {value[1]}" if rule["op"] == "between" else f"{left} {rule['op']} {value}"


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _condition(rule: dict[str, Any], today: int) -> str:
    field = rule["field"]
    if field in ("order_count", "spent_fen", "average_order_fen"):
        return _of_orders(rule, today)
    if field in ("last_order_days", "first_order_days"):
        day = f"s.{field.removesuffix('_order_days')}_day"
        return f"{day} > 0 AND {_compared(f'{today} - {day}', rule)}"
    if field == "overdue_ratio":
        return f"s.gap_days IS NOT NULL AND NOT isnan(s.gap_days) AND {_compared(f'({today} - s.last_day) / s.gap_days', rule)}"  # noqa: E501
    if field == "joined_days":
        local_day = "719163 + (m.joined_at + 28800) // 86400"  # Asia/Shanghai
        return _compared(f"{today} - ({local_day})", rule)
    if field == "unpaid_fen":
        return _compared("s.unpaid_fen", rule)
    if field == "age":
        born = "TRY_CAST(m.birthday AS DATE)"
        on = f"DATE '0001-01-01' + INTERVAL ({today - 1}) DAY"
        return f"m.birthday <> '' AND {_compared(f'date_diff_years({born}, {on})', rule)}"
    if field == "lifecycle":
        case = _LIFECYCLE.replace(":today", str(today)).replace("gap_days IS NOT NULL", "NOT isnan(gap_days)")
        case = case.replace("max(", "greatest(")
        return f"{case} {_word(rule)} ({_listed(rule['value'])})"
    if field == "name":
        return f"contains(m.name, '{rule['value']}')"
    if field in ("community", "gender", "source"):
        return f"m.{field} {_word(rule)} ({_listed(rule['value'])})"
    return _of_goods(rule, today)


def _word(rule: dict[str, Any]) -> str:
    return "IN" if rule["op"] == "in" else "NOT IN"


def _since(rule: dict[str, Any], today: int) -> str:
    return f" AND o.day >= {today - rule['within_days']}" if "within_days" in rule else ""


def _of_orders(rule: dict[str, Any], today: int) -> str:
    count, spent, end = "s.order_count", "s.spent_fen", ""
    if "within_days" in rule:  # nobody's orders are in no group: they are those without orders in the window
        where = f"o.status IN {COUNTED}{_since(rule, today)}"
        grouped = f'SELECT member_id FROM "order" o WHERE {where} GROUP BY member_id HAVING '
        count, spent = "count(*)", "sum(fen)"
    if rule["field"] == "average_order_fen":
        low, high = rule["value"] if rule["op"] == "between" else (rule["value"], rule["value"])
        parts = [f"{count} > 0"]
        parts += [f"{spent} >= {low} * {count}"] if rule["op"] != "<=" else []
        parts += [f"{spent} <= {high} * {count}"] if rule["op"] != ">=" else []
        end = " AND ".join(parts)
        return f"m.id IN ({grouped}{end})" if "within_days" in rule else end
    left = count if rule["field"] == "order_count" else spent
    if "within_days" not in rule:
        return _compared(left, rule)
    nobody = _compared("0", rule)
    there = f"m.id IN ({grouped}{_compared(left, rule)})"
    none = f'm.id NOT IN (SELECT member_id FROM "order" o WHERE {where})'
    return f"{there} OR ({nobody} AND {none})"


def _of_goods(rule: dict[str, Any], today: int) -> str:
    if rule["field"] == "tag":
        parts = [
            f"m.id IN (SELECT member_id FROM member_tag x JOIN tag t ON t.id = x.tag_id WHERE t.name = '{name}')"
            for name in rule["value"]
        ]
        return _has(parts, rule["op"])
    bought = (
        'SELECT o.member_id FROM "order" o JOIN order_line l ON l.order_id = o.id '
        "JOIN product p ON p.id = l.product_id "
        f"WHERE o.status IN {COUNTED}{_since(rule, today)}"
    )
    if rule["field"] == "product_count":
        grouped = f"{bought} GROUP BY o.member_id HAVING {_compared('count(DISTINCT l.product_id)', rule)}"
        return f"m.id IN ({grouped}) OR ({_compared('0', rule)} AND m.id NOT IN ({bought}))"
    column = "p.name" if rule["field"] == "product" else "p.category"
    return _has([f"m.id IN ({bought} AND {column} = '{name}')" for name in rule["value"]], rule["op"])


def _has(parts: list[str], op: str) -> str:
    if op == "has_none":
        return f"NOT ({' OR '.join(parts)})"
    return f"({(' AND ' if op == 'has_all' else ' OR ').join(parts)})"


MACROS = (
    "CREATE MACRO date_diff_years(born, now) AS year(now) - year(born) "
    "- CASE WHEN (month(now), day(now)) < (month(born), day(born)) THEN 1 ELSE 0 END",
)
