"""The shop itself, its pictures and pick-up points."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from shopdesk.data.tables.base import Base


class ShopSetting(Base):
    """One row for each setting of the shop; read and written through shopdesk.data.shop."""

    __tablename__ = "shop_setting"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSON)


class Picture(Base):
    """A picture that was cleaned and encoded again when it came in."""

    __tablename__ = "picture"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    mime: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PickupPoint(Base):
    __tablename__ = "pickup_point"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
