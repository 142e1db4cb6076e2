"""Cuts one folded entry into tokens: number, unit, operator, product, room, phone, mark; one pass."""

from __future__ import annotations

import re
from decimal import Decimal

from shopdesk.intake.jielong.folding import OPEN, Words, bracket_end, fold, is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.numbers import CN_DIGITS, CN_TENS, ENGLISH_NUMBERS
from shopdesk.intake.jielong.lexicon.places import LABELS
from shopdesk.intake.jielong.numerals import scan_number, scan_unit
from shopdesk.intake.jielong.places import scan_phone, scan_price, scan_room, scan_time
from shopdesk.intake.jielong.token_chunks import ORDERED, TAILS, Open, chunk_key, recall, remember
from shopdesk.intake.jielong.token_goods import number_follows, order_follows, scan_amount, scan_product
from shopdesk.intake.jielong.token_kinds import MARK_WORDS, Token
from shopdesk.intake.jielong.vocabulary import Vocabulary

_LABELS = Words({fold(label): kind for label, kind in LABELS.items()})
_SEPARATORS = ",，。;；、|!！?？\n:"


_BEGINNERS = MARK_WORDS.first_letters | _LABELS.first_letters | set(CN_DIGITS) | set(CN_TENS) | set("半几东南西北")
# A number before any other character is no room, phone, price or time.
_TOLD_BY_NEXT = frozenset("f弄院-/_#.: 栋幢座号楼期区门室单房户层岁年月日时点元块r小分天周")


_AFTER_ORDER = frozenset({"space", "sep", "qty", "num"})
_PAY_VERBS = ("已转账", "已汇款", "转账", "付款", "汇款", "支付", "转", "付")
_PAY_BEGINNERS = frozenset("0123456789") | {word[0] for word in _PAY_VERBS}
_AMOUNT = re.compile("[0-9]+(?:[.][0-9]+)? ?[^0-9 ]")
_PAY_CHANNELS = ("微信", "支付宝", "现金")


