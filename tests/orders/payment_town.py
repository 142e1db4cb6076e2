"""An invented shop of 300 orders a day and the bills of its payers, with the truth known: what the matching is held to.

Written from how people pay, not from how the matching reads: names in the bill that are not the names of the 接龙, a
husband who pays, strangers called like a member, several orders at once, deposits, rounding, tips, the same payment
twice, money that is for something else, last week's orders paid today, and orders that nobody ever pays.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from shopdesk.base.texts import fold
from shopdesk.orders.payment_matching import Proposal, Settled, propose
from shopdesk.orders.payment_options import OrderFact, PaymentFact
from shopdesk.orders.payment_people import People, Person, is_masked

START = 1_770_000_000 // 86400 * 86400
DAY = 86400
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
    "傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲建国丹萍鹏浩宇欣怡梓涵子轩雨晨佳琪思远晓燕志文俊"
    "婷雪慧莉倩颖琳凯博瑞嘉"
)
_KIDS = (
    "豆豆 橙子 乐乐 朵朵 安安 果果 糖糖 小宝 毛毛 天天 一诺 可可 嘟嘟 米粒 团团 七七 小鱼 阳阳 牛牛 跳跳 "
    "木木 妞妞 石头 圆圆 甜甜 笑笑 当当 多多 依依 欢欢 "
)
_NET = (
    "Lily 阿杰 微笑向暖 静待花开 随风 Amy 远方的家 晴天 小太阳 清风徐来 Cindy 猫的鱼 一米阳光 岁月静好 大海 "
    "向日葵 知足常乐 Tony 小幸运 花开半夏 老男孩 蓝天白云 小蜗牛 海阔天空 平安是福 叮当猫 "
)
EMOJI = "🍊🌸🏃🐱🌻☀🍀🎈🐟🌙"
_GOODS = (
    "苹果:4580 砂糖橘:2990 土鸡蛋:3600 鲜牛奶:1580 车厘子:5990 水饺:1990 赣南脐橙:2490 东北大米:5900 "
    "阳光玫瑰:3990 草莓:2990 猕猴桃:1990 番茄:990 黄瓜:680 五花肉:2680 排骨:4280 带鱼:3290 面包:1290 "
    "豆腐:450 蓝莓:2500 芒果:3590"
)
KIDS, NET = _KIDS.split(), _NET.split()
GOODS = [(name, int(fen)) for name, fen in (each.split(":") for each in _GOODS.split())]


@dataclass
class Neighbour:
    """A member and how the money that is for the member looks in the bill."""

    id: int
    name: str
    room: str
    phone: str
    real_name: str
    told: bool
    """The shop knows the real name."""
    payer: str
    """As the bill calls who pays for this member; the platform may hide a part of it."""
    home: str
    writes: float
    """How often there is a message with the payment."""


@dataclass(frozen=True)
class Truth:
    parts: tuple[tuple[int, int], ...]
    """(order, fen), empty for money that is for no order."""
    story: str


@dataclass
class Town:
    people: list[Neighbour]
    chance: random.Random
    orders: dict[int, OrderFact] = field(default_factory=dict)
    """What they lack, as the matching sees them."""
    truth: dict[int, Truth] = field(default_factory=dict)
    learned: dict[str, set[int]] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    waiting: list[PaymentFact] = field(default_factory=list)
    """Of yesterday, nobody knows for whom."""


@dataclass
class Score:
    """Payments that pay orders, counted by what was said of them."""

    payable: int = 0
    certain: int = 0
    wrong_certain: int = 0
    likely: int = 0
    wrong_likely: int = 0
    stray: int = 0
    """Payments for no order that were still called likely (certain ones are in wrong_certain)."""
    wrong: list[tuple[Truth, PaymentFact, Proposal]] = field(default_factory=list)
    by_story: dict[str, list[int]] = field(default_factory=dict)
    """Story: how many, certain and right, likely and right, certain and wrong."""

    @property
    def wrong_share(self) -> float:
        return self.wrong_certain / max(self.certain, 1)

    @property
    def coverage(self) -> float:
        return (self.certain - self.wrong_certain) / max(self.payable, 1)

    @property
    def likely_right(self) -> float:
        return 1 - self.wrong_likely / max(self.likely, 1)

    @property
    def proposed(self) -> float:
        """Right without anything but a tick."""
        right = self.certain - self.wrong_certain + self.likely - self.wrong_likely
        return right / max(self.payable, 1)


def build_town(members: int, seed: int) -> Town:
    chance = random.Random(seed)
    people: list[Neighbour] = []
    while len(people) < members:
        room = f"{chance.randint(1, 14)}-{chance.randint(1, 3)}-{chance.randint(1, 18)}0{chance.randint(1, 4)}"
        for _mate in range(1 if chance.random() < 0.88 else 2):
            people.append(_neighbour(len(people) + 1, room, chance))
    return Town(people, chance)


def _real_name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))


def _nickname(real_name: str, room: str, chance: random.Random) -> str:
    kid = chance.choice(KIDS) + (chance.choice(KIDS)[0] if chance.random() < 0.5 else "")
    net = chance.choice(NET) + chance.choice(("", "", str(chance.randint(1, 99))))
    polite = real_name[0] + chance.choice(("姐", "女士", "先生", "阿姨", "哥"))
    plain = chance.choices(
        (f"{kid}妈", real_name, net, polite, kid + chance.choice(("爸", "妈妈", "奶奶"))), (30, 25, 25, 8, 12)
    )[0]
    dress = chance.random()
    if dress < 0.12:
        return f"{room} {plain}"
    if dress < 0.22:
        return plain + chance.choice(EMOJI)
    return f"{plain}（{real_name}）" if dress < 0.26 else plain


def _neighbour(number: int, room: str, chance: random.Random) -> Neighbour:
    real_name = _real_name(chance)
    name = _nickname(real_name, room, chance)
    kind = chance.choices(("same", "dressed", "other", "spouse", "masked", "real"), (46, 12, 16, 8, 8, 10))[0]
    if kind == "same":
        payer = name
    elif kind == "dressed":
        plain = "".join(each for each in name.replace(room, "") if each not in EMOJI).split("（")[0].strip()
        payer = chance.choice((plain, plain + chance.choice(EMOJI), f"A{plain}", f"{plain}({real_name})"))
    elif kind == "other":
        payer = _nickname(real_name, room, chance)
    else:
        whose = _real_name(chance) if kind == "spouse" else real_name
        payer = (
            whose if kind != "masked" else chance.choice((f"*{whose[-1]}", f"{whose[0]}*{whose[2:]}", f"{whose[0]}*"))
        )
    told = chance.random() < 0.3
    phone = f"13{chance.randrange(10**9):09d}" if chance.random() < 0.6 else ""
    return Neighbour(
        number, name, room, phone, real_name, told, payer, f"|{room}", chance.choice((0, 0, 0.2, 0.5, 0.8))
    )


def known(town: Town) -> People:
    """What the shop knows of its people, the names learned so far among it."""
    payers: dict[int, list[tuple[str, str]]] = {}
    for name, members in town.learned.items():
        for member in members:
            payers.setdefault(member, []).append((name, "payer"))
    return People(
        Person(
            each.id,
            (
                (each.name, "nickname"),
                *([(each.real_name, "real_name")] if each.told else []),
                *payers.get(each.id, ()),
            ),
            each.room,
            each.home,
            each.phone,
        )
        for each in town.people
    )


# ---- one day


def new_orders(town: Town, day: int, count: int) -> list[OrderFact]:
    """A group buy in the morning and one at night; some order in both, some twice."""
    chance, made = town.chance, []
    shoppers = [chance.choice(town.people) for _ in range(count)]
    goods = chance.sample(GOODS, 12)
    for seq, who in enumerate(shoppers, 1):
        night = seq > count * 0.6
        lines = chance.sample(goods, chance.choices((1, 2, 3, 4), (58, 25, 12, 5))[0])
        fen = sum(price * chance.choices((1, 2, 3), (80, 17, 3))[0] for _name, price in lines)
        at = START + day * DAY + (19 * 3600 if night else 9 * 3600) + chance.randrange(3 * 3600)
        number = len(town.orders) + 1 + day * 100_000
        order = OrderFact(number, who.id, fen, at, day * 2 + night, seq - int(count * 0.6) * night,
                          tuple(sorted(fold(name) for name, _price in lines)))  # fmt: skip
        town.orders[number] = order
        made.append(order)
    return made


class _Till:
    """Payments as they come in."""

    def __init__(self, town: Town, day: int) -> None:
        self.town, self.day, self.rows = town, day, list[PaymentFact]()
        self.people = {each.id: each for each in town.people}

    def add(self, who: Neighbour, fen: int, at: int, story: str, parts: tuple[tuple[int, int], ...], note: str) -> None:
        number = len(self.town.truth) + 1
        self.town.truth[number] = Truth(parts, story)
        self.rows.append(PaymentFact(number, fen, who.payer, at, note))


def pay(town: Town, day: int, orders: list[OrderFact]) -> list[PaymentFact]:
    """What the bill of the day says of these orders, of some that were forgotten, and of money for something else."""
    till, chance = _Till(town, day), town.chance
    by_member: dict[int, list[OrderFact]] = {}
    for order in orders:
        by_member.setdefault(order.member_id, []).append(order)
    for member, theirs in by_member.items():
        who = till.people[member]
        if len(theirs) > 1 and chance.random() < 0.6:
            _at_once(till, who, theirs)
            continue
        for order in theirs:
            story, act = chance.choices(_STORIES, [weight for weight, _story, _act in _WEIGHTED])[0]
            if act is not None:
                act(till, who, order, story)
    for _stray in range(len(orders) // 25):
        somebody = chance.choice(town.people)
        fen = chance.choice((500, 1000, 2000, 5000, 8800, chance.choice(GOODS)[1]))
        at = START + day * DAY + chance.randrange(8 * 3600, 23 * 3600)
        till.add(somebody, fen, at, "stray", (), chance.choice(("", "", "还你钱", "红包", "饭钱")))
    chance.shuffle(till.rows)
    return till.rows


def _soon(till: _Till, order: OrderFact) -> int:
    wait = min(till.town.chance.lognormvariate(7.2, 1.2), 10 * 3600)
    return order.at + int(wait) + 60


def _message(till: _Till, who: Neighbour, order: OrderFact, more: str = "") -> str:
    chance = till.town.chance
    if chance.random() > who.writes:
        return more
    goods = chance.choice(order.goods)
    building, unit, _door = who.room.split("-")
    said = chance.choice(
        (
            *(f"{who.room} {goods}", goods, f"{goods}两箱", who.room, f"{building}栋{unit}单元{goods}", f"{goods}1份"),
            *(f"{order.seq}号", f"{order.seq} {who.name}", who.name, f"尾号{who.phone[-4:]}" if who.phone else "钱"),
            *("谢谢", "团购", "苹果两箱"),
        )
    )
    return f"{said} {more}".strip()


def _exactly(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    at = _soon(till, order)
    till.add(who, order.fen, at, story, ((order.id, order.fen),), _message(till, who, order))


def _at_once(till: _Till, who: Neighbour, orders: list[OrderFact]) -> None:
    at = max(_soon(till, order) for order in orders)
    parts = tuple((order.id, order.fen) for order in orders)
    till.add(who, sum(order.fen for order in orders), at, "several", parts, _message(till, who, orders[0]))


def _for_a_neighbour(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    """Somebody else pays for it, and mostly says so."""
    friend = till.town.chance.choice(till.town.people)
    note = till.town.chance.choice((f"帮{who.name}付", f"{who.room}", who.name, ""))
    till.add(friend, order.fen, _soon(till, order), story, ((order.id, order.fen),), note)


def _in_parts(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    first = order.fen // 3 // 100 * 100 or order.fen // 2
    at = _soon(till, order)
    till.add(who, first, at, story, ((order.id, first),), till.town.chance.choice(("定金", "", "先付一点")))
    rest = order.fen - first
    till.add(who, rest, at + 3600, story, ((order.id, rest),), till.town.chance.choice(("尾款", "", "剩下的")))


def _a_bit_less(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    fen = till.town.chance.choice((order.fen // 100 * 100, order.fen - 1, order.fen - 10, order.fen - 100))
    fen = fen if 0 < fen < order.fen else order.fen - 1
    till.add(who, fen, _soon(till, order), story, ((order.id, fen),), _message(till, who, order))


def _a_bit_more(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    fen = till.town.chance.choice((-(-order.fen // 100) * 100, -(-order.fen // 1000) * 1000, order.fen + 200))
    fen = fen if fen > order.fen else order.fen + 100
    till.add(who, fen, _soon(till, order), story, ((order.id, order.fen),), _message(till, who, order))


def _twice(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    at = _soon(till, order)
    till.add(who, order.fen, at, story, ((order.id, order.fen),), "")
    till.add(who, order.fen, at + 240, "again", (), "")


def _late(till: _Till, who: Neighbour, order: OrderFact, story: str) -> None:
    at = order.at + till.town.chance.randint(1, 4) * DAY + till.town.chance.randrange(6 * 3600)
    till.add(who, order.fen, at, story, ((order.id, order.fen),), _message(till, who, order))


Act = Callable[[_Till, Neighbour, OrderFact, str], None]
_WEIGHTED: tuple[tuple[int, str, Act | None], ...] = (
    (66, "exact", _exactly), (4, "for a neighbour", _for_a_neighbour), (3, "in parts", _in_parts),
    (4, "a bit less", _a_bit_less), (3, "a bit more", _a_bit_more), (2, "twice", _twice), (9, "late", _late),
    (9, "never", None),
)  # fmt: skip
_STORIES = [(story, act) for _weight, story, act in _WEIGHTED]


# ---- what the matching says, and what the owner then does


def run_days(town: Town, days: int, orders_a_day: int) -> list[Score]:
    """A score for each day: the bill of the day is matched, then the owner settles the rest as it truly is."""
    scores = []
    later: list[PaymentFact] = []
    for day in range(days):
        later += pay(town, day, new_orders(town, day, orders_a_day))
        midnight = START + (day + 1) * DAY
        bill = [row for row in later if row.at < midnight] + town.waiting
        later = [row for row in later if row.at >= midnight]
        found = propose(bill, [order for order in town.orders.values() if order.fen > 0], known(town), town.settled)
        scores.append(_count(town, bill, found))
        _settle(town, bill)
    return scores


def _count(town: Town, bill: list[PaymentFact], found: dict[int, Proposal]) -> Score:
    score = Score()
    for payment in bill:
        truth, said = town.truth[payment.id], found[payment.id]
        score.payable += bool(truth.parts)
        right = _money(town, said.parts) == _money(town, truth.parts)
        row = score.by_story.setdefault(truth.story, [0, 0, 0, 0])
        row[0] += 1
        if said.state == "certain":
            score.certain += 1
            score.wrong_certain += not right
            row[1 if right else 3] += 1
        elif said.state == "likely":
            score.likely += bool(truth.parts)
            score.wrong_likely += bool(truth.parts) and not right
            score.stray += not truth.parts
            row[2] += right
        if not right and said.state != "open":
            score.wrong.append((truth, payment, said))
    return score


def _money(town: Town, parts: tuple[tuple[int, int], ...]) -> list[tuple[int, int, int]]:
    """Two orders of one member for the same amount are as good as each other."""
    return sorted((town.orders[order].member_id, town.orders[order].fen, fen) for order, fen in parts)


def _settle(town: Town, bill: list[PaymentFact]) -> None:
    """The owner knows in the end who paid; a name that was not known is learned, as the program does it."""
    people = known(town)
    town.waiting = []
    for payment in bill:
        truth = town.truth[payment.id]
        for order, fen in truth.parts:
            town.orders[order] = replace(town.orders[order], fen=max(town.orders[order].fen - fen, 0))
        members = {town.orders[order].member_id for order, _fen in truth.parts}
        if truth.parts:
            town.settled.append(Settled(payment.payer, payment.fen, payment.at))
        if len(members) == 1 and not is_masked(payment.payer) and not people.is_known_name(payment.payer):
            town.learned.setdefault(payment.payer, set()).update(members)
