"""`posters` on the command line: files with the members' codes, or one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import Member
from shopdesk.members.segments.saved import save_segment
from ui.command_line import run
from ui.paper.verify import read_codes


@pytest.fixture
def folder(qapp: object, database: Database) -> Path:
    def fill(session: Session) -> None:
        save_shop(session, name="翠湖小站", link="https://shop.example/x?from={code}")
        for number in range(1, 4):
            session.add(Member(id=number, name=f"会员{number}", joined_at=0))
        save_segment(session, "大家", {"field": "name", "op": "contains", "value": "会员"})
        save_segment(session, "没人", {"field": "name", "op": "contains", "value": "zzz"})

    database.change("fill", fill, undoable=False)
    folder = database.path.parent
    database.close()
    return folder


def command(folder: Path, *more: str) -> list[str]:
    return ["posters", *more, "--data", str(folder), "--json"]


def test_a_picture_for_each_member(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command(folder, "大家", str(tmp_path / "out"), "--size", "square")) == 0
    files = [Path(file) for file in json.loads(capsys.readouterr().out)["files"]]
    assert len(files) == 3 and all(file.suffix == ".png" for file in files)
    for file in files:
        code = file.stem.rpartition("-")[2]
        assert read_codes(file.read_bytes()) == [f"https://shop.example/x?from={code}"]
    assert run(command(folder, "大家", str(tmp_path / "out"), "--size", "square")) == 0
    assert [Path(file) for file in json.loads(capsys.readouterr().out)["files"]] == files


def test_cards_on_a4(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command(folder, "大家", str(tmp_path), "--template", "夜市深色", "--sheet", "a4")) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file.endswith(".pdf") and Path(file).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("没人",), "没有要做海报的会员"),
        (("大家", "--template", "彩虹"), "没有“彩虹”这个海报版式"),
        (("大家", "--size", "a9"), "没有“a9”这个海报尺寸"),
    ],
)
def test_what_cannot_be_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], sentence: str
) -> None:
    assert run(command(folder, more[0], str(tmp_path / "out"), *more[1:])) == 1
    assert sentence in json.loads(capsys.readouterr().out)["error"]["message"]
    assert not (tmp_path / "out").exists()
