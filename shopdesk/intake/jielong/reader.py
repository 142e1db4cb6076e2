"""Reads a whole 接龙: lay out the lines, read the header, read every entry, learn from the list, read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.blocks import Block, build_blocks, shown
from shopdesk.intake.jielong.draft import Draft
from shopdesk.intake.jielong.entries import History, finish_entry
from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.grammar import Grammar
from shopdesk.intake.jielong.layout import Row, Section, lay_out, make_rows
from shopdesk.intake.jielong.menu import MenuReading, read_menu
from shopdesk.intake.jielong.model import EMPTY, Catalogue, Entry, Problem, Reading
from shopdesk.intake.jielong.names import Who, read_name
from shopdesk.intake.jielong.page_text import read_page
from shopdesk.intake.jielong.title_dates import weekday_warning
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.unwrap import split_lines
from shopdesk.intake.jielong.vocabulary import Vocabulary, build_vocabulary

_OFTEN = 2  # a free word that is ordered so often is a product of this list


def read_jielong(
    text: str, *, product: str | None = None, catalogue: Catalogue = EMPTY, year: int | None = None
) -> Reading:
    """The list as people wrote it. Never raises on any text; `product` is what a line without a product means."""
    lines = split_lines(text)
    page = read_page(lines)
    if page is not None:
        return page
    entries: list[Entry] = []
    problems: list[Problem] = []
    warnings: list[str] = []
    menu = MenuReading((), (), None)
    titles: list[str] = []
    for section in lay_out(make_rows(lines)):
        header = [row for row in section.header if row.kind in ("", "menu", "notice") and not row.blank]
        found = read_menu([row.raw for row in header if row.kind != "notice"])
        menu = found if found.items or found.title_product or not menu.items else menu
        titles += _titles(header)
        if section.rows:
            _read_section(section, menu, product, catalogue, entries, problems)
        warnings += [w for row in header for w in weekday_warning(row.raw, year)]
    if not entries:
        warnings.append(_("这段文字里没有找到接龙"))
    return Reading(titles[0] if titles else "", tuple(entries), tuple(problems), menu.items, tuple(warnings))


def _titles(header: Sequence[Row]) -> list[str]:
    return [row.raw.strip() for row in header if any(c.isalnum() for c in row.raw)][:1]


def _read_section(
    section: Section,
    menu: MenuReading,
    product: str | None,
    catalogue: Catalogue,
    entries: list[Entry],
    problems: list[Problem],
) -> None:
    vocabulary = build_vocabulary(menu.items, menu.hints, product, menu.title_product, catalogue)
    blocks, unread = build_blocks(section, vocabulary)
    read = [_read_block(block, vocabulary) for block in blocks]
    better = _learn(read, blocks, vocabulary, menu, product, catalogue)
    if better is not None:
        vocabulary = better
        blocks, unread = build_blocks(section, vocabulary)
        read = [_read_block(block, vocabulary) for block in blocks]
    bare = sum(1 for _who, draft in read if not draft.lines and not draft.cancel)
    history = History(bare_is_custom=bare >= 0.3 * len(read) and bare > 1, sure=section.sure or len(blocks) > 1)
    for block, (who, draft) in zip(blocks, read, strict=True):
        entry = finish_entry(block, who, draft, vocabulary, history)
        if entry is None:
            unread.append(Problem(block.line, shown(block.text), _("这句话不像下单，没有读")))
        else:
            entries.append(entry)
    problems += sorted(unread, key=lambda problem: problem.line)


def _read_block(block: Block, vocabulary: Vocabulary) -> tuple[Who, Draft]:
    text = fold(block.text)
    tokens = tokenize(text, vocabulary)
    if block.sender:
        who = read_name(tokenize(fold(block.sender), vocabulary), block.sender, vocabulary)
        who = replace(who, name=_sender_name(who, block.sender), rest=0, doubt="", marks=[])
    else:
        who = read_name(tokens, block.text, vocabulary)
    draft = Draft()
    Grammar(tokens[who.rest :], block.text, vocabulary, draft).read()
    return who, draft


def _sender_name(who: Who, sender: str) -> str:
    """A sender's name is whole, but for the room that stands before or behind it."""
    if who.room is None or who.named_by_room:
        return sender.strip()
    name = sender.replace(who.room, "", 1).strip(" -—－_/|()（）[]【】")
    return name or sender.strip()


def _learn(
    read: Sequence[tuple[Who, Draft]],
    blocks: Sequence[Block],
    vocabulary: Vocabulary,
    menu: MenuReading,
    product: str | None,
    catalogue: Catalogue,
) -> Vocabulary | None:
    """A vocabulary with the products, estates and zones that the list shows, or None when it shows nothing new."""
    words = Counter(word for _who, draft in read for word in set(draft.free_words))
    learned = [word for word, count in words.items() if count >= _OFTEN and len(word) <= 8]
    estates, zones = _places(blocks, vocabulary)
    new = [word for word in learned if vocabulary.products.at(fold(word), 0) is None]
    if not new and not estates and not zones:
        return None
    better = build_vocabulary(menu.items, menu.hints, product, menu.title_product, catalogue, learned)
    return replace(better, estates=frozenset(estates), zones=zones)


def _places(blocks: Sequence[Block], vocabulary: Vocabulary) -> tuple[set[str], bool]:
    """Words that stand before a building more than once, and whether the list speaks of H区 and the like."""
    before: Counter[str] = Counter()
    zones = 0
    for block in blocks:
        tokens = tokenize(fold(block.text)[:80], vocabulary)
        for at, token in enumerate(tokens):
            if token.kind == "room" and token.text[0].isalpha() and token.text[-1] in "区座栋" and len(token.text) <= 3:
                zones += 1
            if token.kind == "room" and at and tokens[at - 1].kind == "word":
                before[tokens[at - 1].text] += 1
    estates = {word for word, count in before.items() if count >= _OFTEN}
    return estates, zones >= _OFTEN and not vocabulary.codes
