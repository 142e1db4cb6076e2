"""Tables of the kinds that shops get, beyond the samples: each written here as its platform or its owner writes it."""

from __future__ import annotations

import datetime as dt
import mmap
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.files.content import FileContent, Sheet
from shopdesk.files.reading import read_bytes, read_file
from shopdesk.intake.tables import (
    FIELDS,
    Mapping,
    TableReading,
    mapping_from_json,
    mapping_to_json,
    own_presets,
    read_table,
    recognise,
    shipped_presets,
    table_to_json,
)
from tools.fuzz import READERS, check_table, check_workbook_apart, fuzz

BAD = Path(__file__).parents[1] / "data" / "badinputs"
MORE = Path(__file__).parents[1] / "data" / "tables_more"


def sheet_of(rows: Sequence[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> FileContent:
    cells = [["" if cell is None else cell for cell in row] for row in rows]
    return FileContent("workbook", "xlsx", (Sheet("Sheet1", cells, merged),))


def read_rows(rows: Sequence[Sequence[Any]], merged: tuple[tuple[int, int, int, int], ...] = ()) -> TableReading:
    return read_table(sheet_of(rows, merged), year=2026)


def read_text(text: str, encoding: str = "utf-8") -> TableReading:
    return read_table(read_bytes(text.encode(encoding)), year=2026)


# ---- orders ---------------------------------------------------------------------------------------------------------


def test_two_header_rows_and_merged_order_cells() -> None:
    reading = read_rows(
        [
            ["3月团购订单"],
            ["订单号", "客户", "商品", None, None, "收货信息", None, "备注"],
            [None, None, "名称", "规格", "数量", "电话", "地址", None],
            ["A1", "张姐", "草莓", "2斤", 2, 13800138001, "3-2-501", None],
            ["A1", None, "鸡蛋", "30枚", 1, None, None, None],
            ["A2", "老周", "苹果", "10斤", 1, "138 0013 8002", "5-1203", "急"],
            ["合计", None, None, None, 4],
        ],
        ((0, 0, 0, 7), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 1, 6), (1, 7, 2, 7), (3, 1, 4, 1)),
    )
    assert reading.header_row == 3
    assert reading.mapping is not None
    assert reading.mapping.header_rows == 2
    assert [(o.order_no, o.member.name, o.member.phone, len(o.items)) for o in reading.orders] == [
        ("A1", "张姐", "13800138001", 2),
        ("A2", "老周", "13800138002", 1),
    ]
    assert reading.orders[1].note == "急"
    assert [rejected.row for rejected in reading.rejected] == [7]


def test_items_below_an_order_without_its_number() -> None:
    reading = read_rows(
        [
            ["订单号", "收货人", "手机", "商品", "数量", "单价", "订单金额"],
            ["B1", "陈", "19900000101", "草莓", 2, 29.9, 104.8],
            [None, None, None, "鸡蛋", 1, 45, None],
        ]
    )
    (order,) = reading.orders
    assert [(item.product, item.amount_fen) for item in order.items] == [("草莓", 5980), ("鸡蛋", 4500)]
    assert order.amount_fen == 10480


def test_amount_of_the_order_on_every_row_or_of_the_row_alone() -> None:
    header = ["订单号", "姓名", "商品", "数量", "单价", "实付金额"]
    whole = read_rows([header, ["1", "甲", "草莓", 2, 30, 105], ["1", "甲", "鸡蛋", 1, 45, 105]])
    parts = read_rows([header, ["1", "甲", "草莓", 2, 30, 60], ["1", "甲", "鸡蛋", 1, 45, 45]])
    same = read_rows([header, ["1", "甲", "草莓", 1, 45, 45], ["1", "甲", "鸡蛋", 1, 45, 45]])
    assert [r.orders[0].amount_fen for r in (whole, parts, same)] == [10500, 10500, 9000]


def test_the_same_number_of_two_people_is_two_orders() -> None:
    reading = read_rows(
        [
            ["跟团号", "下单人", "商品", "订单金额", "联系电话"],
            [1, "甲", "草莓", 30, "19900000101"],
            [1, "乙", "草莓", 30, "19900000102"],
        ]
    )
    assert [order.member.name for order in reading.orders] == ["甲", "乙"]
    assert "另一个人" in reading.warnings[-1].reason
    assert [order.key for order in reading.orders] == ["1@19900000101", "1@19900000102"]


def test_numbers_that_start_anew_in_every_group_buy_are_told_apart_by_their_time() -> None:
    header = ["跟团号", "下单人", "商品", "订单金额", "支付时间"]
    first = read_rows([header, [1, "甲", "草莓", 30, "2026-03-09 19:22:31"]])
    second = read_rows([header, [1, "乙", "草莓", 30, "2026-03-16 08:00:00"]])
    assert (first.orders[0].key, second.orders[0].key) == ("1@20260309192231", "1@20260316080000")
    plain = read_rows(
        [["订单号", "姓名", "商品", "数量"], ["1", "甲", "草莓", 1], ["1", "乙", "草莓", 1], ["2", "乙", "草莓", 1]]
    )
    assert [order.key for order in plain.orders] == ["1", "1#2", "2"]


def test_ktt_with_other_columns() -> None:
    lines = read_rows(
        [
            ["跟团号", "商品", "规格", "数量", "商品成本价", "收货人", "联系电话", "省", "市", "区", "详细地址"],
            [1, "草莓", "2斤", 2, 20, "陈小橙", "19900000101", "浙江省", "杭州市", "余杭区", "阳光花园3-2-501"],
            [1, "鸡蛋", "30枚", 1, 30, "陈小橙", "19900000101", "浙江省", "杭州市", "余杭区", "阳光花园3-2-501"],
        ]
    )
    assert lines.preset == "快团团-商品明细"
    assert [(i.product, i.spec, i.qty) for i in lines.orders[0].items] == [("草莓", "2斤", "2"), ("鸡蛋", "30枚", "1")]
    listed = read_rows(
        [
            ["跟团号", "下单人", "商品", "订单金额", "订单退款", "订单状态", "收货人", "联系电话", "支付时间"],
            [
                1,
                "橙子妈",
                "红颜草莓 2斤装*2;土鸡蛋 30枚*1",
                "104.8",
                "0",
                "已支付",
                "陈",
                "19900000101",
                "2026-03-09 19:22:31",
            ],
            [2, "老周", "苹果 10斤", "49", "49", "已支付", "周", "19900000102", "2026-03-09 19:22:31"],
        ]
    )
    assert [(i.product, i.qty) for i in listed.orders[0].items] == [("红颜草莓 2斤装", "2"), ("土鸡蛋 30枚", "1")]
    assert listed.orders[1].status == "refunded"


def test_weidian_with_a_number_in_cipher() -> None:
    reading = read_text(
        "订单编号,订单状态,下单时间,付款时间,商品名称,商品型号,商品数量,商品单价,订单总金额,收货人姓名,收货人手机,收货地址\n"
        "8001,已付款,2026-03-09 10:00:00,2026-03-09 10:01:00,草莓,2斤,2,29.90,104.80,陈,19900000101,x\n"
        "8001,已付款,2026-03-09 10:00:00,2026-03-09 10:01:00,鸡蛋,30枚,1,45.00,104.80,陈,19900000101,x\n"
        "8002,已关闭,2026-03-09 10:00:00,,鸡蛋,30枚,1,45.00,45.00,周,$$b2f==$1$$,x\n"
    )
    assert (reading.preset, reading.orders[0].amount_fen) == ("微店-订单", 10480)
    assert (reading.orders[1].status, reading.orders[1].member.phone) == ("cancelled", None)


def test_tab_text_called_xls(tmp_path: Path) -> None:
    path = tmp_path / "订单.xls"
    text = (
        "订单编号\t买家昵称\t商品名称\t数量\t实付金额\t手机\t下单时间\r\n"
        '="202603090001"\t橙子妈\t草莓\t2\t¥59.80\t19900000101\t2026-03-09 19:22\r\n'
    )
    path.write_bytes(text.encode("gb18030"))
    (order,) = read_table(read_file(path)).orders
    assert (order.order_no, order.amount_fen, order.member.phone, order.status) == (
        *("202603090001", 5980, "19900000101"),
        "paid",
    )


def test_html_called_xls(tmp_path: Path) -> None:
    path = tmp_path / "订单.xls"
    html = (
        '<html><head><meta charset="gb2312"><style>td{mso-number-format:"\\@"}</style></head><body><table border=1>'
        "<tr><th colspan=4>订单导出</th></tr><tr><th>订单号</th><th>收货人</th><th>手机号</th><th>商品信息</th>"
        "<th>订单金额</th><th>订单状态</th></tr><tr><td>001</td><td>陈小橙</td><td>19900000101</td>"
        "<td>草莓 x2<br>鸡蛋 x1</td><td>104.80</td><td>待发货</td></tr></table></body></html>"
    )
    path.write_bytes(html.encode("gb18030"))
    (order,) = read_table(read_file(path)).orders
    assert (order.order_no, [item.qty for item in order.items], order.status) == ("001", ["2", "1"], "paid")


def test_numbers_that_a_spreadsheet_ruined_join_nothing() -> None:
    header = ["订单号", "收货人", "商品名称", "数量", "实付金额"]
    reading = read_rows([header, [2.0260309192231e23, "甲", "草莓", 1, 10], [2.0260309192231e23, "甲", "鸡蛋", 2, 20]])
    assert [order.order_no for order in reading.orders] == [None, None]
    assert all("Excel" in warned.reason for warned in reading.warnings)


def test_matrix_with_prices_in_a_row_of_their_own_and_a_count_column() -> None:
    reading = read_rows(
        [
            ["楼号", "昵称", "草莓", "鸡蛋", "合计"],
            ["单价", None, 29.9, 45, None],
            ["3-501", "张姐", 2, 1, 3],
            ["5-1203", "老周", None, "1板", 1],
            ["7-1", "小鱼", None, None, None],
        ]
    )
    assert [(o.member.room, o.amount_fen) for o in reading.orders] == [("3-501", 10480), ("5-1203", 4500)]
    assert [warned.row for warned in reading.warnings] == [2, 4, 5]


def test_bad_quantities_and_people_are_rejected_with_their_cells() -> None:
    reading = read_rows(
        [
            ["订单号", "姓名", "商品", "数量", "金额"],
            ["1", "甲", "草莓", -1, 30],
            ["2", "乙", "草莓", "适量", 30],
            ["3", None, "草莓", 1, 30],
            ["4", "丁", "草莓", 1, "面议"],
            ["5", "戊", "草莓", 1, 30],
            ["订单号", "姓名", "商品", "数量", "金额"],
        ]
    )
    assert [rejected.row for rejected in reading.rejected] == [2, 3, 4, 5]
    assert reading.rejected[1].cells == ("2", "乙", "草莓", "适量", 30)
    assert len(reading.orders) == 1
    assert "表头" in reading.warnings[-1].reason


def test_dates_without_a_year_are_not_ahead_of_today() -> None:
    rows = [
        ["日期", "客户", "商品", "数量", "金额"],
        ["12月30日", "张姐", "草莓", 1, 30],
        ["1月2日", "老周", "草莓", 1, 30],
    ]
    reading = read_table(sheet_of(rows), today=dt.date(2026, 1, 3))
    assert [str(order.ordered_at)[:10] for order in reading.orders] == ["2025-12-30", "2026-01-02"]
    assert any("2025、2026" in note for note in reading.notes)


def test_products_as_columns_of_a_platform() -> None:
    reading = read_rows(
        [
            ["接龙号", "微信昵称", "红颜草莓(2斤装)", "土鸡蛋(30枚)", "订单总金额", "备注"],
            [1, "橙子妈", 2, 1, 104.8, None],
            [2, "老周", 1, None, 29.9, "晚点取"],
            ["合计", None, 3, 1, 134.7, None],
        ]
    )
    assert [(o.order_no, o.amount_fen, len(o.items), o.note) for o in reading.orders] == [
        ("1", 10480, 2, ""),
        ("2", 2990, 1, "晚点取"),
    ]


def test_ticks_count_as_one() -> None:
    reading = read_rows([["姓名", "房号", "草莓 29.9", "鸡蛋 45", "已付"], ["张姐", "3-501", "√", None, "√"]])
    assert (reading.orders[0].amount_fen, reading.orders[0].status) == (2990, "paid")
    assert "√" in reading.warnings[0].reason


def test_a_statement_of_orders_names_nobody() -> None:
    header = ["订单号", "交易时间", "订单金额", "退款金额", "手续费", "结算金额"]
    reading = read_rows(
        [header, ["A1", "2026-03-09 10:00", "59.80", "0", "0.36", "59.44"], ["A2", "2026-03-09", 45, 45, 0, 0]]
    )
    assert [(o.order_no, o.amount_fen, o.status) for o in reading.orders] == [
        ("A1", 5980, "confirmed"),
        ("A2", 4500, "refunded"),
    ]
    assert "谁的订单" in reading.warnings[0].reason


def test_a_masked_buyer_gives_way_to_a_clear_receiver() -> None:
    header = ["订单号", "买家昵称", "收货人", "手机", "商品", "数量"]
    reading = read_rows(
        [header, ["1", "橙**", "陈小橙", "199****0101", "草莓", 1], ["2", "周*", "周*", "199****0102", "草莓", 1]]
    )
    assert [order.member.name for order in reading.orders] == ["陈小橙", "周*"]
    assert sum("名字被平台隐藏" in warned.reason for warned in reading.warnings) == 1


# ---- members --------------------------------------------------------------------------------------------------------


def test_member_list_with_everything() -> None:
    reading = read_rows(
        [
            [
                "会员编号",
                "姓名",
                "性别",
                "手机",
                "小区",
                "楼号",
                "单元",
                "房号",
                "出生日期",
                "会员标签",
                "推荐人",
                "积分",
                "加入时间",
            ],
            [
                "V001",
                "陈",
                "女",
                19900000101,
                "阳光花园",
                3,
                2,
                501,
                "1990/1/1",
                "宝妈 高频",
                "老周",
                9,
                dt.date(2025, 1, 2),
            ],
            ["V002", "周", "男", "19900000102", "阳光花园", "5", None, "1203", 33303, "", "", 0, "2025-02-03"],
            ["合计", None, None, "2人"],
        ]
    )
    first, second = reading.members
    assert (first.number, first.room, first.birthday, first.tags, first.referrer, first.gender, first.community) == (
        *("V001", "3-2-501", "1990-01-01", ("宝妈", "高频"), "老周", "female"),
        "阳光花园",
    )
    assert (second.room, second.birthday, str(second.joined_at)[:10]) == ("5-1203", "1991-03-06", "2025-02-03")
    assert [rejected.row for rejected in reading.rejected] == [4]


def test_several_columns_called_phone_are_all_shown() -> None:
    reading = read_table(read_file(BAD / "d06_duplicate_headers.xlsx"))
    assert reading.header == ("姓名", "电话", "电话", "地址", "电话")
    assert reading.members[0].other_phones == ("13800000002", "13800000003")


def test_contacts_name_a_room() -> None:
    reading = read_text("BEGIN:VCARD\nVERSION:3.0\nFN:3-2-501陈小橙\nTEL:19900000101\nEND:VCARD\n")
    assert (reading.header_row, reading.members[0].name, reading.members[0].room) == (None, "3-2-501陈小橙", "3-2-501")
    assert reading.members[0].row == 1


# ---- bills ----------------------------------------------------------------------------------------------------------


def test_old_alipay_bill_with_its_feet() -> None:
    reading = read_table(read_file(MORE / "alipay_old_gb18030.csv"))
    assert (reading.preset, reading.header_row) == ("支付宝账单-CSV(旧)", 5)
    assert [(p.direction, p.usable, p.amount_fen) for p in reading.payments] == [
        ("income", True, 5980),
        ("income", False, 4500),
        ("income", False, 4500),
        ("expense", False, 104500),
        ("neutral", False, 3),
    ]
    assert str(reading.payments[1].at) == "2026-03-09 21:11:00"
    assert reading.rejected == ()
    assert len(reading.warnings) == 6


def test_merchant_bill_where_a_refund_is_a_line() -> None:
    reading = read_table(read_file(MORE / "wechat_merchant.csv"))
    assert [(p.direction, p.usable, p.amount_fen, p.txn_id, p.note) for p in reading.payments] == [
        ("income", True, 10480, "4200001", "草莓"),
        ("income", False, 4500, "4200002", "鸡蛋"),
        ("refund", False, 4500, "4200002_5030001", "鸡蛋"),
    ]
    assert [warned.row for warned in reading.warnings] == [5, 6]


def test_wechat_bill_as_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["微信支付账单明细"],
        ["微信昵称：[示例团长]"],
        [],
        [
            "交易时间",
            "交易类型",
            "交易对方",
            "商品",
            "收/支",
            "金额(元)",
            "支付方式",
            "当前状态",
            "交易单号",
            "商户单号",
            "备注",
        ],
        [
            dt.datetime.fromisoformat("2026-03-09 21:05:11"),
            "二维码收款",
            "王姐",
            "/",
            "收入",
            108.8,
            "零钱",
            "已收钱",
            "1001",
            "1",
            "/",
        ],
        [46090.5, "转账", "郑郑", "转账备注:微信转账", "收入", "¥104.80", "零钱", "已退款(￥104.80)", "1002", "2", "/"],
        [46090.5, "转账", "周叔", "转账备注:5-602", "收入", "¥49.00", "零钱", "已退款(￥9.00)", "1003", "2", "/"],
        [46090.5, "转账", "批发", "/", "支出", 860, "零钱", "已转账", 1.0000050012026031e27, "2", "/"],
    ):
        sheet.append(row)
    path = tmp_path / "微信支付账单.xlsx"
    book.save(path)
    reading = read_table(read_file(path))
    assert (reading.preset, reading.header_row) == ("微信支付账单-XLSX", 4)
    assert [(p.usable, p.amount_fen, p.note) for p in reading.payments] == [
        (True, 10880, ""),
        (False, 10480, ""),
        (True, 4900, "5-602"),
        (False, 86000, ""),
    ]
    assert [warned.row for warned in reading.warnings] == [7, 8]


