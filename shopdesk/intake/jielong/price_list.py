"""Reads one clause of a header: every name with its size, price, unit and code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from shopdesk.intake.jielong.draft import is_wish
from shopdesk.intake.jielong.folding import OPEN, bracket_end, fold, is_digit, is_emoji, is_hanzi, is_latin
from shopdesk.intake.jielong.lexicon.menu import NOISE, NOT_GOODS, SIZE_ENDS, SIZES
from shopdesk.intake.jielong.lexicon.numbers import UNITS
from shopdesk.intake.jielong.model import MenuItem
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.prices import code_at, price_at
from shopdesk.intake.jielong.product_names import LONGEST_NAME, clean_name, is_talk, pass_over

_GRADES = ("级", "大果", "中果", "小果")


@dataclass
class PriceList:
    """Every `name [spec] price [/unit]` of one clause, or `price name` where the price comes first."""

    text: str
    base: MenuItem | None
    held: str
    items: list[MenuItem] = field(default_factory=list)
    name_start: int = 0
    spec: str = ""
    spec_at: int = -1
    more_specs: list[str] = field(default_factory=list)  # 26码 28码 30码 都是45元: sizes at one price
    code: str = ""
    code_words: str = ""  # A款, when that is all that names the product
    bracket: str = ""
    waiting: tuple[int, str] | None = None  # a price that came before its name

    def read(self) -> list[MenuItem]:
        folded = fold(self.text)
        if any(word in folded for word in NOT_GOODS) or _is_rebate(folded):
            return []
        at = 0
        while at < len(folded):
            at = max(self._step(folded, at), at + 1)
        if not self.items and self.waiting is not None:
            end = self.spec_at if self.spec_at > self.name_start else len(self.text)
            name = clean_name(self.text[self.name_start : end]) or self.held
            if 0 < len(name) <= LONGEST_NAME and fold(name) not in UNITS:
                self.items.append(MenuItem(name, price_fen=self.waiting[0], unit=self.waiting[1], code=self.code))
        return self.items

    def _step(self, folded: str, at: int) -> int:
        pending = self.text[self.name_start : at]
        code = code_at(folded, at, not pending.strip())
        if pending[-1:].isdigit():  # the J of 3J
            code = None
        if code is not None and (not clean_name(pending) or fold(pending).rstrip().endswith(":")):
            self.code, self.name_start = code
            self.code_words = self.text[at : code[1]].strip(" .:：、)）")
            return self.name_start
        if folded[at] in OPEN and bracket_end(folded, at) > 0:
            return self._read_bracket(folded, at)
        passed = pass_over(folded, at)
        if passed is not None:
            return passed
        named = bool(pending.strip() or self.spec or self.bracket or self.code_words[1:])
        price = price_at(folded, at, named)
        if price is not None:
            self._take_price(price, at)
            return price[1]
        return self._pass_number(folded, at)

    def _pass_number(self, folded: str, at: int) -> int:
        """A number with a unit is the spec of the name before it."""
        digit = is_digit(folded[at])
        quantity = scan_quantity(folded, at) if digit or is_hanzi(folded[at]) else None
        if quantity is not None and quantity.unit:
            packed = folded.find("装", quantity.end, quantity.end + 4)  # 装, 礼盒装
            end = packed + 1 if packed >= 0 else quantity.end
            end = _grade_end(folded, end)
            after = folded[end : end + 1]
            packed_as = scan_quantity(folded, end) if after and end == quantity.end else None
            if digit and packed_as is not None and packed_as.unit and packed_as.value == 1 and self.spec_at < 0:
                self.spec, self.spec_at = self.text[at : packed_as.end], at  # 麻薯5个一盒15元
                return packed_as.end
            if after and is_hanzi(after) and end == quantity.end:  # 四人餐, 5斤沃柑
                if digit and not self.text[self.name_start : at].strip() and self.spec_at < 0:
                    self.spec, self.name_start = self.text[at:end], end
                return end
            follows = is_digit(folded[end : end + 1] or " ")  # 苹果一箱10斤58元
            if self.spec and self.spec_at < 0:  # 巴斯克（原味/抹茶）6寸 98: the choice is the spec
                self.spec_at = at
            elif self.spec_at < 0 and (digit or follows or at == 0 or folded[at - 1] in " )]"):
                self.spec, self.spec_at = self.text[at:end], at
            elif self.spec_at >= 0 and digit and folded[at - 1] in " /、" and self.spec.endswith(self.text[end - 1]):
                self.more_specs.append(self.text[at:end])
            return end
        begin = at
        while digit and at < len(folded) and is_digit(folded[at]):
            at += 1
        if digit and folded[at : at + 1] == "入" and self.spec_at < 0:  # 凤梨酥 12入 360元
            self.spec, self.spec_at = self.text[begin : at + 1], begin
            return at + 1
        if digit and folded[at : at + 1] == "码":  # 26码 28码 30码
            at += 1
            if self.spec_at < 0:
                self.spec, self.spec_at = self.text[begin:at], begin
            else:
                self.more_specs.append(self.text[begin:at])
        return at

    def _read_bracket(self, folded: str, at: int) -> int:
        """草莓(29.9元/盒): the price of the name before; 【库尔勒香梨】6斤 49.9: the name itself."""
        end = bracket_end(folded, at)
        inside = self.text[at + 1 : end]
        name = clean_name(self.text[self.name_start : at])
        if name:
            plain = fold(inside)
            starts = (k for k, char in enumerate(plain) if is_digit(char) or char == "¥")
            start = next((k for k in starts if price_at(plain, k) is not None), -1)
            if start >= 0 and not clean_name(inside[:start]):
                self._take_price(price_at(plain, start) or (0, 0, ""), at)
                self.name_start = end + 1
        options = _options(inside)
        if options and (name or (self.items and not clean_name(self.text[self.name_start : at]))):
            self._take_options(options, bool(name))
        elif not name and not self.bracket and folded[at] == "[" and not is_talk(fold(inside)):
            self.bracket = clean_name(inside)
        return end + 1

    def _take_options(self, options: list[str], waits_for_price: bool) -> None:
        """豆腐脑（咸/甜）5元: one price, several kinds; behind the price they belong to the item before."""
        if waits_for_price:
            self.spec, self.more_specs = options[0], options[1:]
        elif not self.items[-1].spec:
            last = self.items.pop()
            self.items += [replace(last, spec=option) for option in options]

    def _take_price(self, price: tuple[int, int, str], at: int) -> None:
        fen, end, unit = price
        raw = self.text[self.name_start : self.spec_at if self.spec_at >= 0 else at]
        before, every, counted = raw.rpartition("每")
        if every and fold(counted).strip() in UNITS:  # 每箱12元
            raw, unit = before, fold(counted).strip()
        item = self._make_item(raw, fen, unit)
        if item is not None:
            item = self._same_size_family(item)
            self.items += [item, *(replace(item, spec=spec) for spec in self.more_specs)]
            self.spec, self.spec_at, self.code, self.code_words, self.more_specs = "", -1, "", "", []
        elif not raw.strip(" ¥￥"):
            self.waiting = self.waiting or (fen, unit)
        self.name_start = end

    def _same_size_family(self, item: MenuItem) -> MenuItem:
        """猕猴桃大果35 中果28: the first size was glued to the name."""
        last = self.items[-1] if self.items else None
        if last is None or last.spec or item.name != last.name or item.spec not in SIZES:
            return item
        size = next((s for s in SIZES if len(s) == len(item.spec) and last.name.endswith(s) and last.name != s), "")
        if not size:
            return item
        name = last.name[: -len(size)].strip()
        self.items[-1] = replace(last, name=name, spec=size)
        return replace(item, name=name)

    def _make_item(self, raw: str, fen: int, unit: str) -> MenuItem | None:
        if not clean_name(raw) and ":" in fold(raw):  # 价格：128元
            return None
        before = self.items[-1] if self.items else self.base
        name, spec = _split_size(clean_name(raw), self.spec, before)
        if len(name) > 3 and name[-2] == "一" and name[-1] in UNITS:  # 鲜花玫瑰一束 19.9
            name, unit = name[:-2], unit or name[-1]
        if not name and len(self.code_words) > 1:  # A款168 B款228
            name, spec = (before.name, self.code_words) if before and before.spec else (self.code_words, spec)
        if not name and self.bracket:
            name, self.bracket = self.bracket, ""
        if (
            self.held
            and (name in SIZES or (len(name) <= 3 and name.endswith(_GRADES)))
            and not spec
            and name != self.held
        ):
            name, spec = self.held, name  # 安吉白茶 on the line above, 特级 380
        if not name:
            name = before.name if before is not None and spec else self.held
        if not name or len(name) > LONGEST_NAME or name in NOISE or fold(name) in UNITS:
            return None
        code = self.code or (fold(spec[0]) if spec[1:] in ("款", "套餐") and spec[0].isascii() else "")
        return MenuItem(name.strip(), spec.strip(), fen, unit, code, _picture(raw))


def _options(inside: str) -> list[str]:
    """咸/甜, 原味、抹茶: short words to choose from."""
    parts = [part.strip() for part in inside.replace("／", "/").replace("、", "/").replace("|", "/").split("/")]
    short = all(0 < len(part) <= 5 and all(is_hanzi(char) for char in part) for part in parts)
    return parts if len(parts) > 1 and short and not any(is_talk(part) or is_wish(part) for part in parts) else []


def _is_rebate(folded: str) -> bool:
    """满50减5 sells nothing; 满天星 does."""
    return any(a in "满减" and is_digit(b) for a, b in pairwise(folded))


def _picture(raw: str) -> str:
    """🧁 of 🧁杯子蛋糕: people may order with the picture alone."""
    text = raw.strip()
    end = 0
    while end < len(text) and is_emoji(text[end]):
        end += 1
    return text[:end] if 0 < end < len(text) else ""


def _split_size(name: str, spec: str, before: MenuItem | None) -> tuple[str, str]:
    """大果 after 脐橙 小果 is another size of 脐橙; so is JJJ级 after 车厘子 JJ级."""
    if before is not None and (name in SIZES or (before.spec and _same_kind(name, before.spec))):
        return before.name, name
    front, _blank, last = name.rpartition(" ")
    if front and (last in SIZES or _is_grade(last) or (len(last) <= 4 and last.endswith(SIZE_ENDS))):
        return clean_name(front) or front, last
    return name, spec


def _same_kind(name: str, spec: str) -> bool:
    if _is_grade(name) and _is_grade(spec):
        return True
    return len(name) <= 4 and name.endswith(SIZE_ENDS) and name[-1:] == spec[-1:]


def _grade_end(folded: str, at: int) -> int:
    """2斤J, 5斤JJJ: the grade belongs to the size before it."""
    end = at
    while folded[end : end + 1] == "j":
        end += 1
    return end if end - at <= 4 and not is_latin(folded[end : end + 1] or " ") else at


def _is_grade(name: str) -> bool:
    """J, 2J, JJJ: how big cherries are."""
    plain = fold(name).lstrip("0123456789")
    return 0 < len(plain) <= 4 and not plain.strip("j")
