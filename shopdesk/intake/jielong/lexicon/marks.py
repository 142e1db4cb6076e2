"""Words that mean something in a 接龙: what to do, what was paid, what is a notice; tables only."""

from __future__ import annotations

from shopdesk.intake.jielong.lexicon import words

HEADERS = ("#接龙", "#group note", "#groupnote", "接龙", "【接龙】", "[接龙]")
EXAMPLES = words("例如 例子 示例 举例 格式 接龙格式 报名格式 模板 样例 范例 e.g. eg. e.g eg example 例")

CANCEL = words(
    """
    唔要 唔要啦 唔使 唔订 唔要住 莫要了 毋要了
    取消 取消了 取消掉 都取消 全取消 取消订单 不要了 都不要了 全不要了 先不要了 不订了 不定了 不买 不买了 不拼了
    不参加了 不接了 退了 退单 退订 撤了 撤单 撤销 作废 删除 删掉 删了 划掉 退出 不算 不用了 算了 cancel
    cancelled canceled ❌ ✖️ 🚫 退团 弃 放弃 不需要了 免了 去掉 退掉 全退 退款
    """
)
ADD = words(
    """
    再加 再要 再来 再订 再定 再买 再拿 追加 加订 加定 加购 加单 补订 补单 多加 又加 还要 另外加 另加 另要 增加
    add more 加多 多要 多来 再补 再追加 补 再接 再拍 再下 后加 新加 再
    """
)
# They add only where the same person has ordered before.
WEAK_ADD = words("多 加 添 加我 给我加 帮我加 我加 再给我 也加 也要 也来 也订 也拿 我也要 我也来")
SET = words(
    """
    改成 改为 改到 改订 改要 改 更改为 更改成 更正 更正为 修改为 修改成 变成 变更为 换成 调整为 调成 改一下
    重新接 重接 以这个为准 以此为准 更新 更新为 更正成 增加到 加到 减到 减少到
    """
)
WEAK_SET = words("总共 一共 共 合计 总计 只要 只需 共计 就要 只留 保留 最终 最后")
SUBTRACT = words("减掉 减去 减 少要 少订 少来 少定 退掉 退 去掉 扣掉 扣 减少 少 取消 撤掉 不要 撤")
WANT = words(
    """
    我家要 家里要 我们要 我想订 我要买 帮我带 给我带 帮我拿 我带 带 要 我要 来 订 定 拼 买 拿 预定 预订 需要
    我订 我定 我来 给我 帮我 帮订 帮定 麻烦 想要 我买 接 报名 下单 拍 我拼 份数 数量 给我来 帮我订 帮我定 帮我要
    整 弄 搞 俺要 畀我 唔该 唔该畀我 整点 弄点 搞点 先要 先来 先订 跟 跟团 我想要
    我跟 我拿 x 给我留 留给我 帮我留 帮带 我要订 算我 吧
    """
)
# Between goods, or between a name of goods and its number.
LINK = words("和 以及 还有 另外 外加 plus and 的 那个 那款 那种")
EACH = words(
    """
    各 各自 每样 每种 每个 每款 各来 各要 分别 每样来 每种来 各订 各拿 都要 都来 全要 全都要 全部要 全来 全套
    一样 各种 每样都要 每种都要 两样都要 两种都要 两个都要 两款都要 三样都要 三种都要 都要了 都订 都拿 通通要
    全部都要 样样都要 都 全部各 全部各来 全部都 所有各 所有的各 每样各 每种各 全都 全部都来 统统各
    """
)

PAID = words(
    """
    已付 已付款 已支付 已付钱 付过了 付过 付了 付款了 已转账 已转 转账了 转了 转过了 已转钱 钱已付 钱已转
    红包已发 已发红包 发红包了 已发 已结 已结清 结清 款已付 款清 已收款 微信已付 支付宝已付 私转 已私转 已经付
    已经付了 已经付款 已经转了 paid 💰 付清 已付清 已汇款 汇款了 汇了 已汇 已扫码 扫码付了 付讫
    """
)
UNPAID = words(
    """
    未付 未付款 没付 没付款 还没付 未支付 到付 货到付款 自提付 待付 待付款 未转 没转 回头付 晚点付 稍后付 后付
    unpaid
    """
)

