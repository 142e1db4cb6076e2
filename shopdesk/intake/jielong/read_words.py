"""Grammar of words that the list does not know: a product when a quantity follows, a code, or a note."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.cursor import BREAKS, FREE, GOODS, Cursor
from shopdesk.intake.jielong.draft import is_aside, is_talk, is_wish
from shopdesk.intake.jielong.lexicon.marks import TALKERS
from shopdesk.intake.jielong.read_items import add_line, changed_quantity, doubt_free_word, give_back
from shopdesk.intake.jielong.vocabulary import Offer


def read_words(cursor: Cursor, at: int) -> int:
    """A run of unknown words: a product when a quantity follows it, else a note."""
    end = at + 1
    while cursor.peek(end, *FREE) and cursor.glued(end):
        end += 1
    goods = cursor.peek(end, "product") and cursor.glued(end) and not cursor.resolve(end).known
    if goods and end == at + 1 and cursor.peek(at, "word") and _may_describe(cursor.tokens[at].text):
        end += 1  # 满杯百香果2杯, 老酸奶1杯
        if len(cursor.tokens[at].text) > 1:
            cursor.draft.doubt("guessed_product")
    text = cursor.text(at, end)
    if cursor.vocabulary.default is not None and all(token.kind == "spec" for token in cursor.tokens[at:end]):
        cursor.note(at, end)  # 38码1双: which of the one thing sold
        return end
    if (
        cursor.vocabulary.codes
        and text
        and text[0].isascii()
        and text[0].isalpha()
        and not text[1:].strip("0123456789")
    ):
        cursor.draft.doubt("code_unknown")  # D in a list of A, B and C
    letters = _letter_code(cursor, at, text)
    if letters is not None:
        return letters
    quantity, after = cursor.quantity_after(end)
    offer = cursor.vocabulary.loose(text) if text else None
    if quantity is not None and any(word in text for word in TALKERS) and offer is None:
        cursor.note(at, end)  # 那我也来一斤
        return end
    if quantity is None and offer is not None and offer.sure and len(text) > 1 and not is_wish(text):
        quantity, after = changed_quantity(cursor, end)  # 腱子再加一斤
    if quantity is None:
        return _words_alone(cursor, at, end, offer)
    if offer is None and _is_note(cursor, text):
        cursor.note(at, end)
        return end
    offer = offer or Offer(text, known=False)
    if _is_plain(cursor, at, end, text) and quantity.unit and not quantity.vague:
        cursor.draft.plain_words.add(text)
    doubt_free_word(cursor, offer)
    add_line(cursor, offer, quantity)
    return give_back(cursor, after)


def _is_plain(cursor: Cursor, at: int, end: int, text: str) -> bool:
    """薯片1包 between blanks or behind a quantity: short, in hanzi alone, and no talk."""
    apart = at == 0 or not cursor.glued(at) or cursor.tokens[at - 1].kind in (*BREAKS, "qty")
    word = all(token.kind in ("word", "product") for token in cursor.tokens[at:end])
    return apart and word and 1 < len(text) <= 6 and not (is_wish(text) or is_aside(text) or is_talk(text))


def _may_describe(word: str) -> bool:
    """满杯 before 百香果, but not 我家要 before 草莓."""
    return word[-1] not in "要来订买拿带加给和送再有的" and not is_wish(word)


def _letter_code(cursor: Cursor, at: int, text: str) -> int | None:
    """A2, B1 in a list whose menu was a picture: code and quantity."""
    token = cursor.tokens[at]
    vocabulary = cursor.vocabulary
    if token.kind != "latin" or vocabulary.default or vocabulary.offers or not 2 <= len(text) <= 3:
        return None
    if not (text[0].isalpha() and text[1:].isdigit() and text.isascii()):
        return None
    offer = Offer(text[0].upper(), known=False)
    cursor.draft.doubt("code_unknown")
    add_line(cursor, offer, token._replace(value=Decimal(text[1:]), unit=None))
    return at + 1


def _is_note(cursor: Cursor, text: str) -> bool:
    """In a list of one product a word before the number is a wish (少饭1份); elsewhere it is the product."""
    if is_wish(text) or not any(c.isalnum() for c in text):
        return True
    if cursor.vocabulary.default is not None and (cursor.draft.counted or len(cursor.vocabulary.offers) <= 1):
        cursor.draft.doubt("leftover")
        return True
    return False


def _words_alone(cursor: Cursor, at: int, end: int, offer: Offer | None) -> int:
    word = cursor.tokens[at].text
    listed = (
        at > 1 and cursor.peek(at - 1, "plus") and cursor.peek(at - 2, *GOODS) and _apart(cursor, at + 1, end)
    )  # 肉丝+饭
    fits = offer is not None and offer.sure and (len(word) > 1 or listed) and not is_wish(word)
    if listed and not fits:
        cursor.draft.doubt("leftover")
    if offer is not None and fits and cursor.vocabulary.default is None and (listed or _apart(cursor, at, end)):
        add_line(cursor, offer, None)
        return give_back(cursor, end)
    several = len(word) > 1 and not is_wish(word) and len(cursor.vocabulary.offers) > 1
    if offer is not None and several and all(line.product != offer.product for line in cursor.draft.lines):
        cursor.draft.doubt("leftover")  # 花生＋芝麻各2: one of them was not read
    if any(token.kind == "spec" for token in cursor.tokens[at:end]):
        cursor.draft.doubt("leftover")
    cursor.note(at, end)
    return end


def _apart(cursor: Cursor, at: int, end: int) -> bool:
    before = at == 0 or not cursor.glued(at) or cursor.tokens[at - 1].kind in BREAKS
    return before and (end >= len(cursor.tokens) or not cursor.glued(end) or cursor.tokens[end].kind in BREAKS)
