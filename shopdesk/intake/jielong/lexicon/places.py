"""How buildings, flats and addresses are written; tables only."""

from __future__ import annotations

from shopdesk.intake.jielong.lexicon import words

BUILDING = words("号 弄 号楼 栋楼 幢楼 座楼 栋 幢 座 #楼 # 号院 号门 楼 区 期 门")
STRONG_BUILDING = words("号楼 栋 幢 座 区 # #楼 期")
UNIT_ENTRANCE = words("单元 门 梯")
FLOOR = words("楼 层")
FLAT = words("室 户 房 号房 号")
# After a building word these make it something else: 栋长 keeps the building, 区别 is a difference.
NOT_AFTER = {
    "栋": "长",
    "区": "别分块",
    "座": "位",
    "楼": "长主",
    "门": "口",
    "期": "待间",
    "层": "层",
    "室": "友",
    "房": "东子",
}
ESTATE_ENDS = words("花园 小区 家园 公馆 新村 苑 府 城 湾 庭 邸 里 园 郡 居 轩 阁 谷 坊 村 广场 大厦 中心")
ADDRESS_PARTS = words("省 市 区 县 镇 乡 街道 路 街 大道 弄 巷 号 幢 栋 单元 室 小区 村 楼 座")
LABELS = {
    "收件地址": "address",
    "收货地址": "address",
    "详细地址": "address",
    "配送地址": "address",
    "地址": "address",
    "住址": "address",
    "收件人": "recipient",
    "收货人": "recipient",
    "联系人": "recipient",
    "姓名": "name",
    "昵称": "name",
    "名字": "name",
    "微信名": "name",
    "联系电话": "phone",
    "手机号码": "phone",
    "手机号": "phone",
    "手机": "phone",
    "电话": "phone",
    "tel": "phone",
    "楼栋": "room",
    "房号": "room",
    "楼号": "room",
    "门牌": "room",
    "门牌号": "room",
    "楼栋房号": "room",
    "备注": "note",
    "要求": "note",
    "留言": "note",
    "数量": "items",
    "商品": "items",
    "品种": "items",
    "份数": "items",
    "订购": "items",
    "下单": "items",
    "规格": "items",
    "购买": "items",
    "订单": "items",
}
# Behind a building they name who sits there.
SHOP_FRONTS = words("底商 商铺 门面 物业 门卫 前台 保安 门岗 大厅")
ENGLISH_BUILDINGS = words("tower block building bldg room flat apt unit")
# The hundred surnames that most people have.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
