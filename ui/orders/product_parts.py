"""Parts of the product's dialog: what people call it, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.base.texts import fold
from shopdesk.orders.pictures import keep_picture, picture_content
from shopdesk.referrals.pictures import CleanPicture, read_picture
from ui.app_context import AppContext
from ui.icons import icon
from ui.widgets.buttons import plain_button, push_button
from ui.widgets.chips import TagFlow

_SIDE = 96
_FOLDER = "orders.picture_folder"


class NicknamesEdit(QWidget):
    """What people call the product: chips, and a field that takes one more with Enter."""

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.flow = TagFlow(removable=True)
        self.flow.removed.connect(self._remove)
        self.field = _NicknameField()
        self.field.setPlaceholderText(_("例如：小橘子；按回车加上"))
        self.field.setAccessibleName(_("加一个叫法"))
        self.field.setMaxLength(60)
        self.field.returnPressed.connect(self.take)
        self.field.left.connect(self.take)
        column.addWidget(self.flow)
        column.addWidget(self.field)
        self.set_names(())

    def names(self) -> list[str]:
        self.take()
        return list(self._names)

    def set_names(self, names: tuple[str, ...]) -> None:
        self._names = list(names)
        self._show()

    def take(self) -> None:
        """Several at once with 、or ， between them."""
        text = self.field.text().replace("，", "、").replace(",", "、")
        for name in (part.strip() for part in text.split("、")):
            if name and fold(name) not in map(fold, self._names):
                self._names.append(name)
        if text:
            self.field.clear()
            self._show()

    def _remove(self, name: str) -> None:
        self._names = [each for each in self._names if each != name]
        self._show()
        self.field.setFocus()

    def _show(self) -> None:
        self.flow.set_tags([(name, "gray") for name in self._names])
        self.flow.setVisible(bool(self._names))


class _NicknameField(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter takes the nickname and must not reach the dialog.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.returnPressed.emit()
        elif event.text() in ("、", "，", ","):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class PictureEdit(QWidget):
    """A small picture that can be chosen, seen and taken away."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.picture_id: int | None = None
        self.fresh: CleanPicture | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.shown = QLabel()
        self.shown.setFixedSize(_SIDE, _SIDE)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setProperty("role", "panel")
        self.shown.setAccessibleName(_("商品图片"))
        row.addWidget(self.shown)
        column = QVBoxLayout()
        column.addWidget(plain_button(_("选择图片…"), self.choose, icon_name="image"))
        self.away = push_button(_("去掉图片"), self.take_away, kind="quiet", icon_name="x")
        column.addWidget(self.away)
        column.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        self.show_picture(None)

    def set_picture(self, picture_id: int | None) -> None:
        self.picture_id = picture_id
        self.show_picture(self.context.query(lambda session: picture_content(session, picture_id)))

    def choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self,
            _("选择商品图片"),
            str(remembered(_FOLDER, str(Path.home()))),
            _("图片 (*.jpg *.jpeg *.png *.webp *.bmp *.gif)"),
        )
        if chosen:
            remember(_FOLDER, str(Path(chosen).parent))
            self.load(Path(chosen))

    def load(self, path: Path) -> None:
        """Clean the picture beside the window; it is kept when the product is saved."""
        self.context.do(_("打开图片"), lambda _progress: read_picture(path), then=self._take)

    def _take(self, picture: CleanPicture) -> None:
        self.fresh = picture
        self.show_picture(picture.content)

    def take_away(self) -> None:
        self.fresh = None
        self.set_picture(None)

    def show_picture(self, content: bytes | None) -> None:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap()
        if content is not None and pixmap.loadFromData(content):
            side = round(_SIDE * ratio)
            pixmap = pixmap.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            pixmap.setDevicePixelRatio(ratio)
            self.shown.setPixmap(pixmap)
        else:
            self.shown.setPixmap(icon("image", "muted").pixmap(40, 40))
        self.away.setVisible(content is not None)

    def keep(self, session: Any) -> int | None:
        """Inside the change that saves the product: the id of the picture, kept now if it is new."""
        fresh = self.fresh
        if fresh is None:
            return self.picture_id
        return keep_picture(session, fresh.content, fresh.mime, fresh.width, fresh.height, fresh.sha256)
