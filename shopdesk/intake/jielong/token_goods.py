"""Tokens that are goods or count them: products, codes, quantities, specs."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.folding import is_digit, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED, CN_DIGITS, OTHER_CIRCLED, WEIGHTS
from shopdesk.intake.jielong.numerals import Quantity, scan_number, scan_quantity
from shopdesk.intake.jielong.token_kinds import MARK_WORDS, Token
from shopdesk.intake.jielong.vocabulary import Offer, Vocabulary


def scan_product(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    glued = bool(before) and before[-1].kind in ("word", "latin") and before[-1].end == at
    code = _code(text, at, before, vocabulary)
    if code is None and text[at] in CN_DIGITS and text[at + 1 : at + 2] == "号" and not glued:
        number = CN_DIGITS[text[at]]
        offer = vocabulary.codes.get(str(number)) or vocabulary.codes.get(CIRCLED[number - 1] if number else "")
        code = Token("code", at, at + 2, offer=offer, text=text[at : at + 2]) if offer is not None else None
    found = vocabulary.products.at(text, at)
    if found is None or (code is not None and len(found[0]) <= code.end - code.start):
        return code or _short_product(text, at, before, vocabulary)
    word, offer = found
    end = at + len(word)
    if is_latin(word[0]) and at and (is_latin(text[at - 1]) or is_digit(text[at - 1])):
        return None
    if is_latin(word[-1]) and end < len(text) and is_latin(text[end]):
        plural = next((tail for tail in ("es", "s") if text.startswith(tail, end)), "")
        if not plural or is_latin(text[end + len(plural) : end + len(plural) + 1] or " "):
            return None
        end += len(plural)  # 2 baguettes
    if (
        len(word) == 1
        and is_hanzi(word)
        and (glued or (end < len(text) and is_hanzi(text[end]) and not order_follows(text, end, vocabulary)))
    ):
        return None  # 牛 inside 烤牛 or 牛奶 is not the product 牛
    return Token("product", at, end, offer=offer, text=text[at:end])


def _short_product(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    """鸡1鸭1, 2瓜: one character of a product's name, with a number right before or behind it."""
    offer = vocabulary.chars.get(text[at])
    if offer is None or not before:
        return None
    counted = before[-1].kind in ("qty", "num") and before[-1].end == at
    glued = before[-1].kind in ("word", "latin") and before[-1].end == at
    after = text[at + 1 : at + 2]
    if not glued and _chars_then_each(text, at, vocabulary):
        return Token("product", at, at + 1, offer=offer, text=text[at])
    if glued or not (number_follows(text, at + 1) or after in ("×", "x", "*", "+") or counted):
        return None
    if counted and after and is_hanzi(after) and not order_follows(text, at + 1, vocabulary):
        return None
    return Token("product", at, at + 1, offer=offer, text=text[at])


def _chars_then_each(text: str, at: int, vocabulary: Vocabulary) -> bool:
    """公母各6只: characters of different products, then 各."""
    end = at
    while end < len(text) and end - at < 6 and text[end] in vocabulary.chars and text[end] != "各":
        end += 1
    return end - at > 0 and text[end : end + 1] == "各"


def order_follows(text: str, at: int, vocabulary: Vocabulary) -> bool:
    return bool(scan_number(text, at) or vocabulary.products.at(text, at) or MARK_WORDS.at(text, at))


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
    numbered = at + 1
    while numbered < len(text) and is_digit(text[numbered]) and numbered - at < 3:
        numbered += 1
    if text[at:numbered] in vocabulary.codes and numbered > at + 1 and not (at and is_latin(text[at - 1])):
        return Token("code", at, numbered, offer=vocabulary.codes[text[at:numbered]], text=text[at:numbered])
    if _several_codes(text, at, vocabulary):
        return Token("code", at, at + 1, offer=vocabulary.codes[char], text=char)
    if at and (is_latin(text[at - 1]) or text[at - 1] in "_-.'"):
        return None
    end = at + 1
    times = text[end : end + 1] == "x" and is_digit(text[end + 1 : end + 2] or " ") and char in vocabulary.codes
    if end < len(text) and (is_latin(text[end]) or text[end] in "_'.") and not times:  # but Ax1
        return None
    if (char == "x" and number_follows(text, end)) or text[end : end + 1] in tuple("栋座区幢楼#"):
        return None
    for word in ("套餐", "款", "餐", "号", "组", "种", "类"):
        if text.startswith(word, end):
            end += len(word)
            break
    if char not in vocabulary.codes:
        return None
    return Token("code", at, end, offer=vocabulary.codes[char], text=text[at:end])


def _several_codes(text: str, at: int, vocabulary: Vocabulary) -> bool:
    """AB各一份: a run of letters that are all different codes."""
    start = end = at
    while start and is_latin(text[start - 1]) and at - start < 8:
        start -= 1
    while end < len(text) and is_latin(text[end]) and end - at < 8:
        end += 1
    run = text[start:end]
    return 1 < len(run) <= len(vocabulary.codes) and len(set(run)) == len(run) and set(run) <= set(vocabulary.codes)


