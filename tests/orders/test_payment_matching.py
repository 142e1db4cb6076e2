"""The matching of payments on plain rows: what is certain, likely and open, with reasons, in whatever order."""

from __future__ import annotations

import cProfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopdesk.orders.payment_matching import Proposal, Settled, propose
from shopdesk.orders.payment_options import OrderFact, PaymentFact
from shopdesk.orders.payment_people import People, Person, is_masked, name_variants

T = 1_770_000_000
DAY = 86400
PEOPLE = (
    Person(1, (("王姐", "nickname"), ("王芳芳", "payer")), "3-2-501", "|3-2-501", "13800001111"),
    Person(2, (("李姐", "nickname"), ("李娜", "real_name")), "5-602", "|5-602", "13800002222"),
    Person(3, (("小赵", "nickname"),), "5-602", "|5-602", "13800003333"),
    Person(4, (("李四", "nickname"),), "1-101", "|1-101"),
    Person(5, (("李四", "nickname"),), "2-202", "|2-202"),
    Person(6, (("冯冯", "nickname"), ("孙大明", "real_name"))),
)


def asked(
    payments: list[PaymentFact], orders: list[OrderFact], settled: tuple[Settled, ...] = ()
) -> dict[int, Proposal]:
    return propose(payments, orders, People(PEOPLE), settled)


def one(payment: PaymentFact, *orders: OrderFact) -> Proposal:
    return asked([payment], list(orders))[payment.id]


def paid(number: int, fen: int, payer: str, note: str = "", at: int = T + 600) -> PaymentFact:
    return PaymentFact(number, fen, payer, at, note)


def owed(number: int, member: int, fen: int, at: int = T, **more: object) -> OrderFact:
    return OrderFact(number, member, fen, at, **more)  # type: ignore[arg-type]


def test_a_name_and_an_amount_are_certain() -> None:
    for payer in ("王姐", "王 姐", "王芳芳", "李娜"):
        member = 2 if payer == "李娜" else 1
        found = one(paid(1, 3900, payer), owed(1, member, 3900), owed(2, 3, 3900))
        assert (found.state, found.parts) == ("certain", ((1, 3900),)), payer
        assert "金额正好" in found.why and payer in found.why and "10 分钟" in found.why


def test_what_the_payer_writes_says_who_it_is() -> None:
    for note in ("5#602", "尾号2222", "13800002222 草莓", "李姐的"):
        found = one(paid(1, 3900, "路人甲", note), owed(1, 2, 3900, goods=("草莓",)), owed(2, 1, 3900))
        assert found.parts == ((1, 3900),) and found.state in ("certain", "likely"), note
        assert found.learns == 2, "confirming it teaches the payer's name"
    assert one(paid(1, 3900, "李四", "2-202"), owed(1, 4, 3900), owed(2, 5, 3900)).parts == ((2, 3900),)
    goods = one(paid(1, 3900, "", "草莓2"), owed(1, 1, 3900, goods=("奶油草莓",)), owed(2, 2, 3900, goods=("鸡蛋",)))
    assert goods.parts == ((1, 3900),) and "草莓" in goods.why
    seq = one(paid(1, 3900, "", "12号"), owed(1, 1, 3900, seq=3), owed(2, 2, 3900, seq=12))
    assert seq.parts == ((2, 3900),) and "接龙号 12" in seq.why


def test_namesakes_are_a_question_and_masked_names_a_hint() -> None:
    twins = one(paid(1, 3900, "李四"), owed(1, 4, 3900), owed(2, 5, 3900))
    assert twins.state == "open" and twins.kind == "unclear" and "请选一个" in twins.why
    masked = one(paid(1, 3900, "孙*明"), owed(1, 6, 3900))
    assert masked.state == "likely" and masked.learns is None, "a masked name is never learned"
    assert one(paid(1, 3900, "孙*明"), owed(1, 6, 3900), owed(2, 1, 3900)).parts == ((1, 3900),)
    assert is_masked("孙*") and is_masked(" ") and not is_masked("孙明")
    assert name_variants("李姐（橙子妈）🍊") == {"李姐", "橙子妈"}


def test_the_amount_alone_is_likely_only_where_it_is_rare() -> None:
    alone = one(paid(1, 3900, "路人甲"), owed(1, 1, 3900), owed(2, 2, 4100))
    assert (alone.state, alone.parts, alone.learns) == ("likely", ((1, 3900),), 1)
    assert one(paid(1, 3900, "路人甲"), owed(1, 1, 3900), owed(2, 2, 3900)).state == "open"
    nobody = one(paid(1, 3900, "路人甲"), owed(1, 1, 4000))
    assert nobody.state == "open" and "路人甲" in nobody.why and not nobody.parts


def test_one_payment_for_several_orders() -> None:
    both = one(paid(1, 9000, "王姐"), owed(1, 1, 4000), owed(2, 1, 5000), owed(3, 2, 9000))
    assert both.state == "certain" and set(both.parts) == {(1, 4000), (2, 5000)} and "2 单加起来正好" in both.why
    some = one(paid(1, 9000, "王姐"), owed(1, 1, 4000), owed(2, 1, 5000), owed(3, 1, 700))
    assert some.state == "likely" and some.kind == "some" and set(some.parts) == {(1, 4000), (2, 5000)}
    of_group = [owed(1, 1, 4000, group_buy_id=7), owed(2, 1, 5000, group_buy_id=7), owed(3, 1, 700, group_buy_id=6)]
    assert one(paid(1, 9000, "王姐"), *of_group).kind == "all"
    home = one(paid(1, 9000, "李姐"), owed(1, 2, 4000), owed(2, 3, 5000))
    assert home.state == "likely" and home.kind == "home" and "同一户" in home.why


