"""A card of thresholds: each a number with its meaning, saved together, back to the defaults in one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QGridLayout, QHBoxLayout, QSpinBox, QTimeEdit

from shopdesk.base.i18n import _
from shopdesk.data.shop import Shop
from ui.widgets.buttons import push_button
from ui.widgets.cards import Card, text_label

_DEFAULTS = Shop()


class NumbersCard(Card):
    edited = Signal()  # with every change of a number, before it is saved

    def __init__(self, title: str, about: str, words: dict[str, str], save: Callable[[dict[str, Any]], object]) -> None:
        super().__init__(title)
        self._save = save
        self.boxes: dict[str, QAbstractSpinBox] = {}
        self._shown: dict[str, float] = {}
        self.body.addWidget(text_label(about, "muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        for at, (name, text) in enumerate(words.items()):
            box = _box(name)
            box.setAccessibleName(text)
            box.setFixedWidth(110)
            box.editingFinished.connect(self._save_changed)
            if isinstance(box, QSpinBox | QDoubleSpinBox):
                box.valueChanged.connect(lambda _value: self.edited.emit())
            grid.addWidget(text_label(text), at, 0)
            grid.addWidget(box, at, 1)
            self.boxes[name] = box
        self.body.addLayout(grid)
        self._note = text_label("", wrap=True)
        self._doubt = text_label("", "error", wrap=True)
        for label in (self._note, self._doubt):
            label.hide()
            self.body.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(push_button(_("恢复默认值"), self._restore, kind="link"))
        self.body.addLayout(row)

    def show_values(self, values: dict[str, float]) -> None:
        self._shown = {name: values[name] for name in self.boxes}
        for name, box in self.boxes.items():
            if not box.hasFocus():
                box.blockSignals(True)  # nobody typed it
                _set(box, values[name])
                box.blockSignals(False)

    def values(self) -> dict[str, float]:
        """What stands in the fields, saved or not."""
        return {name: _value(box) for name, box in self.boxes.items()}

    def show_note(self, words: str, doubt: str) -> None:
        """What these numbers mean, and what is odd about them."""
        for label, text in ((self._note, words), (self._doubt, doubt)):
            label.setText(text)
            label.setVisible(bool(text))

    def _save_changed(self) -> None:
        changed = {name: _value(box) for name, box in self.boxes.items() if _value(box) != self._shown.get(name)}
        if changed:
            self._save(changed)

    def _restore(self) -> None:
        for part in (_DEFAULTS.lifecycle, _DEFAULTS.contact, _DEFAULTS.value_tiers):
            if all(hasattr(part, name) for name in self.boxes):
                self._save({name: getattr(part, name) for name in self.boxes})


def _box(name: str) -> QAbstractSpinBox:
    if name.endswith("_minute"):
        clock = QTimeEdit()
        clock.setDisplayFormat("HH:mm")
        return clock
    if name.endswith("_gaps"):
        box = QDoubleSpinBox()
        box.setRange(0.5, 99)
        box.setDecimals(1)
        box.setSingleStep(0.5)
        return box
    if name.endswith("_percent"):
        share = QSpinBox()
        share.setRange(1, 100)
        share.setSuffix(" %")
        return share
    whole = QSpinBox()
    whole.setRange(1, 200 if name == "batch" else 730)  # by hand WeChat takes at most 200 people at a time
    return whole


def _set(box: QAbstractSpinBox, value: float) -> None:
    if isinstance(box, QTimeEdit):
        box.setTime(QTime(*divmod(int(value), 60)))
    elif isinstance(box, QDoubleSpinBox):
        box.setValue(value)
    elif isinstance(box, QSpinBox):
        box.setValue(int(value))


def _value(box: QAbstractSpinBox) -> float:
    if isinstance(box, QTimeEdit):
        return box.time().hour() * 60 + box.time().minute()
    assert isinstance(box, QSpinBox | QDoubleSpinBox)
    return box.value()
