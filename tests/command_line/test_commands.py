"""Every command does what the contract says and says so in one JSON object."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from shopdesk.base.dates import iso_day, now, today
from shopdesk.data.folder import lock_folder
from shopdesk.data.opening import open_database
from shopdesk.data.tables import MemberTag
from shopdesk.members.lifecycle import LIFECYCLES
from shopdesk.members.segments import list_segments, save_segment
from shopdesk.members.segments.rules import RFM_GROUPS
from shopdesk.members.shop_file import open_shop
from shopdesk.members.tag_editing import create_tag, set_tag_rule
from tests.command_line.conftest import DATA, Call
from ui.command_line import run
from ui.paper.verify import read_codes

JIELONG = DATA / "jielong" / "12_letter_codes_with_menu.txt"
ORDERS = DATA / "tables" / "T01_ktt_orders_13col.xlsx"
BUYERS = {"field": "order_count", "op": ">=", "value": 1}


def rule_file(folder: Path, rule: Any) -> Path:
    path = folder / "rule.json"
    path.write_text(json.dumps(rule, ensure_ascii=False), encoding="utf-8")
    return path


# ---- bringing in


def test_demo_is_the_same_shop_each_time_and_fills_only_an_empty_one(
    call: Call, tmp_path: Path, sample_folder: Path
) -> None:
    shop = tmp_path / "new" / "shop"
    answer = call("demo", data=shop)
    assert answer.status == 0
    assert answer.json["members"] == 800
    assert 8_000 < answer.json["orders"] < 10_000
    assert call("insight", data=shop).json == call("insight", data=sample_folder).json
    again = call("demo", data=shop)
    assert (again.status, again.error["code"]) == (1, "not_empty")
    assert call("check", data=shop).json == {"ok": True, "problems": []}


def test_parse_reads_a_list_and_imports_nothing(call: Call, sample_folder: Path) -> None:
    answer = call("parse", JIELONG, "--kind", "jielong", data=sample_folder)
    assert answer.status == 0
    assert set(answer.json) == {"kind", "title", "entries", "problems"}
    assert answer.json["kind"] == "jielong"
    assert len(answer.json["entries"]) == 8
    entry = answer.json["entries"][0]
    assert {"seq", "name", "room", "items", "note", "cancelled", "action", "paid", "needs_review", "reason"} <= set(
        entry
    )
    assert set(entry["items"][0]) == {"product", "qty", "unit"}
    assert isinstance(entry["items"][0]["qty"], str)


def test_parse_reads_from_stdin_text_and_workbooks_alike(call: Call) -> None:
    for path in (JIELONG, ORDERS, DATA / "tables" / "T26_real_biff.xls", DATA / "tables" / "T20_phone_contacts.vcf"):
        from_file, piped = call("parse", path), call("parse", "-", stdin=path.read_bytes())
        assert from_file.status == piped.status == 0
        assert from_file.json == piped.json


def test_parse_reads_tables_of_each_kind(call: Call) -> None:
    common = {"kind", "preset", "sheet", "encoding", "header_row", "rejected", "warnings"}
    for name, kind, rows in (
        ("T01_ktt_orders_13col.xlsx", "orders", "orders"),
        ("T08_youzan_customers_utf8bom.csv", "members", "members"),
        ("T12_wechat_bill_utf8bom.csv", "bill", "payments"),
    ):
        answer = call("parse", DATA / "tables" / name)
        assert answer.status == 0
        assert answer.json["kind"] == kind
        assert common | {rows} <= set(answer.json)
        assert answer.json[rows]


def test_parse_opens_a_locked_workbook_with_its_password(call: Call) -> None:
    locked = DATA / "tables" / "T24_ktt_orders_password_8888.xlsx"
    assert call("parse", locked).error["code"] == "password_needed"
    assert call("parse", locked, "--password", "0000").error["code"] == "wrong_password"
    assert call("parse", locked, "--password", "8888").json["orders"]


def test_parse_takes_a_product_and_a_year_for_what_the_text_leaves_out(call: Call) -> None:
    text = "#接龙\n1. 小鹿 2份\n2. 阿杰 1份\n".encode()
    answer = call("parse", "-", "--kind", "jielong", "--product", "砂糖橘", "--year", "2026", stdin=text)
    assert {item["product"] for entry in answer.json["entries"] for item in entry["items"]} == {"砂糖橘"}


def test_import_twice_changes_nothing_the_second_time(call: Call, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    for path in (JIELONG, ORDERS, DATA / "tables" / "T12_wechat_bill_utf8bom.csv"):
        first = call("import", path, data=shop)
        assert first.status == 0
        assert set(first.json) == {"added", "changed", "unchanged", "rejected", "warnings", "needs_review"}
        assert set(first.json["added"]) == {"members", "orders", "lines", "payments"}
        assert sum(first.json["added"].values()) > 0
        second = call("import", path, data=shop)
        assert sum(second.json["added"].values()) == sum(second.json["changed"].values()) == 0
        assert second.json["unchanged"] > 0
    assert call("check", data=shop).json["ok"]


def test_a_shop_begun_by_an_import_has_what_every_new_shop_has(call: Call, tmp_path: Path) -> None:
    call("import", JIELONG, data=tmp_path / "shop")
    database = open_database(tmp_path / "shop")
    with database.read() as session:
        assert "沉睡会员" in [segment.name for segment in list_segments(session)]
    database.close()


# ---- asking


def test_segment_counts_and_lists(call: Call, sample_folder: Path, tmp_path: Path) -> None:
    answer = call("segment", rule_file(tmp_path, BUYERS), data=sample_folder)
    assert set(answer.json) == {"count"}
    listed = call("segment", rule_file(tmp_path, BUYERS), "--ids", data=sample_folder)
    assert listed.json["count"] == answer.json["count"] == len(set(listed.json["ids"])) > 500
    others = call("segment", "-", data=sample_folder, stdin=json.dumps({"not": BUYERS}).encode())
    assert others.json["count"] == 800 - answer.json["count"]


def test_insight_adds_up(call: Call, sample_folder: Path) -> None:
    figures = call("insight", data=sample_folder).json
    assert figures["as_of"] == iso_day(today())
    assert set(figures["lifecycle"]) == set(LIFECYCLES)
    assert set(figures["rfm_group"]) == set(RFM_GROUPS)
    for split in ("lifecycle", "rfm_group", "value_tier"):
        assert sum(figures[split].values()) == figures["members"] == 800
    assert figures["members"] - figures["lifecycle"]["prospect"] == figures["buyers"]
    assert (
        0 < figures["repurchase_rate"]["30"] < figures["repurchase_rate"]["90"] < figures["repurchase_rate"]["ever"] < 1
    )
    assert set(figures["bg_nbd"]) == {"r", "alpha", "a", "b", "log_likelihood"}


def test_insight_as_of_a_day_leaves_out_what_came_later(call: Call, sample_folder: Path) -> None:
    now = call("insight", data=sample_folder).json
    day = date.fromordinal(today()) - timedelta(days=200)
    then = call("insight", "--as-of", day.isoformat(), data=sample_folder).json
    assert then["as_of"] == day.isoformat()
    for figure in ("members", "buyers", "orders", "sales_fen"):
        assert 0 < then[figure] < now[figure]
    for split in ("lifecycle", "rfm_group", "value_tier"):
        assert sum(then[split].values()) == then["members"]
    week = call(
        "insight", "--as-of", day.isoformat(), "--from", (day - timedelta(days=6)).isoformat(), data=sample_folder
    )
    assert [part["last"] for part in week.json["period"]["by_day"]][-1] == day.isoformat()
    assert len(week.json["period"]["by_day"]) == 7
    late = call("insight", "--as-of", day.isoformat(), "--from", iso_day(today()), data=sample_folder)
    assert late.status == 1 and late.json["error"]["code"] == "bad_period"
    ages = call("insight", "--from", "1900-01-01", data=sample_folder)
    assert (ages.status, ages.error["code"]) == (1, "bad_period")
    assert call("insight", "--as-of", "9998-12-31", data=sample_folder).status == 0
    assert call("insight", "--as-of", "1900-01-01", data=sample_folder).status == 0
    before = call("insight", "--as-of", "2000-01-01", data=sample_folder).json
    assert before["members"] == before["orders"] == 0
    assert before["repurchase_rate"]["ever"] is None
    assert "bg_nbd" not in before


def test_orders_from_before_the_member_was_entered_count_on_their_day(call: Call, tmp_path: Path) -> None:
    call("import", ORDERS, data=tmp_path / "shop")
    day_after = call("insight", "--as-of", "2026-03-10", data=tmp_path / "shop").json
    assert 0 < day_after["buyers"] == day_after["members"] == sum(day_after["lifecycle"].values())
    day_before = call("insight", "--as-of", "2026-03-08", data=tmp_path / "shop").json
    assert day_before["orders"] == day_before["members"] == 0


# ---- taking out


def test_export_writes_a_workbook_that_other_programs_read(call: Call, shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "lists" / "名单.xlsx"
    answer = call("export", "沉睡会员", out, data=shop)
    assert answer.status == 0
    assert Path(answer.json["file"]) == out
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert len(rows) == answer.json["rows"] + 1 > 20
    assert {"昵称", "手机号", "为什么在名单上"} <= set(rows[0])
    phones = [row[rows[0].index("手机号")] for row in rows[1:]]
    assert any(isinstance(phone, str) and len(phone) == 11 for phone in phones)


def test_export_by_rule_file_with_messages_and_masked(call: Call, shop: Path, tmp_path: Path) -> None:
    template = template_name(shop)
    words = (rule_file(tmp_path, BUYERS), tmp_path / "o.xlsx", "--template", template, "--mask")
    answer = call("export", *words, data=shop)
    workbook = load_workbook(answer.json["file"], read_only=True)
    rows = list(workbook.worksheets[0].iter_rows(values_only=True))
    workbook.close()
    head = list(rows[0])
    assert len(rows) == answer.json["rows"] + 1
    assert "话术" in head
    assert all(row[head.index("话术")] for row in rows[1:])
    for row in rows[1:]:
        assert "*" in str(row[head.index("昵称")])
        assert row[head.index("手机号")] is None or "****" in str(row[head.index("手机号")])


def template_name(shop: Path) -> str:
    from shopdesk.content.template_store import list_templates

    database = open_database(shop)
    try:
        with database.read() as session:
            return list_templates(session)[0].name
    finally:
        database.close()


def test_posters_carry_each_members_code(call: Call, shop: Path, tmp_path: Path, qapp: object) -> None:
    rule = {"all": [{"field": "note", "op": "contains", "value": "芒果"}, BUYERS]}
    answer = call(
        "posters", rule_file(tmp_path, rule), tmp_path / "out", "--format", "jpeg", "--size", "square", data=shop
    )
    files = [Path(file) for file in answer.json["files"]]
    assert files and all(file.exists() for file in files)
    codes = [code for file in files for code in read_codes(file.read_bytes())]
    assert len(set(codes)) == len(files)
    sheet = call("posters", rule_file(tmp_path, rule), tmp_path / "cards", "--sheet", "a4", data=shop)
    assert [Path(file).suffix for file in sheet.json["files"]] == [".pdf"]


# ---- safety


def test_backup_and_restore_put_everything_back(call: Call, shop: Path, tmp_path: Path) -> None:
    before = call("insight", data=shop).json
    made = Path(call("backup", data=shop).json["file"])
    assert made.parent == shop / "backups"
    own = tmp_path / "elsewhere" / "mine.db"
    assert Path(call("backup", own, data=shop).json["file"]) == own
    call("import", JIELONG, data=shop)
    assert call("insight", data=shop).json != before
    done = call("restore", own, data=shop)
    assert done.status == 0
    assert Path(done.json["file"]) == own
    assert call("insight", data=shop).json == before
    kept = Path(done.json["kept"])
    assert call("restore", kept / "shop.db", data=shop).status == 0
    assert call("insight", data=shop).json != before


def test_restore_makes_a_shop_in_an_empty_folder(call: Call, shop: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.db"
    call("backup", own, data=shop)
    done = call("restore", own, data=tmp_path / "new computer")
    assert (done.status, done.json["kept"]) == (0, None)
    assert call("insight", data=tmp_path / "new computer").json == call("insight", data=shop).json


def test_segments_are_of_today_whenever_the_shop_was_opened_last(
    call: Call, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a window too: nothing is written. What writes anyway brings the tags up to date first."""
    quiet = {"field": "last_order_days", "op": ">=", "value": 21}
    tagged = {"field": "tag", "op": "has_any", "value": ["三周没来"]}
    with closing(open_shop(shop)) as database:
        database.change("", lambda s: set_tag_rule(s, create_tag(s, "三周没来"), quiet), undoable=False)
        database.change("", lambda s: save_segment(s, "三周没来的", tagged), undoable=False)

    def asked(rule: dict[str, Any]) -> Any:
        return call("segment", "-", "--ids", data=shop, stdin=json.dumps(rule).encode()).json["ids"]

    def written() -> list[Any]:
        with closing(open_database(shop, read_only=True)) as database, database.read() as session:
            return list(session.scalars(select(MemberTag.id).where(MemberTag.how == "rule")))

    before, rows = asked(tagged), written()
    assert before == asked(quiet)
    later = now() + 20 * 86_400
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: later)
    lock = lock_folder(shop)
    found = asked(tagged)
    lock.release()
    assert found == asked(quiet) != before and written() == rows
    assert call("segment", "三周没来的", data=shop).json["count"] == len(found)
    done = call("export", "三周没来的", tmp_path / "out.xlsx", data=shop).json
    assert len(before) < done["rows"] <= len(found) == len(written())  # without do-not-contact
    assert call("check", data=shop).json["ok"]


def test_check_names_what_is_wrong(call: Call, shop: Path) -> None:
    database = open_database(shop)
    database.change("", lambda session: _spoil(session))
    database.close()
    answer = call("check", data=shop)
    assert answer.status == 1
    assert answer.json["ok"] is False
    assert [set(problem) for problem in answer.json["problems"]] == [{"code", "message", "ids", "hint"}]
    assert answer.json["problems"][0]["code"] == "summary"


def _spoil(session: Any) -> None:
    from sqlalchemy import text

    session.execute(text("UPDATE member_summary SET spent_fen = spent_fen + 1 WHERE id = 7"))


# ---- for people


@pytest.mark.parametrize("words", [["insight"], ["check"], ["segment", "-"], ["parse", "-"]])
def test_without_json_people_read_words(
    words: list[str], sample_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    stdin = json.dumps(BUYERS).encode() if words[0] == "segment" else "#接龙\n1. 小鹿 橘子2份".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
    assert run([*words, "--data", str(sample_folder)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() and not said.out.startswith("{")
    assert said.err == ""
