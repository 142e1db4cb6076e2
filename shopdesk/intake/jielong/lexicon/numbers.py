"""Numerals and units as people write them in a 接龙; tables only."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.jielong.lexicon import words

CN_DIGITS: dict[str, int] = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    "两": 2,
    "俩": 2,
    "仨": 3,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
CN_TENS: dict[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "廿": 20, "卅": 30}
HALF = "半"
COLLECTIVE = frozenset("俩仨")  # they carry their own 个
FRACTIONS: dict[str, Decimal] = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
OTHER_CIRCLED: dict[str, int] = {
    **{c: i for i, c in enumerate("❶❷❸❹❺❻❼❽❾❿", 1)},
    **{c: i for i, c in enumerate("➀➁➂➃➄➅➆➇➈➉", 1)},
    **{c: i for i, c in enumerate("➊➋➌➍➎➏➐➑➒➓", 1)},
    **{c: i for i, c in enumerate("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂", 1)},
    **{c: i for i, c in enumerate("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1)},
    **{c: i for i, c in enumerate("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", 1)},
}
CIRCLED_LETTERS = {chr(0x24B6 + i): chr(0x61 + i) for i in range(26)} | {
    chr(0x1F150 + i): chr(0x61 + i) for i in range(26)
}
SQUARED_LETTERS = {chr(0x1F170 + i): chr(0x61 + i) for i in range(26)}

COUNT_UNITS = words(
    """
    寸 英寸 饼 份 盒 箱 袋 包 个 只 板 瓶 件 斤 公斤 千克 克 两 条 根 支 枝 罐 桶 打 对 双 套 组 提 串 块 片 张
    本 卷 筐 篮 篓 杯 碗 碟 盘 锅 壶 听 粒 颗 枚 头 尾 朵 束 盆 棵 把 捆 扎 挂 捧 排 副 扇 匹 壮 坛 缸 瓮 兜 屉
    笼 卡 款 样 单 人份 人 位 大卡 毫升 升 米 台 部 双人份 单人份 家庭份 份儿 个儿 盒儿 袋儿 连 刀 坨 节 段
    角 股 托 味 大份 小份 中份 大盒 小盒 中盒 大箱 小箱 整箱 大袋 小袋 大包 小包 大瓶 小瓶 大杯 中杯 小杯 大桶
    小桶 盅 煲 例 客 窝 大个 小个 大碗 小碗 礼盒 礼包 礼袋 提篮
    """
)
LATIN_UNITS = words(
    """
    kg kgs g 500g l ml jin pcs pc pieces piece box boxes bottle bottles bag bags pack packs set sets lb lbs can
    cans cup cups order orders dozen portion portions tray trays jar jars
    """
)
UNITS: frozenset[str] = frozenset(COUNT_UNITS) | frozenset(LATIN_UNITS)

# Adding up inside one quantity: 1斤2两 is 1.2 斤. A lone 两 after a numeral is counted in 斤.
JIN_PARTS = {"两": Decimal("0.1")}
WEIGHTS = frozenset(words("斤 公斤 千克 克 两 kg kgs g jin lb lbs"))
# Characters that make a number before them part of a word of time, place or rank, never a quantity.
NOT_QUANTITY_AFTER = "点时月日号楼层岁年周期区路弄巷幢栋座室度%％℃折后前"
# More than this is asked about; a number without unit may be a size, a year or a room.
MOST = Decimal(500)
MOST_BARE = Decimal(99)
ENGLISH_NUMBERS = {word: at for at, word in enumerate(words("one two three four five six seven eight nine ten"), 1)}
