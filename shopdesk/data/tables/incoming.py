"""What came in and how it was read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base, points_to


class ImportRun(Base):
    """One import: what it was and how it ended, row by row where something was refused."""

    __tablename__ = "import_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """jielong | orders | members | bill"""
    preset: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="", index=True)
    imported_at: Mapped[int]
    group_buy_id: Mapped[int | None] = mapped_column(points_to("group_buy.id", on_delete="SET NULL"))
    counts: Mapped[Any] = mapped_column(JSON)
    rejected: Mapped[Any] = mapped_column(JSON)
    """[{"row", "reason", "cells"}]"""


class ListLine(Base):
    """How a line of a group buy's 接龙 was taken, so that the same line pasted again is taken the same way."""

    __tablename__ = "list_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_buy_id: Mapped[int] = mapped_column(points_to("group_buy.id", on_delete="CASCADE"))
    key: Mapped[str]
    """Of the line's words; "" holds the product that a line without one means."""
    reading: Mapped[Any] = mapped_column(JSON)
    __table_args__ = (UniqueConstraint("group_buy_id", "key"),)


class ColumnMapping(Base):
    """How the owner said a table's columns are to be read, found again by its header."""

    __tablename__ = "column_mapping"
    id: Mapped[int] = mapped_column(primary_key=True)
    header_key: Mapped[str] = mapped_column(unique=True)
    mapping: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[int]
