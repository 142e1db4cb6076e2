"""The pages in the order of the navigation. Each is imported when it is first shown: paint first, import late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shopdesk.base.i18n import N_
from ui.app_context import AppContext
from ui.page import Page


@dataclass(frozen=True)
class PageEntry:
    name: str
    title: str
    """A msgid: translate it when it is shown."""
    icon: str
    make: Callable[[AppContext], Page]


def _today(context: AppContext) -> Page:
    from ui.today.page import TodayPage

    return TodayPage(context)


def _members(context: AppContext) -> Page:
    from ui.members.page import MembersPage

    return MembersPage(context)


def _orders(context: AppContext) -> Page:
    from ui.orders.page import OrdersPage

    return OrdersPage(context)


def _segments(context: AppContext) -> Page:
    from ui.segments.page import SegmentsPage

    return SegmentsPage(context)


def _content(context: AppContext) -> Page:
    from ui.content.page import ContentPage

    return ContentPage(context)


def _posters(context: AppContext) -> Page:
    from ui.posters.page import PostersPage

    return PostersPage(context)


def _figures(context: AppContext) -> Page:
    from ui.figures.page import FiguresPage

    return FiguresPage(context)


def _settings(context: AppContext) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(context)


PAGES = (
    PageEntry("today", N_("今日"), "layout-dashboard", _today),
    PageEntry("members", N_("会员"), "users", _members),
    PageEntry("orders", N_("订单"), "package", _orders),
    PageEntry("segments", N_("人群"), "funnel", _segments),
    PageEntry("content", N_("内容"), "calendar-days", _content),
    PageEntry("posters", N_("海报"), "image", _posters),
    PageEntry("figures", N_("数据"), "chart-line", _figures),
    PageEntry("settings", N_("设置"), "settings", _settings),
)
