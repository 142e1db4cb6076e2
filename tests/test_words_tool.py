"""The translations command: what it calls a fault."""

import gettext
import io

import pytest
from babel.messages.catalog import Catalog

from tools.translations import collect_words, find_faults, mo_bytes

WORD = "已导入 {count} 位会员"


def english(text: str, *flags: str) -> Catalog:
    catalog = Catalog(locale="en")
    catalog.add(WORD, text, flags=flags)
    return catalog


@pytest.mark.parametrize(
    ("catalog", "fault"),
    [
        (Catalog(locale="en"), "not translated"),
        (english(""), "not translated"),
        (english("{count} members imported", "fuzzy"), "fuzzy"),
        (english("{number} members imported"), "placeholders"),
        (english("Members imported"), "placeholders"),
    ],
)
def test_missing_doubtful_and_mismatched_english_is_named(catalog: Catalog, fault: str) -> None:
    words = Catalog()
    words.add(WORD)

    assert [fault in text for text in find_faults(words, catalog)] == [True]


def test_good_english_passes_and_compiles() -> None:
    words = Catalog()
    words.add(WORD)
    catalog = english("{count} members imported")

    assert find_faults(words, catalog) == []
    assert gettext.GNUTranslations(io.BytesIO(mo_bytes(catalog))).gettext(WORD) == "{count} members imported"
    assert mo_bytes(catalog) == mo_bytes(catalog)


def test_words_are_found_in_the_program() -> None:
    assert "元旦" in {message.id for message in collect_words()}
