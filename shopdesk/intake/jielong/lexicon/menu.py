"""Words around products and prices in the header of a 接龙; tables only."""

from __future__ import annotations

from shopdesk.intake.jielong.lexicon import words

# Cut off at either end of a product's name.
NOISE = words(
    """
    到货啦 到啦 来咯 新货 订餐 点餐 预约 预计 团购群 接龙 团购价 团购 拼团价 拼团 开团 预定 预订 预售 报名 今日
    今天 明天 明日 后天 本周 下周 周末 特价 现货 到货 统计 价格 现价 原价 售价 单价 优惠价 会员价 群价 秒杀价
    秒杀 仅需 仅 只要 只需 价 每 约 来啦 来了 上新 开始 开启 第 新一期 大家 需要的 请 链接 商品 品种 规格 可选
    款式 口味 有 接力 名单 登记 订购 订单 下单 今晚 早上 上午 中午 下午 晚上 号 星期 周 日 一份 # 的 啦 继续
    做了 蒸了 烤了 卤了 煮了 炸了 包了 熬了 摘了 进了 到了 新做 新出 还有 今日菜单 菜单 报价 都是 均为 一律
    产地直发 基地直发 直发
    单点 单卖 单买
    都 均 需要 想要 加购 明早 今早 明晚 拼单 返场 爆款 热卖 限量 包邮 小程序 清单 为 是
    """
)
# A clause with one of these tells of money that buys no goods.
NOT_GOODS = words(
    """
    运费 加价 再加 起送 立减 优惠券 定金 押金 差价 补差 退款 红包 换其他 换炒 要换 打包费 包装费 配送费 跑腿
    请加
    """
)
# Sizes that are a variant of the name before them.
SIZES = words(
    """
    双人 单人 三人 四人 六人 特大份 大份 小份 中份 大盒 小盒 中盒 大箱 小箱 大果 中果 小果 特大果 大杯 中杯 小杯 大
    中 小 大袋 小袋 大包 小包
    礼盒装 礼盒 简装 精装 普装 散装 单人份 双人份 整箱 半箱 大号 中号 小号 公 母 雌 雄
    """
)
WEEKDAYS = words(
    """
    星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日 周天 礼拜一
    礼拜二 礼拜三 礼拜四 礼拜五 礼拜六 礼拜天 下周一 下周二 下周三 下周四 下周五 下周六 下周日 本周一 本周二 本周三
    本周四 本周五
    本周六 本周日 这周一 这周二 这周三 这周四 这周五 这周六 这周日 下周 本周 这周
    """
)
# A clause with one of these is said to people; it names no product.
TALK = words(
    """
    请 选择 快递 麻烦 自提 下单 谢谢 支持 可以 不要 记得 送货 配货 直播 楼栋 房号 手机 电话 地址 姓名 现切 现做
    新到 限购 要的 发的 昨天 编号 图片 明早 明天去 去拿 去市场 前接 都是 接龙呀 随意 以上 以下 一共 继续接 代买
    代购 备注好
    """
)
# What follows a date and is no name: 鲜牛奶 周四到.
ARRIVALS = words("到 到货 送 发 发货 起 截 开 团 送货 自提 取货 提货 开团 上架 到店 现货 新到")
# A line that has one of these offers something, even without a price.
OFFER_WORDS = words("团购 预定 预订 拼团 开团 接龙 预售 现货 到货 上新 团")
# Before a colon: what follows is the list of goods.
LIST_WORDS = words("到货 今日有 今天有 菜单 品种 可选 口味 今日 现有 水果有 菜有 今晚有 供应 在售 清单 种类")
SIZE_ENDS = words("级 大果 中果 小果 特果 号 款 装 味 色 码 1头 2头 3头 4头 5头 6头 8头 9头 0头 大头 小头")
# A part of a product's name with one of these says how it came here.
SHIPPING = words(
    """
    快递 到家 晾晒 秘制 无添加 不打药 明前 雨前 头采 今早 空运 直发 直达 现摘 现捞 现杀 顺丰 包邮 产地 当天 刚到
    新到 基地
    次日达 冷链
    """
)
# A line behind the entries with one of these sums up or calls; it is nobody's order.
FOOTERS = words(
    """
    合计 总计 共计 汇总 统计 小计 已满 还差 还剩 剩余 只剩 成团 所有人 需要的 想要的 没接的 要的 截止 截单 已截
    随行就市 以上 以下 抓紧 收工 感谢
    """
)
# Fields above a list that name no goods.
HEAD_FIELDS = words("发起人 发布人 发起者 团长: 截止 截团 截单 时间 地点 提货点 自提点 取货点 活动时间")
# The first of several names is the kind of the others when it ends so and they do not: 手工水饺 韭菜猪肉 三鲜.
KINDS = words(
    "水饺 饺子 馄饨 包子 粽子 汤圆 月饼 蛋糕 面包 酸奶 冰淇淋 饮料 水果 蔬菜 点心 糕点 盖饭 套餐 炒菜 卤味 奶茶"
)
