"""Every sample text of a 接龙 is read as a person reads it."""

from __future__ import annotations

import pytest

from tests.intake.jielong_scoring import Sample, load_samples, score_sample

SAMPLES = load_samples("jielong")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sample_is_read_as_expected(sample: Sample) -> None:
    score = score_sample(sample)
    assert score.right == score.of, "\n".join(score.notes)
    assert score.sure_and_wrong == 0
