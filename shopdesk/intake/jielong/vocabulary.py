"""What a word in an entry can mean here: the list's own menu, the shop's catalogue and what the list itself teaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from shopdesk.intake.jielong.folding import Words, fold, is_emoji
from shopdesk.intake.jielong.model import EMPTY, Catalogue, MenuItem

_NOUN_ENDS = "果子"


class Offer(NamedTuple):
    """A product as a word can mean it: not `sure` when several fit, `known` when menu or catalogue has it."""

    product: str
    known: bool = True
    sure: bool = True
    short: bool = False  # said by a part of its name: 肥牛 for 肥牛卷, 瓜 for 麒麟瓜


@dataclass(frozen=True)
class Vocabulary:
    products: Words[Offer]
    codes: Mapping[str, Offer]
    specs: Mapping[tuple[Decimal, str], Offer]
    prices: Mapping[Decimal, Offer]
    offers: tuple[str, ...]  # every product of the menu, in its order
    names: Mapping[str, Offer]  # what the menu's products may be called
    beginners: frozenset[str] = frozenset()  # the characters that a product can begin with
    chars: Mapping[str, Offer] = field(default_factory=dict)  # single characters that only one product has
    families: Mapping[str, frozenset[str]] = field(default_factory=dict)  # words that mean one of several sizes
    learned: frozenset[str] = frozenset()  # free words that several people of this list order
    default: str | None = None
    default_sure: bool = True  # false: a short title that nothing says to be goods
    estates: frozenset[str] = frozenset()
    zones: bool = False  # the list speaks of H区, D2 and the like
    members: Words[str] = field(default_factory=lambda: Words({}))
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu_units: frozenset[str] = frozenset()
    # What stands between two blanks -> its tokens; a product's name may have so many blanks itself.
    chunks: dict[tuple[str, bool], tuple[Any, ...]] = field(default_factory=dict, compare=False, repr=False)
    most_blanks: int = 0
    sold: Mapping[str, MenuItem] = field(default_factory=dict)  # product -> how the menu sells it

    def loose(self, word: str) -> Offer | None:
        """The one product whose name ends, begins or is ended with `word` (蛋 for 鸡蛋, 红富士苹果 for 苹果)."""
        plain = fold(word).strip()
        if not plain or len(plain) > 20:
            return None
        found = {offer.product for name, offer in self.names.items() if plain in name}
        if not found and len(plain) > 1:
            found = {offer.product for name, offer in self.names.items() if len(name) > 1 and name in plain}
        if not found and len(plain) == 2 and plain[1] in _NOUN_ENDS:  # 芒果 for 贵妃芒, 桃子 for 水蜜桃
            found = {offer.product for name, offer in self.names.items() if len(name) > 1 and name[-1] == plain[0]}
        if len(found) == 1:
            return Offer(found.pop())
        if found:
            return Offer(sorted(found)[0], sure=False)
        return None


@dataclass(frozen=True)
class Given:
    """What is known before the first entry is read."""

    menu: tuple[MenuItem, ...] = ()
    hints: tuple[str, ...] = ()
    title_product: str | None = None
    title_sure: bool = True
    product: str | None = None  # what the caller says that a line without a product means
    catalogue: Catalogue = EMPTY


def only_emoji(text: str) -> bool:
    return bool(text) and all(is_emoji(char) for char in text)
