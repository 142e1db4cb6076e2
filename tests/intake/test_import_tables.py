"""Tables from the file to the shop: twice, undone, mapped once and remembered, with rows that cannot be taken."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import ImportRun, Member, MemberTag, Order, Payment, Tag
from shopdesk.intake.draft import Answers
from shopdesk.intake.field_names import field_choices, field_title, missing_field
from shopdesk.intake.history import kind_name, list_imports, read_header, read_refused
from shopdesk.intake.importing import Lessons, import_preview, known_passwords, open_with_known
from shopdesk.intake.preview import Choices, look_ahead, read_source
from shopdesk.intake.preview_rows import table_rows
from shopdesk.intake.questions import answer_all
from shopdesk.intake.refused_rows import cells_of, header_of, write_refused
from shopdesk.intake.sources import Wish, open_file, open_text
from shopdesk.intake.tables import FIELDS, Mapping
from shopdesk.members.tag_editing import set_tag_rule
from shopdesk.members.tagging import untag_members
from tests.intake.bringing import DATA, bring_in, contents, count, preview_of

FILES = sorted(path for path in (DATA / "tables").iterdir() if path.suffix in (".xlsx", ".xls", ".csv", ".vcf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:24])
def test_the_same_table_twice_changes_nothing(database: Database, path: Path) -> None:
    wish = Wish(password="8888" if "password" in path.name else None)
    seen = preview_of(database, path, wish=wish)
    choices = Choices(answers=answer_all(Answers(), seen.questions, same=True))
    first = bring_in(database, path, choices, wish)
    assert first.change.tables and first.result.anything
    stands = contents(database)
    second = bring_in(database, path, choices, wish)
    assert contents(database) == stands and not second.change.tables
    assert second.preview.imported_before is not None
    database.undo()
    assert not any(contents(database).values())
    database.redo()
    assert contents(database) == stands


def test_the_effect_says_what_will_happen(database: Database) -> None:
    for path in FILES:
        if "password" in path.name:
            continue
        brought = bring_in(database, path)
        effects, result = brought.preview.effects, brought.result
        assert effects.new_members == result.added["members"], path.name
        assert effects.new_orders == result.added["orders"]
        assert effects.new_payments == result.added["payments"]
        assert effects.rejected == len(result.rejected)
        rows = table_rows(brought.preview)
        assert sum(row.effect == "rejected" for row in rows.values()) == len(brought.preview.draft.refused)
        ranks = [{"rejected": 0, "held": 1}.get(row.effect, 2) for row in rows.values()]
        assert ranks == sorted(ranks)  # doubts first


def test_a_list_gives_back_no_automatic_tag_that_was_taken_off(database: Database) -> None:
    text = "姓名,手机号,标签\n王姐,13800000001,新客\n李姐,13800000002,新客\n"
    bring_in(database, text)

    def take_off(session: Session) -> None:
        tag = session.scalars(select(Tag.id).where(Tag.name == "新客")).one()
        set_tag_rule(session, tag, {"field": "order_count", "op": "<=", "value": 1})
        untag_members(session, tag, [1])

    database.change("去掉", take_off)
    bring_in(database, text + "王姐,13800000001," + "很长的标签" * 20 + "\n")
    with database.read() as session:
        assert session.scalars(select(MemberTag.member_id).where(MemberTag.tag_id == 1)).all() == [2]
        assert max(len(name) for name in session.scalars(select(Tag.name))) == 30


def test_members_of_a_list_are_filled_up_never_overwritten(database: Database) -> None:
    path = DATA / "tables" / "T17_member_list_handmade.xlsx"
    bring_in(database, path)
    with database.read() as session:
        tagged = session.scalars(select(MemberTag.member_id)).all()
        member = session.scalars(select(Member).where(Member.phone.is_not(None))).first()
        assert tagged and member is not None
        phone, name = member.phone, member.name
    text = f"姓名,手机号,地址,备注\n别的名字,{phone},阳光小区门口,新的备注\n"
    brought = bring_in(database, text)
    assert brought.result.changed["members"] == 1 and brought.result.added["members"] == 0
    with database.read() as session:
        changed = session.scalars(select(Member).where(Member.phone == phone)).one()
        assert changed.name == name and changed.address == "阳光小区门口"


def test_payments_are_known_by_their_number(database: Database) -> None:
    csv = DATA / "tables" / "T12_wechat_bill_utf8bom.csv"
    first = bring_in(database, csv)
    assert first.result.added["payments"] == count(database, Payment) > 5
    with database.read() as session:
        assert session.scalars(select(Payment.usable)).all().count(False) > 0


def test_a_changed_order_is_changed(database: Database) -> None:
    head = "订单号,下单人,手机号,商品,数量,金额,订单状态\n"
    bring_in(database, head + "A1,小粥,13800001111,草莓,1,39,待付款\nA2,阿杰,13800002222,草莓,2,78,已付款\n")
    brought = bring_in(database, head + "A1,小粥,13800001111,草莓,1,39,已付款\nA2,阿杰,13800002222,草莓,2,78,已付款\n")
    assert (brought.preview.effects.changed, brought.preview.effects.unchanged) == (1, 1)
    with database.read() as session:
        paid = session.execute(select(Order.order_no, Order.status, Order.paid_fen).order_by(Order.order_no)).all()
        assert [tuple(row) for row in paid] == [("A1", "paid", 3900), ("A2", "paid", 7800)]


# ---- columns that nothing recognises

UNKNOWN = "谁啊,联系,哪户,顺便记\n小粥,13800001111,3-2-501,爱吃草莓\n阿杰,13800002222,5-1-302,\n"


def test_a_mapping_is_remembered_for_the_next_file_with_this_header(database: Database) -> None:
    with database.read() as session:
        parsed = read_source(session, open_text(UNKNOWN))
        assert parsed.table is not None and not parsed.table.recognised
        mapping = Mapping("members", ("name", "phone", "room", "note"), header_row=1)
        preview = look_ahead(session, read_source(session, open_text(UNKNOWN), mapping=mapping))
    assert preview.effects.new_members == 2
    database.change("导入", lambda session: import_preview(session, preview, Answers(), Lessons(mapping=mapping)))
    more = UNKNOWN + "王芳,13800003333,7-101,\n"
    with database.read() as session:
        again = read_source(session, open_text(more))
        assert again.table is not None and again.table.recognised
    assert bring_in(database, more).result.added["members"] == 1
    # The same mapping again is no change.
    before = database.version
    database.change("导入", lambda session: import_preview(session, preview, Answers(), Lessons(mapping=mapping)))
    assert database.version == before


def test_a_mapping_says_what_it_lacks() -> None:
    assert missing_field("members", ("note", "room"))
    assert not missing_field("members", ("nickname", ""))
    assert missing_field("orders", ("name", "note")) and not missing_field("orders", ("name", "product:草莓@3990"))
    assert missing_field("bill", ("amount",)) and missing_field("bill", ("at",))
    assert not missing_field("bill", ("at", "income"))
    for kind in FIELDS:
        assert [name for name, _title in field_choices(kind)] == ["", *FIELDS[kind]]
        assert len({title for _name, title in field_choices(kind)}) == len(FIELDS[kind]) + 1
    assert field_title("orders", "product:草莓") and kind_name("bill") == "账单"


# ---- what is not taken


def test_rows_that_were_not_taken_become_a_workbook_with_the_reason(database: Database, tmp_path: Path) -> None:
    path = DATA / "tables" / "T17_member_list_handmade.xlsx"
    brought = bring_in(database, path)
    parsed = brought.preview.parsed
    assert parsed.table is not None and brought.result.rejected
    rows = [(row.row, row.reason, cells_of(parsed, row)) for row in brought.result.rejected]
    out = tmp_path / "没有导入的行.xlsx"
    write_refused(out, header_of(parsed), rows)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[0][-1] == "失败原因" and table[0][: len(parsed.table.header)] == list(parsed.table.header)
    assert table[1][-1] == brought.result.rejected[0].reason
    assert table[1][-2] == str(brought.result.rejected[0].row)
    assert "合计" in table[1]
    # It can be had later, too.
    with database.read() as session:
        run = list_imports(session)[0]
        assert (run.kind, run.file_name, run.refused) == ("members", path.name, len(rows))
        assert read_header(session, run.id) == parsed.table.header
        assert read_refused(session, run.id)[0][1] == brought.result.rejected[0].reason


def test_formulas_stay_text_in_the_workbook(tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    write_refused(out, ("名字",), [(3, "坏了", ("=1+1", "多出来的", ""))])
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet["A2"].value == "=1+1" and sheet["A2"].data_type != "f"
    assert [cell.value for cell in sheet[1]] == ["名字", "列 2", "列 3", "原来的行号", "失败原因"]


def test_an_import_record_names_what_was_held(database: Database) -> None:
    bring_in(database, "#接龙\n草莓 39元\n1. 豆豆妈 2\n2. 王芳 看看\n")
    with database.read() as session:
        run = session.scalars(select(ImportRun)).one()
        assert [row["cells"] for row in run.rejected] == [["2. 王芳 看看"]]
        assert all(row["reason"] for row in run.rejected)


# ---- locked workbooks


def test_the_password_of_a_locked_workbook_is_remembered_if_wanted(database: Database) -> None:
    path = DATA / "tables" / "T24_ktt_orders_password_8888.xlsx"
    with pytest.raises(ShopError) as refused:
        open_file(path)
    assert refused.value.code == "password_needed"
    with pytest.raises(ShopError) as refused:
        open_file(path, Wish(password="1234"))
    assert refused.value.code == "wrong_password"
    preview = preview_of(database, path, wish=Wish(password="8888"))
    database.change("导入", lambda session: import_preview(session, preview, Answers(), Lessons(password="8888")))
    with database.read() as session:
        assert known_passwords(session) == ("8888",)
    before = database.version
    database.change("导入", lambda session: import_preview(session, preview, Answers(), Lessons(password="8888")))
    assert database.version == before


def test_a_locked_file_opens_with_a_password_that_the_shop_remembers(database: Database) -> None:
    locked = DATA / "tables" / "T24_ktt_orders_password_8888.xlsx"
    with pytest.raises(ShopError) as refused:
        open_with_known(locked, Wish(), ("0000",))
    assert refused.value.code == "password_needed"
    source = open_with_known(locked, Wish(), ("0000", "8888"))
    assert preview_of(database, source).effects.new_orders == 7
