"""Rows of numbered lines: which are entries, which a menu, which advice to everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.heads import Head, scan_head
from shopdesk.intake.jielong.lexicon.marks import LIST_HEADS, NOTE_HEADS, NOTICE
from shopdesk.intake.jielong.menu import read_menu
from shopdesk.intake.jielong.rows import Row
from shopdesk.intake.jielong.token_kinds import MARKS
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.vocabulary import Given
from shopdesk.intake.jielong.vocabulary_build import build_vocabulary

_SAMPLE = 60  # so many lines tell what a run of numbered lines is
_LONGEST_NAME = 16
_MOST_NESTED = 12  # goods numbered inside one entry
_LONGEST_PLAIN = 40  # an order without a note
_TOLD = ("每人", "限购", "限量", "起送", "起订", "满", "至少", "最多", ":")  # rules with a number
_PER_PIECE = re.compile("(?:[/每]|(?:元|块|块钱)[一1])块(?!钱)")
_FIRST_WORD = re.compile(r" *([^\W\d]{2,})")
BARE = build_vocabulary(Given())  # nothing known yet
_BEFORE_LAST_NUMBER = MARKS | {"space", "product", "code", "emoji"}
_NOTE_HEADS = tuple(fold(word) for word in NOTE_HEADS)


def mark_heads(rows: list[Row]) -> list[Row]:
    """Sure heads count; unsure ones only where the numbers before or after make a row of them."""
    heads = [None if row.kind or row.blank else scan_head(row.text) for row in rows]
    numbered = [(i, head) for i, head in enumerate(heads) if head is not None]
    accepted: dict[int, Head] = {}
    last = 0
    for place, (i, head) in enumerate(numbered):
        following = numbered[place + 1][1].seq if place + 1 < len(numbered) else None
        indexed = head.seq in (last + 1, last + 2) and last > 0
        begins = head.seq == 1 and following == 2
        again = head.seq == last > 1 and following == last + 1 and _orders_alone(rows[i], head)  # two took number 7
        if head.sure or indexed or begins or again or (last and following == head.seq + 1 and head.seq > last):
            accepted[i] = head
            last = head.seq
    return [row._replace(head=accepted.get(i)) for i, row in enumerate(rows)]


def _orders_alone(row: Row, head: Head) -> bool:
    """大喵 皮蛋1份: a name and an order stand behind the number."""
    tokens = tokenize(row.text[head.end : head.end + 80], BARE)
    named = bool(tokens) and tokens[0].kind in ("word", "latin", "room", "emoji")
    return named and has_order([token.kind for token in tokens])


def nest_heads(rows: list[Row]) -> list[Row]:
    """5. 田姐 / 1）玉米 / 2）鸡蛋 / 6. …: a small list inside an entry numbers its goods, not people."""
    out = list(rows)
    heads = [at for at, row in enumerate(rows) if row.head is not None]
    place = 0
    while place + 1 < len(heads):
        outer, first = rows[heads[place]], rows[heads[place + 1]]
        end = place + 1
        while end < len(heads) and end - place <= _MOST_NESTED and _is_nested(rows[heads[end]], first, end - place):
            end += 1
        after = rows[heads[end]].head if end < len(heads) else None
        begins = outer.head is not None and first.line == outer.line + 1 and _mark(outer) != _mark(first)
        goes_on = after is None or (outer.head is not None and after.seq == outer.head.seq + 1)
        if begins and end > place + 1 and goes_on and outer.head is not None and outer.head.seq > 1 and outer.head.sure:
            for at in heads[place + 1 : end]:
                row = rows[at]
                out[at] = row._replace(raw=row.body, text=fold(row.body), head=None)
            place = end
        else:
            place += 1
    return out


def _is_nested(row: Row, first: Row, number: int) -> bool:
    """The next number of the small list, with goods counted behind it."""
    if row.head is None or row.head.seq != number or _mark(row) != _mark(first):
        return False
    return has_order([token.kind for token in tokenize(fold(row.body[:60]), BARE)])


def _mark(row: Row) -> str:
    """What stands behind the number: . 、 ) or a blank."""
    text = row.text.lstrip()
    return text.lstrip("0123456789")[:1]


def find_runs(rows: list[Row]) -> list[list[int]]:
    runs: list[list[int]] = []
    last, indent = -1, 0
    for at, row in enumerate(rows):
        if row.kind == "header":
            last = -1
        if row.head is None:
            continue
        here = len(row.text) - len(row.text.lstrip())
        restart = last < 0 or (row.head.seq == 1 and last >= 1) or (here > 0) != (indent > 0)
        if restart:
            runs.append([])
        runs[-1].append(at)
        last, indent = row.head.seq, here
    return runs


def judge_runs(rows: list[Row], runs: list[list[int]]) -> dict[int, str]:
    """entry, menu or notice for every numbered row; a run is judged as a whole."""
    pieces = [_sold_by_piece(rows, runs, index) for index in range(len(runs))]
    scored = [_score(rows, run, by_piece) for run, by_piece in zip(runs, pieces, strict=True)]
    priced = [
        not by_piece and all(_is_priced(rows[at]) for at in run[:_SAMPLE])
        for run, by_piece in zip(runs, pieces, strict=True)
    ]
    headed = any(row.kind == "header" for row in rows)
    spoken = any(row.head is None and any(word in row.text for word in NOTICE) for row in rows[:_SAMPLE])
    verdicts: dict[int, str] = {}
    for index, run in enumerate(runs):
        score, orders = scored[index]
        later = any(later_orders > 0.4 for _s, later_orders in scored[index + 1 :])
        kind = "entry"
        if not headed and spoken and orders == 0:
            score -= 1  # numbered advice inside an announcement
        if (
            score <= 0
            or (priced[index] and later and _restarts(rows, runs, index))
            or (orders == 0 and later and rows[run[0]].head and _restarts(rows, runs, index))
        ):
            kind = "entry" if _are_people(rows, runs, index) else "menu"
        elif later and _are_rules(rows, runs, index):
            kind = "menu"
        verdicts |= dict.fromkeys(run, kind)
    return verdicts


def _sold_by_piece(rows: list[Row], runs: list[list[int]], index: int) -> bool:
    """豆腐 6元/块 above the lines: their 2块 counts pieces, it is no money."""
    begin = runs[index - 1][-1] + 1 if index else 0
    above = "\n".join(row.text for row in rows[begin : runs[index][0]])
    return _PER_PIECE.search(above) is not None


def _are_people(rows: list[Row], runs: list[list[int]], index: int) -> bool:
    """Lines that begin with the names of another list are no menu, and neither are those of a list that has one."""
    if index + 1 >= len(runs):
        return False
    others = {_called(rows[at]) for run in runs[index + 1 : index + 9] for at in run[:_SAMPLE]}
    again = [at for at in runs[index] if _called(rows[at]) and _called(rows[at]) in others]
    begin = runs[index - 1][-1] + 1 if index else 0
    above = rows[begin : runs[index][0]]
    own = any(row.kind == "header" for row in rows[runs[index][-1] : runs[index + 1][0]])
    sold = own and any(row.kind == "header" for row in above) and any(_is_priced(row) for row in above)
    return len(again) > 1 or sold


def _are_rules(rows: list[Row], runs: list[list[int]], index: int) -> bool:
    """①满10罐开熬 ②熬好约7天 above 1. 静待花开 2罐: numbered otherwise, and hardly a line with a name and its order."""
    run = runs[index][:_SAMPLE]
    if not _restarts(rows, runs, index) or _mark(rows[run[0]]) == _mark(rows[runs[index + 1][0]]):
        return False
    texts = [row.text[row.head.end if row.head else 0 :] for row in (rows[at] for at in run)]
    named = sum(_reads_like_order([token.kind for token in tokenize(text[:300], BARE)], text) for text in texts)
    return 2 * named < len(run) <= len(runs[index + 1])


def _called(row: Row) -> str:
    """What a numbered line begins with, up to a blank or number."""
    found = _FIRST_WORD.match(row.text, row.head.end if row.head else 0)
    return found[1] if found else ""


def _is_priced(row: Row) -> bool:
    return any(item.price_fen for item in read_menu([row.body]).items)


def _restarts(rows: list[Row], runs: list[list[int]], index: int) -> bool:
    if index + 1 >= len(runs):
        return False
    first, following = rows[runs[index][0]].head, rows[runs[index + 1][0]].head
    return first is not None and following is not None and following.seq <= first.seq


def _score(rows: list[Row], run: list[int], by_piece: bool) -> tuple[float, float]:
    total, orders = 0.0, 0
    sample = run[:_SAMPLE]
    for at in sample:
        row = rows[at]
        text = row.text[row.head.end : row.head.end + 300] if row.head else row.text[:300]
        value, order = _row_score(text.replace("块", "个") if by_piece else text)
        if not order and len(text) <= _LONGEST_NAME and _ordered_below(rows, at):
            value, order = 2.0, True
        total += value - (1 if row.text.startswith("  ") else 0)
        orders += order
    score = total / len(sample)
    if len(run) > 1 and rows[run[0]].line == rows[run[1]].line:
        score += 1  # WeChat pastes a whole list on one line
    prelude = next((rows[i] for i in range(run[0] - 1, max(run[0] - 3, -1), -1) if not rows[i].blank), None)
    if prelude is not None and prelude.head is None:
        words = prelude.text.strip(" [")
        if words.startswith(_NOTE_HEADS) and len(words) < 10:
            score -= 4
        elif any(word in words for word in LIST_HEADS):
            score += 1
    return score, orders / len(sample)


def _ordered_below(rows: list[Row], at: int) -> bool:
    """1. 薄荷糖 / 红玫瑰 ×2: the lines under a name hold the order."""
    below = rows[at + 1 : at + 3]
    told = [row for row in below if row.head is None and not row.kind and row.line <= rows[at].line + 2]
    own = {token.kind for token in tokenize(rows[at].text[:80], BARE)}
    if own & {"paid", "unpaid", "price"}:  # 2、货到付款
        return False
    return any(has_order([token.kind for token in tokenize(row.text[:80], BARE)]) for row in told)


def _row_score(text: str) -> tuple[float, bool]:
    if not text.strip():
        return 0.3, False
    kinds = [token.kind for token in tokenize(text, BARE)]
    order = has_order(kinds)
    value = 2.0 if order else 0.7 if len(text) <= 24 else 0.0
    if "price" in kinds and "paid" not in kinds:
        value -= 0.5 if order and "/" not in text else 3
    if any(word in text for word in NOTICE) and not _reads_like_order(kinds, text):
        value -= 2.5
    if text.rstrip().endswith((";", "。")):
        value -= 1.0
    return value, order


def _reads_like_order(kinds: Sequence[str], text: str) -> bool:
    """大家好 2份, 邻居甲 3-301 草莓2盒 已付: short words with a quantity at the end are somebody's, not a notice."""
    solid = [kind for kind in kinds if kind not in ("space", "bracket", "paid", "unpaid", "emoji")]
    named = bool(solid) and solid[0] not in ("qty", "num", "price")
    told = any(mark in text for mark in _TOLD) or "price" in kinds or "time" in kinds
    return named and len(text) <= _LONGEST_PLAIN and solid[-1] in ("qty", "num") and has_order(kinds) and not told


def has_order(kinds: Sequence[str]) -> bool:
    """A quantity, ×2, +1 or a word that changes an order."""
    for at, kind in enumerate(kinds):
        if kind in ("qty", "add", "set", "cancel") or (kind in ("op", "plus") and "num" in kinds[at + 1 : at + 3]):
            return True
    return len(kinds) > 1 and kinds[-1] == "num" and kinds[-2] in _BEFORE_LAST_NUMBER
