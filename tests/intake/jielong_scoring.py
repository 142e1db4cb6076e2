"""Compares a reading with a hand-made expectation: name, cancelled, action and every (product, quantity)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopdesk.intake.jielong import read_jielong, reading_to_json

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Sample:
    name: str
    text: str
    expected: list[dict[str, Any]]
    product: str | None
    review: frozenset[int]  # several fair readings: right when the product asks


@dataclass(frozen=True)
class Score:
    right: int
    of: int
    sure_and_wrong: int
    asked: int  # entries shown to the owner before they count
    notes: list[str]


def load_samples(folder: str) -> list[Sample]:
    root = DATA / folder
    samples = []
    for entry in json.loads((root / "INDEX.json").read_text(encoding="utf-8")):
        path = root / Path(entry["file"]).name
        expected = json.loads((root / Path(entry["expected"]).name).read_text(encoding="utf-8"))
        text = decode(path.read_bytes())
        review = frozenset(entry.get("needs_human_review_seq") or ())
        samples.append(Sample(path.stem, text, expected, entry.get("default_product"), review))
    return samples


def decode(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def squash(text: str | None) -> str:
    return "".join((text or "").split()).casefold()


def items_of(entry: dict[str, Any]) -> list[tuple[str, Decimal]]:
    return sorted((squash(item["product"]), Decimal(str(item["qty"])).normalize()) for item in entry["items"])


def same_entry(want: dict[str, Any], got: dict[str, Any]) -> bool:
    if squash(want["name"]) != squash(got["name"]) or bool(want.get("cancelled")) != got["cancelled"]:
        return False
    if want.get("cancelled"):
        return True
    if "action" in want and want["action"] != got["action"]:
        return False
    mine, theirs = items_of(want), items_of(got)
    if want.get("action") == "subtract":
        mine, theirs = ([(p, abs(q)) for p, q in items] for items in (mine, theirs))
    return mine == theirs


def score_sample(sample: Sample) -> Score:
    got = reading_to_json(read_jielong(sample.text, product=sample.product))["entries"]
    left, notes = list(got), []
    right = sure = 0
    for want in sample.expected:
        seq = want.get("seq")
        hit = next((g for g in left if seq in (None, g["seq"]) and same_entry(want, g)), None)
        if hit is None and seq in sample.review:
            hit = next((g for g in left if g["seq"] == seq and g["needs_review"]), None)
        if hit is None:
            notes.append(f"not found: {want}")
            near = next((g for g in left if seq is not None and g["seq"] == seq), None)
            if near is not None:
                left.remove(near)
                sure += not near["needs_review"]
                notes.append(f"      read: {near}")
        else:
            left.remove(hit)
            right += 1
    sure += sum(not extra["needs_review"] for extra in left)
    notes += [f"invented: {extra}" for extra in left]
    asked = sum(entry["needs_review"] for entry in got)
    return Score(right, len(sample.expected) + len(left), sure, asked, notes)
