"""The commands as real processes: pipes, exit statuses, two at a time, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopdesk.data.folder import lock_folder
from tests.command_line.conftest import DATA
from tests.sample_shop import copy_sample

ROOT = Path(__file__).parents[2]
JIELONG = DATA / "jielong" / "32_gbk_crlf_notepad.txt"


def shopdesk(*words: object, stdin: bytes = b"", data: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": ""}  # as on a machine that speaks no Chinese
    if data is not None:
        environment["SHOPDESK_DATA"] = str(data)
    command = [sys.executable, str(ROOT / "main.py"), *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False, timeout=60)


def test_a_list_through_a_pipe_into_a_new_shop(tmp_path: Path) -> None:
    parsed = shopdesk("parse", "-", "--json", stdin=JIELONG.read_bytes())
    assert (parsed.returncode, parsed.stderr) == (0, b"")
    entries = json.loads(parsed.stdout.decode())["entries"]
    imported = shopdesk("import", "-", "--json", stdin=JIELONG.read_bytes(), data=tmp_path / "店铺")
    assert (imported.returncode, imported.stderr) == (0, b"")
    assert json.loads(imported.stdout)["added"]["orders"] == len(entries)


def test_refusals_and_wrong_usage(tmp_path: Path) -> None:
    for words, status in ((("check", "--json"), 1), (("sing", "--json"), 2)):
        done = shopdesk(*words, data=tmp_path)
        assert done.returncode == status
        assert json.loads(done.stdout)["error"]["message"] in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_a_reader_that_leaves_early_hears_no_complaint(tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text(
        "#接龙\n" + "\n".join(f"{n}. 小鹿{n} 3-{n} 橘子{n % 5 + 1}份" for n in range(1, 4000)), encoding="utf-8"
    )
    with subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "parse", str(long)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""
    assert process.returncode == 0


def test_while_another_process_has_the_shop(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path)
    try:
        done = shopdesk("import", JIELONG, "--data", tmp_path, "--json")
    finally:
        lock.release()
    assert done.returncode == 1
    # The folder is owned but holds no shop yet: nothing may be made in it behind the owner's back.
    assert json.loads(done.stdout)["error"]["code"] == "in_use"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.lock"]


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Not pytest's own temporary folder: every run of pytest closes that one again to everybody else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.geteuid() != 0, reason="needs somebody to become nobody")
def test_a_folder_that_may_only_be_read(public_folder: Path) -> None:
    """As root everything may be written, so the commands run in a child that gave its rights away."""
    warm, shop = copy_sample(public_folder / "warm"), copy_sample(public_folder / "shop")
    script = (
        "import os, sys; from ui.command_line import run\n"
        "import alembic.script, shopdesk.sample.beginning, ui.import_commands\n"
        "run(['insight', '--data', sys.argv[1]]); os.setresuid(65534, 65534, 65534)\n"
        "for words in (['insight'], ['check'], ['demo'], ['import', '-'], ['export', '沉睡会员', '/tmp/x.xlsx']):\n"
        "    print(run([*words, '--json', '--data', sys.argv[2]]))\n"
    )
    (shop / "shop.lock").unlink(missing_ok=True)
    for name in shop.iterdir():
        if name.is_file():
            name.chmod(0o444)
    shop.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", script, str(warm), str(shop)], cwd=ROOT, capture_output=True, text=True,
        input="#接龙\n1. 小鹿 橘子2份", check=False,
    )  # fmt: skip
    shop.chmod(0o755)
    assert "Traceback" not in done.stderr
    answers = done.stdout.splitlines()[1:]
    assert answers[1::2] == ["1"] * 5
    assert {json.loads(answer)["error"]["code"] for answer in answers[::2]} == {"not_writable"}


def test_a_python_without_the_packages_hands_over_or_says_what_to_do(tmp_path: Path) -> None:
    bare = [sys.executable, "-I", "-S"]  # without site-packages
    if (ROOT / ".venv").exists():
        done = subprocess.run([*bare, ROOT / "main.py", "parse", JIELONG, "--json"], capture_output=True, check=False)
        assert (done.returncode, json.loads(done.stdout)["kind"]) == (0, "jielong"), done.stderr
    alone = tmp_path / "main.py"
    alone.write_bytes((ROOT / "main.py").read_bytes())
    refused = subprocess.run([*bare, alone, "parse", JIELONG, "--json"], capture_output=True, check=False)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["code"] == "not_set_up"
    assert "dev.py" in refused.stderr.decode()
    assert b"Traceback" not in refused.stderr
