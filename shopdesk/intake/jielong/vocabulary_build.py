"""Builds what words can mean from the menu, the shop's catalogue and what the list taught; the catalogue wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from shopdesk.intake.jielong.folding import Words, fold, is_hanzi
from shopdesk.intake.jielong.lexicon.goods import EMOJI_GOODS, GENERIC, GOODS, NOT_SHORT, PRAISE, SAME_GOODS
from shopdesk.intake.jielong.lexicon.menu import SIZES
from shopdesk.intake.jielong.model import Catalogue, MenuItem
from shopdesk.intake.jielong.numerals import scan_quantity
from shopdesk.intake.jielong.vocabulary import Given, Offer, Vocabulary

_PACKS = frozenset("盒份箱袋包个件瓶")  # 一盒35 三盒100: one may be the price of three, and 3盒 three of one


def build_vocabulary(given: Given, learned: Sequence[str] = ()) -> Vocabulary:
    taught = {fold(nickname): product for nickname, product in given.catalogue.products.items()}
    variants = Counter(item.name for item in given.menu)
    shown = [_shown(item, variants[item.name], given.product, taught) for item in given.menu]
    offers = tuple(dict.fromkeys(shown))
    default = given.product
    if default is None:
        title = given.title_product and taught.get(fold(given.title_product), given.title_product)
        if title and taught and not given.title_sure and fold(title) not in taught:
            title = None  # 周五水果 is none of the shop's goods
        default = offers[0] if len(offers) == 1 else (title if not offers else None)
    names: dict[str, Offer] = {}
    plain = {fold(item.name): Offer(product) for item, product in zip(given.menu, shown, strict=True)}
    if default:
        plain.setdefault(fold(default), Offer(default))
    several = {fold(name) for name, count in variants.items() if count > 1}
    plain = {name: offer for name, offer in plain.items() if name not in several or name == fold(default or "")}
    families = _families(given.menu, shown, several)
    for item, product in zip(given.menu, shown, strict=True):
        _add_names(names, item, Offer(product, sure=not _odd(item.name)), variants[item.name])
    if not given.menu and default is None:  # the shop's own goods stand in for a menu
        for nickname, product in taught.items():
            names.setdefault(nickname, Offer(product))
            plain.setdefault(nickname, Offer(product))
    _add_endings(
        names, set(taught) | {fold(item.name) for item in given.menu} | {fold(item.spec) for item in given.menu}
    )
    if default:
        names.setdefault(fold(default), Offer(default))
    words = {fold(good): Offer(good, known=False) for good in GOODS if len(good) > 1}
    words |= {fold(word): Offer(word, known=False) for word in (*given.hints, *learned) if word}
    for part, offer in _parts(plain).items():
        words.setdefault(part, offer)
        if not words[part].known:
            words[part] = offer._replace(sure=not _names_other_goods(part, plain))
    for part, among in families.items():
        if part not in names and not (part in words and words[part].known):
            words[part] = Offer(min(among), sure=len(among) == 1)
        elif part in names and len(among) > 1:
            names[part] = names[part]._replace(sure=False)
    words |= names
    for word, others in SAME_GOODS.items():
        sold = [names[other] for other in others if other in names]
        if word not in names and len({offer.product for offer in sold}) == 1:
            words[word] = sold[0]
    for nickname, product in taught.items():
        words[nickname] = Offer(product, known=not offers or product in offers or product == default)
    _add_emoji(words, names)
    for item, product in zip(given.menu, shown, strict=True):
        if item.picture:
            words[item.picture] = Offer(product)
    products, chars = Words(words), _chars(plain)
    return Vocabulary(
        products=products,
        most_blanks=max((word.count(" ") for word in words), default=0),
        beginners=products.first_letters | frozenset(chars),
        codes={fold(item.code): Offer(product) for item, product in zip(given.menu, shown, strict=True) if item.code},
        specs=_specs(given.menu, shown),
        prices=_prices(given.menu, shown),
        offers=offers,
        names=names,
        chars=chars,
        families=families,
        learned=frozenset(learned),
        default=default,
        default_sure=bool(given.product or offers or given.title_sure),
        members=_members(given.catalogue),
        units=given.catalogue.units,
        menu_units=frozenset(item.unit for item in given.menu if item.unit),
        sold=dict(zip(shown, given.menu, strict=True)),
    )


def _members(catalogue: Catalogue) -> Words[str]:
    return Words({fold(alias): name for alias, name in catalogue.members.items()})


def _shown(item: MenuItem, variants: int, default: str | None, taught: Mapping[str, str]) -> str:
    """The product's name in the shop; a part of the only product's name is that product (套餐 for 素套餐)."""
    shown = f"{item.name} {item.spec}" if item.spec and variants > 1 else item.name
    if default and variants == 1 and (shown in default or default in shown):
        return default
    return taught.get(fold(shown), shown)


def _odd(name: str) -> bool:
    """A name of several words in hanzi may hold a word too much; what it names is asked about."""
    parts = name.split()
    if len(name) == 1 and is_hanzi(name):
        return True
    return len(parts) > 1 and all(any(is_hanzi(char) for char in part) for part in parts)


def _specs(menu: Iterable[MenuItem], shown: Iterable[str]) -> dict[tuple[Decimal, str], Offer]:
    """5斤 in a list that sells 2斤 and 5斤."""
    specs: dict[tuple[Decimal, str], Offer] = {}
    for item, product in zip(menu, shown, strict=True):
        quantity = scan_quantity(fold(item.spec), 0) if item.spec else None
        if quantity is not None and quantity.unit:
            key = (quantity.value, quantity.unit)
            specs[key] = Offer(product, sure=key not in specs and quantity.unit not in _PACKS)
    return specs if len(specs) > 1 else {}


def _prices(menu: Iterable[MenuItem], shown: Iterable[str]) -> dict[Decimal, Offer]:
    prices: dict[Decimal, Offer] = {}
    for item, product in zip(menu, shown, strict=True):
        if item.price_fen is not None:
            price = (Decimal(item.price_fen) / 100).normalize()
            prices[price] = Offer(product, sure=price not in prices)
    return prices


def _add_names(names: dict[str, Offer], item: MenuItem, offer: Offer, variants: int) -> None:
    name, spec = fold(item.name), fold(item.spec)
    if variants > 1:
        for both in (f"{name} {spec}", f"{name}{spec}", f"{spec}{name}", spec):
            names.setdefault(both, offer)
        if spec in SIZES and is_hanzi(name[-1]):  # 母蟹 for 梭子蟹 母
            names.setdefault(f"{spec}{name[-1]}", offer)
        names[name] = Offer(offer.product, sure=False)
        return
    names[name] = offer
    if spec:
        names.setdefault(f"{name}{spec}", offer)
        names.setdefault(f"{spec}{name}", offer)


def _families(menu: Sequence[MenuItem], shown: Sequence[str], several: Collection[str]) -> dict[str, frozenset[str]]:
    """麻辣, 大份 where 麻辣小龙虾 and 蒜蓉小龙虾 come in sizes: all that each may mean."""
    found: dict[str, set[str]] = {}
    for item, product in zip(menu, shown, strict=True):
        name = fold(item.name)
        if name not in several:
            continue
        found.setdefault(fold(item.spec), set()).add(product)
        for start in range(len(name) - 1):
            for end in range(start + 2, min(len(name), start + 8) + 1):
                if is_hanzi(name[start]) and is_hanzi(name[end - 1]) and not name[start:end].startswith(PRAISE):
                    found.setdefault(name[start:end], set()).add(product)
        found.setdefault(name, set()).add(product)
    return {word: frozenset(products) for word, products in found.items() if word}


def _add_endings(names: dict[str, Offer], bases: Collection[str]) -> None:
    """贡丸 for 香菇贡丸: the end of a name stands for it as long as no other name ends so."""
    endings: dict[str, set[str]] = {}
    for name, offer in [(name, offer) for name, offer in names.items() if name in bases]:
        digits = len(name) - len(name.lstrip("0123456789"))
        if digits >= 3:  # 8424 for 8424西瓜
            endings.setdefault(name[:digits], set()).add(offer.product)
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


def _names_other_goods(part: str, names: Mapping[str, Offer]) -> bool:
    """草莓 where 草莓蛋糕 is sold names other goods; 羊肉 is 羊肉卷."""
    rests = {name.partition(part)[2] for name in names if part in name}
    return any(rest.endswith(good) for rest in rests for good in GOODS if len(good) > 1)


def _parts(names: Mapping[str, Offer]) -> dict[str, Offer]:
    """肥牛 for 肥牛卷, 百香 for 百香果: two or more characters that stand in the names of one product only."""
    products: dict[str, set[str]] = {}
    for name, offer in names.items():
        for start in range(len(name) - 1):
            for end in range(start + 2, min(len(name), start + 6) + 1):
                if is_hanzi(name[start]) and is_hanzi(name[end - 1]) and not name[start:end].startswith(PRAISE):
                    products.setdefault(name[start:end], set()).add(offer.product)
        if len(name) in (3, 4) and is_hanzi(name[0]) and is_hanzi(name[-1]) and name[0] not in NOT_SHORT:
            products.setdefault(name[0] + name[-1], set()).add(offer.product)  # 牛丸 for 牛肉丸
        for front in (2, 3, 4):
            if len(name) > front + 1 and all(is_hanzi(char) for char in name[:front] + name[-1]):
                products.setdefault(name[:front] + name[-1], set()).add(offer.product)  # 莲藕汤 for 莲藕龙骨汤
    return {part: Offer(found.copy().pop(), short=True) for part, found in products.items() if len(found) == 1}


def _chars(names: Mapping[str, Offer]) -> dict[str, Offer]:
    """瓜 for 麒麟瓜 beside 初生蛋: single characters count only next to a quantity."""
    products: dict[str, set[str]] = {}
    for name, offer in names.items():
        for char in name:
            if is_hanzi(char) and char not in NOT_SHORT and (char not in GENERIC or len(names) == 1):
                products.setdefault(char, set()).add(offer.product)
    return {char: Offer(found.copy().pop(), short=True) for char, found in products.items() if len(found) == 1}
