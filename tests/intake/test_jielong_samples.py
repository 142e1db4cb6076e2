"""Every sample text of a 接龙 is read as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence

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
