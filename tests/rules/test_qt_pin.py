"""Why PySide6 is pinned below 6.12: there, on Python 3.11, a table of None and True aborts while it is scrolled."""

import subprocess
import sys

SCROLL = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView

class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 5000
    def columnCount(self, parent=QModelIndex()):
        return 8
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            return True if index.column() == 0 else f"{index.row()}"
        return None

app = QApplication([])
view = QTableView()
model = Model()
view.setModel(model)
view.resize(900, 600)
view.show()
for step in range(100):
    view.verticalScrollBar().setValue(step * 40)
    view.grab()
print("survived", view.verticalScrollBar().value())
"""


def test_table_survives_being_scrolled() -> None:
    done = subprocess.run([sys.executable, "-c", SCROLL], capture_output=True, text=True, check=False)

    assert done.stdout == "survived 3960\n", done.stderr
