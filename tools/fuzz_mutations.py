"""Ways to spoil a file or a table, all decided by one random generator so that a seed repeats a run."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from random import Random
from typing import Any

from shopdesk.files.content import Cell

_NOON = dt.datetime(2026, 3, 5, 12)  # noqa: DTZ001 - cells of a workbook know no zone
_SAID = """
-|/|无|合计|小计|总计：3|昨天|前天 21:10|3月5日|2026-02-30|3/9|46090|1.23E+17|¥1,0|￥-3|(5.00)|三十元|免费|1e999|0|-1
半斤|一打|2盒半|√|×|未付|微信|已退款|19900000101|199****0101|+86 199 0000 0101
１９９０００００１０１|0571-8800000|1.99E+10
张姐3-2-501|3-2-501|="00123"|=1+1|'123|`0|草莓+1 鸡蛋+2|草莓2盒，鸡蛋1板|草莓*2；鸡蛋 x1
\u202e倒|👨‍👩‍👧|2026-03-09 19:22:31
"""
CELLS: tuple[Cell, ...] = (
    *_SAID.replace("\n", "|").strip("|").split("|"),
    *("", " ", "\u3000", "草莓*2\n鸡蛋 x1", "9" * 40, "x" * 600, "a\u0301" * 50),
    *(0, 1, -1, 2.5, 1e15, 1e308, math.inf, math.nan, 46090, 46090.8, 19900000101, 2.026e17, True, False),
    *(dt.date(2026, 3, 5), _NOON, _NOON.replace(year=1), _NOON.replace(year=9999), dt.time(12), dt.timedelta(days=40)),
)
_WRITTEN = """
BEGIN:VCARD¦END:VCARD¦;ENCODING=QUOTED-PRINTABLE¦;CHARSET=¦=E9=99¦TEL:¦N:;;;;¦BDAY:--0230¦<tr>¦</table>¦&#0;¦&#x110000;
<td rowspan=9999 colspan=9999>¦<!DOCTYPE x [<!ENTITY a 'b'>]>¦<c r="XFD1048576"/>¦#接龙¦例 张三 2份¦1. ¦+1 ¦取消¦各一¦（
３-２-５０１¦合计¦　¦,¦;¦"¦'¦=¦:¦\\
"""
TOKENS = (
    *(token.encode() for token in _WRITTEN.replace("\n", "¦").strip("¦").split("¦")),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"\t", b"\x1a", b"=\n", b"1" * 400),
    *(b"\xed\xa0\xbd", b"\x81\x30\x81\x30", b"\xf0\x9f\x8d\x8a", "合计".encode("gb18030")),
)


def spoil_bytes(chance: Random, data: bytes, other: bytes) -> bytes:
    """One to six small wounds; `other` is a second file to splice from."""
    spoiled = bytearray(data)
    for _wound in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(spoiled) + 1)
        length = min(chance.choice((1, 2, 8, 60, 400)), len(spoiled) - at)
        match chance.randrange(8):
            case 0 if at < len(spoiled):
                spoiled[at] ^= 1 << chance.randrange(8)
            case 1:
                del spoiled[at : at + length]
            case 2:
                spoiled[at:at] = spoiled[at : at + length] * chance.choice((1, 2, 50))
            case 3:
                spoiled[at:at] = chance.choice(TOKENS)
            case 4:
                start = chance.randrange(len(other) + 1)
                spoiled[at:at] = other[start : start + chance.choice((20, 200, 2000))]
            case 5:
                del spoiled[at:]
            case 6:
                spoiled[at : at + length] = chance.randbytes(length)
            case _:
                lines = bytes(spoiled).split(b"\n")
                chance.shuffle(lines)
                spoiled = bytearray(b"\n".join(lines))
    return bytes(spoiled[:400_000])


def spoil_archive(chance: Random, data: bytes, other: bytes) -> bytes:
    """A workbook with one of its parts spoiled, left out or doubled; now and then the archive itself."""
    if chance.random() < 0.15:
        return spoil_bytes(chance, data, other)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError):
        return spoil_bytes(chance, data, other)
    name = chance.choice([part for part in parts if part.endswith((".xml", ".rels"))] or list(parts))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = spoil_bytes(chance, parts[name], chance.choice(list(parts.values())))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return packed.getvalue()


def spoil_rows(chance: Random, rows: list[list[Any]], other: list[list[Any]]) -> list[list[Any]]:
    """Cells, rows and columns exchanged, doubled, emptied and filled with what people and programs write."""
    spoiled = [list(row) for row in rows]
    for _wound in range(chance.choice((1, 2, 4, 8, 16))):
        at = chance.randrange(len(spoiled)) if spoiled else 0
        row = spoiled[at] if spoiled else []
        column = chance.randrange(len(row)) if row else 0
        match chance.randrange(9):
            case 0 | 1 | 2 if row:
                row[column] = chance.choice(CELLS)
            case 3 if row:
                row[column] = chance.choice(chance.choice(other or [[""]]) or [""])
            case 4:
                spoiled.insert(at, list(chance.choice(other or [[]])))
            case 5 if spoiled:
                spoiled.insert(at, list(chance.choice(spoiled)))
            case 6 if len(spoiled) > 1:
                del spoiled[at]
            case 7:
                value = chance.choice(CELLS)
                for each in spoiled:
                    each.insert(min(column, len(each)), value if chance.random() < 0.5 else "")
            case _:
                for each in spoiled:
                    if column < len(each):
                        del each[column]
    return spoiled


def some_merges(chance: Random, height: int, width: int) -> tuple[tuple[int, int, int, int], ...]:
    merges = []
    for _merge in range(chance.choice((0, 0, 0, 1, 3))):
        top, left = chance.randrange(max(height, 1)), chance.randrange(max(width, 1))
        merges.append((top, left, top + chance.choice((0, 1, 2, 9000)), left + chance.choice((0, 1, 3))))
    return tuple(merges)
