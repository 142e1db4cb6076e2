"""One cell at a time: text, numbers, money, quantity, tags, rooms. Each says what it doubts; none raises."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from shopdesk.base.i18n import _
from shopdesk.base.money import parse_fen
from shopdesk.files.content import Cell
from shopdesk.intake.tables.numerals import NUMERALS, read_numeral

# What people and programs write into a cell that has nothing to say.
NOTHING = frozenset(
    {
        "",
        "/",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "无",
        "暂无",
        "空",
        "未填",
        "未填写",
        "null",
        "none",
        "nan",
        "nil",
    }
    | {"n/a", "#n/a", "#value!", "#ref!", "#name?", "undefined", "?", "？", ".", "*"}
)
_NOBODY = frozenset(("/", "\\", "-", "--", "---", "—", "——", "–", "无", "未填", "未填写", "null", "none", "nan", "n/a"))
_LARGEST_FEN = 10**12  # ten billion yuan: more is an order number in the wrong column
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}")


class Money(NamedTuple):
    fen: int | None
    doubt: str = ""


class Quantity(NamedTuple):
    """`text` is a plain decimal; None when the cell says no quantity."""

    text: str | None
    unit: str = ""
    doubt: str = ""


_NO_MONEY, _NO_QUANTITY = Money(None), Quantity(None)


# ---- text ---------------------------------------------------------------------------------------------------------


def text_of(cell: Cell) -> str:
    """The cell as a person reads it, without blanks around it and without the disguises that keep Excel's hands off."""
    if isinstance(cell, str):
        text = cell.strip()
        if text[:1] == "=" and len(text) > 3 and text[1] == text[-1] == '"' and '"' not in text[2:-1]:
            return text[2:-1].strip()  # ="00123"
        if text[:1] == "`":
            return text[1:].strip()  # how WeChat's bill for merchants keeps Excel from touching a value
        if text[:1] == "'" and text[1:2].isdigit():
            return text[1:].strip()
        return text
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    return not cell or (not cell[0].isalnum() and not cell.strip("\t\n\r \u3000\u00a0\u200b"))


def said(cell: Cell) -> str:
    """`text_of`, or "" when the cell only says that there is nothing to say."""
    if cell == "":
        return ""
    text = text_of(cell)
    return "" if len(text) < 10 and text.casefold() in NOTHING else text


def named(text: str) -> str:
    """A name, or "" for a dash in its place. A nickname may well be nothing but a full stop or a question mark."""
    return "" if len(text) < 6 and text.casefold() in _NOBODY else text


def code_of(cell: Cell) -> tuple[str, bool]:
    """An order or member number as text, and whether a spreadsheet has ruined it (digits beyond the 15th are lost)."""
    if cell == "" or isinstance(cell, bool):
        return "", False
    if isinstance(cell, int | float):
        if not abs(cell) < EXACT:
            return text_of(cell), True
        return (str(int(cell)) if float(cell).is_integer() else text_of(cell)), False
    text = said(cell)
    if not text[:1].isdigit() or len(text) > 40:
        return text, False
    if SCIENTIFIC.fullmatch(text):
        whole = decimal_of(text)
        digits = len(text.split("e")[0].split("E")[0].replace(".", ""))
        if whole is not None and whole == whole.to_integral_value() and digits > whole.adjusted():
            return f"{whole:f}", False
        return text, True
    return (text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text), False


