"""Reads the entries of one list: once with what is known before, once more with what the list itself teaches."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.blocks import Block, build_blocks, shown
from shopdesk.intake.jielong.cross_checks import doubt_unusual
from shopdesk.intake.jielong.entries import finish_entry
from shopdesk.intake.jielong.folding import name_key
from shopdesk.intake.jielong.history import History, People
from shopdesk.intake.jielong.learning import learn
from shopdesk.intake.jielong.lexicon.goods import GOODS
from shopdesk.intake.jielong.model import Entry, Problem
from shopdesk.intake.jielong.readings import Read, read_block
from shopdesk.intake.jielong.rows import Section
from shopdesk.intake.jielong.vocabulary import Given, Vocabulary
from shopdesk.intake.jielong.vocabulary_build import build_vocabulary
from shopdesk.intake.jielong.weights import Style


def read_list(section: Section, given: Given, people: People) -> tuple[list[Entry], list[Problem]]:
    vocabulary = build_vocabulary(given)
    blocks, unread = build_blocks(section, vocabulary)
    read = _read_all(blocks, vocabulary)
    better = learn(read, vocabulary, given)
    if better is not None:
        vocabulary = better
        blocks, unread = build_blocks(section, vocabulary)
        read = _read_all(blocks, vocabulary)
    bare = sum(1 for draft in (one.draft for one in read) if not draft.lines and not draft.cancel)
    history = History(people, bare_is_custom=bare >= 0.3 * len(read) and bare > 1, sure=section.sure or len(blocks) > 1)
    if not vocabulary.offers and vocabulary.default is None:  # nothing tells what a word stands for but its use
        told = vocabulary.learned if section.chat else vocabulary.learned | frozenset(GOODS)
        for one in read:
            if not told.union(one.draft.plain_words if not section.chat else ()).issuperset(one.draft.free_words):
                one.draft.doubt("guessed_product")
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
        style.learn_edge(read[-1].tokens, read[-1].who.end)
        if read[-1].margin > 1.0 and len(read[-1].who.name) > 1:
            style.names.add(name_key(read[-1].who.name))
    return read
