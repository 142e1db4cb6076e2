"""The mobile number in a cell, in whatever disguise; anything less says why it is none. Never raises."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import NamedTuple

from shopdesk.base.i18n import _
from shopdesk.files.content import Cell
from shopdesk.intake.tables.values import EXACT, SCIENTIFIC, decimal_of, folded, said, text_of


class Phone(NamedTuple):
    """`number` is a full mobile number or None; `masked` is kept for showing, never for finding a person."""

    number: str | None
    others: tuple[str, ...] = ()
    masked: str = ""
    doubt: str = ""


_NO_PHONE = Phone(None)

_MOBILE = re.compile(r"(?<![0-9])(?:\+?86|0086)?[-. ]?(1[3-9][0-9](?:[-. ]?[0-9]){8})(?![0-9])")
_FULL_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MASKED = re.compile(r"[0-9]{1,4}[*xX•·#]{2,}[0-9]{0,4}")
_LANDLINE = re.compile(r"(0[0-9]{2,3}[- ]?)?[2-8][0-9]{6,7}([- ][0-9]{1,5})?")


def parse_phone(cell: Cell) -> Phone:
    """The mobile number in a cell; a masked, rounded, short or fixed-line one is a doubt and no number."""
    if isinstance(cell, str) and _FULL_MOBILE.fullmatch(cell):
        return Phone(cell)
    if cell == "":
        return _NO_PHONE
    if isinstance(cell, bool | date | time | timedelta):
        return Phone(None, doubt=_("不是手机号：{text}").format(text=text_of(cell)[:30]))
    if isinstance(cell, int | float):
        return _phone_of_number(cell)
    text = said(cell)
    if not text:
        return Phone(None)
    plain = re.sub(r"[()\s\u2010-\u2015]", lambda found: "-" if found[0] > "\u2000" else " ", folded(text[:200]))
    plain = re.sub(r" +", " ", plain).strip()
    if SCIENTIFIC.fullmatch(plain):
        value = decimal_of(plain)
        return _phone_of_number(int(value)) if value is not None else Phone(None)
    numbers = tuple(dict.fromkeys(re.sub(r"[^0-9]", "", number) for number in _MOBILE.findall(plain)))
    if numbers:
        doubt = _("一格里有 {count} 个手机号，先用第一个").format(count=len(numbers)) if len(numbers) > 1 else ""
        return Phone(numbers[0], numbers[1:], doubt=doubt)
    if _MASKED.search(plain):
        return Phone(
            None, masked=plain[:20], doubt=_("手机号被平台隐藏了一部分：{text}，不用它认人").format(text=plain[:20])
        )
    if (_LANDLINE.fullmatch(plain) and not plain.isdecimal()) or re.fullmatch(r"0[0-9]{9,11}", plain):
        return Phone(None, doubt=_("是固定电话，不是手机号：{text}").format(text=plain[:20]))
    digits = re.sub(r"[^0-9]", "", plain)
    if digits and len(digits) >= len(plain) - 4:
        return Phone(
            None, doubt=_("手机号有 {count} 位数字，应为 11 位：{text}").format(count=len(digits), text=plain[:20])
        )
    return Phone(None, doubt=_("不是手机号：{text}").format(text=plain[:20]))


def _phone_of_number(value: int | float) -> Phone:
    if value != value or not abs(value) < EXACT or value <= 0 or int(value) != value:
        return Phone(None, doubt=_("不是手机号：{text}").format(text=text_of(value)[:30]))
    digits = str(int(value))
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11 and len(digits.rstrip("0")) <= 4:
        # A number cell shown as 1.99E+10 and stored again: only three of its digits are left.
        return Phone(None, doubt=_("手机号 {text} 像是被 Excel 四舍五入过，不用它认人").format(text=digits))
    if _FULL_MOBILE.fullmatch(digits):
        return Phone(digits)
    return Phone(None, doubt=_("手机号有 {count} 位数字，应为 11 位：{text}").format(count=len(digits), text=digits))