def _number_code(text: str, at: int, vocabulary: Vocabulary) -> Token | None:
    """1号, 2号链接 where the menu numbers its products."""
    if not vocabulary.codes:
        return None
    end = at
    while end < len(text) and is_digit(text[end]):
        end += 1
    number = int(text[at:end]) if end - at <= 2 else 0
    circled = CIRCLED[number - 1] if 0 < number <= len(CIRCLED) else ""
    offer = vocabulary.codes.get(str(number)) or vocabulary.codes.get(circled)
    if offer is None or end - at > 2 or (at and is_digit(text[at - 1])):
        return None
    for word in ("\ufe0f\u20e3", "\u20e3\ufe0f", "\u20e3", "号链接", "号款", "号", "款"):
        if text.startswith(word, end) and not text.startswith("楼", end + len(word)):
            return Token("code", at, end + len(word), offer=offer, text=text[at : end + len(word)])
    return Token("code", at, end, offer=offer, text=text[at:end]) if _counted_code(text, at, end) else None


def _counted_code(text: str, at: int, end: int) -> bool:
    """1×2 3×1, 01*1, 02两斤, 03 04各1: what begins with 0, or stands before a ×, is the goods' number."""
    if at and text[at - 1] not in " ,、;。+加":
        return False
    after = end + 1 if text[end : end + 1] == " " else end
    if text[at] == "0":
        return True
    return text[after : after + 1] in ("×", "x") and number_follows(text, after + 1)


def number_follows(text: str, at: int) -> bool:
    while at < len(text) and text[at] == " ":
        at += 1
    return at < len(text) and scan_number(text, at) is not None


def scan_amount(text: str, at: int, before: list[Token], vocabulary: Vocabulary) -> Token | None:
    quantity = scan_quantity(text, at)
    if quantity is not None and quantity.unit is None and text.startswith("码", quantity.end):  # 38码1双: a size
        return Token("spec", at, quantity.end + 1, text=text[at : quantity.end + 1])
    if quantity is None or (quantity.chinese and _goods_inside(text, at, quantity.end, vocabulary)):
        return None
    if quantity.unit is not None and _unit_is_product(text, at, quantity, vocabulary):
        quantity = quantity._replace(unit=None, end=at + len(str(quantity.value)))
    if quantity.unit is not None:
        end = quantity.end
        spec = text.startswith("装", end)
        if (quantity.value, quantity.unit) in vocabulary.specs and (
            spec or number_follows(text, end) or text[end : end + 1] in ("", "的", "×", "x", " ", ",", "。", "、")
        ):
            offer = vocabulary.specs[quantity.value, quantity.unit]
            if not spec and quantity.unit in WEIGHTS and text[end : end + 1] in ("", " ", ",", "。", "、"):
                offer = offer._replace(sure=False)  # 5斤 of the goods, or one of 5斤
            end += 2 if text.startswith("装的", end) else 1 if text.startswith(("装", "的"), end) else 0
            return Token("product", at, end, offer=offer, text=text[at:end])
        if spec or quantity.unit in ("寸", "英寸"):  # 10寸 says how big, not how many
            return Token("spec", at, end + spec, text=text[at : end + spec])
        if "两" in vocabulary.menu_units and quantity.unit == "斤" and "斤" not in text[at:end]:
            quantity = quantity._replace(value=quantity.value * 10, unit="两")  # tea is sold by the 两
        return Token("qty", at, end, quantity.value, quantity.unit, vague=quantity.vague, text=text[at:end])
    if quantity.chinese:
        glued = bool(before) and before[-1].kind == "word" and before[-1].end == at
        after = text[quantity.end : quantity.end + 1]
        if (after and is_hanzi(after) and not vocabulary.products.at(text, quantity.end)) or glued:
            return None
    return Token("num", at, quantity.end, quantity.value, vague=quantity.vague, text=text[at : quantity.end])


def _unit_is_product(text: str, at: int, quantity: Quantity, vocabulary: Vocabulary) -> bool:
    """大份1小份1 where both sizes are sold: the second size is the next product, not the unit of 1."""
    end = at
    while end < len(text) and is_digit(text[end]):
        end += 1
    begin = end + 1 if text[end : end + 1] == " " else end
    if end == at or begin >= len(text) or str(quantity.value) != text[at:end] or not is_hanzi(text[begin]):
        return False
    found = vocabulary.products.at(text, begin)
    return found is not None and found[1].known and begin + len(found[0]) >= quantity.end


def _goods_inside(text: str, at: int, end: int, vocabulary: Vocabulary) -> bool:
    """三文鱼 in 一一三文鱼: the numeral is the beginning of a product's name."""
    return any(vocabulary.products.at(text, inside) is not None for inside in range(at + 1, end))
