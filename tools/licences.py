"""Writes THIRD_PARTY_LICENSES: everything that ships with the program, its licence, and the texts.

The packages are those of requirements.txt; their texts come from what is installed in `.venv`, or from
resources/licences for what brings none or is for another system. `python3 dev.py licences`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "THIRD_PARTY_LICENSES"
RESOURCES = ROOT / "resources"
TEXTS = RESOURCES / "licences"
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
LINE = "=" * 100


@dataclass(frozen=True)
class Part:
    name: str
    licence: str
    source: str
    texts: tuple[str, ...]


QT = (
    "Qt for Python and the Qt 6 libraries are used under the GNU Lesser General Public License version 3. They are"
    " shipped unchanged as separate shared libraries beside the program (folder PySide6), so that you can put"
    " modified ones in their place. Their complete source: https://download.qt.io/official_releases/qt/ and"
    " https://download.qt.io/official_releases/QtForPython/ (same version numbers). Third-party code inside Qt and"
    " its notices: https://doc.qt.io/qt-6/licenses-used-in-qt.html"
)
NO_TEXT_OF_THEIR_OWN = {
    "pyside6-essentials": ("LGPL-3.0-only", "https://www.qt.io/", (QT, "LGPL-3.0.txt", "GPL-3.0.txt")),
    "shiboken6": ("LGPL-3.0-only", "https://www.qt.io/", (QT,)),
    "colorama": ("BSD-3-Clause", "https://github.com/tartley/colorama", ("colorama.txt",)),
}
INSIDE_OTHERS = (
    Part("Python", "PSF-2.0", "https://www.python.org/", ("Python.txt",)),
    Part("SQLite", "public domain", "https://sqlite.org/", ("SQLite is in the public domain.",)),
    Part("SQLCipher", "BSD-3-Clause", "https://www.zetetic.net/sqlcipher/", ("SQLCipher.txt",)),
    Part("OpenSSL", "Apache-2.0", "https://www.openssl.org/", ("Apache-2.0.txt",)),
    Part(
        "GCC run-time libraries (with numpy)",
        "GPL-3.0 with the GCC Runtime Library Exception; libquadmath LGPL-2.1",
        "https://gcc.gnu.org/",
        ("The exception lets the libraries be shipped with any program.", "GPL-3.0.txt", "LGPL-2.1.txt"),
    ),
    Part(
        "PyInstaller's boot loader (in the bundle)",
        "GPL-2.0-or-later with an exception",
        "https://pyinstaller.org/",
        ("The exception gives unlimited permission to embed the boot loader in programs of any licence.",),
    ),
    Part(
        "System libraries (in the Linux bundle)",
        "LGPL-2.1-or-later, MIT, BSD and the like",
        "https://www.debian.org/",
        (
            "GLib, libgcrypt, libgpg-error, libmount, libblkid and libsystemd are under the LGPL; X.Org's and Wayland's"
            " libraries, Kerberos, FreeType, Fontconfig, HarfBuzz, D-Bus and the others under permissive licences. They"
            " are Debian's unchanged, as separate shared libraries that can be replaced.",
            "LGPL-2.1.txt",
        ),
    ),
    Part("Noto Sans SC (font)", "OFL-1.1", "https://fonts.google.com/noto", ("OFL-NotoSansSC.txt",)),
    Part("Smiley Sans (font)", "OFL-1.1", "https://github.com/atelier-anchor/smiley-sans", ("OFL-SmileySans.txt",)),
    Part("ZCOOL KuaiLe (font)", "OFL-1.1", "https://fonts.google.com/specimen/ZCOOL+KuaiLe", ("OFL-ZCOOLKuaiLe.txt",)),
    Part("Lucide (icons)", "ISC", "https://lucide.dev/", ("icons/LICENSE",)),
)


def locked_packages() -> dict[str, str]:
    """Name to version, as requirements.txt pins them."""
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ ]+)", lock, re.MULTILINE))


def collect_parts() -> list[Part]:
    packages = [describe_package(name, version) for name, version in locked_packages().items()]
    return packages + list(INSIDE_OTHERS)


def describe_package(name: str, version: str) -> Part:
    title = f"{name} {version}"
    if name in NO_TEXT_OF_THEIR_OWN:
        return Part(title, *NO_TEXT_OF_THEIR_OWN[name])
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise SystemExit(f"{name} is not installed here: give its licence in {Path(__file__).name}") from None
    texts = licence_texts(found)
    if not texts:
        raise SystemExit(f"{name} brings no licence text: put one into {TEXTS.relative_to(ROOT)}")
    return Part(title, licence_name(found), home_page(found), texts)


def licence_name(found: Distribution) -> str:
    short = read_field(found, "License-Expression") or read_field(found, "License")
    classifiers = [
        line.rsplit(" :: ", 1)[1] for line in found.metadata.get_all("Classifier", []) if "License ::" in line
    ]
    return short if short and "\n" not in short else ", ".join(classifiers) or "see its text"


def home_page(found: Distribution) -> str:
    links = dict(line.split(", ", 1) for line in found.metadata.get_all("Project-URL", []))
    wanted = ("homepage", "source", "source code", "repository", "github", "code")
    named = [link for want in wanted for name, link in links.items() if name.lower() == want]
    return next(iter([*named, *links.values()]), "") or read_field(found, "Home-page")


def read_field(found: Distribution, field: str) -> str:
    return str(found.metadata.get_all(field, [""])[0])


def licence_texts(found: Distribution) -> tuple[str, ...]:
    files = [file for file in found.files or [] if ".dist-info" in file.parts[0] and LICENCE_FILE.search(file.name)]
    return tuple(file.read_text("utf-8").strip() for file in sorted(files, key=str))


def read_text(text: str) -> str:
    """A licence's words: given here, or the name of a file in the resources."""
    if not text.endswith((".txt", "LICENSE")) or " " in text or "\n" in text:
        return text
    places = (TEXTS / text, RESOURCES / "fonts" / text, RESOURCES / text)
    return next(place for place in places if place.exists()).read_text("utf-8").strip()


def write_licences(parts: list[Part]) -> str:
    """Each text once: where it comes a second time its first place is named."""
    begin = [
        "ShopDesk itself is under the MIT license (LICENSE). It ships with the work of others, listed here with their",
        "licences and texts. Made by `python3 dev.py licences`.",
        "",
        *(f"{part.name:44} {part.licence}" for part in parts),
    ]
    first_place: dict[str, str] = {}
    sections = ["\n".join(begin)]
    for part in parts:
        words = []
        for text in map(read_text, part.texts):
            place = first_place.setdefault(text, part.name)
            words.append(text if place == part.name else f"The text is the same as that of {place}.")
        sections.append("\n".join([LINE, part.name, part.licence, part.source, LINE, "", "\n\n".join(words)]))
    text = "\n\n".join(sections)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def main() -> int:
    parts = collect_parts()
    RESULT.write_text(write_licences(parts), "utf-8", newline="\n")
    print(f"wrote {RESULT.name}: {len(parts)} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
