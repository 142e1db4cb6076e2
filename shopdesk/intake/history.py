"""Imports that were made, for looking back and for saving what was not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.data.tables import GroupBuy, ImportRun


@dataclass(frozen=True)
class ImportRow:
    id: int
    kind: str
    preset: str
    file_name: str
    imported_at: int
    group_buy_id: int | None
    group_buy: str
    added: dict[str, int]
    changed: dict[str, int]
    unchanged: int
    refused: int


def list_imports(session: Session, limit: int = 500) -> list[ImportRow]:
    """The newest first."""
    query = (
        select(ImportRun, GroupBuy.title)
        .outerjoin(GroupBuy, GroupBuy.id == ImportRun.group_buy_id)
        .order_by(ImportRun.imported_at.desc(), ImportRun.id.desc())
        .limit(limit)
    )
    return [
        ImportRow(
            run.id, run.kind, run.preset, run.file_name, run.imported_at, run.group_buy_id, title or "",
            _counts(run.counts, "added"), _counts(run.counts, "changed"), int(run.counts.get("unchanged", 0)),
            len(run.rejected),
        )
        for run, title in session.execute(query)
    ]  # fmt: skip


def _counts(counts: Any, name: str) -> dict[str, int]:
    found = counts.get(name, {})
    return {key: int(value) for key, value in found.items()} if isinstance(found, dict) else {}


def read_refused(session: Session, import_id: int) -> list[tuple[int, str, tuple[str, ...]]]:
    """(row, reason, cells) of what an import did not take."""
    run = session.get(ImportRun, import_id)
    return [] if run is None else [(row["row"], row["reason"], tuple(row["cells"])) for row in run.rejected]


def read_header(session: Session, import_id: int) -> tuple[str, ...]:
    run = session.get(ImportRun, import_id)
    header = run.counts.get("header", []) if run is not None else []
    return tuple(map(str, header)) if isinstance(header, list) else ()


def kind_name(kind: str) -> str:
    return {"jielong": _("接龙"), "orders": _("订单"), "members": _("会员"), "bill": _("账单")}.get(kind, kind)
