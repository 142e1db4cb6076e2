"""Files as platforms, address books and owners write them: what a careful person would read was written down first.

Each file of tests/data/platforms holds a table and that reading: orders as (number, name, phone, 分, refunded 分,
status, {product: quantity}), members as (name, nickname, phone, birthday, tags), bills as totals. "*" is whatever.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shopdesk.files.reading import read_file
from shopdesk.intake.tables import read_table, table_to_json

CASES = sorted((Path(__file__).parents[1] / "data" / "platforms").glob("*.json"))


def write_case(case: dict[str, Any], folder: Path) -> Path:
    if "sheets" in case:
        return write_workbook(case["sheets"], folder / "导出.xlsx")
    path = folder / f"导出.{case['ending']}"
    text = "".join(case.get("text", ())).encode(case.get("encoding", "utf-8"))
    path.write_bytes(text or base64.b64decode(case["base64"]))
    return path


def write_workbook(sheets: list[dict[str, Any]], path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            page.append([datetime.fromisoformat(c["date"]) if isinstance(c, dict) else c for c in row])
        for first, left, last, right in sheet["merged"]:
            page.merge_cells(start_row=first + 1, start_column=left + 1, end_row=last + 1, end_column=right + 1)
    book.save(path)
    return path


def brief_order(order: dict[str, Any]) -> list[Any]:
    who, items = order["member"], {item["product"]: item["qty"] for item in order["items"]}
    money = (order["amount_fen"], order["refund_fen"])
    return [order["order_no"], who["name"], who["phone"], *money, order["status"], items]


def brief_member(member: dict[str, Any]) -> list[Any]:
    return [member[name] for name in ("name", "nickname", "phone", "birthday", "tags")]


def totals_of(payments: list[dict[str, Any]]) -> list[int]:
    income = [p["amount_fen"] for p in payments if p["direction"] == "income"]
    usable = [p["amount_fen"] for p in payments if p["usable"]]
    expense = [p["amount_fen"] for p in payments if p["direction"] == "expense"]
    refunds = sum(p["direction"] == "refund" for p in payments)
    sums = [figure for group in (income, usable, expense) for figure in (len(group), sum(group))]
    return [len(payments), *sums, refunds]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_platforms_file_is_read_as_a_person_would(path: Path, tmp_path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    reading = read_table(read_file(write_case(case, tmp_path)), year=2026)
    printed = table_to_json(reading)
    assert reading.recognised
    assert printed["kind"] == case["kind"]
    assert case["preset"] in (None, reading.preset)
    assert [rejected["row"] for rejected in printed["rejected"]] == case["rejected"]
    if case["kind"] == "bill":
        assert totals_of(printed["payments"]) == case["totals"]
        return
    brief = brief_order if case["kind"] == "orders" else brief_member
    read = [brief(one) for one in printed[case["kind"]]]
    wanted = [
        [have if want == "*" else want for want, have in zip(line, found, strict=True)]
        for line, found in zip(case["expected"], read, strict=True)
    ]
    assert read == wanted
