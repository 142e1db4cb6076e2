"""Money is integer 分 inside and ¥ with two decimals at the edge."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋（）￥", "0123456789.,-+()¥")
_AMOUNT = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,6})?")


def parse_fen(text: str) -> int | None:
    """The amount in 分 that a person or a platform wrote ("¥1,234.50", "39元", "(5.00)"), or None if it is none."""
    plain = text.translate(_FULL_WIDTH).strip()
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()").replace(",", "").replace(" ", "").replace("\u00a0", "")
    sign = ""
    if plain[:1] in "+-":
        sign, plain = plain[:1], plain[1:]
    for prefix in ("¥", "RMB", "CNY", "rmb", "cny"):
        plain = plain.removeprefix(prefix)
    plain = sign + plain.removesuffix("元").removesuffix("块")
    if not _AMOUNT.fullmatch(plain):
        return None
    fen = int((Decimal(plain) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return -fen if negative else fen


def format_fen(fen: int) -> str:
    """¥1,234.50; the minus before the sign: -¥5.00."""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def about_fen(fen: float) -> str:
    """¥1,235: an estimate, which knows nothing of the fen."""
    return format_fen(round(fen / 100) * 100).removesuffix(".00")
