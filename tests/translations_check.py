"""Every word on screen has its English: non-empty, not fuzzy, with the same {placeholders}, and compiled."""

import gettext

from tools import translations


def test_every_word_on_screen_has_its_english() -> None:
    faults = translations.find_faults(translations.collect_words(), translations.read_english())

    assert not faults, "\n".join(faults)


def test_compiled_catalogue_is_the_one_that_was_translated() -> None:
    english = translations.read_english()
    with translations.ENGLISH.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = [m.id for m in english if m.id and m.string and compiled.gettext(str(m.id)) != m.string]

    assert not stale, "run `python3 dev.py translations`"