# The line speaks to everybody: a notice, not somebody's order.
NOTICE = words(
    """
    做法 食材 材料 步骤 适量 腌制 报一下
    通知 注意 自提点 包赔 截单 截止 到货 务必 请备注 请当天 小时内 售后 不退 发货 配送 拍照 各位 邻居 大家
    可以来 请大家 请各位 今晚 过夜 接龙今 团购接龙 谢谢配合 提货 取货时间 自提时间 营业 规则 须知 温馨提示 说明
    付款方式 收款码 二维码 加群 点前 点后可 结束 开团 不赔 备注楼 备注房 免运费 包邮 起送 产地 保质期 欢迎 亲们
    宝子 家人们 公告 联系团长 私聊 私信 提示 如有 请勿 请在 请于
    """
)
NOTE_HEADS = words("注意 说明 备注 提示 规则 须知 通知 售后 温馨提示 注 ps p.s 公告 提醒")
LIST_HEADS = words("接龙 报名 名单 登记 如下 开始 下单 订单")
# In the words around a quantity they say that it is a wish about the goods, not goods.
WISH = words(
    """
    留一 留两 留一块
    换 改成 不要 不放 不吃 不加 别放 少放 多放 加辣 加饭 加蛋 自备 自带 要辣 要大 要小 要熟 要新 要生 分开 每份
    每个 每袋 送到 打包 其中 熟的 生的 甜的 大的 小的 硬的 软的 嫩的 老的 热的 冰的 冷的 温的 辣的 微辣 中辣
    重辣 特辣 变态辣 去冰 少冰 多冰 常温 半糖 全糖 少糖 无糖 三分糖 五分糖 七分糖 不辣 不甜 不咸 清淡 去皮 去骨
    大概 大约 差不多 左右 上下
    去头 切块 切片 切丝 剁 绞 代买 帮买 装好 装袋 装盒 加冰 加热 加糖 单独
    """
)
# A word that begins so is a wish: 少饭, 多醋, 免葱, 去皮.
WISH_BEGINNINGS = words("少 多 不 免 去 无 别 微 加 换 改 要 放 切 送 先")
CONDITION = words(
    "随便 看着 差不多 如果 没有就 没有的话 缺货 要是 的话 没货 卖完 售罄 不够就 万一 还能 来得及 还有吗 能加吗 可以加吗"
)
# Chat lines made by the program, not by people.
SYSTEM = words(
    """
    [图片] [表情] [动画表情] [视频] [语音] [文件] [链接] [位置] [红包] [转账] [小程序] [聊天记录] [引用]
    撤回了一条消息 以下是新消息 以下为新消息 加入了群聊 邀请 拍了拍 领取了你的红包 修改群名 [photo] [sticker]
    [image] [名片] [音乐] [视频号]
    """
)
KINSHIP = words(
    """
    阿姨 姨 叔 叔叔 姐 姐姐 哥 哥哥 妈 妈妈 爸 爸爸 婶 婶婶 伯 伯伯 奶奶 爷爷 嫂 嫂子 大爷 大妈 大姐 大哥 老师
    先生 女士 小姐 太太 总 老板 医生 护士 弟 弟弟 妹 妹妹 姥姥 外婆 外公 舅 舅舅 姑 姑姑 同学 师傅 大叔 大婶
    宝妈 麻麻 粑粑
    """
)
# In a chat these words ask, they do not order.
QUESTION = words("吗 有没有 多少钱 怎么 什么时候 几点 好吃不 还有不 呢 能不能 可不可以")
# 除了香蕉都要: what is named is what is not wanted.
EXCEPT = words("除了 除 以外 之外 不要")
# A word with one of these is somebody talking, not a product.
TALKERS = words("留 我 你 他 她 咱 那 也 吧 呀 哦 请")
# Said beside an order, about nothing that is counted.
ASIDES = words(
    """
    生日 写 祝 整的
    谢谢 多谢 感谢 辛苦 麻烦 老板 团长 自提 来拿 来取 自取 去拿 去取 送到 放门口 门口 放门 门卫 保安 物业 下班 晚点
    晚上 明天 周末 早上 下午 中午
    上午 周一 周二 周三 周四 周五 周六 周日 帮忙 尽量 最好 新鲜 给我 尝尝 试试 代收 快递柜 驿站 包装 分开 拍照 打电话
    电话联系 提前 哈 哦 呀 啦
    """
)
# Who says so in the name offers the goods; what is left is told by nobody else.
HOSTS = words("团长 群主 店主 掌柜 老板 店长 客服 小助手 管理员")
STOCK = words("还剩 只剩 仅剩 剩最后 最后几 还有的 有的有的 卖完了 没有了哦 截单了 补货")
# Talk of what was bought or eaten before; it orders nothing.
PAST = words(
    """
    昨天买 昨天的 昨天拿 昨天那 上次 上回 上周 吃完了 吃完 吃了 买过 抢着吃 好甜啊 好吃的 收到了 拿到了 前天
    坏的 坏了 烂了 有点酸 坏果 之前买 真甜 真好吃
    """
)
# Words that lead over from the name to the order.
BEFORE_ORDERS = words(
    """
    行 好的 嗯 可以
    三种 两种 四种 两样 三样 四样 几种 几样 前面 上面 原 重复 原先 之前 刚才 刚刚 代 帮 替 给 总数 数量 份数 板数
    盒数 箱数 斤数 口味 今天 明天 这次 我要 我家 我们
    俺 唔该 麻烦 老板 团长 请 还是 先 就 只 也 又 再 那 要
    """
)
# Particles, pronouns and adverbs: a word that has one is talk, no name of goods.
FUNCTION_WORDS = frozenset("的了吧呢吗啊哦呀嘛就才又也我你他她它们咱谁啥怎这那哪是没很太够给让把被跟再还别请先")
APOLOGIES = words("不好意思 抱歉 对不起 麻烦 我家 我们家 家里 那就 那我 还是")
