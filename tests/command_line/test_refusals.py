"""What cannot be done is said in one sentence, with the right exit status, and leaves no trace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.folder import lock_folder
from tests.command_line.conftest import DATA, Call
from ui.command_line import run

JIELONG = DATA / "jielong" / "12_letter_codes_with_menu.txt"
BUYERS = {"field": "order_count", "op": ">=", "value": 1}


@pytest.mark.parametrize(
    "words",
    [
        (), ("sing",), ("parse",), ("segment",), ("export", "沉睡会员"), ("posters", "沉睡会员"), ("restore",),
        ("parse", "a.txt", "--kind", "song"), ("parse", "a.txt", "--year", "26"), ("parse", "a.txt", "--year", "²⁰²⁶"),
        ("insight", "--as-of", "2026-02-30"), ("insight", "--as-of", "20260228"), ("insight", "--as-of", "9999-12-31"),
        ("insight", "--from", "0001-01-01"), ("insight", "--as-of", "tomorrow"), ("check", "more"),
        ("posters", "a", "b", "--sheet", "a3"), ("posters", "a", "b", "--format", "gif"), ("insight", "--loud"),
        ("parse", "a.txt", "--prod", "橘"),
    ],
)  # fmt: skip
def test_wrong_usage_is_status_2(call: Call, words: tuple[str, ...]) -> None:
    answer = call(*words)
    assert answer.status == 2
    assert answer.error["code"] == "wrong_usage"
    assert answer.error["hint"].startswith("usage: ")


def test_wrong_usage_without_json_prints_nothing_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sing"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "sing" in said.err and "usage: " in said.err


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["export", "--help"]])
def test_help_is_not_an_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 0
    assert capsys.readouterr().out


# ---- no shop, or another's

NEED_A_SHOP: list[tuple[str, ...]] = [
    ("segment", "-"), ("export", "沉睡会员", "o.xlsx"), ("posters", "沉睡会员", "out"), ("insight",), ("backup",),
    ("check",),
]  # fmt: skip


@pytest.mark.parametrize("words", NEED_A_SHOP, ids=lambda words: words[0])
def test_a_folder_without_a_shop_stays_without_one(
    call: Call, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere", tmp_path / "file"):
        (tmp_path / "file").touch()
        answer = call(*words, data=folder, stdin=json.dumps(BUYERS).encode())
        assert (answer.status, answer.error["code"]) == (1, "no_shop")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file"]
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_fails_in_a_new_folder_leaves_it_as_it_was(call: Call, tmp_path: Path) -> None:
    assert call("restore", tmp_path / "none.db", data=tmp_path / "a").error["code"] == "not_found"
    song = tmp_path / "song.csv"
    song.write_text("天,地\n玄,黄\n", encoding="utf-8")
    refused = call("import", song, "--kind", "orders", data=tmp_path / "a" / "b")
    assert (refused.status, refused.error["code"]) == (1, "unknown_table")
    assert not (tmp_path / "a").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    call("import", song, "--kind", "orders", data=tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "words", [("demo",), ("import", str(JIELONG)), ("restore", "{backup}")], ids=lambda words: words[0]
)
def test_a_place_that_cannot_be_written_is_named(
    call: Call, tmp_path: Path, words: tuple[str, ...], sample_folder: Path
) -> None:
    backup = tmp_path / "backup.db"
    call("backup", backup, data=sample_folder)
    (tmp_path / "file").touch()
    answer = call(*(word.format(backup=backup) for word in words), data=tmp_path / "file" / "shop")
    assert (answer.status, answer.error["code"]) == (1, "not_writable")
    assert str(tmp_path / "file") in answer.error["message"]


def test_another_programs_database_is_left_alone(call: Call, tmp_path: Path) -> None:
    import sqlcipher3.dbapi2 as driver

    folder = tmp_path / "other"
    folder.mkdir()
    connection = driver.connect(str(folder / DATABASE_FILE))
    connection.execute("CREATE TABLE song (words TEXT)")
    connection.commit()
    connection.close()
    before = (folder / DATABASE_FILE).read_bytes()
    for words in (("import", str(JIELONG)), ("insight",), ("demo",), ("check",)):
        assert call(*words, data=folder).error["code"] == "not_a_shop"
    assert call("restore", folder / DATABASE_FILE, data=tmp_path / "new").error["code"] == "not_a_shop"
    assert (folder / DATABASE_FILE).read_bytes() == before


def test_a_newer_programs_shop_is_left_alone(call: Call, shop: Path, tmp_path: Path) -> None:
    import sqlcipher3.dbapi2 as driver

    connection = driver.connect(str(shop / DATABASE_FILE))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    for words in (("import", str(JIELONG)), ("insight",), ("backup",)):
        assert call(*words, data=shop).error["code"] == "newer_file"
    assert call("restore", shop / DATABASE_FILE, data=tmp_path / "new").error["code"] == "newer_file"
    assert not (tmp_path / "new").exists()


# ---- a shop in use or damaged


def test_while_a_window_has_the_shop_only_reading_works(call: Call, shop: Path, tmp_path: Path) -> None:
    backup = Path(call("backup", data=shop).json["file"])
    lock = lock_folder(shop)
    try:
        for words in (("import", JIELONG), ("demo",), ("export", "沉睡会员", tmp_path / "o.xlsx"), ("restore", backup)):
            answer = call(*words, data=shop)
            assert (answer.status, answer.error["code"]) == (1, "in_use")
        assert call("insight", data=shop).status == 0
        assert call("check", data=shop).json["ok"]
        assert call("segment", "-", data=shop, stdin=json.dumps(BUYERS).encode()).status == 0
        assert call("backup", data=shop).status == 0
    finally:
        lock.release()


def test_a_damaged_shop_is_named_and_can_be_restored(call: Call, shop: Path) -> None:
    backup = Path(call("backup", data=shop).json["file"])
    content = (shop / DATABASE_FILE).read_bytes()
    (shop / DATABASE_FILE).write_bytes(b"\x13" * 5000)
    assert call("insight", data=shop).error["code"] == "damaged"
    found = call("check", data=shop)
    assert (found.status, found.json["ok"]) == (1, False)
    assert found.json["problems"][0]["code"] == "damaged"
    assert call("restore", backup, data=shop).status == 0
    assert call("check", data=shop).json["ok"]
    (shop / DATABASE_FILE).write_bytes(content[: len(content) // 2])
    found = call("check", data=shop)
    assert (found.status, found.json["ok"]) == (1, False)


# ---- bad rules

EMPTY: list[Any] = [
    {}, [], None, "", 0, {"all": []}, {"any": []}, {"not": {}}, {"not": None}, {"all": [{}]},
    {"field": "tag", "op": "has_any", "value": []}, {"field": "tag", "op": "has_any", "value": ""},
    {"field": "tag", "op": "has_none", "value": []}, {"field": "lifecycle", "op": "not_in", "value": []},
    {"field": "name", "op": "contains", "value": " "}, {"field": "order_count", "op": ">=", "value": None},
    {"field": "order_count", "op": ">="}, {"field": "order_count", "op": "between", "value": []},
]  # fmt: skip
WRONG: list[Any] = [
    {"field": "shoe_size", "op": ">=", "value": 1}, {"field": "order_count", "op": "~", "value": 1},
    {"field": "order_count", "op": ">=", "value": "many"}, {"field": "order_count", "op": ">=", "value": 1.5},
    {"field": "order_count", "op": ">=", "value": True}, {"field": "order_count", "op": ">=", "value": -1},
    {"field": "order_count", "op": "between", "value": [5, 1]}, {"field": "lifecycle", "op": "in", "value": ["asleep"]},
    {"field": "birthday_in_days", "op": "<=", "value": 400}, {"field": "contactable", "op": "=", "value": False},
    {**BUYERS, "within_days": -3}, {"field": "tag", "op": "has_any", "value": [1]},
    {"all": [BUYERS], "any": [BUYERS]}, {"field": ["tag"], "op": "has_any", "value": ["VIP"]}, {**BUYERS, "also": 1},
    {"field": "order_count", "op": [">="], "value": 1}, {"field": "overdue_ratio", "op": ">=", "value": float("nan")},
    {"field": "order_count", "op": ">=", "value": 10**30},
]  # fmt: skip


@pytest.mark.parametrize("rule", EMPTY + WRONG, ids=json.dumps)
def test_a_bad_rule_is_never_everyone(call: Call, sample_folder: Path, rule: Any) -> None:
    answer = call("segment", "-", "--ids", data=sample_folder, stdin=json.dumps(rule).encode())
    assert (answer.status, answer.error["code"]) == (1, "bad_rule")


@pytest.mark.parametrize(
    "text", [b"", b"not json", b"\xff\xfe\x00", b"[" * 100_000, b'{"not":' * 200 + b"{}" + b"}" * 200]
)
def test_a_rule_that_is_no_json_is_refused(call: Call, sample_folder: Path, text: bytes) -> None:
    answer = call("segment", "-", data=sample_folder, stdin=text)
    assert (answer.status, answer.error["code"]) == (1, "bad_rule")


def test_segments_that_are_not_there_or_circle(call: Call, shop: Path, tmp_path: Path) -> None:
    missing = json.dumps({"field": "segment", "op": "in", "value": ["没有的人群"]}).encode()
    assert call("segment", "-", data=shop, stdin=missing).error["code"] == "no_segment"
    assert call("segment", tmp_path / "no.json", data=shop).error["code"] == "no_segment"
    for words in (("export", "没有的人群", tmp_path / "o.xlsx"), ("posters", "没有的人群", tmp_path / "out")):
        assert call(*words, data=shop).error["code"] == "no_segment"
    assert list(tmp_path.iterdir()) == [shop]


# ---- files


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("c01_zero_bytes.xlsx", "empty_file"), ("b08_nested_zip_quine_ratio.xlsx", ""), ("c11_jpeg_named.xlsx", ""),
        ("e19_binary_random_64k.csv", ""), ("c03_truncated_half.xlsx", ""),
    ],
)  # fmt: skip
def test_bad_files_are_refused_in_a_sentence(call: Call, tmp_path: Path, name: str, code: str) -> None:
    path = DATA / "badinputs" / name
    for command in ("parse", "import"):
        answer = call(command, path, data=tmp_path / "shop")
        assert answer.status == 1
        assert answer.error["code"] and code in answer.error["code"]
    assert not (tmp_path / "shop").exists()
    piped = call("parse", "-", stdin=path.read_bytes())
    assert piped.status == 1 and piped.error


@pytest.mark.parametrize("place", ["", "missing.txt", "bad\0name"])
def test_a_file_that_is_not_there(call: Call, tmp_path: Path, place: str) -> None:
    for command in ("parse", "import"):
        answer = call(command, f"{tmp_path}/{place}" if place else str(tmp_path), data=tmp_path / "shop")
        assert (answer.status, answer.error["code"]) == (1, "file_not_found")


def test_exports_never_write_over_the_shop_itself(call: Call, shop: Path) -> None:
    for words in (("backup", shop / DATABASE_FILE), ("export", "沉睡会员", shop / DATABASE_FILE)):
        answer = call(*words, data=shop)
        assert (answer.status, answer.error["code"]) == (1, "same_file")
    assert call("check", data=shop).json["ok"]


def test_places_that_take_no_file(call: Call, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for words in (
        ("export", "沉睡会员", tmp_path),
        ("export", "沉睡会员", tmp_path / "file" / "o.xlsx"),
        ("posters", "推荐人", tmp_path / "file"),
        ("backup", tmp_path / "file" / "b.db"),
        ("backup", tmp_path),
    ):
        answer = call(*words, data=shop)
        assert answer.status == 1 and answer.error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "shop"]


def test_templates_that_are_not_there(call: Call, shop: Path, tmp_path: Path) -> None:
    answer = call("export", "沉睡会员", tmp_path / "o.xlsx", "--template", "没有", data=shop)
    assert (answer.status, answer.error["code"]) == (1, "no_template")
    assert not (tmp_path / "o.xlsx").exists()


@pytest.mark.parametrize("content", [b"", b"not a shop", b"SQLite format 3\x00" + b"\x01" * 5000])
def test_bad_backups_are_refused_and_nothing_is_touched(call: Call, shop: Path, tmp_path: Path, content: bytes) -> None:
    before = call("insight", data=shop).json
    (tmp_path / "bad.db").write_bytes(content)
    answer = call("restore", tmp_path / "bad.db", data=shop)
    assert answer.status == 1 and answer.error["code"] in ("not_a_backup", "damaged")
    assert call("insight", data=shop).json == before
    assert not list(shop.glob("before-restore*"))


def test_a_truncated_backup_is_refused(call: Call, shop: Path, tmp_path: Path) -> None:
    made = Path(call("backup", data=shop).json["file"])
    shutil.copy(made, tmp_path / "half.db")
    with (tmp_path / "half.db").open("rb+") as file:
        file.truncate(made.stat().st_size // 2)
    assert call("restore", tmp_path / "half.db", data=shop).error["code"] == "damaged"
    assert call("check", data=shop).json["ok"]
