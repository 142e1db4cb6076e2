"""Gathers the rows of a list into entries: a numbered line, one without a number, or several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.folding import STRIKE
from shopdesk.intake.jielong.lexicon.marks import NOTICE
from shopdesk.intake.jielong.lexicon.menu import FOOTERS
from shopdesk.intake.jielong.model import Problem
from shopdesk.intake.jielong.name_split import starts_order
from shopdesk.intake.jielong.names import read_name
from shopdesk.intake.jielong.rows import Row, Section
from shopdesk.intake.jielong.runs import has_order
from shopdesk.intake.jielong.same_order import find_likeness
from shopdesk.intake.jielong.token_kinds import MARKS, Token
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.vocabulary import Vocabulary

LONGEST_ENTRY = 1500
_BULLETS = " -•·×▪◆●○■□★☆👉➤►▶✔✅🔸🔹\ufe0f"
_PLACEHOLDER = " \u3000-—–－_/\\"  # 6. - is kept for somebody
_SAMPLE = 120  # so many rows tell how a list is written
_SHOWN = 80  # a problem shows this much of a long line


@dataclass
class Block:
    seq: int | None
    line: int
    text: str
    sender: str = ""
    rows: int = 1
    struck: bool = False
    too_long: bool = False
    like: str | None = None  # whose order it repeats: a key, empty for the entry above
    said: str = ""  # the words that say so


def shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def build_blocks(section: Section, vocabulary: Vocabulary) -> tuple[list[Block], list[Problem]]:
    blocks, problems = _chat_blocks(section.rows) if section.chat else _list_blocks(section, vocabulary)
    kept: list[Block] = []
    for block in blocks:
        if len(block.text) > LONGEST_ENTRY or block.too_long:
            problems.append(Problem(block.line, shown(block.text), _("这一行太长，没有读")))
        elif not block.text.strip(_PLACEHOLDER):
            problems.append(Problem(block.line, "" if block.seq is None else f"{block.seq}.", _("只有序号，没有内容")))
        else:
            kept.append(_mark_likeness(_unstrike(block)))
    return kept, problems


def _mark_likeness(block: Block) -> Block:
    found = find_likeness(block.text) if not block.sender else None
    if found is None:
        return block
    said = block.text[found.start :].strip(" ,，:：")
    return replace(block, text=block.text[: found.start], like=found.whom, said=said)


def _unstrike(block: Block) -> Block:
    """~~点点 3个~~ and letters with a line through them are crossed out."""
    text = block.text.strip()
    crossed = text.startswith("~~") or text.count(STRIKE) * 2 > len(text) - text.count(STRIKE) > 0
    if not crossed:
        return block
    return replace(block, text=text.replace(STRIKE, "").strip("~").strip(), struck=True)


def _chat_blocks(rows: Sequence[Row]) -> tuple[list[Block], list[Problem]]:
    blocks: list[Block] = []
    last = -9
    for row in rows:
        if blocks and blocks[-1].sender == row.sender and row.line == last + 1:
            blocks[-1].text += "\n" + row.raw
            blocks[-1].rows += 1
        else:
            blocks.append(Block(None, row.line, row.raw, row.sender))
        last = row.line
    return blocks, []


def _list_blocks(section: Section, vocabulary: Vocabulary) -> tuple[list[Block], list[Problem]]:
    blocks: list[Block] = []
    problems: list[Problem] = []
    numbered = any(row.kind == "entry" for row in section.rows)
    gap, open_block = False, False
    under = numbered and _goods_stand_under_names(section.rows, vocabulary)
    for row in section.rows:
        if row.blank or not row.text.strip(_BULLETS):
            gap = True
            continue
        if row.kind in ("system", "example", "header"):
            continue
        if row.kind == "entry" and row.head is not None:
            blocks.append(Block(row.head.seq, row.line, row.body, too_long=len(row.raw) > LONGEST_ENTRY))
            gap, open_block = False, True
            continue
        row = _without_bullet(row)
        place = (
            "problem"
            if row.kind in ("menu", "notice")
            else "append"
            if under and open_block and not gap
            else _place(row, blocks[-1] if open_block and not gap else None, numbered, vocabulary)
        )
        if place == "new":
            blocks.append(Block(None, row.line, row.raw))
            gap, open_block = False, True
        elif place == "append":
            blocks[-1].text += "\n" + row.raw
            blocks[-1].rows += 1
        else:
            open_block = False
            problems.append(Problem(row.line, shown(row.raw), _("这一行不像下单，没有读")))
    return blocks, problems


def _goods_stand_under_names(rows: Sequence[Row], vocabulary: Vocabulary) -> bool:
    """1. 薄荷糖 / 红玫瑰 ×2 / 洋桔梗 ×1: most numbered lines say only who, the lines under them what."""
    named = below = 0
    for at, row in enumerate(rows[:_SAMPLE]):
        if row.kind != "entry":
            continue
        named += 1
        after = rows[at + 1] if at + 1 < len(rows) else None
        bare = not has_order([token.kind for token in tokenize(row.text[:80], vocabulary)])
        below += bare and after is not None and after.kind == "" and not after.blank
    return named > 1 and 2 * below > named


def _without_bullet(row: Row) -> Row:
    """- 王姐 2碗, • 李姐 1碗: a mark at the beginning of the line is no name."""
    bullet = len(row.text) - len(row.text.lstrip(_BULLETS))
    return row._replace(raw=row.raw[bullet:], text=row.text[bullet:]) if bullet else row


def _place(row: Row, block: Block | None, numbered: bool, vocabulary: Vocabulary) -> str:
    """new, append or problem: what an unnumbered row is to the entry above it."""
    if len(row.text) > LONGEST_ENTRY:
        return "problem"
    tokens = tokenize(row.text, vocabulary)
    first = next((k for k, token in enumerate(tokens) if token.kind != "space"), 0)
    ordered = _strong_order(tokens) if numbered else has_order([t.kind for t in tokens])
    notice = any(word in row.text for word in NOTICE)
    if block is not None and (numbered or not _goods_then_room(tokens, first)):
        begin = tokens[first]
        opens = begin.kind in ("label", "bracket", "phone", "price") or starts_order(tokens, first)
        flat = begin.kind == "num" and len(begin.text) in (3, 4) and any(t.kind == "qty" for t in tokens[first + 1 :])
        opens = (opens and not flat) or (
            begin.kind == "word" and first + 1 < len(tokens) and vocabulary.loose(begin.text) is not None
        )
        if opens or not block.text.strip():
            return "append"
    footer = numbered and any(word in row.text[:12] for word in FOOTERS)
    if not numbered and ordered and _goods_then_room(tokens, first):
        return "new"
    if ordered and not (notice and len(row.text) > 20) and not footer:
        who = read_name(tokens, row.raw, vocabulary)
        if who.name and who.rest < len(tokens):
            return "new"
    counts = any(token.kind in ("num", "qty", "digits", "op", "plus") for token in tokens)
    if block is not None and not notice and not footer and not counts and len(row.text) <= 80:
        return "append"
    return "problem"


def _goods_then_room(tokens: Sequence[Token], first: int) -> bool:
    """豆浆3杯 5-502 in a list without numbers: somebody who wrote the room last."""
    solid = [token.kind for token in tokens[first:] if token.kind not in ("space", "sep")]
    return len(solid) > 2 and solid[0] == "product" and solid[-1] == "room" and has_order(solid[:-1])


def _strong_order(tokens: Sequence[Token]) -> bool:
    kinds = [token.kind for token in tokens if token.kind != "space"]
    if any(kind in ("qty", "cancel", "add", "set") for kind in kinds):
        return True
    return any((a in MARKS or a in ("op", "plus", "product", "code")) and b == "num" for a, b in pairwise(kinds))
