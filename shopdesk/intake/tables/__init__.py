"""Tables that come in: recognised by content, mapped by column, read into plain rows. Pure."""

from shopdesk.intake.tables.headers import header_key
from shopdesk.intake.tables.presets import FIELDS, own_presets, shipped_presets
from shopdesk.intake.tables.printing import mapping_from_json, mapping_to_json, table_to_json
from shopdesk.intake.tables.reading import read_table, recognise
from shopdesk.intake.tables.rows import (
    Mapping,
    MemberRow,
    OrderItem,
    OrderRow,
    PaymentRow,
    Person,
    Rejected,
    TableReading,
    Warned,
)
from shopdesk.intake.tables.values import is_masked

__all__ = [
    "FIELDS",
    "Mapping",
    "MemberRow",
    "OrderItem",
    "OrderRow",
    "PaymentRow",
    "Person",
    "Rejected",
    "TableReading",
    "Warned",
    "header_key",
    "is_masked",
    "mapping_from_json",
    "mapping_to_json",
    "own_presets",
    "read_table",
    "recognise",
    "shipped_presets",
    "table_to_json",
]
