"""Several products in one cell: 红颜草莓(2斤装) * 2, one per line or behind each other. Never raises; linear time."""

from __future__ import annotations

import re
from typing import NamedTuple

from shopdesk.intake.tables.values import parse_quantity

_LINES = re.compile(r"[\n;；]+")
_PIECES = re.compile(r"[、，,+＋/|]+(?![0-9]*\s*(?:斤|个|枚|g|kg|ml|L)\b)")
_LONGEST_TAIL = 40
_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")  # nothing else: a product keeps its name as written
_UNITS = "份件盒箱个袋瓶包斤只条提桶组套罐把串枚板支枝盘扎捆听碗杯粒颗朵块片双对打筐篮盆壶"
_TIMES = re.compile(r"[\s:：]*[*xX×✕＊]\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([^\W\d_]{0,2})$")
_BRACKET = re.compile(
    rf"\s*[(（\[【](?:数量[:：]?)?\s*[xX×*]?\s*([0-9]{{1,5}}(?:\.[0-9]{{1,3}})?)\s*([{_UNITS}]?)[)）\]】]$"
)
_COUNTED = re.compile(rf"[\s:：]+([0-9]{{1,5}}(?:\.[0-9]{{1,3}})?|[一二两三四五六七八九十半]{{1,3}})\s*([{_UNITS}])$")
_GLUED = re.compile(rf"(?<=[^\W\d_a-zA-Z])([0-9]{{1,3}}(?:\.[0-9])?|[一二两三四五六七八九十半]{{1,3}})\s*([{_UNITS}])$")
_SIZES = "斤个枚只粒颗"  # units that as often say how large a product is: 土鸡蛋30枚
_PLUS = re.compile(r"([^\s+＋]{1,40}?)\s*[+＋]\s*([0-9]{1,4})(?![0-9.])\s*(?:[、，,;；]|(?=\s)|$)\s*")
_PRICE_TAIL = re.compile(
    r"[\s,，]*(?:[=＝@]|单价[:：]?|小计[:：]?|共)?\s*[¥￥][0-9]{1,6}(?:\.[0-9]{1,2})?元?$|[\s,，]*[=＝@]\s*[0-9]{1,6}(?:\.[0-9]{1,2})?元?$"
)
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}[.、)）]|[①-⑳]|[-•·])\s*(?=\S)")


class CellItem(NamedTuple):
    """`qty` is None when the cell does not say it."""

    product: str
    qty: str | None
    unit: str


def parse_items(text: str, *, spoken: bool = True) -> list[CellItem]:
    """The products of a cell. A piece without a quantity is a product whose quantity is not said.

    `spoken` takes "草莓 2斤" for a quantity, as people write; without it only "草莓 * 2" is one, because the name of a
    product on a platform often ends with its size.
    """
    items: list[CellItem] = []
    for line in _LINES.split(text[:20_000]):
        line = line.strip(" \t,，、;；")
        if line:
            items.extend(_items_of_line(line, spoken))
    return items


def _items_of_line(line: str, spoken: bool) -> list[CellItem]:
    if spoken and ("+" in line or "＋" in line):
        added = _added_items(line.translate(_DIGITS))
        if added:
            return added
    pieces = [piece.strip() for piece in _PIECES.split(line) if piece.strip()]
    if len(pieces) > 1:
        split = [_item(piece, spoken) for piece in pieces]
        if spoken:
            split = [item if item.qty else _glued(item) or item for item in split]
        if all(item.qty is not None for item in split):
            return split
    only = _item(line, spoken)
    glued = _glued(only) if spoken and only.qty is None else None
    return [only if glued is None or glued.unit in _SIZES else glued]


def _added_items(line: str) -> list[CellItem]:
    """草莓+1 鸡蛋+2; empty when the line is not wholly made of such pieces."""
    items: list[CellItem] = []
    at = 0
    while at < len(line):
        found = _PLUS.match(line, at)
        if found is None:
            return []
        items.append(CellItem(found[1].strip(), parse_quantity(found[2]).text, ""))
        at = found.end()
    return items


def _glued(item: CellItem) -> CellItem | None:
    """草莓2盒, where no blank tells the number from the name."""
    found = _GLUED.search(item.product[-12:])
    if found is None or len(item.product) - len(found[0]) < 1:
        return None
    return CellItem(item.product[: -len(found[0])].strip(), parse_quantity(found[1]).text, found[2])


def _item(piece: str, spoken: bool) -> CellItem:
    plain = _NUMBERING.sub("", piece.translate(_DIGITS)).strip()
    tail_start = max(len(plain) - _LONGEST_TAIL, 0)
    head, tail = plain[:tail_start], plain[tail_start:]
    tail = _PRICE_TAIL.sub("", tail)
    for pattern in (_TIMES, _BRACKET, _COUNTED) if spoken else (_TIMES,):
        found = pattern.search(tail)
        if found and (head + tail[: found.start()]).strip():
            product = (head + tail[: found.start()]).strip(" \t*xX×:：")
            return CellItem(_PRICE_TAIL.sub("", product) or product, parse_quantity(found[1]).text, found[2])
    return CellItem((head + tail).strip(), None, "")
