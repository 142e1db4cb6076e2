"""What the parts of the orders page have in common: each reads in refresh() and knows where the page stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shopdesk.data.shop import read_shop
from shopdesk.orders.order_list import OrderFilter
from ui.app_context import AppContext


@dataclass
class Scope:
    """Which group buy and which days the page is about; the page writes it, the parts read it."""

    wanted: OrderFilter = field(default_factory=OrderFilter)
    title: str = ""
    """The group buy in words, for titles of lists."""


class Section(QWidget):
    figured = Signal(str)
    """What stands here, in a few figures; the page shows it."""

    def __init__(self, context: AppContext, scope: Scope) -> None:
        super().__init__()
        self.context = context
        self.scope = scope
        self.stale = True
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def refresh(self) -> None:
        raise NotImplementedError

    def show_now(self) -> None:
        """Called when the part comes to the front."""
        if self.stale:
            self.stale = False
            self.refresh()

    @property
    def zone(self) -> str:
        return self.context.query(read_shop).time_zone
