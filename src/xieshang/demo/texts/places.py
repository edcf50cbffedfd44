"""The streets of Yueze: communities, housing estates, roads, schools, markets and waters, all invented.

Eleven streets and towns, north to south along the canal. Everything a sentence may name hangs on its street, so that a
text never puts a school of one town beside a river of another.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Community:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Street:
    """A street office (街道) or a town (镇), with the places a text may name."""

    code: str
    zh: str
    en: str
    rural: bool
    communities: tuple[Community, ...]
    estates: tuple[str, ...]
    roads: tuple[str, ...]
    schools: tuple[str, ...]
    markets: tuple[str, ...]
    waters: tuple[str, ...]


def _street(zh: str, en: str, places: dict[str, str], communities: dict[str, str]) -> Street:
    code = en.lower()
    rural = zh.endswith("镇")
    kind = "Town" if rural else "Street"
    return Street(
        code=code,
        zh=zh,
        en=f"{en} {kind}",
        rural=rural,
        communities=tuple(
            Community(
                code=f"{code}-{name.lower()}",
                zh=written,
                en=f"{name} {'Village' if written.endswith('村') else 'Community'}",
            )
            for written, name in communities.items()
        ),
        **{field: tuple(places[field].split()) for field in ("estates", "roads", "schools", "markets", "waters")},
    )


STREETS: tuple[Street, ...] = (
    _street(
        "柳浜街道",
        "Liubang",
        {
            "estates": "柳浜新村 浜河苑 纺机宿舍 临水名邸 柳荫公寓",
            "roads": "柳浜路 浜河路 前梭巷 纺机路",
            "schools": "柳浜小学 浜河中学 柳荫幼儿园",
            "markets": "柳浜农贸市场 前梭菜场",
            "waters": "柳浜河 前梭浜",
        },
        {
            "柳浜社区": "Liubang",
            "浜河社区": "Banghe",
            "前梭社区": "Qiansuo",
            "纺机社区": "Fangji",
            "柳荫社区": "Liuyin",
        },
    ),
    _street(
        "锦桥街道",
        "Jinqiao",
        {
            "estates": "锦桥花园 织造新村 三眼桥小区 锦绣里 银梭公寓",
            "roads": "锦桥大道 织造路 三眼桥直街 银梭路",
            "schools": "锦桥小学 锦桥实验中学 三眼桥幼儿园",
            "markets": "三眼桥农贸市场 织造路菜场",
            "waters": "三眼桥河 锦带河",
        },
        {
            "锦桥社区": "Jinqiao",
            "织造社区": "Zhizao",
            "三眼桥社区": "Sanyanqiao",
            "银梭社区": "Yinsuo",
            "锦带社区": "Jindai",
        },
    ),
    _street(
        "云梭街道",
        "Yunsuo",
        {
            "estates": "云梭家园 布商公寓 经纬雅苑 纬二小区 云锦府",
            "roads": "云梭路 经一路 纬二路 市场北路",
            "schools": "云梭小学 经纬中学 云锦幼儿园",
            "markets": "纬二路农贸市场 云梭集贸市场",
            "waters": "经纬河 云塘",
        },
        {"云梭社区": "Yunsuo", "布商社区": "Bushang", "经纬社区": "Jingwei", "纬二社区": "Weier", "云锦社区": "Yunjin"},
    ),
    _street(
        "河塍街道",
        "Hecheng",
        {
            "estates": "河塍小区 塍南苑 水苑人家 染坊里 河塍二村",
            "roads": "河塍路 塍南路 染坊弄 望河路",
            "schools": "河塍小学 望河中学 塍南幼儿园",
            "markets": "河塍农贸市场 塍南菜场",
            "waters": "河塍江 塍南直河",
        },
        {
            "河塍社区": "Hecheng",
            "塍南社区": "Chengnan",
            "水苑社区": "Shuiyuan",
            "染坊社区": "Ranfang",
            "望河社区": "Wanghe",
        },
    ),
    _street(
        "东埠头街道",
        "Dongbutou",
        {
            "estates": "埠头新村 船厂小区 东埠家园 轮埠公寓 运河东岸",
            "roads": "东埠路 船厂路 轮埠街 埠东大道",
            "schools": "东埠小学 运河中学 轮埠幼儿园",
            "markets": "轮埠农贸市场 船厂路菜场",
            "waters": "东埠港 轮埠河",
        },
        {
            "东埠社区": "Dongbu",
            "船厂社区": "Chuanchang",
            "轮埠社区": "Lunbu",
            "埠东社区": "Budong",
            "河东社区": "Hedong",
        },
    ),
    _street(
        "青篁街道",
        "Qinghuang",
        {
            "estates": "青篁雅园 竹里小区 篁溪公馆 西塘新苑 青篁人才公寓",
            "roads": "青篁路 竹里街 篁溪路 西塘路",
            "schools": "青篁小学 竹里中学 西塘幼儿园",
            "markets": "竹里农贸市场 西塘菜场",
            "waters": "篁溪 西塘河",
        },
        {
            "青篁社区": "Qinghuang",
            "竹里社区": "Zhuli",
            "篁溪社区": "Huangxi",
            "西塘社区": "Xitang",
            "新篁社区": "Xinhuang",
        },
    ),
    _street(
        "绮川街道",
        "Qichuan",
        {
            "estates": "绮川府 南绮小区 丝厂宿舍 绮云苑 川东花苑",
            "roads": "绮川大道 南绮路 丝厂弄 川东路",
            "schools": "绮川小学 南绮中学 绮云幼儿园",
            "markets": "南绮农贸市场 丝厂弄菜场",
            "waters": "绮川 川东河",
        },
        {
            "绮川社区": "Qichuan",
            "南绮社区": "Nanqi",
            "丝厂社区": "Sichang",
            "绮云社区": "Qiyun",
            "川东社区": "Chuandong",
        },
    ),
    _street(
        "荷漾镇",
        "Heyang",
        {
            "estates": "荷漾嘉苑 镇东小区 菱荡新村 荷香里",
            "roads": "荷漾大街 镇东路 菱荡路 荷石公路",
            "schools": "荷漾镇中心小学 荷漾镇中学 荷香幼儿园",
            "markets": "荷漾农贸市场",
            "waters": "荷叶漾 菱荡",
        },
        {"镇东社区": "Zhendong", "菱荡村": "Lingdang", "荷香村": "Hexiang", "北漾村": "Beiyang", "蚕花村": "Canhua"},
    ),
    _street(
        "石斗镇",
        "Shidou",
        {
            "estates": "石斗新苑 斗门小区 采石新村 斗北家园",
            "roads": "石斗街 斗门路 采石路 荷石公路",
            "schools": "石斗镇中心小学 石斗镇中学 斗门幼儿园",
            "markets": "石斗农贸市场",
            "waters": "石斗江 斗门河",
        },
        {
            "斗门社区": "Doumen",
            "采石村": "Caishi",
            "斗北村": "Doubei",
            "上庄湾村": "Shangzhuangwan",
            "石佛头村": "Shifotou",
        },
    ),
    _street(
        "白鹭堰镇",
        "Bailuyan",
        {
            "estates": "鹭鸣苑 堰头小区 白鹭新村 堰桥公寓",
            "roads": "白鹭路 堰头街 鹭鸣路 堰梅公路",
            "schools": "白鹭堰镇中心小学 白鹭堰镇中学 鹭鸣幼儿园",
            "markets": "堰头农贸市场",
            "waters": "白鹭湖 堰头江",
        },
        {"堰头社区": "Yantou", "鹭鸣村": "Luming", "新堰村": "Xinyan", "渔舟村": "Yuzhou", "白荡村": "Baidang"},
    ),
    _street(
        "梅塍岭镇",
        "Meichengling",
        {
            "estates": "岭下新村 梅溪小区 茶亭苑 梅岭人家",
            "roads": "岭下街 梅溪路 茶亭路 堰梅公路",
            "schools": "梅塍岭镇中心小学 梅塍岭镇中学 梅溪幼儿园",
            "markets": "岭下农贸市场",
            "waters": "梅溪 茶亭水库",
        },
        {"岭下社区": "Lingxia", "梅溪村": "Meixi", "茶亭村": "Chating", "岙底村": "Aodi", "竹坞村": "Zhuwu"},
    ),
)
