"""The second start of the same shop raises the first window instead of opening another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

_WAIT_MS = 500


def _name(folder: Path) -> str:
    return "shopdesk-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def raise_first_window(folder: Path) -> bool:
    """Ask the window that has this shop open to come forward; False when none answers."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(b"raise")
    socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True


def answer_second_starts(folder: Path, raise_window: Callable[[], object], parent: QObject) -> QLocalServer:
    """Listen for raise_first_window(); call it only while holding the folder's lock."""
    name = _name(folder)
    QLocalServer.removeServer(name)  # left over from a crash: the lock says that nobody else is alive
    server = QLocalServer(parent)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

    def on_connection() -> None:
        while server.hasPendingConnections():
            socket = server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            raise_window()

    server.newConnection.connect(on_connection)
    server.listen(name)
    return server


def bring_forward(window: QWidget) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
