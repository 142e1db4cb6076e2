"""Reads one entry in every way it can be read, and keeps the likeliest: where the name ends, what a number counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shopdesk.intake.jielong.blocks import Block
from shopdesk.intake.jielong.draft import Draft
from shopdesk.intake.jielong.folding import fold, name_key
from shopdesk.intake.jielong.grammar import read_order
from shopdesk.intake.jielong.name_rooms import Who, sender_name
from shopdesk.intake.jielong.names import close_name, open_name, read_name
from shopdesk.intake.jielong.token_kinds import MARKS, Token
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.vocabulary import Vocabulary
from shopdesk.intake.jielong.weights import Style, price_name, price_notes, price_order

FIRST_GUESS = 0.5  # what another reading must be better by than the first
CLOSE = 1.2  # a reading this much worse than another cannot be meant
HOPELESS = 3.0
SEEN_BEFORE = 1.2  # somebody of that name is on the list already
_LONGEST_NAME = 12  # tokens
_ENDS = MARKS | {"qty", "num", "product", "code", "op", "plus", "dash", "bracket", "sep", "space", "room", "price"}
_NO_RIVAL = 9.0


@dataclass
class Read:
    """One way to read an entry."""

    who: Who
    draft: Draft
    tokens: Sequence[Token]
    cost: float = 0.0
    margin: float = _NO_RIVAL  # how much worse the best reading is that says something else


def read_block(block: Block, vocabulary: Vocabulary, style: Style) -> Read:
    tokens = tokenize(fold(block.text), vocabulary)
    if block.sender:
        sender = read_name(tokenize(fold(block.sender), vocabulary), block.sender, vocabulary)
        who = Who(sender_name(sender, block.sender), sender.room, 0)
        read = _finish(tokens, block.text, who, vocabulary)
        read.cost = _order_cost(read, block.text, vocabulary)
        return read
    first = _finish(tokens, block.text, read_name(tokens, block.text, vocabulary), vocabulary)
    if _is_plain(first, vocabulary):
        return first
    opening = open_name(tokens, block.text, vocabulary)
    first.cost = _name_cost(first.who, tokens, opening.rest, vocabulary, style)
    first.cost += _order_cost(first, block.text, vocabulary)
    reads = [first]
    unsaid = vocabulary.default is None and not vocabulary.offers
    for end in _ends(tokens, opening.rest, opening.room is not None, unsaid):
        who = close_name(tokens, block.text, opening, end, vocabulary)
        named = _name_cost(who, tokens, opening.rest, vocabulary, style) + FIRST_GUESS
        if named >= first.cost + CLOSE:
            if named >= first.cost + CLOSE + HOPELESS:
                break  # longer names only cost more
            continue  # whatever the order says, it cannot come near
        read = _finish(tokens, block.text, who, vocabulary)
        read.cost = named + _order_cost(read, block.text, vocabulary)
        reads.append(read)
    return _likeliest(reads)


def _likeliest(reads: Sequence[Read]) -> Read:
    best = min(reads, key=lambda read: read.cost)
    said = _said(best)
    rivals = [read.cost - best.cost for read in reads if _said(read) != said]
    best.margin = min(rivals, default=_NO_RIVAL)
    return best


def _said(read: Read) -> tuple[object, ...]:
    lines = tuple(sorted((line.product, line.qty) for line in read.draft.lines))
    return name_key(read.who.name), lines, read.draft.cancel, read.draft.action


def _finish(tokens: Sequence[Token], raw: str, who: Who, vocabulary: Vocabulary) -> Read:
    draft = Draft()
    read_order([*who.before, *tokens[who.rest :]], raw, vocabulary, draft)
    return Read(who, draft, tokens)


def _is_plain(read: Read, vocabulary: Vocabulary) -> bool:
    """A name of words alone and known goods with their numbers: nothing could be read otherwise."""
    who, draft, tokens = read.who, read.draft, read.tokens
    if draft.notes or draft.doubts or who.doubt or not draft.lines or draft.action or draft.cancel:
        return False
    if not 0 < who.end < len(tokens) or tokens[who.end].kind not in ("space", "sep"):
        return False
    if any(line.implied or not line.product for line in draft.lines):
        return False
    numbers = blanks = 0
    for at, token in enumerate(tokens[: who.end]):
        if token.kind == "num" and at and tokens[at - 1].kind in ("word", "latin"):  # 小鱼2019
            numbers += 1
        elif token.kind == "space":
            blanks += not at or tokens[at - 1].kind != "room"
        elif token.kind not in ("word", "latin", "room"):
            return False
    return numbers < 2 and not blanks


def _ends(tokens: Sequence[Token], start: int, roomed: bool, unsaid: bool) -> Iterator[int]:
    """Where the name could end: before anything that can begin an order; a room can be all that names somebody."""
    if roomed and start < len(tokens) and tokens[start].kind not in _ENDS and _counted_goods(tokens, start, unsaid):
        yield start  # 7-301 酸菜鱼1份 米饭两盒
    last = min(len(tokens), start + _LONGEST_NAME)
    for end in range(start, last + 1):
        if end == len(tokens) or tokens[end].kind in _ENDS:
            if end > start and tokens[end - 1].kind == "space":
                continue
            yield end


def _counted_goods(tokens: Sequence[Token], start: int, unsaid: bool) -> bool:
    """A word with its quantity, and more behind a blank; or no more, where nothing else tells the goods."""
    kinds = [token.kind for token in tokens[start : start + 3]]
    return kinds == ["word", "qty", "space"] or (unsaid and kinds[:2] == ["word", "qty"])


def _name_cost(who: Who, tokens: Sequence[Token], start: int, vocabulary: Vocabulary, style: Style) -> float:
    cost = 0.0
    if not who.named_by_room and who.end > start:
        cost = price_name(tokens, start, who.end, vocabulary, style)
    elif not who.name:
        cost = 4.0
    if who.name and not who.named_by_room and name_key(who.name) in style.names:
        cost -= SEEN_BEFORE
    return cost + (1.5 if who.room and who.strange_room else 0.0)


def _order_cost(read: Read, raw: str, vocabulary: Vocabulary) -> float:
    return price_order(read.draft, vocabulary) + price_notes(read.tokens, read.draft, raw)
