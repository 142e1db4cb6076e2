"""Which payments pay which orders: certain, likely or open, each with its reason. Pure: plain rows in, proposals out.

Every payment reads its options (payment_options); the best go first, no order takes more than it lacks, and whatever
two payments want at once is asked instead of decided. The same rows give the same answer in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.orders.payment_options import (
    NEAREST,
    OpenOrders,
    Option,
    OrderFact,
    PaymentFact,
    make_option,
    options_for,
    rank,
)
from shopdesk.orders.payment_people import People, is_masked

CERTAIN = 85
LIKELY = 45
_CLEARLY = 15
"""By how much the certain reading is better than any other."""
_HARDLY = 6
"""Closer than this, two readings for different people are a question."""
_SURE_KINDS = ("exact", "all", "together")
_MOST_TOGETHER = 8
_AT_ONCE = 3600
_AGAIN = 7 * 24 * 3600
"""The same payer and the same amount within a week may be the same payment made twice."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one payment. `parts` of an open one are what it may be, to choose from by hand."""

    payment_id: int
    state: str
    """certain likely open"""
    kind: str
    """exact all some home together part over, duplicate, unclear, unknown"""
    parts: tuple[tuple[int, int], ...]
    """(order, fen)"""
    score: int
    why: str
    learns: int | None = None
    """The member whose payer name this becomes when the owner confirms it."""
    again: tuple[int, ...] = ()
    """Of a duplicate the orders that the other payment pays."""
    fen: int = 0
    """Of a duplicate: how much came in once more."""


@dataclass(frozen=True)
class Settled:
    """A payment that is matched already: another one like it may have been made twice."""

    payer: str
    fen: int
    at: int
    orders: tuple[int, ...] = ()


def propose(
    payments: Iterable[PaymentFact], orders: Iterable[OrderFact], people: People, settled: Iterable[Settled] = ()
) -> dict[int, Proposal]:
    """A proposal for every payment, by its id."""
    open_orders = OpenOrders(orders)
    paying = people.only({order.member_id for order in open_orders.all.values()})
    facts = {
        payment.id: payment for payment in sorted(payments, key=lambda each: (each.at, each.id)) if payment.fen > 0
    }
    options = {payment.id: options_for(payment, open_orders, paying) for payment in facts.values()}
    _add_together(facts, options, open_orders, paying)
    choosing = _Choosing(facts, options, open_orders, people, settled)
    found = choosing.choose()
    found.update(_by_elimination(found, facts, open_orders, choosing.left))
    return found


def _by_elimination(
    found: dict[int, Proposal], facts: dict[int, PaymentFact], orders: OpenOrders, left: dict[int, int]
) -> dict[int, Proposal]:
    """Of six orders of ¥29.90 five are paid by name: the sixth is likely what the stranger's ¥29.90 is for."""
    unsaid = [facts[each.payment_id] for each in found.values() if each.state == "open" and each.kind != "duplicate"]
    alike = Counter(payment.fen for payment in unsaid)
    made = {}
    for payment in unsaid:
        if alike[payment.fen] > 1:
            continue
        near = [order for order in orders.of_amount(payment.fen, payment.at) if not order.said]
        free = [order for order in near if left[order.id] == order.fen]
        if len(free) == 1 and 1 < len(near) < NEAREST:
            (order,) = free
            words = _("同样金额的 {count} 单里，只剩这一单没人付").format(count=len(near))
            made[payment.id] = Proposal(payment.id, "likely", "exact", ((order.id, order.fen),), LIKELY, words)
    return made


