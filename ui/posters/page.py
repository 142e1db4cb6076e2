"""海报: a design, the words on it, who gets it, and the files."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QEvent, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QVBoxLayout,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.data.shop import save_shop
from shopdesk.referrals.pictures import CleanPicture, clean_picture
from shopdesk.referrals.poster_store import (
    PosterChoices,
    SavedPoster,
    delete_poster,
    list_saved_posters,
    poster_people,
    read_poster_picture,
    save_poster,
    shop_values,
    suggest_title,
)
from shopdesk.referrals.posters.designs import DESIGNS, design_name
from shopdesk.referrals.posters.values import PosterValues, for_member
from ui.app_context import AppContext
from ui.page import Command, Page
from ui.paper.poster_files import card_places
from ui.paper.posters import poster_warnings
from ui.posters.gallery import DesignGallery, thumb_values
from ui.posters.handing_out import HandOut, hand_out_own, hand_out_to
from ui.posters.panel import PosterPanel
from ui.posters.picture_box import picture_of
from ui.posters.preview import PosterPreview
from ui.posters.recipients import MEMBER, SHOP
from ui.posters.referrers_dialog import ReferrersDialog
from ui.widgets.buttons import plain_button
from ui.widgets.cards import page_title, text_label
from ui.widgets.tab_order import tab_as_laid_out

_CHOICES, _OUTPUT, _FOLDER = "posters.choices", "posters.output", "posters.folder"
_WARN_MS = 350
_SAMPLE_CODE = "K7M2Q9"
_GALLERY_WIDTH = 208


class PostersPage(Page):
    name: ClassVar[str] = "posters"
    icon: ClassVar[str] = "image"
    tables: ClassVar[frozenset[str]] = frozenset({"shop_setting", "poster_design", "segment", "member", "order"})

    @classmethod
    def title(cls) -> str:
        return _("海报")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.setProperty("role", "page")
        self._design = next(iter(DESIGNS))
        self._saved: list[SavedPoster] = []
        self._pictures: dict[int, bytes | None] = {}
        self._started = False
        self.gallery = DesignGallery()
        self.preview = PosterPreview()
        self.panel = PosterPanel(context, self.export)
        self.fields, self.recipients, self.output = self.panel.fields, self.panel.recipients, self.panel.output
        self.export_button = self.panel.export_button
        self.referrers_button = plain_button(_("谁带来了谁"), self.open_referrers, icon_name="gift")
        self.keep_button = plain_button(_("存为我的海报"), self.keep, icon_name="save")
        self.warnings = text_label("", "warning", wrap=True)
        self._lay_out()
        self._connect()
        self._warn_timer = QTimer(self)
        self._warn_timer.setSingleShot(True)
        self._warn_timer.setInterval(_WARN_MS)
        self._warn_timer.timeout.connect(self.show_warnings)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(page_title(self.title()), 1)
        head.addWidget(self.referrers_button)
        head.addWidget(self.keep_button)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.preview, 1)
        middle.addWidget(self.warnings)
        self.gallery.setFixedWidth(_GALLERY_WIDTH)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.gallery)
        body.addLayout(middle, 1)
        body.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addLayout(body, 1)
        self.begin_at(self.gallery)
        tab_as_laid_out(self)
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        self.gallery.design_chosen.connect(self.choose_design)
        self.gallery.saved_chosen.connect(self.open_saved)
        self.gallery.delete_wanted.connect(self.delete_saved)
        self.fields.changed.connect(self._show)
        self.fields.link_given.connect(self._save_link)
        self.fields.picture.refused.connect(self._refuse)
        self.recipients.changed.connect(self._show)
        self.output.changed.connect(self._show)
        keys = QShortcut(QKeySequence("Ctrl+E"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.export)

    # ---- reading

    def refresh(self) -> None:
        own = self.context.query(shop_values)
        self._saved = self.context.query(list_saved_posters)
        self._pictures = {
            poster.id: self.context.query(lambda session, at=poster.picture_id: read_poster_picture(session, at))  # type: ignore[misc]
            for poster in self._saved
        }
        if not self._started:
            self._recall()
        self.recipients.refresh()
        self.gallery.show_designs(self._saved)
        self.fields.show_own(own)
        self._show(now=True)

    def _recall(self) -> None:
        """The words, size and format of last time."""
        stored = remembered(_CHOICES)
        choices = PosterChoices.from_plain(stored)
        if stored is None:
            choices = replace(choices, title=self.context.query(suggest_title))
        if choices.design in DESIGNS:
            self._design = choices.design
        self.gallery.mark(self._design)
        self.output.choose_size(choices.size)
        self.output.recall(remembered(_OUTPUT))
        self.fields.show_choices(choices)
        self._started = True

    # ---- what is on the poster

    def values(self) -> PosterValues:
        """As it would be printed for nobody in particular; without a link when the link is no good."""
        own = replace(self.fields.own, link=self.fields.good_link())
        return self._choices().values(own, self.fields.picture.content())

    def _choices(self) -> PosterChoices:
        return self.fields.choices(self._design, self.output.size_chosen().key)

    def _shown_values(self) -> PosterValues:
        """With a member to look at."""
        values = self.values()
        if self.recipients.kind.key() == SHOP:
            return values
        name, code = _("王阿姨"), ""
        member = self.recipients.member.current
        if member is not None and self.recipients.kind.key() == MEMBER:
            people = self.context.query(lambda session: poster_people(session, [member.id])).people
            _id, name, code = people[0] if people else (0, member.name, "")
        return for_member(values, name, code or _SAMPLE_CODE, whole_name=self.recipients.whole_name.isChecked())

    def _show(self, *, now: bool = False) -> None:
        if not self._started:
            return
        values, size = self.values(), self.output.size_chosen()
        self.preview.show_poster(DESIGNS[self._design], size, self._shown_values())
        own = self.fields.own
        sources = {key: (key, thumb_values(values)) for key in DESIGNS}
        for poster in self._saved:
            kept = poster.choices.values(own, self._pictures.get(poster.id))
            sources[f"saved:{poster.id}"] = (poster.choices.design, thumb_values(kept))
        self.gallery.show_values(size, sources, now=now)
        self.panel.show_count()
        self._warn_timer.start()

    def show_warnings(self) -> None:
        """What the owner should know, under the preview."""
        self._warn_timer.stop()
        size, values = self.output.size_chosen(), self._shown_values()
        printed = card_places(size)[0].width() if self.output.sheet() else None
        found = poster_warnings(DESIGNS[self._design], size, values, printed)
        if not self.fields.link.text().strip():
            found.insert(0, _("还没有填店铺链接，海报上没有二维码。"))
        shown = found[:3] + ([_("还有 {count} 条提醒").format(count=len(found) - 3)] if len(found) > 3 else [])
        self.warnings.setText("\n".join(f"• {text}" for text in shown))
        self.warnings.setToolTip("\n".join(found) if len(found) > 3 else "")
        self.warnings.setVisible(bool(found))

    def choose_design(self, key: str) -> None:
        self._design = key
        self.gallery.mark(key)
        self._show()

    def _refuse(self, error: ShopError) -> None:
        self.context.failed.emit(error)

    def _save_link(self, link: str) -> None:
        self.context.change(
            _("修改店铺链接"),
            lambda session, _progress: save_shop(session, link=link),
            say=_("已记住店铺链接"),
        )

    # ---- the shop's own posters

    def open_saved(self, poster_id: int) -> None:
        poster = next((poster for poster in self._saved if poster.id == poster_id), None)
        if poster is None or poster.choices.design not in DESIGNS:
            return
        content = self._pictures.get(poster.id)
        self._design = poster.choices.design
        self.output.choose_size(poster.choices.size)
        self.fields.picture.set_picture(_kept_picture(content))
        self.fields.show_choices(poster.choices)

    def keep(self) -> None:
        """Ask for a name and keep the poster under it."""
        suggestion = self.fields.words["title"].text() or design_name(self._design)
        name, given = QInputDialog.getText(self, _("存为我的海报"), _("名字"), text=suggestion)
        if given:
            self.keep_as(name)

    def keep_as(self, name: str) -> None:
        choices, picture = self._choices(), self.fields.picture.picture
        self.context.change(
            _("存为我的海报"),
            lambda session, _progress: save_poster(session, name, choices, picture),
            say=_("已存为我的海报“{name}”").format(name=name.strip()),
        )

    def delete_saved(self, poster_id: int) -> None:
        self.gallery.mark(self._design)
        self.context.change(
            _("删除海报"),
            lambda session, _progress: delete_poster(session, poster_id),
            say=_("已删除这张海报"),
        )

    # ---- files

    def export(self) -> None:
        """Ask for a folder and make the files."""
        if not self.fields.good_link():
            self.fields.link_row.set_error(_("请先填店铺链接，顾客扫码才有地方去。"))
            self.fields.link.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.recipients.count():
            self.context.say(_("请先选择要给哪位会员或哪群会员做海报。"))
            return
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = QFileDialog.getExistingDirectory(self, _("海报放到哪个文件夹"), str(remembered(_FOLDER, pictures)))
        if folder:
            remember(_FOLDER, folder)
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        remember(_CHOICES, asdict(self._choices()))
        remember(_OUTPUT, self.output.remembered())
        wish = HandOut(
            DESIGNS[self._design],
            self.output.size_chosen(),
            self.values(),
            folder,
            self.output.format(),
            self.output.sheet(),
            self.output.bleed(),
            self.recipients.label(),
            self.recipients.whole_name.isChecked(),
        )
        if self.recipients.kind.key() == SHOP:
            hand_out_own(self.context, wish)
        else:
            hand_out_to(self.context, wish, self.recipients.read_ids())

    # ---- who brought whom

    def open_referrers(self) -> None:
        dialog = ReferrersDialog(self.context, self)
        dialog.poster_wanted.connect(self.recipients.choose_member)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---- the window's ways in

    def commands(self) -> list[Command]:
        return [
            Command(_("导出海报"), self.export, "Ctrl+E"),
            Command(_("存为我的海报"), self.keep),
            Command(_("谁带来了谁，记下推荐码"), self.open_referrers),
            Command(_("选商品图片…"), self.fields.picture.choose),
            Command(_("下一个版式"), lambda: self.gallery.step(1), "PgDown"),
            Command(_("上一个版式"), lambda: self.gallery.step(-1), "PgUp"),
        ]

    def show_target(self, target: object) -> None:
        """A member's id, or a segment's name."""
        if isinstance(target, int):
            self.recipients.choose_member(target)
        elif isinstance(target, str):
            self.recipients.choose_segment(target)

    def event(self, event: QEvent) -> bool:
        # Ctrl+V belongs to the window, but a picture in the clipboard is meant for the poster.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pasting = event.matches(QKeySequence.StandardKey.Paste)
            if pasting and picture_of(QGuiApplication.clipboard().mimeData()) is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.paste_picture():
            return
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.gallery.step(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture is for the poster wherever it falls; any other file is for the window."""
        if picture_of(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        self.fields.picture.dropEvent(event)

    def paste_picture(self) -> bool:
        """Take the clipboard's picture; False when it has none."""
        get = picture_of(QGuiApplication.clipboard().mimeData())
        if get is not None:
            self.fields.picture.take(get)
        return get is not None


def _kept_picture(content: bytes | None) -> CleanPicture | None:
    return None if content is None else clean_picture(content)
