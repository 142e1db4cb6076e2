"""Reading a clean 接龙 of one line for each member, against two regular expressions that know its form beforehand."""

from __future__ import annotations

import random
import re
from decimal import Decimal

from benchmarks.harness import Arena, Duel, case
from shopdesk.intake.jielong import read_jielong

Lines = list[tuple[int, str, list[tuple[str, Decimal]]]]

GOODS = (("草莓", "盒"), ("苹果", "箱"), ("土鸡蛋", "板"), ("排骨", "斤"))
NAMES = ("王姐", "小鱼", "豆豆妈", "老李", "青柠", "阿禾", "糖糖", "大白")
_LINE = re.compile(r"(\d+)\. (?:\d+-\d+ )?(\S+) (.+)")
_ITEM = re.compile(r"(\D+?)(\d+)[盒箱板斤]")


def write_list(entries: int) -> str:
    """Half of the people say their room; nobody writes anything unusual."""
    chance = random.Random(11)
    lines = ["#接龙", " ".join(f"{name}29.9/{unit}" for name, unit in GOODS), ""]
    for number in range(1, entries + 1):
        room = f"{chance.randrange(1, 30)}-{chance.randrange(101, 2900)} " if chance.random() < 0.5 else ""
        chosen = chance.sample(GOODS, chance.choice((1, 1, 2, 3)))
        items = " ".join(f"{name}{chance.randrange(1, 6)}{unit}" for name, unit in chosen)
        lines.append(f"{number}. {room}{chance.choice(NAMES)}{chance.randrange(1000)} {items}")
    return "\n".join(lines)


def read_by_form(text: str) -> Lines:
    found = (_LINE.fullmatch(line) for line in text.split("\n"))
    return [
        (int(line[1]), line[2], sorted((name.strip(), Decimal(qty)) for name, qty in _ITEM.findall(line[3])))
        for line in found
        if line is not None
    ]


def read_as_people_write(text: str) -> Lines:
    entries = read_jielong(text).entries
    return [(e.seq or 0, e.name, sorted((item.product, item.qty) for item in e.items)) for e in entries]


@case("jielong.read", "a clean list of one line for each member, against two regular expressions (grows like the list)")
def read_list(arena: Arena) -> Duel:
    text = write_list(arena.members)
    return Duel(lambda: read_as_people_write(text), lambda: read_by_form(text))
