"""Matching a bill with the open orders, against a hand-written join by name and amount."""

from __future__ import annotations

import random

from benchmarks.harness import Arena, Duel, case
from shopdesk.base.texts import fold
from shopdesk.orders.payment_matching import propose
from shopdesk.orders.payment_options import OrderFact, PaymentFact
from shopdesk.orders.payment_people import People, Person

T = 1_770_000_000
Paid = dict[int, int]


@case("payments.match", "as many payments as open orders, each payer a member who owes it; against a dictionary join")
def match_payments(arena: Arena) -> Duel:
    people, orders, payments = make_rows(arena.members)

    def ours() -> Paid:
        found = propose(payments, orders, People(people))
        return {each: said.parts[0][0] for each, said in found.items() if said.state == "certain"}

    def baseline() -> Paid:
        """Knows nothing of rooms, messages, sums, parts, times or rivals: the least that any matching does."""
        called: dict[str, list[int]] = {}
        for person in people:
            for name, _kind in person.names:
                called.setdefault(fold(name), []).append(person.id)
        owed: dict[tuple[int, int], list[int]] = {}
        for order in orders:
            owed.setdefault((order.member_id, order.fen), []).append(order.id)
        found = {}
        for payment in payments:
            for member in called.get(fold(payment.payer), ()):
                for owing in owed.get((member, payment.fen), ()):
                    found[payment.id] = owing
        return found

    return Duel(ours, baseline)


def make_rows(count: int) -> tuple[list[Person], list[OrderFact], list[PaymentFact]]:
    chance = random.Random(5)
    people = [
        Person(n, ((f"会员{n}", "nickname"), (f"姓名{n}", "real_name")), f"{n % 30}-{n % 9}-{n}") for n in range(count)
    ]
    orders = [OrderFact(n, n, 500 + chance.randrange(100) * 100, T + n * 60, 1, n) for n in range(count)]
    payments = [
        PaymentFact(n, orders[n].fen, f"会员{n}", orders[n].at + 900, chance.choice(("", "", "谢谢")))
        for n in range(count)
    ]
    chance.shuffle(payments)
    return people, orders, payments