def folded(text: str) -> str:
    """Full-width forms made plain."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def decimal_of(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 40 else None


# ---- money ---------------------------------------------------------------------------------------------------------

_PLAIN_MONEY = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,2})?")
_COINS = re.compile(r"([0-9]{1,9})[元块圆]([0-9])(?:角|毛)?(?:([0-9])分?)?(?:钱|整)?")
_SPOKEN = re.compile(rf"([{NUMERALS}]{{1,12}})[元块圆](?:([{NUMERALS}])[角毛]?)?(?:([{NUMERALS}])分)?[整正钱]?")
_TAIL = re.compile(r"(?:元|块钱?|圆|rmb|cny|yuan)?(?:[/每]\S{0,6}|整|起|左右)?", re.IGNORECASE)
_NUMBER_HEAD = re.compile(r"(?:约|共|合计|¥|\$|rmb|cny|cn¥|:)*([-+]?[0-9][0-9,]*(?:\.[0-9]+)?)(万?)", re.IGNORECASE)


def parse_money(cell: Cell) -> Money:
    """Whatever people put into an amount cell, in 分. Empty is Money(None) without a doubt."""
    if cell == "":
        return _NO_MONEY
    if isinstance(cell, bool | date | time | timedelta):
        return Money(None, _("不是金额：{text}").format(text=text_of(cell)[:30]))
    if isinstance(cell, int | float):
        return _checked(decimal_of(repr(cell)), cell)
    if _PLAIN_MONEY.fullmatch(cell):  # nearly every cell of a real export
        whole, _point, cents = cell.partition(".")
        sign = -1 if cell.startswith("-") else 1
        return Money(sign * (abs(int(whole)) * 100 + int(cents.ljust(2, "0") if cents else 0)))
    text = said(cell)
    if not text:
        return Money(None)
    plain = "".join(folded(text).split()).replace("−", "-").replace("¥-", "-¥").replace("￥", "¥").replace("。", ".")
    if plain in ("免费", "免单", "赠送", "赠品", "送"):
        return Money(0)
    return _checked(_amount_in(plain[:60]), cell)


def _checked(yuan: Decimal | None, cell: Cell) -> Money:
    if yuan is None or abs(yuan) * 100 > _LARGEST_FEN:
        return Money(None, _("不是金额：{text}").format(text=text_of(cell)[:30]))
    fen = parse_fen(f"{yuan:.4f}")
    return Money(fen)


def _amount_in(plain: str) -> Decimal | None:
    if plain.startswith("(") and plain.endswith(")"):
        inner = _amount_in(plain[1:-1])
        return -abs(inner) if inner is not None else None
    coins = _COINS.fullmatch(plain.lstrip("¥"))
    if coins:
        return Decimal(f"{coins[1]}.{coins[2]}{coins[3] or ''}")
    spoken = _SPOKEN.fullmatch(plain)
    if spoken:
        parts = [read_numeral(part) if part else Decimal(0) for part in spoken.groups()]
        if None not in parts:
            return sum(
                (p * s for p, s in zip(parts, (Decimal(1), Decimal("0.1"), Decimal("0.01")), strict=True) if p),
                Decimal(0),
            )
    sign, plain = ("-", plain[1:]) if plain.startswith("-¥") else ("", plain)
    head = _NUMBER_HEAD.match(plain)
    if head is None or not _TAIL.fullmatch(plain[head.end() :]):
        return None
    number = head[1]
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]{1,2}", number):
        number = number.replace(",", ".")  # 59,80: a decimal comma, a thousands comma has three digits after it
    value = decimal_of(sign + number.replace(",", ""))
    return value * 10_000 if value is not None and head[2] else value


# ---- quantity -------------------------------------------------------------------------------------------------------

_COUNT = re.compile(
    rf"[xX×*✕]?(?:(?P<digits>[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?)|(?P<words>[{NUMERALS}]{{1,8}}|半))"
    r"(?P<unit>[^\W\d_]{0,4}?)(?P<half>半)?[xX×]?"
)


def parse_quantity(cell: Cell) -> Quantity:
    """2, "2盒", "一箱", "半斤", "两斤半", "x3". The doubt names a cell that is no quantity."""
    if cell == "":
        return _NO_QUANTITY
    if isinstance(cell, bool | date | time | timedelta):
        return Quantity(None, doubt=_("不是数量：{text}").format(text=text_of(cell)[:30]))
    if isinstance(cell, int):
        return Quantity(str(cell)) if abs(cell) < 10**9 else _no_quantity(cell)
    if isinstance(cell, float):
        return _quantity(decimal_of(repr(round(cell, 3))), "", cell)
    if cell.isdecimal() and cell.isascii() and len(cell) < 9:
        return Quantity(str(int(cell)))
    text = said(cell)
    if not text:
        return Quantity(None)
    plain = "".join(folded(text).split()).replace(",", "")
    if re.fullmatch(r"[-−][0-9]{1,9}(\.[0-9]{1,3})?", plain):
        return _quantity(decimal_of(plain.replace("−", "-")), "", cell)
    found = _COUNT.fullmatch(plain) if len(plain) < 40 else None
    if found is None:
        return _no_quantity(cell)
    if found["digits"]:
        value = decimal_of(found["digits"])
    else:
        value = Decimal("0.5") if found["words"] == "半" else read_numeral(found["words"])
    if value is not None and found["half"]:
        value += Decimal("0.5")
    return _quantity(value, found["unit"], cell)


def _quantity(value: Decimal | None, unit: str, cell: Cell) -> Quantity:
    if value is None or abs(value) >= 10**9:
        return _no_quantity(cell)
    text = f"{value.quantize(Decimal('0.001')):f}".rstrip("0").rstrip(".")
    return Quantity(text if text not in ("", "-0", "-") else "0", unit)


def _no_quantity(cell: Cell) -> Quantity:
    return Quantity(None, doubt=_("不是数量：{text}").format(text=text_of(cell)[:30]))


# ---- tags, rooms ----------------------------------------------------------------------------------------------------

_TAG_BREAK = re.compile(r"[、/，,;；|｜\n]+|:::")
_ROOM = r"[0-9]{1,3}(?:[栋幢座号楼#]{1,2}|-)(?:[0-9]{1,2}(?:单元|门|-))?[0-9]{2,4}(?:室|号|房)?"
_ROOM_FIRST = re.compile(rf"({_ROOM})[\s_—-]*(\D.*)")
_ROOM_LAST = re.compile(rf"(.*?[^\s\d_—-])[\s_—-]*({_ROOM})")


def parse_tags(cell: Cell) -> tuple[str, ...]:
    tags = [tag.strip().lstrip("#").strip() for tag in _TAG_BREAK.split(said(cell)[:2000])]
    if len(tags) == 1 and " " in tags[0] and all(len(part) >= 2 for part in tags[0].split()):
        tags = [tag.lstrip("#") for tag in tags[0].split()]
    return tuple(dict.fromkeys(tag for tag in tags if tag and tag.casefold() not in NOTHING))


def split_room(name: str) -> tuple[str, str]:
    """A name without the room that stands before or behind it, and the room: 张姐3-2-501."""
    plain = folded(name) if len(name) < 60 else ""
    last = _ROOM_LAST.fullmatch(plain)
    if last:
        return last[1].strip(), last[2]
    first = _ROOM_FIRST.fullmatch(plain)
    if first:
        return first[2].strip(), first[1]
    return name, ""


def is_masked(name: str) -> bool:
    """陈*, 橙**妈, 匿名: too little of a name to know a person by."""
    bare = name.strip("*")
    return name in ("匿名", "匿名用户") or "*" in bare or (bool(bare) and name[-1] == "*" != name[0])


def join_room(building: str, room: str) -> str:
    """3幢 + 2单元501, 5 + 1203 → 5-1203."""
    if building and room and room.startswith(building):
        return room
    if building[-1:].isdigit() and room[:1].isdigit():
        return f"{building}-{room}"
    return building + room
