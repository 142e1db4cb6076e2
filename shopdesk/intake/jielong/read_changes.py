"""Grammar of words that change an order: add, set, take away, cancel, one of each."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.cursor import BREAKS, GOODS, NUMBERS, Cursor
from shopdesk.intake.jielong.draft import is_condition
from shopdesk.intake.jielong.lexicon.marks import BEFORE_ORDERS, EXCEPT
from shopdesk.intake.jielong.lexicon.numbers import UNITS
from shopdesk.intake.jielong.read_items import add_line
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Offer

_TOTALS = ("共", "一共", "总共", "合计", "总计", "共计", "总")
_NEEDS_NUMBER = ("各", "每个", "分别", "都", "一样", "各种")


def read_change(cursor: Cursor, at: int) -> int:
    """加, 改成, 退: only when something follows that can be added, set or taken away."""
    token, after = cursor.tokens[at], at + 1
    while cursor.peek(after, "want", "weakadd", "weakset") or (
        cursor.peek(after, "sep") and cursor.tokens[after].text == ":"
    ):
        after += 1
    if cursor.peek(after, "op", "plus", "dash"):
        after += 1
    numbered = cursor.peek(after, *NUMBERS)
    if cursor.peek(after, "word") and cursor.tokens[after].text in UNITS and cursor.peek(after + 1, *GOODS):
        cursor.pending_action = token.kind  # 再来个卤蛋
        cursor.draft.action = cursor.draft.action or token.kind
        unit = cursor.tokens[after]
        add_line(cursor, cursor.resolve(after + 1), unit._replace(kind="qty", value=Decimal(1), unit=unit.text))
        cursor.note(at)
        return after + 2
    if not numbered and not _goods_meant(cursor, after):
        if token.kind == "weakadd" and len(token.text) > 1 and cursor.draft.counted:  # 八爪鱼2斤也要
            cursor.draft.action = cursor.draft.action or "weakadd"
            cursor.draft.lines[0].action = cursor.draft.lines[0].action or "weakadd"
        cursor.note(at)
        return at + 1
    if token.text in _TOTALS and numbered and cursor.draft.counted:
        cursor.note(at, after + 1)
        if sum(line.qty for line in cursor.draft.lines) != cursor.tokens[after].value:
            cursor.draft.amount = cursor.tokens[after].value
        return after + 1
    if token.text == "不要" and not cursor.draft.lines and _another_wanted(cursor, after):  # 不要五仁 冰皮1盒
        cursor.draft.doubt("part_cancel")
        cursor.note(at, after + 1)
        return after + 1
    replaced = cursor.draft.lines[-1:] if token.kind == "set" and at and cursor.peek(at - 1, *GOODS) else []
    if replaced and replaced[0].implied and cursor.peek(after + numbered, *GOODS):  # 牛肉换成猪耳朵2个
        cursor.draft.lines.pop()
        cursor.draft.doubt("replaced")
    cursor.pending_action = token.kind
    cursor.draft.action = cursor.draft.action or token.kind
    cursor.note(at)
    return at + 1


def _another_wanted(cursor: Cursor, at: int) -> bool:
    if not cursor.peek(at, *GOODS) or cursor.quantity_after(at + 1)[0] is not None:
        return False
    apart = at + 1 < len(cursor.tokens) and not cursor.glued(at + 1)
    return apart and cursor.peek(at + 1, *GOODS) and cursor.quantity_after(at + 2)[0] is not None


def _goods_meant(cursor: Cursor, at: int) -> bool:
    if cursor.peek(at, "word", "product") and cursor.vocabulary.default is None:
        longer = at + 2 if cursor.peek(at + 1, "word") and cursor.glued(at + 1) else at + 1
        if cursor.quantity_after(longer)[0] is not None:  # 再加小米辣3斤
            return True
    if not cursor.peek(at, *GOODS):
        return False
    return cursor.resolve(at).known or cursor.quantity_after(at + 1)[0] is not None


def read_dash(cursor: Cursor, at: int) -> int:
    """-1 alone takes one away."""
    begins = at == 0 or cursor.tokens[at - 1].kind in BREAKS
    if begins and not cursor.draft.lines and cursor.peek(at + 1, *NUMBERS) and cursor.glued(at + 1):
        cursor.draft.action = cursor.pending_action = "minus"
    return at + 1


def read_cancel(cursor: Cursor, at: int) -> int:
    token, draft = cursor.tokens[at], cursor.draft
    cursor.note(at)
    if is_condition(cursor.clause(at)):
        draft.doubt("condition")
        return at + 1
    if not token.text.endswith("了") and cursor.peek(at + 1, *NUMBERS, *GOODS):
        draft.action = draft.action or "subtract"
        cursor.pending_action = "subtract"
        return at + 1
    draft.cancel_first = draft.cancel_first or not draft.lines
    draft.cancel = draft.cancel or "all"
    return at + 1


def read_each(cursor: Cursor, at: int) -> int:
    """各一份: one of each product just named, or of the whole menu."""
    draft, after = cursor.draft, at + 1
    while cursor.peek(after, "want", "op", "plus"):
        after += 1
    quantity = cursor.tokens[after] if cursor.peek(after, *NUMBERS) else None
    if quantity is None and cursor.tokens[at].text in _NEEDS_NUMBER:
        cursor.note(at)
        return at + 1
    end = after + 1 if quantity is not None else at + 1
    named = cursor.peek(end, *GOODS)
    implied = [line for line in draft.lines[cursor.group_start :] if line.implied]
    implied = implied or ([] if named else [line for line in draft.lines if line.implied])
    if implied and not any(word in cursor.clause(at) for word in EXCEPT):
        for line in implied:
            if quantity is not None and quantity.value is not None:
                line.qty, line.unit, line.implied = quantity.value, quantity.unit, False
    elif named:
        while cursor.peek(end, *GOODS):
            add_line(cursor, cursor.resolve(end), quantity)
            end += 1
    else:
        _take_whole_menu(cursor, at, quantity)
    if quantity is not None:
        cursor.group_start = len(draft.lines)
    return end


def _take_whole_menu(cursor: Cursor, at: int, quantity: Token | None) -> None:
    """Every product of the menu; 其他各1 leaves out what was counted, 除了香蕉都要 what was named."""
    draft, clause = cursor.draft, cursor.clause(at)
    before = cursor.tokens[at - 1] if at else None
    told = before is None or before.kind in (*BREAKS, "want", "qty") or before.text.startswith(BEFORE_ORDERS)
    if not draft.lines and not told:
        draft.doubt("leftover")
    if len(cursor.vocabulary.offers) < 2:
        draft.doubt("all_unknown")
        add_line(cursor, None, quantity)
        return
    named = {line.product for line in draft.lines}
    if named:
        draft.doubt("guessed_product")
    if any(word in clause for word in EXCEPT):
        draft.lines = [line for line in draft.lines if not line.implied]
    for product in cursor.vocabulary.offers:
        if product not in named:
            add_line(cursor, Offer(product), quantity)
