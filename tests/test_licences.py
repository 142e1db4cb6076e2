"""What ships is listed with its licence, and nothing among it forbids our own."""

import re

from tools.licences import RESULT, collect_parts, locked_packages, write_licences


def test_every_shipped_package_is_listed_with_its_version() -> None:
    listed = RESULT.read_text("utf-8")

    missing = [name for name, version in locked_packages().items() if f"\n{name} {version}\n" not in listed]

    assert not missing, "run `python3 dev.py licences`"


def test_nothing_under_the_gpl_ships_without_its_exception() -> None:
    copyleft = {part.name.split()[0]: part.licence for part in collect_parts() if re.search("(?<!L)GPL", part.licence)}

    assert copyleft, "the boot loader at least"
    assert all("xception" in licence for licence in copyleft.values())


def test_texts_come_once() -> None:
    written = write_licences(collect_parts())

    assert written.count("GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3") == 1
