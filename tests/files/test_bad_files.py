"""Broken and hostile files end with one clear sentence, or are read with a note; nothing hangs, swells or leaks."""

from __future__ import annotations

import socket
import zipfile
from pathlib import Path
from typing import Never

import pytest

from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.files.reading import read_bytes, read_file

BAD = Path(__file__).parents[1] / "data" / "badinputs"

REFUSED = {
    "b04_billion_laughs_sharedStrings.xlsx": "unsafe_content",
    "b06_xxe_file_in_workbook.xlsx": "unsafe_content",
    "b08_nested_zip_quine_ratio.xlsx": "unsafe_archive",
    "c01_zero_bytes.xlsx": "empty_file",
    "c03_truncated_half.xlsx": "truncated_file",
    "c05_bitflips_in_deflate_stream.xlsx": "damaged_file",
    "c11_jpeg_named.xlsx": "not_a_workbook",
    "c17_invalid_xml_nul.xlsx": "damaged_file",
    "e19_binary_random_64k.csv": "not_a_table",
}


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_refused_with_one_sentence(name: str, code: str) -> None:
    with pytest.raises(ShopError) as refused:
        read_file(BAD / name)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")
    assert "root:" not in str(refused.value)


NOTED = {
    "a05_macro_renamed.xlsx": "宏",
    "a07_external_link.xlsx": "链接",
    "c19_xescape_control_chars.xlsx": "1 行里有看不见的控制字符",
    "d10_hidden_rows.xlsx": "1 行被隐藏",
    "e05_utf16le_no_bom.csv": "没有写明文字编码",
    "e07_big5.csv": "没有写明文字编码",
    "e11_zalgo_and_emoji.csv": "看不见的控制字符",
}


@pytest.mark.parametrize(("name", "words"), NOTED.items())
def test_read_with_a_note(name: str, words: str) -> None:
    content = read_file(BAD / name)
    assert any(words in note for note in content.notes)


QUIET = ("a01_control_good_100rows.xlsx", "c07_xlsx_named.csv", "c09_real.xls", "c15_no_styles_no_sst_inline.xlsx")


@pytest.mark.parametrize("name", QUIET)
def test_read_by_content_whatever_the_name(name: str) -> None:
    content = read_file(BAD / name)
    assert content.what == "workbook"
    assert content.notes == ()
    assert content.sheets[0].rows[0][:2] == ["姓名", "电话"]


def test_gap_of_a_million_rows_is_kept_cheaply() -> None:
    rows = read_file(BAD / "d02_last_row_1048576.xlsx").sheets[0].rows
    assert len(rows) == 1_048_576
    assert sum(map(bool, rows)) == 3


def test_no_network_and_no_stray_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_arguments: object) -> Never:
        raise AssertionError("network access")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    read_file(BAD / "a07_external_link.xlsx")
    read_file(BAD / "c13_zip_path_traversal.xlsx")
    assert list(tmp_path.iterdir()) == []


def _zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


WORKBOOK = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'


def test_far_too_sparse_sheet_is_refused_before_it_swells(tmp_path: Path) -> None:
    sheet = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    path = _zip(tmp_path / "x.xlsx", {"xl/workbook.xml": WORKBOOK, "xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(ShopError) as refused:
        read_file(path)
    assert refused.value.code == "too_much_memory"


def test_many_entries_and_packed_tables(tmp_path: Path) -> None:
    many = _zip(tmp_path / "many.xlsx", {f"xl/{number}.xml": b"<a/>" for number in range(5_001)})
    packed = _zip(tmp_path / "bill.zip", {"账单.csv": "交易时间,金额".encode()})
    for path, code in ((many, "unsafe_archive"), (packed, "packed_table")):
        with pytest.raises(ShopError) as refused:
            read_file(path)
        assert refused.value.code == code


def test_utf16_declaration_is_seen(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'.encode("utf-16")
    path = _zip(tmp_path / "x.xlsx", {"xl/workbook.xml": bomb})
    with pytest.raises(ShopError) as refused:
        read_file(path)
    assert refused.value.code == "unsafe_content"


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path, Path("a\0b")):
        with pytest.raises(ShopError):
            read_file(path)


def test_password_asked_then_wrong_then_right() -> None:
    locked = BAD.parent / "tables" / "T24_ktt_orders_password_8888.xlsx"
    for password, code in ((None, "password_needed"), ("1234", "wrong_password")):
        with pytest.raises(ShopError) as refused:
            read_file(locked, password=password)
        assert refused.value.code == code
    assert len(read_file(locked, password="8888").sheets[0].rows) == 9


def test_cancel_ends_the_child() -> None:
    class Impatient:
        def report(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_file(BAD / "a01_control_good_100rows.xlsx", progress=Impatient())


def test_text_from_elsewhere() -> None:
    assert read_bytes("姓名,电话\n张三,1".encode()).sheets[0].rows == [["姓名", "电话"], ["张三", "1"]]
    with pytest.raises(ShopError):
        read_bytes(b"\xef\xbb\xbf \r\n")


def test_html_that_swells_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "订单.xls"
    path.write_bytes(b"<html><table>" + b"<tr><td rowspan=1000 colspan=1000>a" * 3_000)
    with pytest.raises(ShopError) as refused:
        read_file(path)
    assert refused.value.code in ("too_much_memory", "too_slow")
