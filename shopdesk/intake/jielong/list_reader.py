"""Reads the entries of one list: once with what is known before, once more with what the list itself teaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.blocks import Block, build_blocks, shown
from shopdesk.intake.jielong.cross_checks import doubt_unusual
from shopdesk.intake.jielong.entries import History, People, finish_entry
from shopdesk.intake.jielong.folding import fold, name_key
from shopdesk.intake.jielong.model import Entry, Problem
from shopdesk.intake.jielong.readings import Read, read_block
from shopdesk.intake.jielong.rows import Section
from shopdesk.intake.jielong.vocabulary import Given, Vocabulary
from shopdesk.intake.jielong.vocabulary_build import build_vocabulary
from shopdesk.intake.jielong.weights import Style

_OFTEN = 2  # a free word that is ordered so often is a product of this list


def read_list(section: Section, given: Given, people: People) -> tuple[list[Entry], list[Problem]]:
    vocabulary = build_vocabulary(given)
    blocks, unread = build_blocks(section, vocabulary)
    read = _read_all(blocks, vocabulary)
    better = _learn(read, vocabulary, given)
    if better is not None:
        vocabulary = better
        blocks, unread = build_blocks(section, vocabulary)
        read = _read_all(blocks, vocabulary)
    bare = sum(1 for draft in (one.draft for one in read) if not draft.lines and not draft.cancel)
    history = History(people, bare_is_custom=bare >= 0.3 * len(read) and bare > 1, sure=section.sure or len(blocks) > 1)
    if section.chat and not vocabulary.offers and vocabulary.default is None:
        for draft in (one.draft for one in read):
            if draft.free_words:  # no menu tells what a word in a chat stands for
                draft.doubt("guessed_product")
    entries: list[Entry] = []
    for block, one in zip(blocks, read, strict=True):
        entry = finish_entry(block, one, vocabulary, history)
        if entry is None:
            unread.append(Problem(block.line, shown(block.text), _("这句话不像下单，没有读")))
        else:
            entries.append(entry)
    return doubt_unusual(entries), sorted(unread, key=lambda problem: problem.line)


def _read_all(blocks: Sequence[Block], vocabulary: Vocabulary) -> list[Read]:
    style = Style()
    read: list[Read] = []
    for block in blocks:
        read.append(read_block(block, vocabulary, style))
        if read[-1].margin > 1.0 and len(read[-1].who.name) > 1:
            style.names.add(name_key(read[-1].who.name))
    return read


def _learn(read: Sequence[Read], vocabulary: Vocabulary, given: Given) -> Vocabulary | None:
    """A vocabulary with the products, estates and zones that the list shows, or None when it shows nothing new."""
    words = Counter(word for draft in (one.draft for one in read) for word in set(draft.free_words))
    learned = [word for word, count in words.items() if count >= _OFTEN and len(word) <= 8]
    estates, zones = _places(read, vocabulary)
    new = [word for word in learned if vocabulary.products.at(fold(word), 0) is None]
    # A short title that need not be a product is none when people name other things.
    otherwise = sum(1 for draft in (one.draft for one in read) if {"leftover", "not_on_menu"} & set(draft.doubts))
    from_title = vocabulary.default is not None and vocabulary.default == given.title_product != given.product
    drop_title = from_title and otherwise > 0 and (not given.title_sure or 2 * otherwise >= len(read))
    if not new and not estates and not zones and not drop_title:
        return None
    better = build_vocabulary(replace(given, title_product=None) if drop_title else given, learned)
    return replace(better, estates=frozenset(estates), zones=zones)


def _places(read: Sequence[Read], vocabulary: Vocabulary) -> tuple[set[str], bool]:
    """Words that stand before a building more than once, and whether the list speaks of H区 and the like."""
    before: Counter[str] = Counter()
    zones = 0
    for tokens in (one.tokens for one in read):
        for at, token in enumerate(tokens):
            if token.kind == "room" and token.text[0].isalpha() and token.text[-1] in "区座栋" and len(token.text) <= 3:
                zones += 1
            if token.kind == "room" and at and tokens[at - 1].kind == "word":
                before[tokens[at - 1].text] += 1
    estates = {word for word, count in before.items() if count >= _OFTEN}
    return estates, zones >= _OFTEN and not vocabulary.codes
