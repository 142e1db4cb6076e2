"""Editors for the value of a condition: names, numbers, money, days, text; each gives JSON, None while it is empty."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.segments import FIELDS, choice_title, field_title
from ui.rules.fields import unit_words
from ui.widgets.cards import repolish, text_label
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.multi_choice import MultiChoice

Choices = dict[str, list[tuple[str, str]]]
"""Field → (value, title), as list_choices() reads them."""


class NumberEdit(QLineEdit):
    """A short field for a number; full-width digits are digits."""

    def __init__(self, name: str, *, fraction: bool = False) -> None:
        super().__init__()
        self._fraction = fraction
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(12)
        self.setFixedWidth(64)

    def value(self) -> int | float | str | None:
        """None while empty; what is not a number comes back as it was typed, for the rule to refuse."""
        text = unicodedata.normalize("NFKC", self.text()).strip()
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            pass
        if self._fraction:
            try:
                return float(text)
            except ValueError:
                pass
        return text

    def set_value(self, value: Any) -> None:
        self.setText("" if value is None else f"{value:g}" if isinstance(value, float) else str(value))


class ValueEditor(QWidget):
    """Side by side whatever the value needs. `edited` comes with every change by the owner."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def set_choices(self, choices: Choices) -> None:
        """What can be chosen has been read from the shop."""

    def set_invalid(self, invalid: bool) -> None:
        for field in self.findChildren(QLineEdit):
            if bool(field.property("invalid")) != invalid:
                field.setProperty("invalid", invalid)
                repolish(field)


class _NumberValue(ValueEditor):
    """One number, or two for between."""

    def __init__(self, field: str, op: str) -> None:
        super().__init__()
        self.fields: list[NumberEdit | MoneyEdit] = []
        names = (_("从"), _("到")) if op == "between" else (_("数"),)
        for place, name in enumerate(names):
            if place:
                self.row.addWidget(text_label(_("到"), "muted"))
            self.fields.append(self._make(field, f"{field_title(field)} {name}"))
            self.row.addWidget(self.fields[-1])
        self.row.addWidget(text_label(unit_words(field), "muted"))
        for edit in self.fields:
            edit.textChanged.connect(lambda _text: self.edited.emit())
        self.setFocusProxy(self.fields[0])

    def _make(self, field: str, name: str) -> NumberEdit | MoneyEdit:
        kind = FIELDS[field].kind
        if kind != "fen":
            return NumberEdit(name, fraction=kind == "ratio")
        edit = MoneyEdit()
        edit.setAccessibleName(name)
        edit.setFixedWidth(100)
        return edit

    def value(self) -> Any:
        values = [_of_money(edit) if isinstance(edit, MoneyEdit) else edit.value() for edit in self.fields]
        if len(values) == 1:
            return values[0]
        return None if values == [None, None] else values

    def set_value(self, value: Any) -> None:
        values = value if isinstance(value, list | tuple) else [value]
        for edit, one in zip(self.fields, [*values, None, None], strict=False):
            if not isinstance(edit, MoneyEdit):
                edit.set_value(one)
            elif one is None or isinstance(one, int):
                edit.set_fen(one)
            else:
                edit.setText(str(one))


def _of_money(edit: MoneyEdit) -> int | str | None:
    fen = edit.fen()
    return fen if fen is not None else edit.text().strip() or None


class _NamesValue(ValueEditor):
    """Several of the names in the shop, or of the field's own words."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self._field = field
        fixed = [(value, choice_title(field, value)) for value in FIELDS[field].choices]
        self.choice = _WideChoice(_("选择{field}").format(field=field_title(field)), fixed)
        self.choice.changed.connect(lambda _keys: self.edited.emit())
        self.row.addWidget(self.choice)
        self.setFocusProxy(self.choice)

    def value(self) -> list[str] | None:
        return self.choice.chosen() or None

    def set_value(self, value: Any) -> None:
        names = [value] if isinstance(value, str) else value or []
        self.choice.set_chosen([name for name in names if isinstance(name, str)])
        self.choice.updateGeometry()

    def set_choices(self, choices: Choices) -> None:
        if not FIELDS[self._field].choices:
            self.choice.set_choices(choices.get(self._field, []))


class _WideChoice(MultiChoice):
    """As wide as what is chosen, within limits; the text on it is cut to its width, so that says nothing."""

    def sizeHint(self) -> QSize:
        titles = dict(self._choices)
        whole = _("、").join(titles.get(key, key) for key in self.chosen())
        width = self.fontMetrics().horizontalAdvance(whole[:60]) + 60
        return QSize(min(max(width, 140), 260), super().sizeHint().height())


class _TextValue(ValueEditor):
    def __init__(self, field: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(field_title(field))
        self.edit.setPlaceholderText(_("要找的文字"))
        self.edit.setMaxLength(100)
        self.edit.setFixedWidth(170)
        self.edit.textChanged.connect(lambda _text: self.edited.emit())
        self.row.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> str | None:
        return self.edit.text().strip() or None

    def set_value(self, value: Any) -> None:
        self.edit.setText(value if isinstance(value, str) else "")


class _FlagValue(ValueEditor):
    """Nothing to fill in: the condition says it all."""

    def value(self) -> bool:
        return True

    def set_value(self, value: Any) -> None:
        pass


class WindowEdit(ValueEditor):
    """最近 N 天: empty means all the time."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.edit = NumberEdit(_("{field}：最近几天").format(field=field_title(field)))
        self.edit.setPlaceholderText(_("不限"))
        self.edit.setFixedWidth(56)
        self.edit.textChanged.connect(lambda _text: self.edited.emit())
        self.row.addWidget(text_label(_("最近"), "muted"))
        self.row.addWidget(self.edit)
        self.row.addWidget(text_label(_("天"), "muted"))

    def value(self) -> int | float | str | None:
        return self.edit.value()

    def set_value(self, value: Any) -> None:
        self.edit.set_value(value)


def make_value_editor(field: str, op: str, choices: Choices) -> ValueEditor:
    kind = FIELDS[field].kind
    editor: ValueEditor
    if kind in ("names", "choice", "segments"):
        editor = _NamesValue(field)
        editor.set_choices(choices)
    elif kind == "text":
        editor = _TextValue(field)
    elif kind == "flag":
        editor = _FlagValue()
    else:
        editor = _NumberValue(field, op)
    return editor


def fits_other_op(field: str, old: str, new: str) -> bool:
    """Whether the editor of one operator serves another: only between needs two numbers."""
    return (old == "between") == (new == "between")


def same_values(old: str, new: str) -> bool:
    """Whether a value of one field makes sense for another: numbers of the same unit do, names do not."""
    numbers: Sequence[str] = ("count", "fen", "days", "ahead", "ratio", "years")
    return old == new or (FIELDS[old].kind == FIELDS[new].kind and FIELDS[old].kind in numbers)
