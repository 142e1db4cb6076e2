"""The project's commands: standard library only, Python 3.11 or newer. `python3 dev.py` lists them.

Every command first makes ready what it needs (`.venv`, pinned packages, on Debian the system packages) and stamps
what it did in `.venv`, so that the next start goes straight on.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "shopdesk-setup.json"
REQUIREMENTS = {
    "run": ["requirements.txt"],
    "dev": ["requirements.txt", "requirements-dev.txt"],
    "bench": ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"],
}

# Debian packages; of names joined by "|" any one will do and the first is installed.
QT_LIBRARIES = "libglib2.0-0 libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libgssapi-krb5-2"
WINDOW_LIBRARIES = (  # the xcb and wayland plugins, and printing
    "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
    " libwayland-cursor0 libwayland-egl1 libcups2"
)
CHINESE_FONT = "fonts-wqy-microhei|fonts-noto-cjk|fonts-wqy-zenhei|fonts-droid-fallback"
SPREADSHEET = "libreoffice-calc-nogui|libreoffice-calc"


class Stop(Exception):  # noqa: N818 - not a fault, a word to the person
    """Ends the command; its text tells the person what to do."""


# --- making ready -----------------------------------------------------------------------------------------------


def prepare(kind: str, needs: list[str]) -> None:
    """Makes `.venv`, the pinned packages of `kind` ("run", "dev" or "bench") and the Debian packages ready."""
    stamp = read_stamp()
    before = dict(stamp)
    version = venv_version()
    pip = SCRIPTS / ("pip.exe" if os.name == "nt" else "pip")  # missing where making the environment was broken off
    keep = version != "" and stamp.get("python", version) == version and pip.exists()
    ensure_system(stamp, needs if keep else [*venv_needs(), *needs])
    if not keep:
        make_venv()
        stamp = {"system": stamp.get("system")}
    stamp["python"] = venv_version() if not keep else version
    ensure_requirements(stamp, kind)
    if stamp != before:
        STAMP.write_text(json.dumps(stamp, indent=1, sort_keys=True) + "\n", "utf-8")


def venv_needs() -> list[str]:
    """Debian ships the module that puts pip into a virtual environment apart."""
    if importlib.util.find_spec("ensurepip") is not None:
        return []
    if not is_debian():
        raise Stop("This Python has no ensurepip module, so it cannot make a virtual environment.")
    return [f"python3.{sys.version_info.minor}-venv"]


def qt_needs(*, window: bool) -> list[str]:
    return [*QT_LIBRARIES.split(), *(WINDOW_LIBRARIES.split() if window else []), CHINESE_FONT]


def has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def read_stamp() -> dict[str, object]:
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def make_venv() -> None:
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    call([sys.executable, "-m", "venv", "--clear", str(VENV)], "The virtual environment could not be made.")


def venv_version() -> str:
    """The version of `.venv`'s Python, or "" if there is none that starts (15 ms)."""
    show = [str(PYTHON), "-I", "-S", "-c", "import sys; print(sys.version.split()[0])"]
    try:
        done = subprocess.run(show, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def ensure_requirements(stamp: dict[str, object], kind: str) -> None:
    if stamp.get(kind) == requirements_hash(kind):
        return
    say("Installing the pinned packages " + " + ".join(REQUIREMENTS[kind]) + " (a few minutes the first time) …")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check"] + ([] if sys.stdout.isatty() else ["--quiet"])
    for name in REQUIREMENTS[kind]:
        command += ["-r", str(ROOT / name)]
    call(command, "The packages could not be installed; the lines above say why. Is there a network?")
    kinds = list(REQUIREMENTS)  # each holds the ones before it
    stamp.update({done: requirements_hash(done) for done in kinds[: kinds.index(kind) + 1]})


def requirements_hash(kind: str) -> str:
    missing = [name for name in REQUIREMENTS[kind] if not (ROOT / name).is_file()]
    if missing:
        raise Stop(f"{' and '.join(missing)} missing: this copy of the project is not whole. Please fetch it again.")
    content = b"".join((ROOT / name).read_bytes().replace(b"\r\n", b"\n") for name in REQUIREMENTS[kind])
    return hashlib.sha256(content).hexdigest()


# --- Debian packages --------------------------------------------------------------------------------------------


def is_debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("dpkg-query") is not None


def ensure_system(stamp: dict[str, object], needs: list[str]) -> None:
    """Looks the packages up again only when other ones are needed or the package database has changed."""
    if not is_debian():
        return
    seen = {"needs": needs, "database": database_time()}
    if stamp.get("system") == seen:
        return
    wanted = missing_packages(needs)
    if wanted == missing_packages([CHINESE_FONT]) and wanted and os.geteuid() != 0:
        say(f"No Chinese font is installed; ours will do. For rarer characters: sudo apt-get install {wanted[0]}")
    elif wanted:
        install_packages(wanted)
    stamp["system"] = {**seen, "database": database_time()}


def database_time() -> int:
    return Path("/var/lib/dpkg/status").stat().st_mtime_ns


def missing_packages(needs: list[str]) -> list[str]:
    names = sorted({f"{name}{end}" for need in needs for name in need.split("|") for end in ("", "t64")})
    show = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *names]
    lines = subprocess.run(show, capture_output=True, text=True, check=False).stdout.splitlines()
    # Debian 13 renamed some libraries with the end "t64"; apt-get still knows them by the old name.
    present = {line.split()[1].removesuffix("t64") for line in lines if line.startswith("installed ")}
    return [need.split("|")[0] for need in needs if not present.intersection(need.split("|"))]