def test_deposit_and_rest_come_to_one_order() -> None:
    found = asked([paid(1, 3000, "王姐", "定金"), paid(2, 7000, "王芳芳", "尾款", T + DAY)], [owed(1, 1, 10000)])
    assert [found[each].parts for each in (1, 2)] == [((1, 3000),), ((1, 7000),)]
    assert {found[each].kind for each in (1, 2)} == {"together"}
    alone = one(paid(1, 3000, "王姐", "定金"), owed(1, 1, 10000))
    assert alone.kind == "part" and alone.state == "likely" and "定金" in alone.why and "¥70.00" in alone.why


def test_too_much_and_twice_are_shown_as_such() -> None:
    over = one(paid(1, 4500, "王姐"), owed(1, 1, 3900))
    assert over.kind == "over" and over.state == "likely" and "¥6.00" in over.why and over.parts == ((1, 3900),)
    twice = asked([paid(1, 3900, "王姐"), paid(2, 3900, "王姐", at=T + 900)], [owed(1, 1, 3900)])
    assert (twice[1].state, twice[2].kind, twice[2].parts) == ("certain", "duplicate", ())
    later = asked([paid(2, 3900, "王姐")], [], (Settled("王姐", 3900, T),))
    assert later[2].kind == "duplicate" and "重复" in later[2].why
    two = asked([paid(1, 3900, "王姐"), paid(2, 3900, "王姐", at=T + 900)], [owed(1, 1, 3900), owed(2, 1, 3900)])
    assert {each.state for each in two.values()} == {"certain"} and len({each.parts for each in two.values()}) == 2


def test_time_counts() -> None:
    assert one(paid(1, 3900, "王姐", at=T - 2 * DAY), owed(1, 1, 3900)).state == "likely"
    assert one(paid(1, 3900, "王姐", at=T + 60 * DAY), owed(1, 1, 3900)).state == "likely"
    assert one(paid(1, 3900, "王姐", at=T + 100 * DAY), owed(1, 1, 3900)).state == "open"
    assert one(paid(1, 3900, "王姐", at=0), owed(1, 1, 3900)).state == "likely", "a bill without times decides nothing"


def test_money_marked_by_hand_is_explained_but_open_orders_come_first() -> None:
    found = one(paid(1, 3900, "王姐"), owed(1, 1, 3900, said=True))
    assert found.parts == ((1, 3900),) and "标记过已付" in found.why
    assert one(paid(1, 3900, "王姐"), owed(1, 1, 3900, said=True), owed(2, 1, 3900)).parts == ((2, 3900),)


payers = st.sampled_from(["王姐", "王芳芳", "李姐", "李四", "小赵", "冯*", "路人", ""])
notes = st.sampled_from(["", "5-602", "定金", "李四", "草莓1", "3号"])
fens = st.sampled_from([100, 200, 300, 400, 500, 700])
moments = st.integers(0, 20).map(lambda hours: T + hours * 3600 * 7)
payment_lists = st.lists(st.tuples(fens, payers, moments, notes), max_size=8).map(
    lambda rows: [PaymentFact(number, *row) for number, row in enumerate(rows, 1)]
)
order_lists = st.lists(st.tuples(st.integers(1, 6), fens, moments, st.booleans()), max_size=8).map(
    lambda rows: [
        OrderFact(number, member, fen, at, None, number, ("草莓",), said)
        for number, (member, fen, at, said) in enumerate(rows, 1)
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(payment_lists, order_lists, st.randoms(use_true_random=False))
def test_nothing_is_used_twice_and_order_of_rows_does_not_matter(
    payments: list[PaymentFact], orders: list[OrderFact], chance: object
) -> None:
    found = asked(payments, orders)
    assert set(found) == {payment.id for payment in payments} and all(each.why for each in found.values())
    taken: dict[int, int] = {}
    for payment in payments:
        proposal = found[payment.id]
        assert sum(fen for _order, fen in proposal.parts) <= payment.fen and all(fen > 0 for _o, fen in proposal.parts)
        for order, fen in proposal.parts if proposal.state != "open" else ():
            taken[order] = taken.get(order, 0) + fen
    lacking = {order.id: order.fen for order in orders}
    assert all(fen <= lacking[order] for order, fen in taken.items())
    mixed_payments, mixed_orders, mixed_people = list(payments), list(orders), list(PEOPLE)
    for rows in (mixed_payments, mixed_orders, mixed_people):
        chance.shuffle(rows)  # type: ignore[attr-defined]
    assert propose(mixed_payments, mixed_orders, People(mixed_people)) == found


def _calls_for(count: int) -> int:
    people = People(Person(n, ((f"会员{n}", "nickname"),), f"{n % 30}-{n % 9}-{n % 20}") for n in range(count))
    orders = [OrderFact(n, n, 1000 + n % (count // 2) * 10, T + n * 37 % (30 * DAY)) for n in range(count)]
    payments = [
        PaymentFact(n, orders[n].fen if n % 3 else 990, f"会员{n}", orders[n].at + 900, "草莓 5-602" if n % 5 else "")
        for n in range(count)
    ]
    profile = cProfile.Profile()
    profile.runcall(propose, payments, orders, people)
    return sum(entry.callcount for entry in profile.getstats())


def test_work_grows_with_the_rows_not_with_their_square() -> None:
    assert _calls_for(1600) < 4 * _calls_for(400) * 1.3  # calls are counted: the clock of a busy machine says little
