"""Cuts one folded entry into tokens: number, unit, operator, product, room, phone, mark; one pass."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from shopdesk.intake.jielong.folding import OPEN, Words, bracket_end, fold, is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon import marks as lex
from shopdesk.intake.jielong.lexicon import words
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED, OTHER_CIRCLED
from shopdesk.intake.jielong.lexicon.places import LABELS
from shopdesk.intake.jielong.numerals import scan_number, scan_quantity, scan_unit
from shopdesk.intake.jielong.places import scan_phone, scan_price, scan_room, scan_time
from shopdesk.intake.jielong.vocabulary import Offer, Vocabulary


class Token(NamedTuple):
    kind: (
        str  # space sep qty num product code op plus dash room phone price time bracket label word latin emoji + marks
    )
    start: int
    end: int
    value: Decimal | None = None
    unit: str | None = None
    offer: Offer | None = None
    vague: bool = False
    text: str = ""


MARKS = frozenset(words("cancel add weakadd set weakset subtract want each paid unpaid"))


def _mark_words() -> Words[str]:
    table: dict[str, str] = {}
    for kind, listed in (
        ("want", lex.WANT),
        ("each", lex.EACH),
        ("weakadd", lex.WEAK_ADD),
        ("weakset", lex.WEAK_SET),
        ("subtract", lex.SUBTRACT),
        ("add", lex.ADD),
        ("set", lex.SET),
        ("cancel", lex.CANCEL),
        ("unpaid", lex.UNPAID),
        ("paid", lex.PAID),
    ):
        table |= {fold(word): kind for word in listed}
    return Words(table)


_MARK_WORDS = _mark_words()
_LABELS = Words({fold(label): kind for label, kind in LABELS.items()})
_SEPARATORS = ",，。;；、|!！?？\n:"


def tokenize(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The tokens of a folded text; unknown runs become word (hanzi), latin or emoji tokens."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        token = _token_at(text, at, tokens, vocabulary)
        last = tokens[-1] if tokens else None
        if last is not None and token.kind == last.kind and token.kind in ("word", "emoji") and last.end == token.start:
            tokens[-1] = last._replace(end=token.end, text=text[last.start : token.end])
        else:
            tokens.append(token)
        at = token.end
    return tokens


def _token_at(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token:
    char = text[at]
    if char.isspace():
        end = at + 1
        while end < len(text) and text[end].isspace():
            end += 1
        kind = "sep" if "\n" in text[at:end] else "space"
        return Token(kind, at, end, text=text[at:end])
    return (
        _bracket(text, at)
        or _label(text, at)
        or _product(text, at, before, vocabulary)
        or _digits(text, at, before, vocabulary)
        or _mark(text, at, before, vocabulary)
        or _quantity(text, at, before, vocabulary)
        or _sign(text, at, before)
        or _run(text, at)
    )


def _bracket(text: str, at: int) -> Token | None:
    if text[at] not in OPEN:
        return None
    end = bracket_end(text, at)
    if end < 0:
        return Token("sep", at, at + 1, text=text[at])
    return Token("bracket", at, end + 1, text=text[at + 1 : end])


def _label(text: str, at: int) -> Token | None:
    found = _LABELS.at(text, at)
    if found is None:
        return None
    end = at + len(found[0])
    if end < len(text) and text[end] in ":=":
        return Token("label", at, end + 1, unit=found[1], text=found[0])
    if found[1] == "address" and end < len(text) and is_hanzi(text[end]):
        return Token("label", at, end, unit="address", text=found[0])
    return None


def _product(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    glued = bool(before) and before[-1].kind in ("word", "latin") and before[-1].end == at
    code = _code(text, at, before, vocabulary)
    found = vocabulary.products.at(text, at)
    if found is None or (code is not None and len(found[0]) <= code.end - code.start):
        return code
    word, offer = found
    end = at + len(word)
    if is_latin(word[0]) and at and (is_latin(text[at - 1]) or is_digit(text[at - 1])):
        return None
    if is_latin(word[-1]) and end < len(text) and is_latin(text[end]):
        return None
    if (
        len(word) == 1
        and is_hanzi(word)
        and (glued or (end < len(text) and is_hanzi(text[end]) and not _starts_order(text, end, vocabulary)))
    ):
        return None  # 牛 inside 烤牛 or 牛奶 is not the product 牛
    return Token("product", at, end, offer=offer, text=text[at:end])


def _starts_order(text: str, at: int, vocabulary: Vocabulary) -> bool:
    return bool(scan_number(text, at) or vocabulary.products.at(text, at) or _MARK_WORDS.at(text, at))


def _code(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    char = text[at]
    if char in CIRCLED or char in OTHER_CIRCLED:
        number = CIRCLED.index(char) + 1 if char in CIRCLED else OTHER_CIRCLED[char]
        offer = vocabulary.codes.get(char) or vocabulary.codes.get(str(number)) or Offer(char, known=False)
        return Token("code", at, at + 1, value=Decimal(number), offer=offer, text=char)
    if is_digit(char):
        return _number_code(text, at, vocabulary)
    if not (is_latin(char) and char.isascii()):
        return None
    if at and (is_latin(text[at - 1]) or text[at - 1] in "_-.'"):
        return None
    end = at + 1
    if end < len(text) and (is_latin(text[end]) or text[end] in "_'."):
        return None
    if char == "x" and _number_follows(text, end):
        return None
    for word in ("套餐", "款", "餐", "号", "组", "种", "类"):
        if text.startswith(word, end):
            end += len(word)
            break
    if char not in vocabulary.codes:
        return None
    return Token("code", at, end, offer=vocabulary.codes[char], text=text[at:end])


def _number_code(text: str, at: int, vocabulary: Vocabulary) -> Token | None:
    """1号, 2号链接 where the menu numbers its products."""
    end = at
    while end < len(text) and is_digit(text[end]):
        end += 1
    offer = vocabulary.codes.get(text[at:end])
    if offer is None or end - at > 2 or (at and is_digit(text[at - 1])):
        return None
    for word in ("号链接", "号款", "号", "款"):
        if text.startswith(word, end) and not text.startswith("楼", end + len(word)):
            return Token("code", at, end + len(word), offer=offer, text=text[at : end + len(word)])
    return None


def _number_follows(text: str, at: int) -> bool:
    while at < len(text) and text[at] == " ":
        at += 1
    return at < len(text) and scan_number(text, at) is not None


def _digits(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    """Rooms, phones, prices and times come before quantities: their numbers count nothing."""
    inside = bool(before) and before[-1].end == at and before[-1].kind in ("latin", "num")
    if not inside and (is_digit(text[at]) or is_latin(text[at]) or text[at] in "东南西北一二三四五六七八九十"):
        phone = scan_phone(text, at)
        if phone is not None:
            return Token("phone", at, phone, text=text[at:phone])
        after_hanzi = bool(at) and is_hanzi(text[at - 1])
        room = scan_room(text, at)
        if room is not None and not (
            text[at] in "一二三四五六七八九十东南西北" and after_hanzi and text[at] not in text[:1]
        ):
            return Token("room", at, room, text=text[at:room])
    if text[at] == "¥" or is_digit(text[at]):
        price = scan_price(text, at)
        if price is not None and not _pieces(text, price[1], before):
            return Token("price", at, price[1], value=price[0], text=text[at : price[1]])
        time = scan_time(text, at)
        if time is not None and not inside:
            return Token("time", at, time, text=text[at:time])
    return None


def _pieces(text: str, end: int, before: list[Token]) -> bool:
    """豆腐2块: pieces, not money."""
    return text[end - 1] == "块" and bool(before) and before[-1].kind in ("product", "code", "op")


def _mark(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    found = _MARK_WORDS.at(text, at)
    if found is None:
        return None
    word, kind = found
    end = at + len(word)
    if is_latin(word[0]) and ((at and is_latin(text[at - 1])) or (end < len(text) and is_latin(text[end]))):
        return None
    if word == "x" and not _number_follows(text, end):
        return None
    if len(word) == 1 and is_hanzi(word):
        after = end
        while after < len(text) and text[after] == " ":
            after += 1
        glued = bool(before) and before[-1].kind == "word" and before[-1].end == at
        number = after < len(text) and scan_number(text, after)
        if glued and not number and kind not in ("each",):
            return None
        if after < len(text) and is_hanzi(text[after]) and not _starts_order(text, after, vocabulary):
            return None
    if word == "x":
        kind = "op"
    return Token(kind, at, end, text=word)


def _quantity(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    quantity = scan_quantity(text, at)
    if quantity is None:
        return None
    if quantity.unit is not None:
        end = quantity.end
        spec = text.startswith("装", end)
        if (quantity.value, quantity.unit) in vocabulary.specs and (
            spec or _number_follows(text, end) or text[end : end + 1] in ("的", "×", "x")
        ):
            offer = vocabulary.specs[quantity.value, quantity.unit]
            end += 2 if text.startswith("装的", end) else 1 if text.startswith(("装", "的"), end) else 0
            return Token("product", at, end, offer=offer, text=text[at:end])
        if spec:
            return Token("spec", at, end + 1, text=text[at : end + 1])
        return Token("qty", at, end, quantity.value, quantity.unit, vague=quantity.vague, text=text[at:end])
    if quantity.chinese:
        glued = bool(before) and before[-1].kind == "word" and before[-1].end == at
        after = text[quantity.end : quantity.end + 1]
        if (after and is_hanzi(after) and not vocabulary.products.at(text, quantity.end)) or glued:
            return None
    return Token("num", at, quantity.end, quantity.value, vague=quantity.vague, text=text[at : quantity.end])


def _sign(text: str, at: int, before: list[Token]) -> Token | None:
    char = text[at]
    if char == "×" or (char == "x" and _number_follows(text, at + 1) and not (at and (is_latin(text[at - 1])))):
        return Token("op", at, at + 1, text=char)
    if char == "+":
        return Token("plus", at, at + 1, text=char)
    if char == "-":
        end = at
        while end < len(text) and text[end] == "-":
            end += 1
        return Token("dash", at, end, text=char)
    if char in _SEPARATORS:
        return Token("sep", at, at + 1, text=char)
    if char in "/=~@":
        return Token("slash", at, at + 1, text=char)
    return None


def _run(text: str, at: int) -> Token:
    char = text[at]
    if is_hanzi(char):
        return Token("word", at, at + 1, text=char)
    if is_latin(char) or char in "_'":
        end = at + 1
        while end < len(text) and (is_latin(text[end]) or text[end] in "_'."):
            end += 1
        digits = end
        while digits < len(text) and is_digit(text[digits]):
            digits += 1
        if digits > end and not scan_unit(text, digits):
            end = digits
            while end < len(text) and (is_latin(text[end]) or is_digit(text[end])):
                end += 1
        return Token("latin", at, end, text=text[at:end])
    if is_digit(char):
        end = at + 1
        while end < len(text) and is_digit(text[end]):
            end += 1
        return Token("digits", at, end, text=text[at:end])
    if is_emoji(char):
        return Token("emoji", at, at + 1, text=char)
    return Token("other", at, at + 1, text=char)
