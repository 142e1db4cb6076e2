"""Grammar of what is said beside the goods: addresses, labels, phones, rooms, paid marks."""

from __future__ import annotations

from shopdesk.intake.jielong.cursor import Cursor
from shopdesk.intake.jielong.folding import is_digit
from shopdesk.intake.jielong.places import looks_like_address


def read_fact(cursor: Cursor, at: int) -> int:
    token, draft = cursor.tokens[at], cursor.draft
    if token.kind == "paid":
        draft.paid = True
        cursor.note(at)
    elif token.kind == "phone":
        draft.phone = draft.phone or phone_digits(token.text)
    elif token.kind == "room" and draft.room is None:
        draft.room = cursor.text(at, at + 1)
    elif token.kind in ("time", "unpaid", "room"):
        cursor.note(at)
    return at + 1


def phone_digits(text: str) -> str:
    return "".join(char for char in text if is_digit(char))


def read_address(cursor: Cursor, at: int) -> int | None:
    """The end of an address that begins here, or None when there is none."""
    end = at
    while end < len(cursor.tokens) and cursor.tokens[end].kind not in ("sep", "bracket", "phone"):
        if end > at and not cursor.glued(end) and cursor.tokens[end].kind in ("qty", "product", "word"):
            break
        end += 1
    end = max(end, at + 1)
    text = cursor.text(at, end)
    if not looks_like_address(text):
        return None
    cursor.draft.address = cursor.draft.address or text
    recipient = cursor.peek(end, "sep") and cursor.peek(end + 1, "word") and cursor.peek(end + 2, "phone", "sep")
    return end + 2 if recipient else end


def read_label(cursor: Cursor, at: int) -> int:
    """地址：…, 姓名：…, 备注：…; a label of the order itself (数量：) is passed over."""
    draft, kind = cursor.draft, cursor.tokens[at].unit
    after = end = at + 1
    while end < len(cursor.tokens) and cursor.tokens[end].kind not in ("sep", "label"):
        end += 1
    text = cursor.text(after, end)
    if kind == "address":
        draft.address = draft.address or text
    elif kind == "room":
        draft.room = draft.room or text
    elif kind in ("name", "recipient"):
        draft.name = draft.name or text
    elif kind == "note" and end > after:
        while end < len(cursor.tokens) and cursor.tokens[end].text != "\n":
            end += 1
        cursor.note(after, end)
    else:
        return after
    return end