# ---- what nothing recognises ----------------------------------------------------------------------------------------


def test_an_unknown_header_opens_with_the_best_guess_and_is_read_by_a_mapping() -> None:
    content = sheet_of([["代号", "尊称", "通讯"], ["x1", "张姐", "19900000101"], ["x2", "老周", "19900000102"]])
    assert recognise(content) is None
    guess = read_table(content)
    assert not guess.recognised
    assert guess.header == ("代号", "尊称", "通讯")
    assert guess.mapping is not None
    assert guess.mapping.fields == ("", "name", "phone")
    mapping = Mapping("members", ("number", "nickname", "phone"))
    remembered = mapping_from_json(mapping_to_json(mapping))
    assert remembered is not None
    reading = read_table(content, mapping=remembered)
    assert [(m.number, m.nickname, m.phone) for m in reading.members] == [
        ("x1", "张姐", "19900000101"),
        ("x2", "老周", "19900000102"),
    ]
    assert reading.header_key == guess.header_key
    assert mapping_from_json({"kind": "nonsense"}) is None


def test_a_remembered_mapping_finds_the_header_below_another_preamble() -> None:
    mapping = Mapping("members", ("number", "nickname", "phone"))
    content = sheet_of([["通讯录"], [], ["代号", "尊称", "通讯"], ["x1", "张姐", "19900000101"]])
    assert read_table(content, mapping=mapping).members[0].phone == "19900000101"


