"""The fields of a rule as the editor offers them: grouped, with operators and units in the words of a sentence."""

from __future__ import annotations

from shopdesk.base.i18n import _
from shopdesk.members.segments import FIELDS, op_title

GROUPS = (
    ("tag", "lifecycle", "rfm_group", "value_tier", "segment"),
    ("order_count", "spent_fen", "average_order_fen", "unpaid_fen"),
    ("last_order_days", "first_order_days", "joined_days", "overdue_ratio", "due_in_days"),
    ("product", "category", "product_count", "asked_product"),
    ("community", "building", "pickup_point", "source", "gender", "age", "birthday_in_days"),
    ("contactable", "open_claims", "referral_count", "name", "note"),
)
_FIRST = "order_count"


def field_groups() -> list[list[str]]:
    """Every field once: those that are not in a group above make the last one."""
    known = {name for group in GROUPS for name in group}
    rest = [name for name in FIELDS if name not in known]
    groups = [[name for name in group if name in FIELDS] for group in GROUPS]
    return [*groups, rest] if rest else groups


def fresh_condition(field: str = _FIRST) -> dict[str, object]:
    """A condition that still lacks its value."""
    return {"field": field, "op": FIELDS[field].ops[0], "value": None}


def op_words(field: str, op: str) -> str:
    """The operator as it stands between the field and the value."""
    if FIELDS[field].kind == "flag":
        return ""
    if field == "birthday_in_days":
        return _("今天起")
    if field == "due_in_days" and op == "<=":
        return _("最多还有")
    if FIELDS[field].kind == "days" and op in ("<=", ">="):
        return {">=": _("至少"), "<=": _("不超过")}[op]
    if op == "between":
        return _("介于")
    return op_title(op).replace("“…”", "").strip(" …")


def unit_words(field: str) -> str:
    """What stands behind the value."""
    if field == "birthday_in_days":
        return _("天内")
    units = {"days": _("天前"), "ahead": _("天"), "fen": _("元"), "years": _("岁"), "ratio": _("倍")}
    counts = {"order_count": _("单"), "referral_count": _("人"), "product_count": _("种"), "open_claims": _("件")}
    return units.get(FIELDS[field].kind, counts.get(field, ""))


def what_is_missing(field: str, op: str) -> str:
    """What to say about a value that was not filled in."""
    if op == "between":
        return _("请填从几到几。")
    kind = FIELDS[field].kind
    if kind in ("names", "choice", "segments"):
        return _("请至少选一项。")
    if kind == "text":
        return _("请填要找的文字。")
    return _("请填一个数。")
