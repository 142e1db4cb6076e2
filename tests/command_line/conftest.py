"""The sample shop, made once by the command that makes it; and a way to call a command and hold it to its contract."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sample_shop import copy_sample, sample_folder
from ui.command_line import run

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Answer:
    status: int
    json: dict[str, Any]
    told: str
    """What stood on stderr."""

    @property
    def error(self) -> dict[str, str]:
        """The refusal, whose shape is checked."""
        assert set(self.json) == {"error"}
        error: dict[str, str] = self.json["error"]
        assert set(error) == {"code", "message", "hint"}
        assert error["message"] and error["message"] in self.told
        assert "Traceback" not in self.told
        return error


Call = Callable[..., Answer]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """call("insight", data=folder, stdin=b"...") with --json."""

    def calling(*words: object, data: Path | None = None, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        arguments = [str(word) for word in words] + ["--json"]
        if data is not None:
            arguments += ["--data", str(data)]
        capsys.readouterr()
        status = run(arguments)
        said = capsys.readouterr()
        assert said.out.count("\n") == 1 and said.out.endswith("\n"), "exactly one JSON object"
        return Answer(status, json.loads(said.out), said.err)

    return calling


@pytest.fixture(name="sample_folder")
def sample_to_read() -> Path:
    return sample_folder()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the sample shop for a test that writes."""
    return copy_sample(tmp_path / "shop")