def test_header_only_and_no_table() -> None:
    for text, code in (("姓名,电话\n", "no_rows"), ("一句话\n又一句\n", "not_a_table")):
        with pytest.raises(ShopError) as refused:
            read_text(text)
        assert refused.value.code == code


def test_own_presets_come_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(
        '{"name": "我的", "kind": "members", "signature": ["尊称"], '
        '"columns": {"nickname": ["尊称"], "phone": ["通讯"]}}',
        encoding="utf-8",
    )
    presets = (*own_presets(tmp_path), *shipped_presets())
    content = sheet_of([["代号", "尊称", "通讯"], ["x1", "张姐", "19900000101"]])
    reading = read_table(content, presets=presets)
    assert (reading.preset, reading.members[0].phone) == ("我的", "19900000101")
    (tmp_path / "bad.json").write_text(
        '{"name": "坏", "kind": "members", "columns": {"nonsense": []}}', encoding="utf-8"
    )
    with pytest.raises(ShopError) as refused:
        own_presets(tmp_path)
    assert refused.value.code == "bad_preset"


def test_shipped_presets_are_many_and_distinct() -> None:
    names = [preset.name for preset in shipped_presets()]
    assert len(names) == len(set(names)) >= 24


def test_the_contract_prints_these_keys_only() -> None:
    printed = table_to_json(read_rows([["订单号", "姓名", "商品", "数量"], ["1", "甲", "草莓", 1]]))
    assert list(printed) == ["kind", "preset", "sheet", "encoding", "header_row", "rejected", "warnings", "orders"]
    assert printed["orders"][0] == {
        "order_no": "1",
        "member": {"name": "甲", "phone": None, "room": None, "number": None},
        "status": "confirmed",
        "paid_at": None,
        "amount_fen": None,
        "refund_fen": 0,
        "items": [{"product": "草莓", "spec": None, "qty": "1", "amount_fen": None}],
    }


