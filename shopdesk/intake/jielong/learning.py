"""What a list teaches about itself once it was read: its products, letters, estates, and whether its title sells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from shopdesk.intake.jielong.folding import fold, is_digit
from shopdesk.intake.jielong.lexicon.numbers import CIRCLED
from shopdesk.intake.jielong.model import MenuItem
from shopdesk.intake.jielong.readings import Read
from shopdesk.intake.jielong.token_kinds import Token
from shopdesk.intake.jielong.vocabulary import Given, Vocabulary
from shopdesk.intake.jielong.vocabulary_build import build_vocabulary

OFTEN = 2  # a free word that is ordered so often is a product of this list
_CODED = 3  # so many entries with letters and numbers alone, and the letters are what is sold
_LETTERS = "abcdefghijk"


def learn(read: Sequence[Read], vocabulary: Vocabulary, given: Given) -> Vocabulary | None:
    """A vocabulary with what the list shows, or None when it shows nothing new."""
    words = Counter(word for one in read for word in set(one.draft.free_words))
    learned = [word for word, count in words.items() if count >= OFTEN and len(word) <= 8]
    letters = _letters(read, vocabulary)
    styled = sum(1 for one in read if any(token.text == "款" for token in one.tokens))
    ending = "款" if styled >= OFTEN else ""
    estates, zones = _places(read, vocabulary)
    new = [word for word in learned if vocabulary.products.at(fold(word), 0) is None or word not in vocabulary.learned]
    # A short title that need not be a product is none when people name other things.
    otherwise = sum(1 for one in read if {"leftover", "not_on_menu"} & set(one.draft.doubts))
    from_title = vocabulary.default is not None and vocabulary.default == given.title_product != given.product
    drop_title = from_title and otherwise > 0 and (not given.title_sure or 2 * otherwise >= len(read))
    if not new and not letters and not estates and not zones and not drop_title:
        return None
    known = replace(given, title_product=None) if drop_title else given
    if letters:
        known = replace(known, menu=tuple(MenuItem(_called(letter, ending), code=letter) for letter in letters))
        learned = [word for word in learned if fold(word) not in _LETTERS]
    return replace(build_vocabulary(known, learned), estates=frozenset(estates), zones=zones and not letters)


def _called(code: str, ending: str) -> str:
    return code if code in CIRCLED else code.upper() + ending


def _letters(read: Sequence[Read], vocabulary: Vocabulary) -> list[str]:
    """A, B and C where the pictures in the group told what they are and nothing else is sold."""
    if vocabulary.offers or vocabulary.default is not None:
        return []
    found: Counter[str] = Counter()
    entries = 0
    for one in read:
        here = {letter for token in one.tokens[1:] for letter in _coded(token)}
        found.update(here)
        entries += bool(here)
    return sorted(found) if entries >= _CODED and 2 * entries >= len(read) else []


def _coded(token: Token) -> set[str]:
    """The letters of a2, a1b1, c; none when the token is anything else."""
    text = token.text
    if token.kind == "code" and text in CIRCLED:
        return {text}
    if token.kind not in ("latin", "code") or not text or len(text) > 8:
        return set()
    for at, char in enumerate(text):
        after = text[at + 1 : at + 2]
        if is_digit(char):
            if at == 0:
                return set()
        elif char not in _LETTERS or (after and not is_digit(after)):
            return set()
    return {char for char in text if not is_digit(char)}


def _places(read: Sequence[Read], vocabulary: Vocabulary) -> tuple[set[str], bool]:
    """Words that stand before a building more than once, and whether the list speaks of H区 and the like."""
    before: dict[str, set[str]] = {}
    zones = 0
    for one in read:
        for at, token in enumerate(one.tokens):
            if token.kind != "room":
                continue
            if token.text[0].isalpha() and token.text[-1] in "区座栋" and len(token.text) <= 3:
                zones += 1
            if at and one.tokens[at - 1].kind == "word":
                before.setdefault(one.tokens[at - 1].text, set()).add(token.text)
    estates = {word for word, rooms in before.items() if len(rooms) >= OFTEN}  # 李大哥5F twice is one person
    return estates, zones >= OFTEN and not vocabulary.codes