def install_packages(names: list[str]) -> None:
    """Installs Debian packages as root; raises Stop with the command to type otherwise."""
    update = ["apt-get", "update", "-q"]
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    typed = f"sudo {shlex.join(update)} && sudo {shlex.join(install)}"
    message = f"System packages are missing. Type this, then start again (缺少系统组件, 请先运行):\n\n    {typed}\n"
    if os.geteuid() != 0:
        raise Stop(message)
    say("Installing system packages: " + " ".join(names) + " …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (update, install):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode != 0 and command is install:  # a failed update may still leave a usable package list
            raise Stop(f"{done.stdout}{done.stderr}\n{message}")


# --- the commands -----------------------------------------------------------------------------------------------


def run_program(arguments: list[str]) -> int:
    """start ShopDesk; without a display: the sample day into a new folder"""
    prepare("run", qt_needs(window=has_display()))
    command = [str(PYTHON), str(ROOT / "main.py"), *arguments]
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        if not arguments:
            folder = ROOT / f"sample-day-{time.strftime('%Y%m%d-%H%M%S')}"
            say(f"No display here: ShopDesk plays a sample day without a window, into {folder.name}/")
            command += ["sample-day", str(folder)]
    return become(command)


def run_tests(arguments: list[str]) -> int:
    """all checks, then the tests (further arguments go to pytest)"""
    prepare("dev", qt_needs(window=False))
    ensure_spreadsheet()
    if not run_checks():
        return 1
    say("tests …")
    # Tests of a file stay together, so that what they share is made once; whoever is done takes from the other.
    spread = ["-n", "2", "--dist", "worksteal"]
    return become([str(PYTHON), "-m", "pytest", *spread, *arguments])  # its closing line is the last one


def ensure_spreadsheet() -> None:
    """Tests read our workbooks back with LibreOffice."""
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return
    try:
        if not is_debian():
            raise Stop("Please install LibreOffice so that `soffice` is on the PATH.")
        install_packages(missing_packages([SPREADSHEET]))
    except Stop as missing:
        say(f"LibreOffice is missing: the tests that read workbooks back with it cannot pass here.\n{missing}")


def check_only(arguments: list[str]) -> int:
    """format, lint, types and imports only"""
    prepare("dev", [])
    return 0 if run_checks() else 1


def run_checks() -> bool:
    """Runs all checks, each with its time, and shows what the failed ones say."""
    typed = [name for name in ("shopdesk", "ui", "main.py", "dev.py", "tools", "benchmarks") if (ROOT / name).exists()]
    checks = {
        "format": ["ruff", "format", "--check", "."],
        "lint": ["ruff", "check", "."],
        "types": ["mypy", *typed],
        "imports": ["lint-imports"],
    }
    passed = [run_check(name, command) for name, command in checks.items()]
    return all(passed)


def run_check(name: str, command: list[str]) -> bool:
    begin = time.perf_counter()
    done = subprocess.run(
        [str(SCRIPTS / command[0]), *command[1:]],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    say(f"{name:8} {'ok' if done.returncode == 0 else 'FAILED':6} {time.perf_counter() - begin:6.1f} s")
    if done.returncode != 0:
        say(done.stdout.decode("utf-8", "replace"))
    return done.returncode == 0


def run_benchmarks(arguments: list[str]) -> int:
    """speed and memory as ratios to hand-written baselines (--help for more)"""
    prepare("bench", qt_needs(window=False))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return become([str(PYTHON), "-m", "benchmarks", *arguments])


def build_bundle(arguments: list[str]) -> int:
    """make the one-dir bundle dist/shopdesk and run its self test"""
    prepare("dev", [*qt_needs(window=True), "binutils"])  # the bundle takes the window's libraries with it
    begin = time.perf_counter()
    call(
        [str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *arguments, "build.spec"],
        "The bundle could not be made.",
    )
    program = ROOT / "dist" / "shopdesk" / ("shopdesk.exe" if os.name == "nt" else "shopdesk")
    size = sum(file.stat().st_size for file in program.parent.rglob("*") if file.is_file() and not file.is_symlink())
    say(f"bundle   ok     {time.perf_counter() - begin:6.1f} s  {size / 1e6:.0f} MB in {program.parent}")
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    begin = time.perf_counter()
    call([str(program), "--selftest"], "The bundle was made, but its self test failed.")
    say(f"selftest ok     {time.perf_counter() - begin:6.1f} s")
    return 0


def lock_requirements(arguments: list[str]) -> int:
    """requirements*.in to exact versions with hashes (--upgrade for newer ones)"""
    prepare("dev", [])
    for name in ("requirements", "requirements-dev", "requirements-bench"):
        command = [str(SCRIPTS / "uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--custom-compile-command", "python3 dev.py lock", *arguments]
        call([*command, f"{name}.in", "-o", f"{name}.txt"], f"{name}.in could not be locked.")
    return 0


def run_tool(name: str, arguments: list[str]) -> int:
    prepare("dev", qt_needs(window=False))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return become([str(PYTHON), "-m", f"tools.{name}", *arguments])


def make_licences(arguments: list[str]) -> int:
    """make THIRD_PARTY_LICENSES from what is installed and bundled"""
    return run_tool("licences", arguments)


def make_screenshots(arguments: list[str]) -> int:
    """make docs/screenshots from a sample day"""
    return run_tool("screenshots", arguments)


def update_translations(arguments: list[str]) -> int:
    """collect the words on screen, update and compile the English ones"""
    return run_tool("translations", arguments)


def try_bad_inputs(arguments: list[str]) -> int:
    """import every file made to do harm, and write docs/bad-inputs.md"""
    return run_tool("bad_inputs", arguments)


def fuzz_readers(arguments: list[str]) -> int:
    """feed spoiled files to every reader (--minutes N, --only READER)"""
    return run_tool("fuzz", arguments)


# --- small things -----------------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(text, flush=True)


def call(command: list[str], failure: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise Stop(failure)


def become(command: list[str]) -> int:
    """Goes on as this command: a new process image where the system has that, a child elsewhere."""
    os.chdir(ROOT)
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


COMMANDS = {
    "run": run_program,
    "test": run_tests,
    "check": check_only,
    "bench": run_benchmarks,
    "build": build_bundle,
    "lock": lock_requirements,
    "licences": make_licences,
    "screenshots": make_screenshots,
    "translations": update_translations,
    "bad-inputs": try_bad_inputs,
    "fuzz": fuzz_readers,
}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever python3 they have
        print("ShopDesk needs Python 3.11 or newer; this is " + sys.version.split()[0], file=sys.stderr)
        return 2
    if not arguments or arguments[0] not in COMMANDS:
        say("python3 dev.py COMMAND\n")
        say("\n".join(f"  {name:13} {command.__doc__}" for name, command in COMMANDS.items()))
        return 0 if arguments[:1] in (["--help"], ["-h"]) else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