def _add_together(
    facts: dict[int, PaymentFact], options: dict[int, list[Option]], orders: OpenOrders, people: People
) -> None:
    """Deposit and rest: payments of one member that only together come to one order."""
    waiting: dict[int, list[PaymentFact]] = {}
    for payment in facts.values():
        best = options[payment.id][0] if options[payment.id] else None
        if best is not None and best.named and best.kind == "part" and len(best.parts) == 1:
            waiting.setdefault(best.members[0], []).append(payment)
    for member, all_of_them in sorted(waiting.items()):
        some = all_of_them[:_MOST_TOGETHER]
        used: set[int] = set()
        lacking = {order.id: order for payment in some for order in orders.of_member(member, payment.at)}
        for order in sorted(lacking.values(), key=lambda order: (order.at, order.id)):
            together = _first_sum([each for each in some if each.id not in used], order.fen)
            for payment in together:
                sign = people.meant(payment.payer, payment.note)[member]
                words = _("和另外 {count} 笔加起来正好是这一单").format(count=len(together) - 1)
                made = make_option(payment, [order], "together", sign, words)
                others = [option for option in options[payment.id] if option.parts != made.parts]
                options[payment.id] = sorted([made, *others], key=rank)
                used.add(payment.id)


def _first_sum(payments: Sequence[PaymentFact], fen: int) -> tuple[PaymentFact, ...]:
    for size in range(2, len(payments) + 1):
        for some in combinations(payments, size):
            if sum(payment.fen for payment in some) == fen:
                return some
    return ()


