"""Bytes become text and text becomes rows, whatever they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.files.delimited import find_delimiter, read_rows
from shopdesk.files.encodings import decode_text
from shopdesk.files.html_tables import read_html
from shopdesk.files.limits import Unsafe
from shopdesk.files.sniff import sniff
from shopdesk.files.spreadsheet_ml import read_spreadsheet_ml
from shopdesk.files.vcards import read_vcards

TEXT = "姓名,电话,地址\r\n张伟,13800000000,北京市朝阳区幸福路\r\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_found(encoding: str, said: str) -> None:
    decoded = decode_text(TEXT.encode(encoding))
    assert decoded.text == TEXT
    assert decoded.encoding == said


def test_big5_when_it_reads_better() -> None:
    text = "姓名,電話,地址\r\n陳靜,13800000001,臺北市\r\n"
    decoded = decode_text(text.encode("big5"))
    assert (decoded.text, decoded.encoding, decoded.certain) == (text, "big5", False)


def test_two_encodings_in_one_file() -> None:
    data = "姓名,电话\n张三,1\n".encode() + "李四老客户,2\n".encode("gb18030")
    decoded = decode_text(data)
    assert decoded.text == "姓名,电话\n张三,1\n李四老客户,2\n"
    assert decoded.mixed


def test_halves_of_an_emoji_are_joined_and_a_lone_half_is_lost() -> None:
    whole = "橙子🍊".encode("utf-16-le").decode("utf-16-le")
    halves = "橙子\ud83c\udf4a".encode("utf-8", "surrogatepass")
    assert decode_text(halves).text == whole
    assert decode_text("刘\ud83d洋".encode("utf-8", "surrogatepass")).text == "刘\ufffd洋"


@given(st.binary(max_size=400))
def test_decoding_never_raises(data: bytes) -> None:
    decode_text(data)
    sniff(data)


@given(st.text(max_size=300))
def test_rows_come_from_any_text(text: str) -> None:
    draft, _separated = read_rows(text)
    assert all(isinstance(cell, str) for row in draft.rows for cell in row)
    read_vcards(text)


@given(
    st.lists(
        st.sampled_from(
            ["<table>", "<tr>", "<td rowspan=2>", "<td colspan=3>", "</table>", "<br>", "a&lt;", "<", "</tr>"]
        ),
        max_size=30,
    )
)
def test_html_never_raises_more_than_a_finding(pieces: list[str]) -> None:
    try:
        read_html("".join(pieces).encode())
    except Unsafe as finding:
        assert finding.code in ("not_a_table", "too_many_rows")


def test_quotes_newlines_and_lengths() -> None:
    draft, separated = read_rows('a,b\r\n"1\n2","x""y"\r\r\n,,\n')
    assert separated
    assert list(map(list, draft.rows)) == [["a", "b"], ["1\n2", 'x"y'], [], ["", "", ""]]


def test_a_quote_that_is_never_closed_does_not_swallow_the_file() -> None:
    text = 'a,b\n"x,1\n' + "y,2\n" * 20_000
    assert len(read_rows(text)[0].rows) == 20_002


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb,c\td\n1,5\t2\t3\n", "\t"),
        ("a;b\n1,5;2\n2,5;3\n", ";"),
        ("姓名，电话\n张三，1\n", "，"),
        ("sep=|\na|b,c,d\n", "|"),
        ("一行字\n又一行\n", None),
    ],
)
def test_delimiters(text: str, delimiter: str | None) -> None:
    assert find_delimiter(text) == delimiter


def test_html_spans_and_line_breaks() -> None:
    html = "<table><tr><td rowspan=2>甲</td><td>1<br>2</td></tr><tr><td>3</td></tr></table>"
    draft = read_html(html.encode("gb18030"))[0]
    assert list(map(list, draft.rows)) == [["甲", "1\n2"], ["", "3"]]
    assert draft.merged == ((0, 0, 1, 0),)


SPREADSHEET = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="订单"><Table>
<Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">数量</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">张三</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">2</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_excel_2003_xml() -> None:
    draft = read_spreadsheet_ml(SPREADSHEET.encode())[0]
    assert (draft.name, list(map(list, draft.rows))) == ("订单", [["姓名", "", "数量"], [], ["张三", "", 2]])


@pytest.mark.parametrize(
    "text", [SPREADSHEET[:-40], SPREADSHEET.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1), "<Workbook/>"]
)
def test_excel_2003_xml_that_is_broken_or_hostile(text: str) -> None:
    with pytest.raises(Unsafe):
        read_spreadsheet_ml(text.encode())


def test_vcards_of_every_version() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:老周\r\nTEL;TYPE=cell;VALUE=uri:tel:+86-199-0000-0102\r\nBDAY:--0305\r\n"
        "NOTE:很长很\r\n 长\\n第二行\\, 逗号\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=D5=C5;=C8=\r\n=FD;;;\r\n"
        "item1.TEL;WORK:0571-8800000\r\nitem2.TEL:13800138000\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nFN:断了\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-03-05"
    )
    rows = read_vcards(text).rows
    assert rows[1][0:5] == ["老周", "", "+86-199-0000-0102", "", "--0305"]
    assert rows[1][8] == "很长很长\n第二行, 逗号"
    assert rows[2][0:4] == ["张三", "", "13800138000", "0571-8800000"]
    assert rows[3][0] == "断了"
    assert rows[3][4] == "--03-05"


def test_vcards_with_an_impossible_charset_and_unseen_letters() -> None:
    draft = read_vcards("BEGIN:VCARD\nFN;CHARSET=U\0TF;ENCODING=QUOTED-PRINTABLE:=41=08=42\nEND:VCARD\n")
    assert draft.rows[1][0] == "AB"
    assert draft.cleaned == {1}
