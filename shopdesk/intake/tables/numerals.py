"""Chinese numerals in a cell (十二, 两百五, 半, 伍拾): plain values, never raises."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {
    **{letter: value for value, letter in enumerate("零一二三四五六七八九")},
    **{letter: value for value, letter in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_WHOLE = {"廿": 20, "卅": 30}
NUMERALS = "".join((*_DIGITS, *_STEPS, *_WHOLE, "万"))


def read_numeral(text: str) -> Decimal | None:
    """The value of a run of Chinese numerals, None when a letter of it is none."""
    if not text or len(text) > 20:
        return None
    total = section = digit = 0
    last_step = 1
    for letter in text:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
            last_step = 1 if digit == 0 else last_step
        elif letter in _STEPS:
            section += (digit or 1) * _STEPS[letter]
            digit, last_step = 0, _STEPS[letter]
        elif letter in _WHOLE:
            section += _WHOLE[letter]
        elif letter == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
            last_step = 10_000
        else:
            return None
    if digit and last_step >= 100:  # 两百五 is 250
        digit *= last_step // 10
    return Decimal(total + section + digit)