class _Choosing:
    """The best option first; what is left of each order is kept here."""

    def __init__(
        self,
        facts: dict[int, PaymentFact],
        options: dict[int, list[Option]],
        orders: OpenOrders,
        people: People,
        settled: Iterable[Settled],
    ) -> None:
        self.facts, self.options, self.orders, self.people = facts, options, orders, people
        self.left = {order.id: order.fen for order in orders.all.values()}
        self.taken_by: dict[int, list[int]] = {}
        self.alike: dict[tuple[str, int], list[int]] = {}
        for payment in facts.values():
            self.alike.setdefault((fold(payment.payer), payment.fen), []).append(payment.id)
        self.claims: dict[int, list[Option]] = {}
        for each in options.values():
            if each and each[0].score >= LIKELY:
                for order in each[0].orders:
                    self.claims.setdefault(order, []).append(each[0])
        for claims in self.claims.values():
            claims.sort(key=rank)
        self.settled: dict[tuple[str, int], list[Settled]] = {}
        for done in settled:
            self.settled.setdefault((fold(done.payer), done.fen), []).append(done)

    def choose(self) -> dict[int, Proposal]:
        found: dict[int, Proposal] = {}
        queue = sorted(
            (option for each in self.options.values() for option in each if option.score >= LIKELY),
            key=lambda option: (-option.score, self.facts[option.payment_id].at, option.payment_id, option.parts),
        )
        for option in queue:
            if option.payment_id not in found and all(self.left[order] >= fen for order, fen in option.parts):
                found[option.payment_id] = self._take(option)
        for payment in self.facts.values():
            if payment.id not in found:
                found[payment.id] = self._leave_open(payment)
        return _only_whole_groups(found)

    def _take(self, option: Option) -> Proposal:
        rivals = self._other_readings(option)
        if rivals:
            words = _("也可能是别的会员的订单，请选一个：{why}").format(why=option.why)
            return Proposal(option.payment_id, "open", "unclear", option.parts, option.score, words)
        for order, fen in option.parts:
            self.left[order] -= fen
            self.taken_by.setdefault(order, []).append(option.payment_id)
        payment = self.facts[option.payment_id]
        doubt = self._doubt(option)
        why = option.why + ("，" + doubt if doubt else "")
        certain = not doubt and self._is_certain(option)
        unknown = not is_masked(payment.payer) and not self.people.is_known_name(payment.payer)
        learns = option.members[0] if unknown and len(option.members) == 1 else None
        state = "certain" if certain else "likely"
        return Proposal(payment.id, state, option.kind, option.parts, option.score, why, learns)

    def _other_readings(self, option: Option) -> list[Option]:
        """Readings about as good that mean other people."""
        return [
            other
            for other in self.options[option.payment_id]
            if other.score > option.score - _HARDLY
            and other.members != option.members
            and all(self.left[order] >= fen for order, fen in other.parts)
        ]

    def _is_certain(self, option: Option) -> bool:
        if option.score < CERTAIN or option.kind not in _SURE_KINDS or not option.named:
            return False
        others = [other for other in self.options[option.payment_id] if other is not option]
        near = [other for other in others if other.score > option.score - _CLEARLY]
        if not near:
            return True
        # Equal orders of one member are as good as each other when as many equal payments came in.
        payment = self.facts[option.payment_id]
        equal = all(other.kind == "exact" and other.members == option.members for other in near)
        return option.kind == "exact" and equal and len(self.alike[fold(payment.payer), payment.fen]) > len(near)

    def _doubt(self, option: Option) -> str:
        payment = self.facts[option.payment_id]
        if self._is_contested(option):
            return _("但另一笔也像是付这一单")
        before = self.settled.get((fold(payment.payer), payment.fen), ())
        if any(abs(done.at - payment.at) <= _AT_ONCE for done in before):
            return _("但同一个人刚付过一样的金额")
        return ""

    def _is_contested(self, option: Option) -> bool:
        """Another payment wants the same order about as much, and there is not enough for both."""
        payment = self.facts[option.payment_id]
        for order, _fen in option.parts:
            for other in self.claims.get(order, ())[:20]:
                rival = self.facts[other.payment_id]
                if other.payment_id == payment.id or other.score <= option.score - _CLEARLY:
                    continue
                twice = fold(rival.payer) == fold(payment.payer) and rival.fen == payment.fen
                wanted = sum(dict(each.parts)[order] for each in (option, other))
                if not twice and wanted > self.orders.all[order].fen:
                    return True
        return False

    def _leave_open(self, payment: PaymentFact) -> Proposal:
        options = self.options[payment.id]
        best = options[0] if options else None
        again = self._was_made_for(payment, best)
        if again is not None:
            words = _("和另一笔同一个人、同样金额的收款重复，可能多付了一次")
            return Proposal(payment.id, "open", "duplicate", (), 0, words, again=again, fen=payment.fen)
        if best is not None and best.score >= LIKELY:
            words = _("有另一笔更像是付这一单")
            return Proposal(payment.id, "open", "unclear", best.parts, best.score, words)
        if best is not None:
            words = _("还不能确定：{why}").format(why=best.why)
            return Proposal(payment.id, "open", "unclear", best.parts, best.score, words)
        namesakes = self.people.namesakes(payment.payer)
        if namesakes > 1:
            words = _("叫“{payer}”的会员有 {count} 位，没有金额正好的订单").format(payer=payment.payer, count=namesakes)
        elif self.people.meant(payment.payer, payment.note):
            words = _("认得付款人，但没有等着付款的订单")
        elif is_masked(payment.payer):
            words = _("看不出付款人是谁，也没有金额正好的订单")
        else:
            words = _("没有叫“{payer}”的会员，也没有金额正好的订单").format(payer=payment.payer)
        return Proposal(payment.id, "open", "unknown", (), 0, words)

    def _was_made_for(self, payment: PaymentFact, best: Option | None) -> tuple[int, ...] | None:
        """The orders that another payment like this one pays; None where it is the only one."""
        key = (fold(payment.payer), payment.fen)
        if not key[0]:
            return None
        if best is not None:
            twins = (
                best.orders
                for order in best.orders
                for other in self.taken_by.get(order, ())
                if other != payment.id and other in self.alike[key] and abs(self.facts[other].at - payment.at) <= _AGAIN
            )
            return next(twins, None)
        near = [done for done in self.settled.get(key, ()) if abs(done.at - payment.at) <= _AGAIN]
        return min(near, key=lambda done: (abs(done.at - payment.at), done.orders)).orders if near else None


def _only_whole_groups(found: dict[int, Proposal]) -> dict[int, Proposal]:
    """Payments that pay an order only together are certain only when all of them are."""
    groups: dict[int, list[Proposal]] = {}
    for proposal in found.values():
        if proposal.kind == "together" and proposal.state != "open":
            groups.setdefault(proposal.parts[0][0], []).append(proposal)
    for group in groups.values():
        if len(group) < 2 or any(proposal.state != "certain" for proposal in group):
            for proposal in group:
                found[proposal.payment_id] = replace(proposal, state="likely")
    return found
