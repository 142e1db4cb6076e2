"""Files made to do harm: each ends as its manifest says, in one sentence or imported, and a refusal changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shopdesk.base.errors import ShopError
from shopdesk.data.copying import find_damage
from shopdesk.data.database import DATABASE_FILE, Database
from tests.intake.bringing import DATA, bring_in, contents

FOLDER = DATA / "badinputs"
CASES: list[dict[str, Any]] = [
    case
    for case in json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["cases"]
    if (FOLDER / case["file"]).exists()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["file"])[:28])
def test_each_ends_as_its_manifest_says(database: Database, case: dict[str, Any]) -> None:
    before = contents(database)
    try:
        brought = bring_in(database, FOLDER / case["file"])
    except ShopError as error:
        assert case["expect"].startswith("reject"), f"{case['what']}: {error}"
        assert error.message.endswith("。") and error.hint
        assert contents(database) == before and database.undo_label is None
    else:
        assert case["expect"] != "reject", case["what"]
        if brought.change.tables:
            database.undo()
        assert contents(database) == before
    assert find_damage(database.path.parent / DATABASE_FILE) == []
