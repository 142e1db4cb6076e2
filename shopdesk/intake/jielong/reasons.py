"""Why an entry is doubtful: one short sentence each, with how much it takes from the reading's confidence."""

from __future__ import annotations

from shopdesk.base.i18n import _

# Weight: what is left of the confidence. An entry below REVIEW_BELOW is shown to the owner before it counts.
REVIEW_BELOW = 0.75
WEIGHTS = {
    "no_items": 0.3,
    "no_name": 0.4,
    "no_product": 0.4,
    "bare": 0.7,
    "not_on_menu": 0.5,
    "ambiguous_product": 0.4,
    "guessed_product": 0.6,
    "split": 0.7,
    "glued": 0.6,
    "vague": 0.5,
    "zero": 0.3,
    "huge": 0.3,
    "negative": 0.5,
    "twice": 0.5,
    "nothing_before": 0.6,
    "repeated": 0.7,
    "condition": 0.5,
    "part_cancel": 0.6,
    "all_unknown": 0.5,
    "dash": 0.6,
    "same_seq": 0.72,
    "not_sure_list": 0.7,
    "code_conflict": 0.4,
    "code_unknown": 0.6,
    "leftover": 0.7,
    "cancel_unknown": 0.7,
    "unit": 0.7,
    "menu_unit": 0.7,
    "unusual": 0.7,
    "joined": 0.6,
    "no_seq": 0.8,
    "sum": 0.5,
    "replaced": 0.7,
    "zone": 0.6,
}


def sentence(reason: str) -> str:
    texts = {
        "no_items": _("没看出要什么"),
        "no_name": _("没看出是谁接的"),
        "no_product": _("没写是哪样商品"),
        "bare": _("没写数量，先按 1 份算"),
        "not_on_menu": _("商品不在这次的菜单里"),
        "ambiguous_product": _("说的商品可能是好几样"),
        "guessed_product": _("商品是猜的，请看一眼"),
        "split": _("名字和商品连在一起，可能分错"),
        "glued": _("数字可能是名字的一部分"),
        "vague": _("数量写得不确定"),
        "zero": _("数量是 0"),
        "huge": _("数量大得不寻常"),
        "negative": _("写了负数，请确认"),
        "twice": _("数量写了不止一次"),
        "nothing_before": _("说要改，但前面没有找到他的单"),
        "repeated": _("同一个人前面已经接过同样的商品"),
        "condition": _("带有条件，请确认"),
        "part_cancel": _("只取消一部分，请确认"),
        "all_unknown": _("说都要，但不知道一共有哪几样"),
        "dash": _("横线可能是减号，也可能是分隔"),
        "same_seq": _("序号和前面重复"),
        "not_sure_list": _("这段文字不一定是接龙"),
        "code_conflict": _("代号和商品对不上"),
        "code_unknown": _("没有找到代号对应的商品"),
        "leftover": _("有些字没有看懂"),
        "cancel_unknown": _("说取消，但前面没有找到他的单"),
        "unit": _("单位和平时不一样"),
        "menu_unit": _("单位和菜单上的不一样"),
        "unusual": _("数量比别人多很多，请看一眼"),
        "joined": _("几行并成一条，请看一眼"),
        "no_seq": _("这一行没有序号"),
        "sum": _("总数和各样加起来不一样"),
        "replaced": _("要换成别的商品，请确认"),
        "zone": _("字母可能是楼号，也可能是代号"),
    }
    return texts[reason]
