"""What can be made of the members that a panel lists: an Excel list, or sending one by one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.app_context import AppContext
from ui.segments.export_dialog import ExportDialog
from ui.segments.matches_panel import MatchesPanel
from ui.segments.reading import Question
from ui.segments.workbench import Workbench

ListDialog = ExportDialog | Workbench


def open_list(
    kind: type[ExportDialog] | type[Workbench],
    context: AppContext,
    name: str,
    question: Question,
    today: int,
    parent: QWidget,
) -> ListDialog:
    dialog = kind(context, name, question, today, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def serve_lists(panel: MatchesPanel, name: Callable[[], str], parent: QWidget) -> None:
    """The panel's two buttons, for a dialog that shows one."""

    def open_kind(kind: type[ExportDialog] | type[Workbench]) -> None:
        if panel.question is not None:
            open_list(kind, panel.context, name(), panel.question, panel.today, parent)

    panel.export_wanted.connect(lambda: open_kind(ExportDialog))
    panel.send_wanted.connect(lambda: open_kind(Workbench))
