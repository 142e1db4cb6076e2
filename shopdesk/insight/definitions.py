"""What each figure counts, in one exact sentence: the same words on the screen, in the JSON and in the manual."""

from __future__ import annotations

from shopdesk.base.i18n import N_, _

_SENTENCES = {
    "sales": N_("已确认、已付、已取的订单，金额减去退款；草稿、已取消和已退款的不算。"),
    "orders": N_("已确认、已付、已取的订单数；草稿、已取消和已退款的不算。"),
    "buyers": N_("这段时间至少下过一单的会员数，一个人只算一次。"),
    "new": N_("这段时间的买家里，在本店的第一单就在这段时间的人数。"),
    "returning": N_("这段时间的买家里，在这段时间以前就下过单的人数。"),
    "average_order": N_("成交额 ÷ 订单数。"),
    "referral_share": N_("这段时间的新买家里，有推荐人的占多少。"),
    "repurchase_ever": N_("在两天或更多天下过单的会员 ÷ 下过单的会员，从开店到最后一天。"),
    "repurchase_30": N_("第一单在 30 天前或更早的会员里，第一单后 30 天内又在另一天下单的占多少。"),
    "repurchase_60": N_("第一单在 60 天前或更早的会员里，第一单后 60 天内又在另一天下单的占多少。"),
    "repurchase_90": N_("第一单在 90 天前或更早的会员里，第一单后 90 天内又在另一天下单的占多少。"),
    "retention": N_("某一期第一次下单的会员里，在之后的每一期又下过单的占多少。"),
    "cohort_value": N_("某一期第一次下单的会员，到之后每一期结束时平均每人一共花了多少。"),
    "active_share": N_("最近 30 天下过单的会员 ÷ 全部会员。"),
    "zombie_share": N_("认识满 90 天、最近 90 天一单没下的会员 ÷ 全部会员。"),
    "value_so_far": N_("所有买家到最后一天的成交额 ÷ 买家数。"),
    "lifecycle": N_("每位会员在最后一天处于哪个阶段，按设置里的天数和本人的节奏分。"),
    "rfm_group": N_("按最近一次、次数和金额的五分位分成十一组；同一天来过的取高的一档，次数、金额一样的取低的一档。"),
    "value_tier": N_("买家按累计消费排队，前五分之一是高，到一半为中，其余是低。"),
    "bg_nbd": N_("BG/NBD 模型（Fader、Hardie、Lee 2005）：多久买一次，买完以后有多少人不再来。"),
    "gamma_gamma": N_("Gamma-Gamma 模型（Fader、Hardie 2013）：每位会员一次大约花多少。"),
    "alive": N_(
        "按 BG/NBD 模型，来过两天以上的会员到最后一天还没有离开的可能；只来过一次的，模型什么也看不出来，单独列。"
    ),
    "expected_purchases": N_("按 BG/NBD 模型，接下来这些天全部买家一共会有多少个下单日。"),
    "expected_value": N_("预计的下单日数 × Gamma-Gamma 估计的每次金额，全部买家相加。"),
    "rhythm": N_("会员自己的下单间隔的中间一半，至少在 3 个不同的日子下过单才有。"),
    "due": N_("上次下单加上本人间隔的中位数（半天进一天），落在最后一天到 7 天以后之间的会员。"),
    "often_together": N_("买过同样商品的会员还买了什么，按共同购买的人数算，人数少的打折扣。"),
}
NAMES = tuple(_SENTENCES)


def definition(name: str) -> str:
    return _(_SENTENCES[name])
