"""Reads the tokens behind the name: items with quantity and unit, notes, marks, and what is doubtful about them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopdesk.intake.jielong.draft import Draft, Line, is_condition, is_wish
from shopdesk.intake.jielong.lexicon.numbers import MOST
from shopdesk.intake.jielong.places import looks_like_address
from shopdesk.intake.jielong.tokens import Token, tokenize
from shopdesk.intake.jielong.vocabulary import Offer, Vocabulary, only_emoji

_NUMBERS = ("qty", "num")
_BREAKS = ("sep", "bracket", "label")
_FREE = ("word", "latin", "emoji", "other", "digits", "spec")


class Grammar:
    """One pass from left to right; every method takes a place and gives the next one."""

    def __init__(
        self, tokens: Sequence[Token], raw: str, vocabulary: Vocabulary, draft: Draft, offset: int = 0
    ) -> None:
        self.tokens = [t for t in tokens if t.kind != "space"]
        self.raw = raw
        self.vocabulary = vocabulary
        self.draft = draft
        self.offset = offset  # where this text lies in the entry's raw text
        self.brackets: list[Token] = []
        self.quantity_first = self._begins_with_quantity()
        self.group_start = 0  # the lines that 各一份 speaks of begin here
        self.pending_action = ""

    # ---- the pass ------------------------------------------------------------------------------------------------
    def read(self) -> None:
        at = 0
        while at < len(self.tokens):
            at = max(self._step(at), at + 1)
        if self.brackets:
            self._read_brackets()

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        kind = token.kind
        if kind in ("product", "code"):
            return self._product(at)
        if kind in _NUMBERS:
            return self._number(at)
        if kind in ("op", "plus"):
            return at + 1
        if kind == "dash":
            return self._dash(at)
        if kind == "bracket":
            self.brackets.append(token)
            return at + 1
        if kind == "label":
            return self._label(at)
        if kind in ("add", "weakadd", "set", "weakset", "subtract"):
            return self._change(at)
        if kind == "cancel":
            return self._cancel(at)
        if kind == "each":
            return self._each(at)
        if kind in _FREE:
            return self._free(at)
        return self._fact(at)

    def _fact(self, at: int) -> int:
        token = self.tokens[at]
        if token.kind == "paid":
            self.draft.paid = True
            self._note(token)
        elif token.kind == "phone":
            self.draft.phone = self.draft.phone or "".join(c for c in token.text if c.isdigit())
        elif token.kind == "room" and self.draft.room is None:
            self.draft.room = self.raw[token.start : token.end]
        elif token.kind == "price":
            return self._price(at)
        elif token.kind in ("time", "unpaid", "room"):
            self._note(token)
        return at + 1

    def _note(self, token: Token) -> None:
        self.draft.note(token.start + self.offset, token.end + self.offset)

    def _peek(self, at: int, *kinds: str) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind in kinds

    def _begins_with_quantity(self) -> bool:
        for at, token in enumerate(self.tokens):
            if token.kind in _NUMBERS:
                after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
                return after is not None and (
                    after.kind in ("product", "code") or (after.kind == "word" and after.start == token.end)
                )
            if token.kind in ("product", "code", "op", "plus", *_FREE):
                return False
        return False

    # ---- items ---------------------------------------------------------------------------------------------------
    def _add(self, offer: Offer | None, quantity: Token | None) -> Line:
        """Puts a line into the draft; `offer` None means the product that goes without saying."""
        draft, default = self.draft, self.vocabulary.default
        if offer is None and default is None:
            draft.doubt("no_product")
        elif offer is not None and not offer.sure:
            draft.doubt("ambiguous_product")
        name = offer.product if offer is not None else default or ""
        qty = quantity.value if quantity is not None and quantity.value is not None else Decimal(1)
        line = Line(
            name, qty, quantity.unit if quantity is not None else None, quantity is None, offer is None or offer.known
        )
        line.action = self.pending_action
        if quantity is not None:
            self._doubt_quantity(quantity, qty)
        draft.lines.append(line)
        return line

    def _doubt_quantity(self, quantity: Token, qty: Decimal) -> None:
        if quantity.vague:
            self.draft.doubt("vague")
        if qty == 0:
            self.draft.doubt("zero")
        elif qty > MOST:
            self.draft.doubt("huge")

    def _quantity_after(self, at: int) -> tuple[Token | None, int]:
        """The quantity that belongs to what stands before `at`: 2盒, ×2, +2, :2, 要2盒."""
        start = at
        while (
            self._peek(at, "want")
            or (self._peek(at, "sep", "slash") and self.tokens[at].text in ":=")
            or self._peek(at, "spec")
        ):
            at += 1
        if self._peek(at, "op", "plus") and self._peek(at + 1, *_NUMBERS):
            if self.tokens[at].kind == "plus" and self._pairs_forward(at + 1):
                return None, start
            at += 1
            return self._with_unit(at)
        glued = at == start and self._peek(at, "dash") and self.tokens[at].start == self.tokens[at - 1].end
        if glued and self._peek(at + 1, *_NUMBERS) and not self._pairs_forward(at + 1):
            return self._with_unit(at + 1)
        if self._peek(at, *_NUMBERS) and not self._pairs_forward(at):
            return self._with_unit(at)
        return None, start

    def _with_unit(self, at: int) -> tuple[Token, int]:
        """2*3盒 or 2 *3 are left alone; a bare number is taken as it is."""
        return self.tokens[at], at + 1

    def _pairs_forward(self, at: int) -> bool:
        """In a line of quantities before products this number belongs to the product after it."""
        return self.quantity_first and self._peek(at + 1, "product", "code")

    def _resolve(self, token: Token) -> Offer:
        """What a product token means here; goods that only the lexicon knows are looked for in the menu."""
        offer = token.offer or Offer(token.text, known=False)
        if offer.known or not self.vocabulary.names:
            return offer
        return self.vocabulary.loose(token.text) or offer

    def _product(self, at: int) -> int:
        token = self.tokens[at]
        offer = self._resolve(token)
        after = at + 1
        if token.kind == "code":
            after = self._code_name(at, offer)
            self.draft.codes.append(token.text)
        while offer.known and self._peek(after, "product") and self._same_thing(offer, after):
            after += 1
        quantity, end = self._quantity_after(after)
        if quantity is None and not offer.known and self._only_words(at):
            self._note(token)
            return at + 1
        if not offer.known and self._is_aside(at, quantity):
            self.draft.note(token.start + self.offset, self.tokens[end - 1].end + self.offset)
            return end
        self._doubt_offer(token, offer)
        self._add(offer, quantity)
        return self._cancelled_after(end)

    def _same_thing(self, offer: Offer, at: int) -> bool:
        other = self.tokens[at].offer
        near = self.tokens[at].start - self.tokens[at - 1].end <= 1
        return near and other is not None and other.product == offer.product

    def _code_name(self, at: int, offer: Offer) -> int:
        """C 牛肋条: the name after a code says the same product again."""
        after = at + 1
        while (
            self._peek(after, "product", "emoji")
            and only_emoji(self.tokens[after].text)
            and not self._quantity_after(after + 1)[0]
        ):
            self._note(self.tokens[after])  # C🐔🐮: a picture of what the code says
            after += 1
        if self._peek(after, "product"):
            named = self._resolve(self.tokens[after])
            if named.product == offer.product:
                return after + 1
            if not self._quantity_after(after + 1)[0]:
                if named.known and not self._peek(after + 1, "product", "code"):
                    self.draft.doubt("code_conflict")
                self._note(self.tokens[after])
                return after + 1
        return after

    def _doubt_offer(self, token: Token, offer: Offer) -> None:
        draft = self.draft
        if token.kind == "code" and not offer.known:
            draft.doubt("code_unknown")
        elif not offer.known:
            draft.free_words.append(offer.product)
            if self.vocabulary.offers or self.vocabulary.default:
                draft.doubt("not_on_menu")

    def _only_words(self, at: int) -> bool:
        """A goods word without quantity where the list has its own products, or inside a longer wish."""
        if self.vocabulary.default or self.vocabulary.offers:
            return True
        token = self.tokens[at]
        before = self.tokens[at - 1] if at else None
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return any(
            n is not None and n.kind in ("word", "latin") and (n.end == token.start or n.start == token.end)
            for n in (before, after)
        )

    def _is_aside(self, at: int, quantity: Token | None) -> bool:
        """白水苗换面筋2份 after 共6份: a part of what was already counted."""
        if self.vocabulary.default is None or not self.draft.counted:
            return False
        clause = self._clause_text(at)
        if not is_wish(clause):
            self.draft.doubt("leftover")
        return True

    def _clause_text(self, at: int) -> str:
        first = last = at
        while first > 0 and self.tokens[first - 1].kind not in _BREAKS:
            first -= 1
        while last + 1 < len(self.tokens) and self.tokens[last + 1].kind not in _BREAKS:
            last += 1
        return self.raw[self.tokens[first].start : self.tokens[last].end]

    def _cancelled_after(self, at: int) -> int:
        """草莓不要了: the product just read is given back."""
        if not self._peek(at, "cancel", "subtract") or self.tokens[at].text in ("少", "减"):
            return at
        if self.tokens[at].kind == "subtract" and self._peek(at + 1, "qty", "num", "product", "code", "word"):
            return at
        line = self.draft.lines[-1]
        others = [other for other in self.draft.lines if other is not line and not other.cancelled]
        follows = any(t.kind in ("product", "code", "qty", "num") for t in self.tokens[at + 1 :])
        if line.implied or follows:
            line.cancelled = True
            self.draft.cancel = "part" if others or follows or line.implied else "all"
            return at + 1
        return at

    def _number(self, at: int) -> int:
        token = self.tokens[at]
        after = at + 1
        if (
            token.kind == "num"
            and self._peek(after, "sep")
            and self.tokens[after].text == "、"
            and not self.draft.lines
        ):
            self._note(token)  # an own little list: 桑妮 1、江苏省…
            return after + 1
        priced = self._price_name(at)
        if priced is not None:
            return priced
        while self._peek(after, "want") and self.tokens[after].text == "的":
            after += 1
        if self._peek(after, "product", "code") and self._pair_allowed(at, after):
            offer = self._resolve(self.tokens[after])
            if not offer.known and self._is_aside(after, token):
                self.draft.note(token.start + self.offset, self.tokens[after].end + self.offset)
                return after + 1
            self._doubt_offer(self.tokens[after], offer)
            self._add(offer, token)
            return self._cancelled_after(after + 1)
        if self._peek(after, "word", "latin") and self._free_after(at, after):
            return self._free_item(after, token, after + 1)
        return self._default_quantity(at)

    def _pair_allowed(self, at: int, after: int) -> bool:
        if self.quantity_first:
            return True
        quantity, _end = self._quantity_after(after + 1)
        return quantity is None

    def _free_after(self, at: int, after: int) -> bool:
        """8份晚餐 without a menu: the word right behind the quantity is the product."""
        glued = self.tokens[after].start == self.tokens[at].end
        word = self.tokens[after].text
        if is_wish(word) and not self.vocabulary.loose(word):
            return False
        if self.vocabulary.loose(word) and glued:
            return True
        return (glued and not self.vocabulary.default and self._quantity_after(after + 1)[0] is None) or (
            glued and self.quantity_first and not self.vocabulary.default
        )

    def _free_item(self, at: int, quantity: Token | None, end: int) -> int:
        token = self.tokens[at]
        word = self.raw[token.start : token.end].strip()
        offer = self.vocabulary.loose(word) or Offer(word, known=False)
        if not offer.known:
            self.draft.free_words.append(word)
            if self.vocabulary.offers or self.vocabulary.default:
                self.draft.doubt("not_on_menu")
        self._add(offer, quantity)
        return self._cancelled_after(end)

    def _default_quantity(self, at: int) -> int:
        token, draft = self.tokens[at], self.draft
        clause = self._clause_text(at)
        earlier = [line for line in draft.lines if not line.implied and line.product == (self.vocabulary.default or "")]
        if earlier and not self.pending_action:
            self._note(token)
            if not is_wish(clause) and earlier[-1].qty != token.value:
                draft.doubt("twice")
            return at + 1
        if draft.lines and self.vocabulary.default is None:
            self._stray_number(token)
            return at + 1
        if token.kind == "num" and draft.lines and not self.pending_action:
            self._stray_number(token)
            return at + 1
        self._add(None, token)
        return at + 1

    def _stray_number(self, token: Token) -> None:
        last = self.draft.lines[-1]
        self._note(token)
        if last.implied and token.kind == "qty":
            last.qty, last.unit, last.implied = token.value or Decimal(1), token.unit, False
        else:
            self.draft.doubt("leftover")

    # ---- prices as names -----------------------------------------------------------------------------------------
    def _price_name(self, at: int) -> int | None:
        """49的两份, 99 1份: a number that is a price of the menu stands for its product."""
        token = self.tokens[at]
        if token.kind != "num" or token.value is None or len(self.vocabulary.prices) < 1:
            return None
        offer = self.vocabulary.prices.get(token.value.normalize())
        if offer is None:
            return None
        after = at + 1
        named = False
        while self._peek(after, "want") and self.tokens[after].text in ("的", "那个", "那款", "那种"):
            after, named = after + 1, True
        quantity, end = self._quantity_after(after)
        if quantity is None and not named:
            return None
        self._add(offer, quantity)
        return end

    def _price(self, at: int) -> int:
        token = self.tokens[at]
        offer = self.vocabulary.prices.get((token.value or Decimal(0)).normalize())
        after = at + 1
        named = False
        while self._peek(after, "want") and self.tokens[after].text in ("的", "那个", "那款", "那种"):
            after, named = after + 1, True
        quantity, end = self._quantity_after(after)
        if offer is not None and not self.draft.lines and (named or quantity is not None):
            self._add(offer, quantity)
            return end
        self._note(token)
        return at + 1

    # ---- words that change an order ------------------------------------------------------------------------------
    def _change(self, at: int) -> int:
        """加, 改成, 退: only when something follows that can be added, set or taken away."""
        token = self.tokens[at]
        after = at + 1
        while self._peek(after, "want", "weakadd", "weakset", "sep") and (
            self.tokens[after].kind != "sep" or self.tokens[after].text == ":"
        ):
            after += 1
        if self._peek(after, "op", "plus", "dash"):
            after += 1
        meant = self._peek(after, *_NUMBERS) or (
            self._peek(after, "product", "code")
            and (self._resolve(self.tokens[after]).known or self._quantity_after(after + 1)[0] is not None)
        )
        if not meant:
            self._note(token)
            return at + 1
        if (
            token.kind in ("weakset", "weakadd")
            and self.draft.counted
            and token.text in ("共", "一共", "总共", "合计", "总计", "共计", "总")
            and self._peek(after, *_NUMBERS)
        ):
            self._check_total(self.tokens[after])
            return after + 1
        self.pending_action = token.kind
        self.draft.action = self.draft.action or token.kind
        self._note(token)
        return at + 1

    def _check_total(self, total: Token) -> None:
        self._note(total)
        if sum(line.qty for line in self.draft.lines) != total.value:
            self.draft.doubt("sum")

    def _dash(self, at: int) -> int:
        token = self.tokens[at]
        if (
            not self.draft.lines
            and self._peek(at + 1, *_NUMBERS)
            and (at == 0 or self.tokens[at - 1].kind in _BREAKS)
            and token.end == self.tokens[at + 1].start
        ) and (self.tokens[at + 1].kind == "num" or at == 0):
            self.draft.action = self.pending_action = "minus"
        return at + 1

    def _cancel(self, at: int) -> int:
        token = self.tokens[at]
        draft = self.draft
        self._note(token)
        clause = self._clause_text(at)
        if is_condition(clause):
            draft.doubt("condition")
            return at + 1
        if not token.text.endswith("了") and (self._peek(at + 1, *_NUMBERS) or self._peek(at + 1, "product", "code")):
            draft.action = draft.action or "subtract"
            self.pending_action = "subtract"
            return at + 1
        draft.cancel_first = draft.cancel_first or not draft.lines
        draft.cancel = draft.cancel or "all"
        return at + 1

    def _each(self, at: int) -> int:
        """各一份: one of each product just named, or of the whole menu."""
        token, after = self.tokens[at], at + 1
        while self._peek(after, "want"):
            after += 1
        if self._peek(after, "op", "plus"):
            after += 1
        quantity = self.tokens[after] if self._peek(after, *_NUMBERS) else None
        if quantity is None and token.text in ("各", "每个", "分别", "都", "一样", "各种"):
            self._note(token)
            return at + 1
        group = self.draft.lines[self.group_start :]
        implied = [line for line in group if line.implied]
        end = after + 1 if quantity is not None else at + 1
        if implied:
            for line in implied:
                if quantity is not None and quantity.value is not None:
                    line.qty, line.unit, line.implied = quantity.value, quantity.unit, False
        elif self._peek(end, "product", "code"):
            while self._peek(end, "product", "code"):
                self._add(self._resolve(self.tokens[end]), quantity)
                end += 1
        else:
            self._whole_menu(quantity)
        self.group_start = len(self.draft.lines)
        return end

    def _whole_menu(self, quantity: Token | None) -> None:
        offers = self.vocabulary.offers
        if len(offers) < 2:
            self.draft.doubt("all_unknown")
            self._add(None, quantity)
            return
        for offer in offers:
            self._add(Offer(offer), quantity)

    # ---- words that the list does not know -----------------------------------------------------------------------
    def _free(self, at: int) -> int:
        """A run of unknown words: a product when a quantity follows it, else a note."""
        end = at + 1
        while self._peek(end, *_FREE) and self.tokens[end].start == self.tokens[end - 1].end:
            end += 1
        token = self.tokens[at]._replace(end=self.tokens[end - 1].end)
        text = self.raw[token.start : token.end].strip()
        if looks_like_address(self._address_text(at)):
            return self._address(at)
        quantity, after = self._quantity_after(end)
        loose = self.vocabulary.loose(text) if text else None
        if quantity is None:
            return self._unknown_words(at, end, loose)
        if loose is None and self._word_is_note(text, quantity):
            self._note(token)
            return end
        offer = loose or Offer(text, known=False)
        if loose is None:
            self.draft.free_words.append(text)
            if self.vocabulary.default or self.vocabulary.offers:
                self.draft.doubt("not_on_menu")
        self._add(offer, quantity)
        return self._cancelled_after(after)

    def _word_is_note(self, text: str, quantity: Token) -> bool:
        """In a list of one product a word before the number is a wish (少饭1份); elsewhere it is the product."""
        if is_wish(text) or not any(c.isalnum() for c in text):
            return True
        if self.vocabulary.default is not None and (self.draft.counted or len(self.vocabulary.offers) <= 1):
            self.draft.doubt("leftover")
            return True
        return False

    def _unknown_words(self, at: int, end: int, loose: Offer | None) -> int:
        token = self.tokens[at]
        exact = loose is not None and loose.sure and len(token.text) > 1
        if (
            exact
            and loose is not None
            and self.vocabulary.default is None
            and self._alone(at, end)
            and not is_wish(token.text)
        ):
            self._add(loose, None)
            return self._cancelled_after(end)
        self.draft.note(token.start + self.offset, self.tokens[end - 1].end + self.offset)
        return end

    def _alone(self, at: int, end: int) -> bool:
        before = at == 0 or self.tokens[at - 1].end < self.tokens[at].start or self.tokens[at - 1].kind in _BREAKS
        after = (
            end >= len(self.tokens)
            or self.tokens[end].start > self.tokens[end - 1].end
            or self.tokens[end].kind in _BREAKS
        )
        return before and after

    # ---- addresses and labels ------------------------------------------------------------------------------------
    def _address_text(self, at: int) -> str:
        end = self._address_end(at)
        return self.raw[self.tokens[at].start : self.tokens[end - 1].end]

    def _address_end(self, at: int) -> int:
        end = at
        while end < len(self.tokens) and self.tokens[end].kind not in ("sep", "bracket", "phone"):
            if (
                end > at
                and self.tokens[end].start > self.tokens[end - 1].end
                and self.tokens[end].kind in ("qty", "product", "word")
            ):
                break
            end += 1
        return max(end, at + 1)

    def _address(self, at: int) -> int:
        end = self._address_end(at)
        text = self._address_text(at).strip()
        self.draft.address = self.draft.address or text
        if self._peek(end, "sep") and self._peek(end + 1, "word") and self._peek(end + 2, "phone", "sep"):
            end += 2  # the person who takes it
        return end

    def _label(self, at: int) -> int:
        token, after = self.tokens[at], at + 1
        end = after
        while end < len(self.tokens) and self.tokens[end].kind != "sep" and self.tokens[end].kind != "label":
            end += 1
        text = self.raw[self.tokens[after].start : self.tokens[end - 1].end].strip() if end > after else ""
        if token.unit == "address":
            self.draft.address = self.draft.address or text
            return end
        if token.unit == "room":
            self.draft.room = self.draft.room or text
            return end
        if token.unit in ("name", "recipient"):
            self.draft.name = self.draft.name or text
            return end
        if token.unit == "note" and end > after:
            while end < len(self.tokens) and not (self.tokens[end].kind == "sep" and self.tokens[end].text == "\n"):
                end += 1
            self.draft.note(self.tokens[after].start + self.offset, self.tokens[end - 1].end + self.offset)
            return end
        return after

    # ---- brackets ------------------------------------------------------------------------------------------------
    def _read_brackets(self) -> None:
        """What stands in brackets counts only when nothing outside does; else it is a note."""
        for bracket in self.brackets:
            inner = tokenize(bracket.text, self.vocabulary)
            kinds = {token.kind for token in inner}
            orders = kinds & {"qty", "product", "code", "num"}
            if orders and not self.draft.lines and not (kinds & {"time", "phone"}):
                start = bracket.start + 1 + self.offset
                inside = Grammar(
                    inner, self.raw[bracket.start + 1 : bracket.end - 1], self.vocabulary, self.draft, start
                )
                inside.read()
                if self.draft.action or self.draft.cancel:
                    self.draft.note(start, start + len(bracket.text))
                continue
            if "paid" in kinds:
                self.draft.paid = True
            if "cancel" in kinds and not is_condition(bracket.text) and not orders:
                self.draft.cancel = self.draft.cancel or "all"
            if "phone" in kinds:
                phone = next(token for token in inner if token.kind == "phone")
                self.draft.phone = self.draft.phone or "".join(c for c in phone.text if c.isdigit())
            self.draft.note(bracket.start + self.offset, bracket.end + self.offset)
