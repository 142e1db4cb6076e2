"""The four content pillars and the moments of care: their names, letters and targets."""

from __future__ import annotations

from dataclasses import dataclass

from shopdesk.base.i18n import _

KNOW_HOW = "know_how"
EMOTION = "emotion"
INTERACTION = "interaction"
RECOMMENDATION = "recommendation"
PILLARS = (KNOW_HOW, EMOTION, INTERACTION, RECOMMENDATION)

TARGET_PERCENT = {KNOW_HOW: 30, EMOTION: 25, INTERACTION: 25, RECOMMENDATION: 20}
"""A default, not a truth: share of each pillar over 14 days."""


@dataclass(frozen=True)
class Pillar:
    key: str
    name: str
    letter: str
    """One character that stands beside the colour, which is never the only signal."""
    hint: str


def list_pillars() -> tuple[Pillar, ...]:
    return (
        Pillar(KNOW_HOW, _("专业干货"), _("知"), _("怎么挑、怎么存、怎么做，让人觉得跟着你买更懂生活")),
        Pillar(EMOTION, _("情感共鸣"), _("情"), _("问候、故事、感谢，让人记得店后面的那个人")),
        Pillar(INTERACTION, _("活动互动"), _("动"), _("提问、投票、晒单，让群里的人自己说话")),
        Pillar(RECOMMENDATION, _("产品种草"), _("荐"), _("开团、到货、推荐，把好东西说清楚")),
    )


def pillar_of(key: str) -> Pillar:
    return next(pillar for pillar in list_pillars() if pillar.key == key)


def moment_names() -> dict[str, str]:
    """Every moment a template can be for, in the order of a member's way through the shop."""
    return {
        "welcome_0": _("入群欢迎"),
        "welcome_30m": _("入群 30 分钟"),
        "welcome_24h": _("入群 24 小时"),
        "welcome_48h": _("入群 48 小时"),
        "welcome_72h": _("入群 72 小时"),
        "welcome_7d": _("入群 7 天"),
        "first_order": _("第一单"),
        "arrival": _("到货通知"),
        "pickup_reminder": _("取货提醒"),
        "last_day": _("取货最后一天"),
        "unpaid": _("付款提醒"),
        "satisfaction_48h": _("满意度回访（48 小时）"),
        "day_3": _("第 3 天关怀"),
        "day_7": _("第 7 天关怀"),
        "claim": _("售后处理"),
        "order_10": _("第 10 单感谢"),
        "birthday": _("生日"),
        "referral_invite": _("邀请推荐"),
        "cooling": _("渐冷唤醒"),
        "dormant": _("沉睡唤醒"),
        "lost": _("流失挽回"),
        "open_group_buy": _("开团"),
        "cut_off_soon": _("快截单"),
        "festival": _("节日"),
        "solar_term": _("节气"),
        "daily": _("日常"),
    }
