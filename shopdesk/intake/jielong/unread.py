"""Numbered lines above or between the orders that are neither menu nor title: told, never dropped in silence."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.blocks import shown
from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.menu import read_menu
from shopdesk.intake.jielong.model import MenuItem, Problem
from shopdesk.intake.jielong.rows import Row, Section, is_numbered
from shopdesk.intake.jielong.runs import BARE, has_order
from shopdesk.intake.jielong.tokens import tokenize


def find_unread(section: Section, menu: Sequence[MenuItem], title: str) -> list[Problem]:
    """A problem for every numbered line, and every chat answer with a quantity, that was taken for a header."""
    names = [_plain(item.name) for item in menu if item.name]
    problems: list[Problem] = []
    for row in section.header:
        numbered = is_numbered(row.text)
        kinds = [token.kind for token in tokenize(row.text[:300], BARE)]
        order = has_order(kinds)
        listed = numbered or (order and _begins_with_number(row.text))
        said = order and bool(row.sender) and row.raw.strip() != title
        alone = not section.rows and _counts(row.text)  # nobody orders from such a menu
        if (listed or said) and (alone or not _is_offered(row, names, order, "price" in kinds)):
            problems.append(Problem(row.line, shown(row.raw), _reason(row, order)))
    examples = [row for row in section.rows if row.kind == "example" and is_numbered(row.text)]
    return problems + [Problem(row.line, shown(row.raw), _reason(row, True)) for row in examples]


def _counts(text: str) -> bool:
    """An order, in brackets too: 王姐29（2份）."""
    plain = "".join(" " if char in "()[]" else char for char in text[:300])
    return has_order([token.kind for token in tokenize(plain, BARE)])


def _begins_with_number(text: str) -> bool:
    """1.0包子姐 2份: the number may be a decimal, the line an order all the same."""
    plain = text.lstrip()
    rest = plain.lstrip("0123456789")
    return len(rest) < len(plain) and rest[:1] in (".", "、", ")", ",", ":") and rest != ""


def _reason(row: Row, order: bool) -> str:
    if row.kind == "example":
        return _("像是示例，没有读")
    return _("像是下单，又像是说明，没有读") if order else _("像是说明，没有读")


def _is_offered(row: Row, names: Sequence[str], order: bool, priced: bool) -> bool:
    """A line of the menu: it names one of its products, and an order only beside a price."""
    if row.kind == "example" or not any(name in _plain(row.raw) for name in names):
        return False
    return not order or (priced and bool(read_menu([row.raw]).items))


def _plain(text: str) -> str:
    return "".join(fold(text).split())
