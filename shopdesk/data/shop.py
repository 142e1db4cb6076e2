"""The shop's own settings: stored as rows, so that undo and backup cover them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import DEFAULT_TIME_ZONE
from shopdesk.data.tables import ShopSetting


@dataclass(frozen=True)
class LifecycleWindows:
    """Defaults of product.md, editable: days since the last order, then multiples of the own rhythm."""

    new_days: int = 7
    active_days: int = 14
    cooling_days: int = 30
    dormant_days: int = 60
    active_gaps: float = 1.5
    cooling_gaps: float = 3.0
    dormant_gaps: float = 6.0
    own_rhythm_from_orders: int = 3


@dataclass(frozen=True)
class ValueTiers:
    """Of the members who bought, in per cent from the one who spent most: high, middle down to here, the rest low."""

    high_percent: int = 20
    middle_percent: int = 50


@dataclass(frozen=True)
class ContactLimits:
    """At most one marketing touch in `days_between` days and `most_in_30` in 30; quiet hours in local minutes."""

    days_between: int = 3
    most_in_30: int = 4
    quiet_from_minute: int = 21 * 60 + 30
    quiet_to_minute: int = 8 * 60 + 30
    batch: int = 200


@dataclass(frozen=True)
class Shop:
    name: str = ""
    owner: str = ""
    """How the owner signs."""
    slogan: str = ""
    link: str = ""
    """Where the QR codes lead; each member's code is added."""
    refuse_hint: str = "回复“不用了”就不再打扰"
    time_zone: str = DEFAULT_TIME_ZONE
    lifecycle: LifecycleWindows = field(default_factory=LifecycleWindows)
    contact: ContactLimits = field(default_factory=ContactLimits)
    value_tiers: ValueTiers = field(default_factory=ValueTiers)


_PARTS: dict[str, type[Any]] = {
    "lifecycle": LifecycleWindows, "contact": ContactLimits, "value_tiers": ValueTiers,
}  # fmt: skip


def read_shop(session: Session) -> Shop:
    stored = {row.key: row.value for row in session.execute(select(ShopSetting.key, ShopSetting.value))}
    known = {entry.name for entry in fields(Shop)}
    return Shop(**{key: _decoded(key, value) for key, value in stored.items() if key in known})


def _decoded(key: str, value: Any) -> Any:
    part = _PARTS.get(key)
    if part is None:
        return value
    known = {entry.name for entry in fields(part)}
    return part(**{name: number for name, number in value.items() if name in known})


def save_shop(session: Session, **changes: Any) -> Shop:
    """Store the settings named, leave the others."""
    shop = replace(read_shop(session), **changes)
    everything = asdict(shop)
    for key in changes:
        row = session.scalar(select(ShopSetting).where(ShopSetting.key == key))
        if row is None:
            session.add(ShopSetting(key=key, value=everything[key]))
        else:
            row.value = everything[key]
    session.flush()
    return shop


def read_setting(session: Session, key: str, default: Any = None) -> Any:
    """A single setting that belongs to one room ("orders.last_group_buy"); names with a dot never clash with Shop."""
    row = session.scalar(select(ShopSetting).where(ShopSetting.key == key))
    return default if row is None else row.value


def save_setting(session: Session, key: str, value: Any) -> None:
    row = session.scalar(select(ShopSetting).where(ShopSetting.key == key))
    if row is None:
        session.add(ShopSetting(key=key, value=value))
    else:
        row.value = value
    session.flush()