def test_cancel_while_reading() -> None:
    class Impatient:
        def report(self, done: int, total: int, text: str = "") -> None:
            if done:
                raise Cancelled

    rows = [["姓名", "电话"], *([["甲", "19900000101"]] * 3_000)]
    with pytest.raises(Cancelled):
        read_table(sheet_of(rows), progress=Impatient())


NAMES = [name for preset in shipped_presets() for aliases in preset.columns.values() for name in aliases]
CELLS = st.one_of(
    st.sampled_from(["", "草莓 * 2", "合计", "昨天", "¥1,0", "√", "19900000101", "2盒", "3-2-501"]),
    st.text(max_size=8),
    st.integers(-5, 10**17),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.sampled_from([*NAMES, "", "姓名", "草莓 29.9", "订单号", "数量"]), min_size=2, max_size=8),
    st.lists(st.lists(CELLS, max_size=9), max_size=6),
    st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=2),
    st.sampled_from([None, *FIELDS]),
)
def test_no_table_makes_the_reader_raise(
    header: list[str], rows: list[list[Any]], merged: list[Any], kind: Any
) -> None:
    content = sheet_of([header, *rows], tuple(merged))
    check_table(content)  # every row told, every figure sound
    try:
        reading = read_table(content, kind=kind or "auto")
    except ShopError as refused:
        assert refused.code in ("not_a_table", "no_rows")
        return
    table_to_json(reading)
    assert all(1 < rejected.row <= len(rows) + 1 for rejected in reading.rejected)


@pytest.mark.parametrize("name", [reader.name for reader in READERS])
def test_spoiled_files_end_in_a_reading_or_a_sentence(name: str) -> None:
    reader = next(reader for reader in READERS if reader.name == name)
    assert fuzz(reader, 0.5, 0) == 0


FOUND = sorted((BAD.parent / "fuzz").glob("*.bin"))


@pytest.mark.parametrize("path", FOUND, ids=[path.stem for path in FOUND])
def test_what_fuzzing_found_stays_mended(path: Path) -> None:
    reader = next(reader for reader in READERS if path.name.startswith(f"{reader.name}-"))
    reader.check(path.read_bytes())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems say less about a process")
def test_what_this_process_holds_already_is_left_to_a_workbook() -> None:
    large = mmap.mmap(-1, 4 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
    with large:
        assert check_workbook_apart((MORE.parent / "tables" / "T26_real_biff.xls").read_bytes())
