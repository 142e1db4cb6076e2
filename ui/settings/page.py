"""设置: the shop, how the program looks, the thresholds behind the words, and the safety of the data."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shopdesk import __version__
from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _, set_language
from shopdesk.base.settings import load_settings, save_settings
from shopdesk.base.texts import clean_text
from shopdesk.data.shop import Shop, read_shop, save_shop
from shopdesk.insight.thresholds import WhatIf, what_if_tiers, what_if_windows
from shopdesk.members.head_count import count_members
from shopdesk.members.lifecycle import lifecycle_name
from shopdesk.referrals.links import check_link
from shopdesk.sample.shop import fill_sample_shop
from ui.app_context import AppContext
from ui.looks import choose_look, look_names
from ui.page import Command, Page
from ui.settings.learned_dialog import LearnedDialog
from ui.settings.numbers import NumbersCard
from ui.settings.safety_card import SafetyCard
from ui.settings.what_if import Preview
from ui.theme import on_theme_changed, scheme
from ui.widgets.buttons import plain_button
from ui.widgets.cards import Card, page_title, text_label
from ui.widgets.forms import Form, FormRow
from ui.widgets.scrolling import scroll_page

_WIDEST = 760


class SettingsPage(Page):
    name = "settings"
    tables: ClassVar[frozenset[str]] = frozenset({"shop_setting", "member", "member_summary"})

    @classmethod
    def title(cls) -> str:
        return _("设置")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._shop = Shop()
        row = QHBoxLayout(scroll_page(self))
        row.setContentsMargins(24, 18, 24, 24)
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        row.addWidget(holder, 1)
        row.addStretch(0)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)
        self._column.addWidget(page_title(_("设置")))
        self._add_shop()
        self._add_look()
        self.lifecycle = NumbersCard(
            _("生命周期（默认值，可以改）"),
            _("订单还少时按天数判断；从下面填的那一单起，按会员自己的间隔的倍数，但不会早于天数的一半。"),
            _lifecycle_words(), partial(self._save_part, "lifecycle"),
        )  # fmt: skip
        self.contact = NumbersCard(
            _("联系频率（默认值，可以改）"),
            _("名单和工作台按这里的限制提醒，少打扰人。"), _contact_words(), partial(self._save_part, "contact"),
        )  # fmt: skip
        self.tiers = NumbersCard(
            _("价值层级（默认值，可以改）"),
            _("在下过单的会员里，按累计消费从多到少排；花得一样多的算同一层，取高的那层。"),
            _tier_words(), partial(self._save_part, "value_tiers"),
        )  # fmt: skip
        self.previews = (
            Preview(context, self.lifecycle, self._what_if_windows, lifecycle_name, _doubt_windows),
            Preview(context, self.tiers, self._what_if_tiers, _tier_name, _doubt_tiers),
        )
        self.safety = SafetyCard(context)
        for card in (self.lifecycle, self.tiers, self.contact):
            self._column.addWidget(card)
        self._add_learned()
        self._column.addWidget(self.safety)
        self._add_sample()
        self._add_about()
        self._column.addStretch(1)

    # ---- the shop

    def _add_shop(self) -> None:
        card = Card(_("店铺"))
        self.form = Form(label_width=84)
        self.fields: dict[str, tuple[QLineEdit, FormRow]] = {}
        for key, label, hint in (
            ("name", _("店名"), _("出现在海报、清单和话术里")),
            ("owner", _("店主称呼"), _("话术里怎么称呼您，比如“王姐”")),
            ("slogan", _("口号"), ""),
            ("link", _("店铺链接"), _("海报二维码打开的网址，会自动加上每位会员的推荐码")),
            ("refuse_hint", _("拒绝方式"), _("群发文案里告诉大家怎么不再收到")),
        ):
            field = QLineEdit()
            field.setMaxLength(300)
            field.editingFinished.connect(partial(self._save_field, key))
            self.fields[key] = (field, self.form.add(label, field, hint=hint))
        card.body.addWidget(self.form)
        self._column.addWidget(card)

    def _save_field(self, key: str) -> None:
        field, row = self.fields[key]
        text = clean_text(field.text())
        row.set_error("")
        if text == getattr(self._shop, key):
            return
        if key == "name" and not text:
            row.set_error(_("店名不能空着，海报和名单上都要用它。"))
            return
        if key == "link" and text:
            try:
                check_link(text)
            except ShopError as error:
                row.set_error(str(error))
                return
        self.context.change(_("修改店铺设置"), lambda session, _progress: save_shop(session, **{key: text}))

    def _save_part(self, key: str, values: dict[str, Any]) -> None:
        part = replace(getattr(self._shop, key), **values)
        self.context.change(_("修改默认值"), lambda session, _progress: save_shop(session, **{key: part}))

    # ---- what was learned

    def _add_learned(self) -> None:
        card = Card(_("学到的"))
        sentence = _("导入时您回答过、改正过的：谁是谁、商品的叫法、单位、表格的列。可以查看、搜索和忘记。")
        card.body.addWidget(text_label(sentence, wrap=True))
        row = QHBoxLayout()
        row.addWidget(plain_button(_("查看学到的…"), self.open_learned, icon_name="sparkles"))
        row.addStretch(1)
        card.body.addLayout(row)
        self._column.addWidget(card)

    def open_learned(self) -> None:
        dialog = LearnedDialog(self.context, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _what_if_windows(self, session: Any, values: dict[str, Any]) -> WhatIf:
        return what_if_windows(session, replace(self._shop.lifecycle, **values), today(self._shop.time_zone))

    def _what_if_tiers(self, session: Any, values: dict[str, Any]) -> WhatIf:
        return what_if_tiers(session, replace(self._shop.value_tiers, **values))

    # ---- this computer

    def _add_look(self) -> None:
        card = Card(_("外观和语言"))
        form = Form(label_width=84)
        self.look = QComboBox()
        for key, text in look_names().items():
            self.look.addItem(text, key)
        on_theme_changed(self.show_look)
        self.look.activated.connect(self._choose_look)
        form.add(_("外观"), self.look)
        self.language = QComboBox()
        self.language.addItem("简体中文", "zh_CN")
        self.language.addItem("English", "en")
        self.language.activated.connect(self._choose_language)
        form.add(_("语言"), self.language, hint=_("重新打开程序后全部生效"))
        card.body.addWidget(form)
        self._column.addWidget(card)

    def _choose_look(self) -> None:
        choose_look(self.look.currentData())

    def show_look(self) -> None:
        self.look.setCurrentIndex(self.look.findData(scheme()))

    def _choose_language(self) -> None:
        chosen = self.language.currentData()
        save_settings(replace(load_settings(), language=chosen))
        set_language(chosen)
        self.context.say(_("重新打开程序后，界面全部换成所选的语言。"))

    # ---- the sample, and what this is

    def _add_sample(self) -> None:
        self.sample = Card(_("示例数据"))
        self.sample.body.addWidget(
            text_label(_("先用一个有 800 位会员、9,000 张订单的示例店铺试一试。只能放进空的店铺。"), wrap=True)
        )
        row = QHBoxLayout()
        row.addWidget(plain_button(_("载入示例数据"), self.load_sample, icon_name="store"))
        row.addStretch(1)
        self.sample.body.addLayout(row)
        self._column.addWidget(self.sample)

    def load_sample(self) -> None:
        self.context.change(
            _("载入示例数据"),
            lambda session, progress: fill_sample_shop(session, today(), progress),
            lambda made: self.context.say(
                _("示例店铺已放好：{members} 位会员，{orders} 张订单。").format(**made), _("去看看"),
                partial(self.context.go_to, "today"),
            ),
            undoable=False,
        )  # fmt: skip

    def _add_about(self) -> None:
        card = Card(_("关于"))
        card.body.addWidget(text_label(f"掌柜台 ShopDesk {__version__}", "strong"))
        card.body.addWidget(
            text_label(_("数据只在这台电脑上，不联网，不自动操作微信。检查和提醒不是法律意见。"), "muted", wrap=True)
        )
        self._column.addWidget(card)

    def refresh(self) -> None:
        self._shop = self.context.query(read_shop)
        for key, (field, _row) in self.fields.items():
            if not (field.hasFocus() and field.isModified()):  # never take away what is being typed
                field.setText(getattr(self._shop, key))
        self.show_look()
        self.language.setCurrentIndex(self.language.findData(load_settings().language))
        self.lifecycle.show_values(_values_of(self._shop.lifecycle))
        self.tiers.show_values(_values_of(self._shop.value_tiers))
        self.contact.show_values(_values_of(self._shop.contact))
        for preview in self.previews:
            preview.ask()
        self.sample.setVisible(self.context.query(count_members) == 0)

    def become_visible(self) -> None:
        super().become_visible()
        self.safety.refresh()  # backups are files: no change in the data tells of them

    def show_target(self, target: object) -> None:
        """The word "sample" loads the sample shop, "learned" shows what was learned."""
        if target == "sample":
            self.load_sample()
        elif target == "learned":
            self.open_learned()

    def commands(self) -> list[Command]:
        return [
            Command(_("检查数据是否完好"), self.safety.check_now),
            Command(_("查看和忘记学到的"), self.open_learned),
        ]


def _values_of(part: Any) -> dict[str, float]:
    return {entry.name: getattr(part, entry.name) for entry in fields(part)}


def _lifecycle_words() -> dict[str, str]:
    return {
        "new_days": _("新客：首单后几天内"),
        "active_days": _("活跃：几天内下过单"),
        "cooling_days": _("渐冷：到第几天"),
        "dormant_days": _("沉睡：到第几天，再久算流失"),
        "own_rhythm_from_orders": _("从第几单起按自己的节奏"),
        "active_gaps": _("活跃：自己间隔的几倍以内"),
        "cooling_gaps": _("渐冷：几倍以内"),
        "dormant_gaps": _("沉睡：几倍以内"),
    }


def _tier_words() -> dict[str, str]:
    return {
        "high_percent": _("高：花得最多的前百分之几"),
        "middle_percent": _("中：到前百分之几，再往后算低"),
    }


def _tier_name(tier: str) -> str:
    return {"high": _("高"), "middle": _("中"), "low": _("低"), "none": _("还没下单")}[tier]


def _doubt_windows(values: dict[str, float]) -> str:
    for kind in ("days", "gaps"):
        active, cooling, dormant = (values[f"{state}_{kind}"] for state in ("active", "cooling", "dormant"))
        if not active <= cooling <= dormant:
            return _("活跃、渐冷、沉睡应该一个比一个大，不然中间的状态就没有人了。")
    return ""


def _doubt_tiers(values: dict[str, float]) -> str:
    return _("“中”应该比“高”大，不然中层就没有人了。") if values["middle_percent"] <= values["high_percent"] else ""


def _contact_words() -> dict[str, str]:
    return {
        "days_between": _("两次营销至少隔几天"),
        "most_in_30": _("30 天内最多几次"),
        "batch": _("群发一批最多几人"),
        "quiet_from_minute": _("安静时间：晚上几点起不打扰"),
        "quiet_to_minute": _("安静时间：早上几点以后再发"),
    }
