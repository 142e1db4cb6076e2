"""dev.py in a project of its own: what it makes ready, what it says, what it passes on."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
ON_DEBIAN = pytest.mark.skipif(not dev.is_debian(), reason="looks at Debian's package database")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of dev.py with nothing to install and a main.py that says what it was given."""
    folder = tmp_path_factory.mktemp("项目 with blanks")
    shutil.copy(ROOT / "dev.py", folder)
    (folder / "requirements.txt").write_text("# nothing\n", "utf-8")
    (folder / "requirements-dev.txt").write_text("# nothing\n", "utf-8")
    (folder / "main.py").write_text("import sys; print('given', sys.argv[1:]); sys.exit(len(sys.argv) - 1)\n", "utf-8")
    start(folder, "run")
    return folder


def start(folder: Path, *arguments: str, display: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    if display:
        environment["DISPLAY"] = display
    command = [sys.executable, str(folder / "dev.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_second_start_goes_straight_on(project: Path) -> None:
    again = start(project, "run", "--data", "my shop")

    assert again.stdout == "given ['--data', 'my shop']\n"
    assert again.returncode == 2, "the program's own exit status"


def test_changed_requirements_are_installed_again(project: Path) -> None:
    (project / "requirements.txt").write_text("# still nothing\n", "utf-8")

    assert "Installing the pinned packages" in start(project, "run", "demo").stdout
    assert "Installing" not in start(project, "run", "demo").stdout


def test_broken_environment_is_made_again(project: Path) -> None:
    python = project / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.unlink()

    assert "Making .venv" in start(project, "run", "demo").stdout
    assert python.exists()


def test_environment_without_pip_is_made_again(project: Path) -> None:
    (project / ".venv" / ("Scripts/pip.exe" if os.name == "nt" else "bin/pip")).unlink()

    assert "Making .venv" in start(project, "run", "demo").stdout


def test_a_copy_that_is_not_whole_is_named(project: Path) -> None:
    away = (project / "requirements-dev.txt").rename(project / "away")
    done = start(project, "check")
    away.rename(project / "requirements-dev.txt")

    assert done.returncode == 1
    assert "requirements-dev.txt missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_sample_day_is_played(project: Path) -> None:
    done = start(project, "run")

    assert re.search(r"given \['sample-day', '.*/sample-day-\d{8}-\d{6}'\]", done.stdout), done


def test_commands_are_listed(project: Path) -> None:
    unknown = start(project, "dance")

    assert unknown.returncode == 2
    assert all(re.search(rf"^  {name} +\w", unknown.stdout, re.MULTILINE) for name in dev.COMMANDS)


def test_every_check_is_run_and_shown(project: Path) -> None:
    for name, status in (("ruff", 1), ("mypy", 1), ("lint-imports", 0)):
        script = project / ".venv" / "bin" / name
        script.write_text(f"#!/bin/sh\necho {name} was here\nexit {status}\n", "utf-8")
        script.chmod(0o755)
    done = start(project, "check")

    assert done.returncode == 1
    assert re.findall(r"^(\w+) +(ok|FAILED) +[\d.]+ s$", done.stdout, re.MULTILINE) == [
        ("format", "FAILED"),
        ("lint", "FAILED"),
        ("types", "FAILED"),
        ("imports", "ok"),
    ]
    assert "mypy was here" in done.stdout
    assert "lint-imports was here" not in done.stdout


@ON_DEBIAN
def test_missing_packages_are_found_by_any_of_their_names() -> None:
    assert dev.missing_packages(["no-such-package|dpkg", "no-such-package|nor-this", "dpkg"]) == ["no-such-package"]


@ON_DEBIAN
def test_without_root_the_command_to_type_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(dev.Stop) as stop:
        dev.install_packages(["libegl1", "libgl1"])

    assert "sudo apt-get install -y -q --no-install-recommends libegl1 libgl1\n" in str(stop.value)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_locks_are_exact_hashed_and_name_no_host(name: str) -> None:
    lock = (ROOT / f"{name}.txt").read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==[^ ]+ (?:; .* )?\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    asked = re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"{name}.in").read_text("utf-8"), re.MULTILINE)

    assert len(pins) == len(re.findall("^[^ #\n]", lock, re.MULTILINE)), "a line without a hash"
    assert {asked_name.lower() for asked_name in asked} <= set(pins), "run `python3 dev.py lock`"
    assert "://" not in lock
    assert "--index" not in lock
