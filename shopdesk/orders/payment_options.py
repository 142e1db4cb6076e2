"""What one payment can pay: every reading worth considering, with a score and a reason. Pure: plain rows in and out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.texts import fold
from shopdesk.orders.payment_people import Clue, People, Sign, signs

_HOUR = 3600
_DAY = 24 * _HOUR
BEFORE = 3 * _DAY
"""Some pay before the order is written down."""
AFTER = 90 * _DAY
_SURE_OF_WHO = 80
"""Somebody is named and has exactly this order: that others owe the same is no reading."""
_SHOWN = 3
"""Orders that only share the amount are proposed for this many; more of them say nothing."""
NEAREST = 8
"""Orders of one member (or of one amount) that are looked at, the nearest in time; keeps hostile shops quick."""
_MOST_LOOKED_AT = 20
"""Of members that one name can mean, for each of whom it is looked up whether the amount fits."""
_POINTS = {"exact": 35, "all": 32, "together": 28, "some": 26, "home": 24, "part": 10, "over": 8}
_NEARLY = 12
"""What it adds that only a few 分 are missing, or that the amount was rounded."""
_RARE = {1: 16, 2: 8, 3: 4}
"""An amount that one open order has, or a few, says more than ¥29.90 does."""
_ALREADY_SAID = -12
_CORROBORATED = 15
_DEPOSIT = re.compile("定金|订金|押金|尾款|先付|剩下")
_SEQ = re.compile(r"(?<![0-9.])([0-9]{1,3})(?:号|$|[^0-9.元块栋幢座楼#\-])")
_GOODS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class PaymentFact:
    id: int
    fen: int
    """What is not matched yet."""
    payer: str
    at: int
    """0: the bill does not say when."""
    note: str = ""


@dataclass(frozen=True)
class OrderFact:
    id: int
    member_id: int
    fen: int
    """What matched payments have not covered yet."""
    at: int
    group_buy_id: int | None = None
    seq: int | None = None
    goods: tuple[str, ...] = ()
    """Folded names."""
    said: bool = False
    """Marked paid by hand: a payment explains that money."""


@dataclass(frozen=True)
class Option:
    """One reading of one payment."""

    payment_id: int
    parts: tuple[tuple[int, int], ...]
    """(order, fen)"""
    members: tuple[int, ...]
    score: int
    kind: str
    """exact all some home together part over"""
    why: str
    named: bool
    """A name, room or phone says who it is, and nobody else."""

    @property
    def orders(self) -> tuple[int, ...]:
        return tuple(order for order, _fen in self.parts)


class OpenOrders:
    """Orders that still need money, by member and by amount."""

    def __init__(self, orders: Iterable[OrderFact]) -> None:
        self.all = {
            order.id: order for order in sorted(orders, key=lambda order: (order.at, order.id)) if order.fen > 0
        }
        self._by_member: dict[int, list[OrderFact]] = {}
        self._by_fen: dict[int, list[OrderFact]] = {}
        for order in self.all.values():
            self._by_member.setdefault(order.member_id, []).append(order)
            self._by_fen.setdefault(order.fen, []).append(order)

    def of_member(self, member_id: int, at: int) -> list[OrderFact]:
        return _around(self._by_member.get(member_id, []), at, BEFORE, AFTER)

    def of_amount(self, fen: int, at: int) -> list[OrderFact]:
        return _around(self._by_fen.get(fen, []), at, _DAY, 7 * _DAY) if at else []


def _around(orders: list[OrderFact], at: int, before: int, after: int) -> list[OrderFact]:
    """Of those ordered at most `after` before and `before` after the payment the nearest ones, oldest first."""
    if not at:
        return orders[-NEAREST:]
    first = bisect_left(orders, at - after, key=lambda order: order.at)
    last = bisect_right(orders, at + before, key=lambda order: order.at)
    here = bisect_right(orders, at, first, last, key=lambda order: order.at)
    return orders[max(first, here - NEAREST + 2) : min(last, here + 2)]


def options_for(payment: PaymentFact, orders: OpenOrders, people: People) -> list[Option]:
    """The likeliest first; the order of rows does not matter. `people`: those who have open orders."""
    clues = people.clues(payment.payer, payment.note)
    meant = signs(clues) | signs(clues, _whom_it_fits(payment, clues, orders))
    found = [
        option for member, sign in sorted(meant.items()) for option in _of_member(payment, member, sign, orders, people)
    ]
    if not any(option.named and option.kind == "exact" and option.score >= _SURE_OF_WHO for option in found):
        found += _by_amount(payment, set(meant), orders, people)
    best: dict[tuple[tuple[int, int], ...], Option] = {}
    for option in sorted(found, key=rank):
        best.setdefault(option.parts, option)
    return list(best.values())


def _whom_it_fits(payment: PaymentFact, clues: Sequence[Clue], orders: OpenOrders) -> set[int]:
    """Of twenty called 豆豆妈 the one who owes exactly this."""
    of_amount = {order.member_id for order in orders.of_amount(payment.fen, payment.at)}
    found: set[int] = set()
    for clue in clues:
        few = len(clue.members) <= _MOST_LOOKED_AT
        if few:
            found.update(member for member in clue.members if _fits(payment, orders.of_member(member, payment.at)))
        elif len(of_amount) < NEAREST:
            found.update(clue.members & of_amount)
    return found


def _fits(payment: PaymentFact, near: Sequence[OrderFact]) -> bool:
    if any(order.fen == payment.fen for order in near):
        return True
    owed = [order for order in near if not order.said]
    return any(sum(order.fen for order in group) == payment.fen for group in _groups(owed))


def rank(option: Option) -> tuple[int, tuple[tuple[int, int], ...]]:
    return -option.score, option.parts


def make_option(payment: PaymentFact, orders: Sequence[OrderFact], kind: str, sign: Sign, amount_words: str) -> Option:
    parts, left = [], payment.fen
    for order in orders:
        parts.append((order.id, min(order.fen, left)))
        left -= parts[-1][1]
    points, when = _time_points(payment.at, max(order.at for order in orders))
    score = sign.points + _POINTS[kind] + points
    words = [sign.words, amount_words, when]
    if len(orders) == 1 and (said := _said_of_order(payment.note, orders[0])):
        score += _CORROBORATED
        words.insert(1, said)
    if any(order.said for order in orders):
        score += _ALREADY_SAID
        words.append(_("这一单已经标记过已付，就是这笔钱"))
    if payment.fen * 10 < orders[0].fen or payment.fen > 3 * sum(order.fen for order in orders):
        score -= 2 * _CORROBORATED
    members = tuple(dict.fromkeys(order.member_id for order in orders))
    why = _("，").join(word for word in words if word)
    return Option(payment.id, tuple(part for part in parts if part[1] > 0), members, score, kind, why, sign.alone)


# ---- by member


def _of_member(payment: PaymentFact, member: int, sign: Sign, orders: OpenOrders, people: People) -> Iterator[Option]:
    near = orders.of_member(member, payment.at)
    exact = [order for order in near if order.fen == payment.fen]
    rare = replace(sign, points=sign.points + _RARE.get(len(orders.of_amount(payment.fen, payment.at)), 0))
    for order in exact:
        yield make_option(payment, [order], "exact", rare, _("金额正好"))
    owed = [order for order in near if not order.said]
    if exact:
        return
    several = list(_several(payment, owed, sign))
    yield from several
    if several:
        return
    home = list(_with_household(payment, member, owed, sign, orders, people))
    yield from home
    if owed and (not home or _DEPOSIT.search(payment.note)):
        yield _part_or_over(payment, owed, sign)


def _several(payment: PaymentFact, owed: list[OrderFact], sign: Sign) -> Iterator[Option]:
    """One payment for several orders of the member: all of them, all of a group buy, or just some."""
    for group in _groups(owed):
        if sum(order.fen for order in group) == payment.fen:
            words = _("{count} 单加起来正好").format(count=len(group))
            yield make_option(payment, group, "all", sign, words)
            return
    sums = [chosen for chosen in _subsets(owed) if sum(order.fen for order in chosen) == payment.fen]
    for chosen in sums[:3]:
        words = _("其中 {count} 单加起来正好").format(count=len(chosen))
        yield make_option(payment, chosen, "some", sign, words)


def _groups(owed: list[OrderFact]) -> Iterator[list[OrderFact]]:
    if len(owed) > 1:
        yield owed
    for group_buy in sorted({order.group_buy_id for order in owed if order.group_buy_id is not None}):
        group = [order for order in owed if order.group_buy_id == group_buy]
        if 1 < len(group) < len(owed):
            yield group


def _subsets(orders: Sequence[OrderFact]) -> Iterator[tuple[OrderFact, ...]]:
    for size in range(2, len(orders)):
        yield from combinations(orders, size)


def _with_household(
    payment: PaymentFact, member: int, owed: list[OrderFact], sign: Sign, orders: OpenOrders, people: People
) -> Iterator[Option]:
    mates = people.household(member)[:4]
    if not mates:
        return
    of_mates = [order for mate in mates for order in orders.of_member(mate, payment.at) if not order.said]
    alone = [order for order in of_mates if order.fen == payment.fen]
    for order in alone[:3]:
        yield make_option(payment, [order], "home", sign, _("同一户家人的订单，金额正好"))
    both = sorted([*owed, *of_mates], key=lambda order: (order.at, order.id))
    if not alone and len(both) > 1 and of_mates and sum(order.fen for order in both) == payment.fen:
        yield make_option(payment, both, "home", sign, _("同一户的 {count} 单加起来正好").format(count=len(both)))


def _part_or_over(payment: PaymentFact, owed: list[OrderFact], sign: Sign) -> Option:
    nearly = [order for order in owed if _is_nearly(payment.fen, order.fen)]
    if nearly:
        order = min(nearly, key=lambda order: (abs(payment.fen - order.fen), abs(payment.at - order.at), order.id))
        words = _("比这一单少 {fen}，像是抹了零头") if payment.fen < order.fen else _("比这一单多 {fen}，像是凑了整")
        kind = "part" if payment.fen < order.fen else "over"
        sign = replace(sign, points=sign.points + _NEARLY)
        return make_option(payment, [order], kind, sign, words.format(fen=format_fen(abs(order.fen - payment.fen))))
    larger = [order for order in owed if order.fen > payment.fen]
    if larger:
        order = min(larger, key=lambda order: (abs(payment.at - order.at), order.id))
        deposit = _DEPOSIT.search(payment.note)
        words = _("留言写了“{said}”，").format(said=deposit.group()) if deposit else ""
        sign = replace(sign, points=sign.points + (_CORROBORATED if deposit else 0))
        words += _("比这一单少 {fen}，是先付一部分").format(fen=format_fen(order.fen - payment.fen))
        return make_option(payment, [order], "part", sign, words)
    over = payment.fen - sum(order.fen for order in owed)
    if over > 0:
        return make_option(payment, owed, "over", sign, _("比该付的多 {fen}").format(fen=format_fen(over)))
    # Larger than each order and smaller than all: the oldest ones first, the last one in part.
    chosen, left = [], payment.fen
    for order in owed:
        if left > 0:
            chosen.append(order)
            left -= order.fen
    return make_option(
        payment, chosen, "part", sign, _("按先后付这几单，最后一单还差 {fen}").format(fen=format_fen(-left))
    )


def _is_nearly(paid: int, owed: int) -> bool:
    """Off by some 分, or rounded to whole yuan or tens of them."""
    off = abs(paid - owed)
    return off <= 20 or (off <= 100 and paid % 100 == 0) or (off < 1000 and off * 5 < owed and paid % 1000 == 0)


# ---- by amount


def _by_amount(payment: PaymentFact, meant: set[int], orders: OpenOrders, people: People) -> Iterator[Option]:
    """Nobody is named, but the amount and the hour fit; the fewer orders they fit, the more that says."""
    near = [order for order in orders.of_amount(payment.fen, payment.at) if order.member_id not in meant]
    like = [order for order in near if people.resembles(payment.payer, order.member_id)]
    said = [order for order in near if _said_of_order(payment.note, order)]
    count = len(like or said or near)
    closest = sorted(near, key=lambda order: (abs(payment.at - order.at), order.id))
    for order in closest[:_SHOWN] if not like and not said else near:
        words = _("金额正好只有这一单") if count == 1 else _("金额正好的有 {count} 单").format(count=count)
        if order in like:
            sign = Sign(_CORROBORATED - 35 + 35 // count, _("名字“{payer}”也像").format(payer=payment.payer), False)
        elif like or (said and order not in said):
            sign = Sign(-35, "", False)
        else:
            sign = Sign(-35 + 35 // count, "", False)
        yield make_option(payment, [order], "exact", sign, words)


# ---- what corroborates


def _time_points(paid_at: int, ordered_at: int) -> tuple[int, str]:
    if not paid_at:
        return 0, _("账单没写时间")
    after = paid_at - ordered_at
    if after < -_DAY or after > 30 * _DAY:
        return -15, _("时间隔得久")
    if after < 0:
        return 10, _("下单前不久付的")
    points = 15 if after <= _DAY else 12 if after <= 3 * _DAY else 8 if after <= 7 * _DAY else 3
    if after < _HOUR:
        return points, _("下单后 {count} 分钟付的").format(count=max(after // 60, 1))
    if after < _DAY:
        return points, _("下单后 {count} 小时付的").format(count=after // _HOUR)
    return points, _("下单后 {count} 天付的").format(count=after // _DAY)


def _said_of_order(note: str, order: OrderFact) -> str:
    """What the payer's message says about this order: its goods or its number in the list."""
    if not note:
        return ""
    for word in _GOODS.findall(note):
        if (folded := fold(word)) and any(folded in goods or goods in folded for goods in order.goods if goods):
            return _("留言写了“{said}”").format(said=word)
    if order.seq is not None and str(order.seq) in _SEQ.findall(note):
        return _("留言写了接龙号 {said}").format(said=order.seq)
    return ""
