"""What a word in an entry can mean here: the list's own menu, the shop's catalogue and what the list itself teaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from shopdesk.intake.jielong.folding import Words, fold, is_emoji, is_hanzi
from shopdesk.intake.jielong.lexicon.goods import EMOJI_GOODS, GOODS
from shopdesk.intake.jielong.model import EMPTY, Catalogue, MenuItem
from shopdesk.intake.jielong.numerals import scan_quantity


class Offer(NamedTuple):
    """A product as a word can mean it: not `sure` when several fit, `known` when menu or catalogue has it."""

    product: str
    known: bool = True
    sure: bool = True


@dataclass(frozen=True)
class Vocabulary:
    products: Words[Offer]
    codes: Mapping[str, Offer]
    specs: Mapping[tuple[Decimal, str], Offer]
    prices: Mapping[Decimal, Offer]
    offers: tuple[str, ...]  # every product of the menu, in its order
    names: Mapping[str, Offer]
    default: str | None = None
    estates: frozenset[str] = frozenset()
    zones: bool = False  # the list speaks of H区, D2 and the like
    members: Words[str] = field(default_factory=lambda: Words({}))

    def loose(self, word: str) -> Offer | None:
        """The one product whose name ends, begins or is ended with `word` (蛋 for 鸡蛋, 红富士苹果 for 苹果)."""
        plain = fold(word).strip()
        if not plain or len(plain) > 20:
            return None
        found = {offer.product for name, offer in self.names.items() if plain in name}
        if not found and len(plain) > 1:
            found = {offer.product for name, offer in self.names.items() if len(name) > 1 and name in plain}
        if len(found) == 1:
            return Offer(found.pop())
        if found:
            return Offer(sorted(found)[0], sure=False)
        return None


def display_name(item: MenuItem, variants: int) -> str:
    return f"{item.name} {item.spec}" if item.spec and variants > 1 else item.name


@dataclass(frozen=True)
class Given:
    """What is known before the first entry is read."""

    menu: tuple[MenuItem, ...] = ()
    hints: tuple[str, ...] = ()
    title_product: str | None = None
    title_sure: bool = True
    product: str | None = None  # what the caller says that a line without a product means
    catalogue: Catalogue = EMPTY


def build_vocabulary(given: Given, learned: Iterable[str] = ()) -> Vocabulary:
    menu, default, catalogue = given.menu, given.product, given.catalogue
    variants: dict[str, int] = {}
    for item in menu:
        variants[item.name] = variants.get(item.name, 0) + 1
    names: dict[str, Offer] = {}
    words: dict[str, Offer] = {fold(good): Offer(good, known=False) for good in GOODS}
    words |= {fold(word): Offer(word, known=False) for word in (*given.hints, *learned) if word}
    for nickname, product in catalogue.products.items():
        names[fold(nickname)] = Offer(product)
    codes: dict[str, Offer] = {}
    prices: dict[Decimal, Offer] = {}
    specs: dict[tuple[Decimal, str], Offer] = {}
    for item in menu:
        offer = Offer(_shown(item, variants[item.name], default))
        _add_names(names, item, offer, variants[item.name])
        if item.code:
            codes[fold(item.code)] = offer
        if item.price_fen is not None:
            price = Decimal(item.price_fen) / 100
            prices[price.normalize()] = Offer(offer.product, sure=price.normalize() not in prices)
        quantity = scan_quantity(fold(item.spec), 0) if item.spec else None
        if quantity is not None and quantity.unit and len(menu) > 1:
            key = (quantity.value, quantity.unit)
            specs[key] = Offer(offer.product, sure=key not in specs)
    _add_endings(names)
    offers = tuple(dict.fromkeys(_shown(item, variants[item.name], default) for item in menu))
    if default is None:
        default = offers[0] if len(offers) == 1 else (given.title_product if not offers else None)
    if default:
        names.setdefault(fold(default), Offer(default))
    words |= names
    _add_emoji(words, names)
    members = Words({fold(alias): name for alias, name in catalogue.members.items()})
    return Vocabulary(Words(words), codes, specs, prices, offers, names, default, members=members)


def _shown(item: MenuItem, variants: int, default: str | None) -> str:
    """A menu name that is a part of the owner's name for the only product is that product (套餐 for 素套餐)."""
    shown = display_name(item, variants)
    if default and variants == 1 and (shown in default or default in shown):
        return default
    return shown


def _add_names(names: dict[str, Offer], item: MenuItem, offer: Offer, variants: int) -> None:
    name, spec = fold(item.name), fold(item.spec)
    if variants > 1:
        for both in (f"{name} {spec}", f"{name}{spec}", f"{spec}{name}", spec):
            names.setdefault(both, offer)
        names[name] = Offer(offer.product, sure=False)
        return
    names[name] = offer
    if spec:
        names.setdefault(f"{name}{spec}", offer)
        names.setdefault(f"{spec}{name}", offer)


def _add_endings(names: dict[str, Offer]) -> None:
    """贡丸 for 香菇贡丸: the end of a name stands for it as long as no other name ends so."""
    endings: dict[str, set[str]] = {}
    for name, offer in names.items():
        for start in range(1, len(name) - 1):
            if is_hanzi(name[start]):
                endings.setdefault(name[start:], set()).add(offer.product)
    for ending, products in endings.items():
        if len(products) == 1:
            names.setdefault(ending, Offer(next(iter(products))))


def _add_emoji(words: dict[str, Offer], names: Mapping[str, Offer]) -> None:
    for emoji, goods in EMOJI_GOODS.items():
        found = {offer.product for good in goods for name, offer in names.items() if name.endswith(good)}
        if len(found) == 1:
            words.setdefault(emoji, Offer(found.pop()))


def only_emoji(text: str) -> bool:
    return bool(text) and all(is_emoji(char) for char in text)
