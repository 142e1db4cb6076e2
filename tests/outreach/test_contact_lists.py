"""The contact list as the owner gets it: who is on it and why, what was left out, text that stays text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from shopdesk.base.dates import start_of
from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.content.template_store import list_templates
from shopdesk.data.database import Database
from shopdesk.data.tables import ExportLog, Touch
from shopdesk.outreach.contact_lists import export_contact_list, find_gaps, log_export, plan_contact_list
from shopdesk.outreach.list_wishes import COLUMNS, DEFAULT_COLUMNS, ContactList, ListWish
from shopdesk.outreach.touches import record_sent
from shopdesk.referrals.links import link_for
from tests.outreach.filling import EVERYBODY, PEOPLE, TODAY, fill_shop
from tests.outreach.reading import by_calamine, by_libreoffice, by_openpyxl, parts_of

WISH = ListWish("买过的人", EVERYBODY, columns=tuple(COLUMNS))


@pytest.fixture
def shop(database: Database) -> tuple[Database, list[int]]:
    ids, _change = database.change("建店", fill_shop)
    return database, ids


def export(database: Database, file: Path, wish: ListWish) -> ContactList:
    with database.read() as session:
        return export_contact_list(session, file, wish, TODAY, link_for=link_for)


def template_id(database: Database) -> int:
    with database.read() as session:
        return list_templates(session)[0].id


def test_everything_reads_back_as_text_in_three_readers(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, _ids = shop
    file = tmp_path / "名单.xlsx"
    done = export(database, file, WISH)
    assert (done.rows, done.left_out) == (7, {"免打扰": 1})
    names = [name for name, _phone in PEOPLE[:7]]
    phones = [phone for _name, phone in PEOPLE[:7]]
    for rows in (by_openpyxl(file), by_calamine(file), by_libreoffice(file, tmp_path)):
        head = rows[0]
        assert head == [column.title for column in COLUMNS.values()]
        assert [row[head.index("昵称")] for row in rows[1:]] == names
        assert [row[head.index("手机号")] for row in rows[1:]] == phones
        assert {row[head.index("备注")] for row in rows[1:]} == {"=cmd"}
        assert [row[head.index("标签")] or "" for row in rows[1:]] == ["=标签"] * 2 + [""] * 5
        assert rows[1][head.index("为什么在名单上")] == "共 1 单"
    assert "<f>" not in parts_of(file)["xl/worksheets/sheet1.xml"]
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == f"A1:X{len(names) + 1}"


def test_cover_says_what_when_how_many_and_who_not(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, _ids = shop
    file = tmp_path / "x.xlsx"
    export(database, file, replace(WISH, only_contactable=True, template_id=template_id(database)))
    cover = {}
    for title, text in by_openpyxl(file, 1):
        cover.setdefault(title, []).append(text)
    assert cover["名单"] == ["买过的人"] and cover["店铺"] == ["翠湖小站"] and cover["人数"] == ["4"]
    assert cover["没有列入"] == ["1 人：免打扰", "3 人：没有同意营销"]
    assert cover["条件"] == ["订单数不少于 1"]
    assert cover["话术不完整"] == ["1 条缺少 上次购买，文字里还留着花括号，请先补上再发。"]
    assert cover["请妥善保管"]


def test_each_one_gets_the_message_and_a_name_is_no_template(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, ids = shop
    file = tmp_path / "x.xlsx"
    wish = replace(WISH, columns=("name",), template_id=template_id(database))
    done = export(database, file, wish)
    assert by_openpyxl(file)[0] == ["昵称", "话术"]
    messages = [row[1] for row in by_openpyxl(file)[1:]]
    assert messages[1] == "@小雨，翠湖小站的沙糖桔还好吗？"
    assert messages[5] == "{{店名}}，翠湖小站的沙糖桔还好吗？"
    assert messages[0] == "=1+1，翠湖小站的{{上次购买}}还好吗？"
    assert (done.incomplete, done.missing_fields) == (1, {"上次购买"})
    with database.read() as session:
        gaps = find_gaps(session, ids[:7], "{{昵称}} {{上次购买}} {{店名}} {{没有的}}", TODAY)
        assert (gaps.messages, gaps.missing, gaps.unknown) == (7, {"上次购买": 1}, ("没有的",))
        assert find_gaps(session, ids[:7], "{{店名}}", TODAY).messages == 0
        assert find_gaps(session, ids[:7], "{{上次购买}}", TODAY).messages == 1


def test_masked_list_hides_what_names_a_person_in_messages_too(
    shop: tuple[Database, list[int]], tmp_path: Path
) -> None:
    database, _ids = shop
    file = tmp_path / "x.xlsx"
    export(database, file, replace(WISH, mask=True, template_id=template_id(database)))
    rows = by_openpyxl(file)
    second = dict(zip(rows[0], rows[2], strict=True))
    assert (second["昵称"], second["手机号"], second["微信号"], second["房号"]) == ("@*", "138****0002", None, None)
    assert second["话术"] == "@*，翠湖小站的沙糖桔还好吗？"
    whole = " ".join(parts_of(file).values())
    assert not any(phone in whole for _name, phone in PEOPLE) and "wx_1" not in whole and "小雨" not in whole


def test_do_not_contact_is_on_no_list_whichever_way_it_is_made(
    shop: tuple[Database, list[int]], tmp_path: Path
) -> None:
    database, ids = shop
    wishes = [
        WISH,
        replace(WISH, only_contactable=True),
        replace(WISH, mask=True),
        ListWish("选的", None, ids=tuple(ids)),
        ListWish("反的", {"not": {"field": "contactable", "op": "=", "value": True}}),
        ListWish("就是他", {"field": "name", "op": "contains", "value": "不想被打扰"}),
    ]
    for at, wish in enumerate(wishes):
        file = tmp_path / f"{at}.xlsx"
        with database.read() as session:
            plan = plan_contact_list(session, wish, TODAY)
        done = export(database, file, wish)
        assert ids[-1] not in plan.ids and done.rows == len(plan.ids)
        assert plan.left_out == done.left_out and plan.left_out["免打扰"] == 1
        assert "13800000008" not in parts_of(file)["xl/worksheets/sheet1.xml"]
    assert by_openpyxl(tmp_path / "5.xlsx") == [[COLUMNS[name].title for name in DEFAULT_COLUMNS]]


def test_only_contactable_counts_who_was_bothered_lately(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, ids = shop
    database.change("发", lambda session: record_sent(session, ids[0], "hi", at=start_of(TODAY - 1)))
    wish = ListWish("选的", None, ids=(*ids, 999_999), only_contactable=True)
    with database.read() as session:
        plan = plan_contact_list(session, wish, TODAY)
    assert plan.ids == ids[1:4]
    assert plan.left_out == {"免打扰": 1, "会员已删除": 1, "没有同意营销": 3, "最近联系过": 1}


def test_members_chosen_by_hand_say_so(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, ids = shop
    export(database, tmp_path / "x.xlsx", ListWish("选的", None, ids=tuple(ids[:2]), columns=("name", "why")))
    assert by_openpyxl(tmp_path / "x.xlsx")[1:] == [["=1+1", "您选中的会员"], ["@小雨", "您选中的会员"]]


def test_batches_are_numbered(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    from shopdesk.data.shop import ContactLimits, save_shop

    database, _ids = shop
    database.change("设置", lambda session: save_shop(session, contact=ContactLimits(batch=3)))
    export(database, tmp_path / "x.xlsx", replace(WISH, columns=("batch",)))
    assert [row[0] for row in by_openpyxl(tmp_path / "x.xlsx")[1:]] == [1, 1, 1, 2, 2, 2, 3]


class StopAtOnce:
    def report(self, done: int, total: int, text: str = "") -> None:
        raise Cancelled


def test_cancelled_and_refused_exports_leave_nothing(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, _ids = shop
    folder = tmp_path / "out"
    folder.mkdir()
    with database.read() as session:
        with pytest.raises(Cancelled):
            export_contact_list(session, folder / "x.xlsx", WISH, TODAY, progress=StopAtOnce())
        for bad in (replace(WISH, columns=("nothing",)), replace(WISH, columns=()), replace(WISH, template_id=99)):
            with pytest.raises(ShopError):
                export_contact_list(session, folder / "x.xlsx", bad, TODAY)
        with pytest.raises(ShopError):
            export_contact_list(session, folder / "x.xlsx", replace(WISH, rule={}), TODAY)
    assert list(folder.iterdir()) == []


def test_export_is_on_record(shop: tuple[Database, list[int]], tmp_path: Path) -> None:
    database, _ids = shop
    done = export(database, tmp_path / "x.xlsx", WISH)
    database.change("记录", lambda session: log_export(session, done, WISH))
    with database.read() as session:
        (row,) = session.scalars(select(ExportLog))
        assert (row.what, row.rows, row.masked, row.file_name) == ("买过的人", 7, False, "x.xlsx")
        assert session.scalar(select(func.count()).select_from(Touch)) == 0
