"""The eleven RFM groups in plain words: who they are and what to do with them."""

from __future__ import annotations

from shopdesk.base.i18n import _


def group_definition(key: str) -> str:
    return {
        "champions": _("最近刚来过，买得多、花得也多：店里最好的那批人"),
        "loyal": _("常来、买得多，最近也来过，只是不如冠军客户勤"),
        "active": _("最近来过，买的次数和花的钱在中间"),
        "promising": _("最近来过，买的还不多，有机会变成常客"),
        "new": _("刚刚来过，次数和钱都在最后五分之一，多半是第一单"),
        "needs attention": _("有一阵没来了，以前买得也不算多"),
        "at risk": _("以前买得不少，已经很久没来"),
        "almost lost": _("买得不多，也好久没来了"),
        "dormant": _("来过一两次，很久很久没来"),
        "previously loyal": _("以前是大户、常客，现在很久没来了"),
        "prospects": _("在群里，还没有下过单"),
    }[key]


def group_advice(key: str) -> str:
    return {
        "champions": _("新品先给他们尝，请他们晒单、带朋友；不用打折"),
        "loyal": _("记得他们的口味，缺货到货先说一声，给点小惊喜"),
        "active": _("推荐搭着买的东西，让下一单早点来"),
        "promising": _("问问上次吃得怎么样，推一样好卖的，把第二、第三单做成"),
        "new": _("48 小时内问满意不满意，教怎么接龙、怎么自提"),
        "needs attention": _("用他买过的东西开头，发一条私信"),
        "at risk": _("一个个问候，问问是不是哪次没做好"),
        "almost lost": _("用一样便宜好卖的东西请他回来，一次就好"),
        "dormant": _("只在大节日问候一次，不多打扰"),
        "previously loyal": _("店主亲自打招呼，听听原因，值得多花心思"),
        "prospects": _("发一样低价好货当第一单，先让他下一次单"),
    }[key]


def tie_rule() -> str:
    return _(
        "怎么分：在下过单的会员里，按“上次下单多久”“订单数”“累计消费”各分五档，每档五分之一，5 档最好。"
        "数字一样的算同一档：同一天来过的取高的一档，单数、钱数一样的取低的一档（大家都只买过一次，就没有谁算常客）。"
        "次数和钱取平均，半档进一档。人少、或一样的人多，有的档会空着。"
    )
