"""Every sample text of a 接龙 is read as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.intake.jielong_scoring import Sample, load_samples, score_sample

SAMPLES = load_samples("jielong")
MORE = load_samples("jielong_more")


@pytest.mark.parametrize("sample", [*SAMPLES, *MORE], ids=lambda sample: sample.name)
def test_sample_is_read_as_expected(sample: Sample) -> None:
    score = score_sample(sample)
    assert score.right == score.of, "\n".join(score.notes)
    assert score.sure_and_wrong == 0, "\n".join(score.notes)


@pytest.mark.parametrize("samples", [SAMPLES, MORE], ids=["given", "own"])
def test_few_entries_are_asked_about(samples: Sequence[Sample]) -> None:
    """Asking about everything would be right too, and useless."""
    scores = [score_sample(sample) for sample in samples]
    assert sum(score.asked for score in scores) <= 0.15 * sum(score.of for score in scores)


# Changes of one kind are made together: nine readings of every sample took 30 s, and hid no more than these four.
SAME_LIST = {
    "white space": lambda text: with_other_blanks(text).replace("\n", "\r\n"),
    "words around": lambda text: (
        "各位邻居晚上好\n" + text.replace("#接龙", "#Group Note").rstrip("\n") + "\n\n接龙截止，谢谢大家\n"
    ),
    "thanks": lambda text: re.sub(r"(?m)^(\d{1,2}\. .*[份盒箱斤个袋瓶])$", r"\1，谢谢", text).replace("#接龙", "接龙"),
    "paid": lambda text: re.sub(r"(?m)^(\d{1,2}\. .*[份盒箱斤个袋瓶])$", r"\1 已付", text),
}


def with_other_blanks(text: str) -> str:
    return re.sub(r"(?m)$", "  ", re.sub(r"(?m)^(?=\d{1,2}\. )", "\n", text))


@pytest.mark.parametrize("change", SAME_LIST.values(), ids=SAME_LIST.keys())
def test_what_does_not_matter_changes_nothing(change: Callable[[str], str]) -> None:
    for sample in (*SAMPLES, *MORE):
        if not sample.expected:
            continue  # a paid price list is another text
        score = score_sample(replace(sample, text=change(sample.text)))
        assert score.right == score.of, "\n".join([sample.name, *score.notes])