def tokenize(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The tokens of a folded text; unknown runs become word (hanzi), latin or emoji tokens."""
    tokens: list[Token] = []
    at = 0
    run: Open | None = None
    while at < len(text):
        token = _token_at(text, at, tokens, vocabulary)
        last = tokens[-1] if tokens else None
        if last is not None and token.kind == last.kind and token.kind in ("word", "emoji") and last.end == token.start:
            tokens[-1] = last._replace(end=token.end, text=text[last.start : token.end])
        else:
            tokens.append(token)
        at = token.end
        if token.kind != "space":
            continue
        if run is not None:
            remember(vocabulary, run, tokens)
        run = None
        while at < len(text) and (found := chunk_key(text, at, tokens, vocabulary)) is not None:
            known = recall(vocabulary, found[0], at)
            if known is None:
                run = Open(found[0], len(tokens), at, found[1])
                break
            tokens += known
            at = found[1]
    if run is not None:
        remember(vocabulary, run, tokens)
    return tokens


def _token_at(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token:
    char = text[at]
    if is_hanzi(char) and char not in _BEGINNERS and char not in vocabulary.beginners:
        end = at + 1  # most characters: no table knows them
        while (
            end < len(text)
            and is_hanzi(text[end])
            and text[end] not in _BEGINNERS
            and text[end] not in vocabulary.beginners
        ):
            end += 1
        return Token("word", at, end, text=text[at:end])
    if char.isspace():
        end = at + 1
        while end < len(text) and text[end].isspace():
            end += 1
        kind = "sep" if "\n" in text[at:end] else "space"
        return Token(kind, at, end, text=text[at:end])
    if is_digit(char):
        return (
            _payment(text, at, before)
            or scan_product(text, at, before, vocabulary)
            or _digits(text, at, before, vocabulary)
            or scan_amount(text, at, before, vocabulary)
            or _run(text, at)
        )
    return (
        _bracket(text, at)
        or _label(text, at)
        or _payment(text, at, before)
        or scan_product(text, at, before, vocabulary)
        or _digits(text, at, before, vocabulary)
        or _mark(text, at, before, vocabulary)
        or scan_amount(text, at, before, vocabulary)
        or _sign(text, at, before)
        or _run(text, at)
    )


def _payment(text: str, at: int, before: list[Token]) -> Token | None:
    """转42, 付84了 behind an order: paid; the 65 of 65已付 and 138已转: money."""
    if text[at] not in _PAY_BEGINNERS:
        return None
    verb = next((word for word in _PAY_VERBS if text.startswith(word, at)), "")
    behind = at + len(verb) + text.startswith("¥", at + len(verb))
    if verb and is_digit(text[behind : behind + 1] or " "):
        glued = before and before[-1].kind in ("word", "latin") and before[-1].end == at
        return None if glued or not _ordered(before) else Token("paid", at, at + len(verb), text=verb)
    if _AMOUNT.match(text, at) is None or (
        before and before[-1].end == at and before[-1].kind in ("num", "dash", "op", "plus")
    ):
        return None
    number = scan_number(text, at)
    if number is None or not _ordered(before):
        return None
    behind = number.end + (text[number.end : number.end + 1] == " ")
    mark = MARK_WORDS.at(text, behind) if behind < len(text) else None
    channel = text.startswith(_PAY_CHANNELS, behind) and text[at - 1 : at] == " "  # C三袋 45 微信
    if (not channel and (mark is None or mark[1] != "paid")) or (
        before[-1].end == at and before[-1].kind in ("product", "code", "word")
    ):
        return None
    return Token("price", at, number.end, value=number.value, text=text[at : number.end])


def _ordered(before: list[Token]) -> bool:
    """Something was counted before."""
    return before[-1:] != [] and before[-1].kind in _AFTER_ORDER and any(token.kind in ORDERED for token in before)


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


def _digits(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    """Rooms, phones, prices and times come before quantities: their numbers count nothing."""
    end = at
    while end < len(text) and is_digit(text[end]) and end - at < 5:
        end += 1
    if (
        end > at
        and end - at < 3
        and not _after_paid(before)
        and not text.endswith(TAILS, 0, at)
        and text[end : end + 1] not in _TOLD_BY_NEXT
    ):
        return None
    if end > at and text.endswith(TAILS, 0, at):  # 尾号0095
        return Token("time", at, end, text=text[at:end])
    inside = bool(before) and before[-1].end == at and before[-1].kind in ("latin", "num")
    if not inside and (is_digit(text[at]) or is_latin(text[at]) or text[at] in "东南西北一二三四五六七八九十"):
        masked = _masked_phone(text, at)
        if masked is not None:
            return Token("phone" if before else "latin", at, masked, text=text[at:masked])
        phone = scan_phone(text, at)
        if phone is not None:
            return Token("phone", at, phone, text=text[at:phone])
        after_hanzi = bool(at) and is_hanzi(text[at - 1])
        room = scan_room(text, at)
        if room is not None and not (
            text[at] in "一二三四五六七八九十东南西北" and after_hanzi and text[at] not in text[:1]
        ):
            return Token("room", at, room, text=text[at:room])
    if is_digit(text[at]) and _after_paid(before):
        number = scan_number(text, at)
        if number is not None and scan_unit(text, number.end) is None:
            return Token("price", at, number.end, value=number.value, text=text[at : number.end])
    if text[at] == "¥" or is_digit(text[at]):
        price = scan_price(text, at)
        if price is not None and not _pieces(text, price[1], before, vocabulary):
            return Token("price", at, price[1], value=price[0], text=text[at : price[1]])
        time = scan_time(text, at)
        if time is not None and not inside:
            return Token("time", at, time, text=text[at:time])
    return None


def _masked_phone(text: str, at: int) -> int | None:
    """138****5678: a number shown in part is nobody's to call, and no quantity."""
    stars = at + 3
    while stars < len(text) and text[stars] in "×x*" and stars - at < 10:
        stars += 1
    tail = stars
    while tail < len(text) and is_digit(text[tail]):
        tail += 1
    hidden = text[at : at + 3].isdigit() and stars - at >= 6 and tail - stars in (3, 4)
    return tail if hidden else None


def _after_paid(before: list[Token]) -> bool:
    """已转90, 已付 39: the number is money."""
    last = next((token for token in reversed(before) if token.kind != "space"), None)
    return last is not None and last.kind == "paid"


def _pieces(text: str, end: int, before: list[Token], vocabulary: Vocabulary) -> bool:
    """豆腐2块: pieces, not money."""
    if text[end - 1] != "块":
        return False
    return "块" in vocabulary.menu_units or (bool(before) and before[-1].kind in ("product", "code", "op"))


def _mark(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    found = MARK_WORDS.at(text, at)
    if found is None:
        return None
    word, kind = found
    end = at + len(word)
    if is_latin(word[0]) and ((at and is_latin(text[at - 1])) or (end < len(text) and is_latin(text[end]))):
        return None
    if word == "x" and not number_follows(text, end):
        return None
    if len(word) == 1 and is_hanzi(word):
        after = end
        while after < len(text) and text[after] == " ":
            after += 1
        if word in (text[end : end + 1], text[at - 1 : at]):  # 少少, 退退退
            return None
        glued = bool(before) and before[-1].kind == "word" and before[-1].end == at
        number = after < len(text) and scan_number(text, after)
        if glued and not number and kind not in ("each",):
            return None
        if after < len(text) and is_hanzi(text[after]) and not order_follows(text, after, vocabulary):
            return None
    if word == "x":
        kind = "op"
    return Token(kind, at, end, text=word)


def _sign(text: str, at: int, before: list[Token]) -> Token | None:
    char = text[at]
    apart = not at or not is_latin(text[at - 1]) or (before[-1].kind == "code" and before[-1].end == at)
    if char == "×" or (char == "x" and number_follows(text, at + 1) and apart):
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
        number = ENGLISH_NUMBERS.get(text[at:end])
        if number is not None and text[at - 1 : at] == " " and text[end : end + 1] == " ":  # Tom one sourdough
            return Token("num", at, end, value=Decimal(number), text=text[at:end])
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
