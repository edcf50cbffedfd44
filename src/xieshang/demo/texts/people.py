"""Who there is in Yueze: sectors, handling units, committees, members and the office's staff, all invented."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from .places import STREETS, Street
from .scenes import pick

UnitKind = Literal["party", "government", "town", "court", "procuratorate", "enterprise", "other"]


@dataclass(frozen=True, slots=True)
class Sector:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A handling unit; `competences` are the codes of the topics it leads or helps with."""

    code: str
    zh: str
    short: str
    en: str
    kind: UnitKind
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Committee:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Member:
    number: int  # 1.. in the roster
    zh: str
    en: str  # in pinyin, family name first
    sex: Literal["f", "m"]
    sector: str
    title: str  # workplace and post
    unit: str | None  # the handling unit they work for, if any: nobody handles their own proposal
    street: str
    committee: str | None
    standing: bool  # member of the standing committee


@dataclass(frozen=True, slots=True)
class Staff:
    number: int
    zh: str
    en: str
    sex: Literal["f", "m"]
    role: str
    title: str


@dataclass(frozen=True, slots=True)
class District:
    code: str
    zh: str
    en: str
    assembly: str
    assembly_en: str
    term: int
    sectors: tuple[Sector, ...]
    units: tuple[Unit, ...]
    streets: tuple[Street, ...]
    committees: tuple[Committee, ...]

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)

    def street(self, code: str) -> Street:
        return next(street for street in self.streets if street.code == code)


# fmt: off
_SECTORS: tuple[tuple[str, str, str, int], ...] = (  # code, zh, en, members in 250
    ("cpc",          "中国共产党",           "Communist Party of China", 24),
    ("rcck",         "民革",                 "Revolutionary Committee of the Kuomintang", 7),
    ("cdl",          "民盟",                 "China Democratic League", 9),
    ("cndca",        "民建",                 "China National Democratic Construction Association", 9),
    ("capd",         "民进",                 "China Association for Promoting Democracy", 8),
    ("cpwdp",        "农工党",               "Chinese Peasants' and Workers' Democratic Party", 8),
    ("zhigong",      "致公党",               "China Zhi Gong Party", 6),
    ("jiusan",       "九三学社",             "Jiusan Society", 8),
    ("nonparty",     "无党派人士",           "Personages without party affiliation", 8),
    ("youth",        "共青团和青联",         "Youth League and Youth Federation", 8),
    ("union",        "工会",                 "Trade unions", 7),
    ("women",        "妇联",                 "Women's Federation", 8),
    ("chamber",      "工商联",               "Federation of Industry and Commerce", 20),
    ("scitech-assoc", "科协",                "Association for Science and Technology", 6),
    ("overseas",     "侨联和台联",           "Returned overseas Chinese and Taiwan compatriots", 8),
    ("arts",         "文化艺术和体育界",     "Culture, arts and sport", 12),
    ("science",      "科学技术界",           "Science and technology", 9),
    ("press",        "社会科学和新闻出版界", "Social sciences and press", 7),
    ("economy",      "经济界",               "Economy", 22),
    ("farming",      "农业和农村界",         "Farming and villages", 11),
    ("education",    "教育界",               "Education", 13),
    ("health",       "医药卫生界",           "Medicine and health", 12),
    ("welfare",      "社会福利和社会保障界", "Welfare and social security", 6),
    ("environment",  "环境资源界",           "Environment and resources", 5),
    ("faiths",       "民族宗教界",           "Ethnic groups and faiths", 4),
    ("invited",      "特邀人士",             "Specially invited", 5),
)

_UNITS: tuple[tuple[str, str, str, str, UnitKind], ...] = (
    ("party-office",  "中共越泽区委办公室", "区委办", "District Party Committee Office", "party"),
    ("discipline",    "中共越泽区纪委、越泽区监委", "区纪委区监委", "Discipline and Supervision Commission", "party"),
    ("organisation",  "中共越泽区委组织部", "区委组织部", "Organisation Department", "party"),
    ("publicity",     "中共越泽区委宣传部", "区委宣传部", "Publicity Department", "party"),
    ("united-front",  "中共越泽区委统战部", "区委统战部", "United Front Work Department", "party"),
    ("political-legal", "中共越泽区委政法委员会", "区委政法委", "Political and Legal Affairs Commission", "party"),
    ("social-work",   "中共越泽区委社会工作部", "区委社会工作部", "Social Work Department", "party"),
    ("establishment", "中共越泽区委机构编制委员会办公室", "区委编办", "Staffing Commission Office", "party"),
    ("trade-unions",  "越泽区总工会", "区总工会", "Federation of Trade Unions", "party"),
    ("youth-league",  "共青团越泽区委员会", "团区委", "Youth League Committee", "party"),
    ("womens-federation", "越泽区妇女联合会", "区妇联", "Women's Federation", "party"),
    ("disabled",      "越泽区残疾人联合会", "区残联", "Disabled Persons' Federation", "party"),
    ("government-office", "越泽区人民政府办公室", "区府办", "District Government Office", "government"),
    ("development",   "越泽区发展和改革局", "区发改局", "Development and Reform Bureau", "government"),
    ("industry",      "越泽区经济和信息化局", "区经信局", "Economy and Information Technology Bureau", "government"),
    ("education",     "越泽区教育体育局", "区教体局", "Education and Sport Bureau", "government"),
    ("science",       "越泽区科学技术局", "区科技局", "Science and Technology Bureau", "government"),
    ("police",        "市公安局越泽分局", "公安分局", "Public Security Branch", "government"),
    ("traffic-police", "市公安局越泽分局交通警察大队", "交警大队", "Traffic Police Brigade", "government"),
    ("civil-affairs", "越泽区民政局", "区民政局", "Civil Affairs Bureau", "government"),
    ("justice",       "越泽区司法局", "区司法局", "Justice Bureau", "government"),
    ("finance",       "越泽区财政局（区国资办）", "区财政局", "Finance Bureau", "government"),
    ("labour",        "越泽区人力资源和社会保障局", "区人社局", "Human Resources and Social Security Bureau", "government"),
    ("planning",      "市自然资源和规划局越泽分局", "资规分局", "Natural Resources and Planning Branch", "government"),
    ("ecology",       "市生态环境局越泽分局", "生态环境分局", "Ecology and Environment Branch", "government"),
    ("housing",       "越泽区住房和城乡建设局", "区住建局", "Housing and Construction Bureau", "government"),
    ("enforcement",   "越泽区综合行政执法局（区城市管理局）", "区综合执法局", "City Management and Enforcement Bureau", "government"),
    ("transport",     "越泽区交通运输局", "区交通局", "Transport Bureau", "government"),
    ("water",         "越泽区水利局", "区水利局", "Water Resources Bureau", "government"),
    ("farming",       "越泽区农业农村局", "区农业农村局", "Agriculture and Rural Affairs Bureau", "government"),
    ("commerce",      "越泽区商务局", "区商务局", "Commerce Bureau", "government"),
    ("culture",       "越泽区文化广电旅游局", "区文广旅游局", "Culture and Tourism Bureau", "government"),
    ("health",        "越泽区卫生健康局", "区卫健局", "Health Bureau", "government"),
    ("veterans",      "越泽区退役军人事务局", "区退役军人局", "Veterans Affairs Bureau", "government"),
    ("emergency",     "越泽区应急管理局", "区应急局", "Emergency Management Bureau", "government"),
    ("market",        "越泽区市场监督管理局", "区市场监管局", "Market Regulation Bureau", "government"),
    ("medical-insurance", "越泽区医疗保障局", "区医保局", "Medical Insurance Bureau", "government"),
    ("data",          "越泽区数据局（区政务服务管理办公室）", "区数据局", "Data and Government Services Bureau", "government"),
    ("fire",          "越泽区消防救援大队", "消防救援大队", "Fire and Rescue Brigade", "government"),
    ("tax",           "国家税务总局越泽区税务局", "区税务局", "Tax Bureau", "government"),
    *((street.code, f"越泽区{street.zh}{'人民政府' if street.rural else '办事处'}", street.zh, street.en, "town")
      for street in STREETS),
    ("court",         "越泽区人民法院", "区法院", "District People's Court", "court"),
    ("procuratorate", "越泽区人民检察院", "区检察院", "District People's Procuratorate", "procuratorate"),
    ("city-build",    "越泽城市建设投资集团有限公司", "城建集团", "City Construction Group", "enterprise"),
    ("water-company", "越泽水务集团有限公司", "水务集团", "Water Company", "enterprise"),
    ("buses",         "越泽公共交通有限公司", "公交公司", "Bus Company", "enterprise"),
    ("power",         "越泽供电公司", "供电公司", "Power Supply Company", "enterprise"),
    ("textile-city",  "越泽轻纺市场集团有限公司", "轻纺市场集团", "Textile Market Group", "enterprise"),
    ("tourism-group", "越泽文化旅游集团有限公司", "文旅集团", "Culture and Tourism Group", "enterprise"),
    ("co-op",         "越泽区供销合作总社", "区供销总社", "Supply and Marketing Cooperative", "other"),
    ("media-centre",  "越泽区融媒体中心", "区融媒体中心", "Media Centre", "other"),
    ("red-cross",     "越泽区红十字会", "区红十字会", "Red Cross", "other"),
)

COMMITTEES: tuple[Committee, ...] = (
    Committee("proposals",  "提案委员会", "Proposals Committee"),
    Committee("economy",    "经济委员会", "Economy Committee"),
    Committee("farming",    "农业和农村委员会", "Agriculture and Rural Affairs Committee"),
    Committee("environment", "人口资源环境和城市建设委员会", "Environment and City Construction Committee"),
    Committee("education",  "教科卫体委员会", "Education, Science, Health and Sport Committee"),
    Committee("law",        "社会和法制委员会", "Social and Legal Affairs Committee"),
    Committee("overseas",   "港澳台侨和民族宗教委员会", "Overseas, Ethnic and Religious Affairs Committee"),
    Committee("history",    "文化文史和学习委员会", "Culture, History and Learning Committee"),
)

_STAFF: tuple[tuple[str, str], ...] = (  # role, title
    ("secretary-general", "秘书长"),
    ("proposal-head",     "提案委员会主任"),
    ("proposal-reviewer", "提案委员会办公室主任"),
    ("proposal-reviewer", "提案委员会办公室四级主任科员"),
    ("party-assigner",    "区委办公室督查科科长"),
    ("government-assigner", "区府办建议提案科科长"),
    ("information",       "研究室（社情民意信息科）科长"),
    ("liaison",           "委员联络工作室主任"),
    ("administrator",     "办公室信息化管理员"),
    ("auditor",           "机关纪委书记（审计管理员）"),
)

# Family names with a rough weight, given names with their pinyin. Rare enough together to meet nobody from the news.
_FAMILY: tuple[tuple[str, str, int], ...] = (
    ("陈", "Chen", 9), ("王", "Wang", 8), ("沈", "Shen", 8), ("徐", "Xu", 7), ("周", "Zhou", 7), ("张", "Zhang", 7),
    ("金", "Jin", 6), ("俞", "Yu", 6), ("章", "Zhang", 6), ("钱", "Qian", 5), ("孙", "Sun", 5), ("胡", "Hu", 5),
    ("朱", "Zhu", 5), ("吴", "Wu", 5), ("傅", "Fu", 4), ("何", "He", 4), ("高", "Gao", 4), ("李", "Li", 5),
    ("宋", "Song", 4), ("陶", "Tao", 4), ("冯", "Feng", 4), ("蒋", "Jiang", 4), ("许", "Xu", 4), ("谢", "Xie", 4),
    ("屠", "Tu", 3), ("骆", "Luo", 3), ("魏", "Wei", 3), ("祝", "Zhu", 3), ("裘", "Qiu", 3), ("茹", "Ru", 2),
    ("鲁", "Lu", 3), ("潘", "Pan", 3), ("丁", "Ding", 3), ("杨", "Yang", 3), ("郑", "Zheng", 3), ("赵", "Zhao", 3),
    ("叶", "Ye", 3), ("董", "Dong", 3), ("虞", "Yu", 2), ("阮", "Ruan", 3), ("戴", "Dai", 2), ("施", "Shi", 2),
    ("凌", "Ling", 2), ("柴", "Chai", 1), ("寿", "Shou", 2), ("郦", "Li", 2), ("斯", "Si", 1), ("马", "Ma", 2),
    ("汪", "Wang", 2), ("毛", "Mao", 2), ("倪", "Ni", 2), ("封", "Feng", 1), ("韩", "Han", 2), ("严", "Yan", 2),
    ("诸葛", "Zhuge", 1), ("柯", "Ke", 1), ("单", "Shan", 2), ("商", "Shang", 1), ("劳", "Lao", 1), ("夏", "Xia", 2),
)
_WOMEN = (
    "雅琴 Yaqin,水珍 Shuizhen,丽萍 Liping,慧芬 Huifen,晓岚 Xiaolan,亚男 Yanan,佩芳 Peifang,静怡 Jingyi,海燕 Haiyan,"
    "秋月 Qiuyue,莉娟 Lijuan,素珍 Suzhen,小琼 Xiaoqiong,云霞 Yunxia,建英 Jianying,国娟 Guojuan,文静 Wenjing,春燕 Chunyan,"
    "嘉宁 Jianing,一苇 Yiwei,予涵 Yuhan,婷婷 Tingting,蕾 Lei,岚 Lan,洁 Jie,燕萍 Yanping,月仙 Yuexian,美娣 Meidi,爱珠 Aizhu,"
    "苗苗 Miaomiao,若溪 Ruoxi,巧珍 Qiaozhen,利亚 Liya,红梅 Hongmei,晨曦 Chenxi,梦婕 Mengjie,碧莹 Biying,肖虹 Xiaohong,"
    "毓秀 Yuxiu,思齐 Siqi,凤仙 Fengxian,阿彩 Acai,杏芬 Xingfen,彩琴 Caiqin,宝凤 Baofeng,冬梅 Dongmei,璐璐 Lulu,佳敏 Jiamin"
)
_MEN = (
    "国良 Guoliang,建江 Jianjiang,志根 Zhigen,水法 Shuifa,伟炎 Weiyan,柏林 Bolin,永泉 Yongquan,关根 Guangen,浩然 Haoran,"
    "立新 Lixin,华锋 Huafeng,炳炎 Bingyan,金土 Jintu,文彪 Wenbiao,祖康 Zukang,剑锋 Jianfeng,晓波 Xiaobo,鑫磊 Xinlei,"
    "宇轩 Yuxuan,尧兴 Yaoxing,海潮 Haichao,铁民 Tiemin,明泽 Mingze,学军 Xuejun,荣华 Ronghua,如海 Ruhai,渭祥 Weixiang,"
    "子昂 Ziang,柯 Ke,炜 Wei,烽 Feng,懿 Yi,仲谦 Zhongqian,少华 Shaohua,东明 Dongming,正阳 Zhengyang,长庚 Changgeng,"
    "伯年 Bonian,云峰 Yunfeng,卫东 Weidong,叶青 Yeqing,松涛 Songtao,利民 Limin,百川 Baichuan,培德 Peide,岳明 Yueming,"
    "春林 Chunlin,兴根 Xinggen,天一 Tianyi,景行 Jingxing,越 Yue,晖 Hui,志刚 Zhigang,友法 Youfa,幼民 Youmin,阿毛 Amao"
)

# Workplace and post; a unit's code after the bar when the workplace is itself a handling unit.
_POSTS: dict[str, tuple[str, ...]] = {
    "cpc": ("区委政法委二级调研员|political-legal", "区发改局党委委员|development", "区经信局三级调研员|industry", "{street}党工委副书记",
            "区人社局副局长|labour", "区供销总社主任|co-op", "城建集团党委书记、董事长|city-build", "区住建局总工程师|housing",
            "区水利局副局长|water", "区委老干部局原副局长", "区交通局三级调研员|transport", "{community}党委书记"),
    "rcck": ("绮章律师事务所合伙人", "区法院三级高级法官|court", "越泽二院骨科副主任医师", "鉴成会计师事务所主任", "区档案馆副馆长"),
    "cdl": ("越泽中学副校长", "{school}校长", "越泽职业教育中心高级讲师", "区文化馆副馆长|culture", "水城建筑设计院院长"),
    "cndca": ("锦纶布业有限公司董事长", "越泽农商银行副行长", "泽汇税务师事务所所长", "云梭供应链有限公司总经理", "区财政局绩效科科长|finance"),
    "capd": ("{school}副校长", "区教体局教研室副主任|education", "越泽书画院画师", "{school}高级教师"),
    "cpwdp": ("越泽人民医院心内科主任", "区疾控中心副主任|health", "{street}社区卫生服务中心主任", "区中医院针灸科主任"),
    "zhigong": ("泽洋进出口有限公司总经理", "越泽学院外语系副教授", "海归创业园运营总监", "区商务局外贸科科长|commerce"),
    "jiusan": ("越泽学院纺织工程系教授", "区农技推广中心高级农艺师|farming", "越泽人民医院影像科副主任", "染整研究所副所长", "区生态监测站高级工程师|ecology"),
    "nonparty": ("越泽学院经管系副主任", "绮川律师事务所主任", "区审评中心高级工程师", "越泽第一幼儿园园长", "济和堂药房负责人"),
    "youth": ("团区委副书记|youth-league", "青梭电商有限公司创始人", "荷漾青年农创园负责人", "区融媒体中心记者|media-centre", "水城咖啡联合创始人"),
    "union": ("区总工会副主席|trade-unions", "恒越印染有限公司工会主席", "公交公司驾驶员、市级劳模|buses", "供电公司带电作业班班长|power", "锦纶布业有限公司挡车工、区级工匠"),
    "women": ("区妇联副主席|womens-federation", "丽人家政服务有限公司总经理", "{community}居委会主任", "绣娘手工合作社理事长", "越泽妇保院产科主任"),
    "chamber": ("恒越印染有限公司董事长", "经纬针织有限公司总经理", "越泽轻纺市场布商协会会长", "泽丰化纤有限公司副总裁", "水乡酱园有限公司总经理",
                "万梭纺机有限公司总经理", "河塍物流园总经理", "锦里餐饮管理有限公司董事长", "越泽家纺商会秘书长", "蓝印花布工坊创办人"),
    "scitech-assoc": ("区科协专职副主席", "印染数字化协会秘书长", "区青少年科技馆馆长", "越泽气象台高级工程师"),
    "overseas": ("区侨联副主席", "泽海外贸有限公司董事长", "归侨联谊会会长", "海峡纺织有限公司总经理", "侨商会副会长"),
    "arts": ("区越剧团一级演员", "区文化馆非遗部主任|culture", "越泽博物馆馆长|culture", "水乡莲花落传承人", "区作家协会主席", "区游泳协会会长",
             "石斗镇龙舟队领队", "区美术家协会副主席"),
    "science": ("染整研究所高级工程师", "云梭数智科技有限公司首席技术官", "越泽学院材料系教授", "区科技局创新科科长|science", "纺织工业大脑实验室负责人"),
    "press": ("区融媒体中心总编室主任|media-centre", "区委党校副教授", "区地方志研究室主任", "越泽书城总经理"),
    "economy": ("越泽农商银行董事长", "轻纺市场集团副总经理|textile-city", "泽信证券越泽营业部总经理", "水务集团总经理|water-company", "河塍开发区管委会副主任",
                "泽通物流有限公司董事长", "同安财险越泽支公司总经理", "区税务局所得税科科长|tax", "文旅集团副总经理|tourism-group", "绮云酒店总经理"),
    "farming": ("荷漾莲藕合作社理事长", "{community}党总支书记", "梅塍岭茶业有限公司总经理", "白鹭湖水产养殖场场长", "蚕花村家庭农场主", "区农业农村局高级畜牧师|farming"),
    "education": ("越泽中学校长", "{school}校长", "{school}党支部书记", "越泽特殊教育学校校长", "越泽职业教育中心副校长", "{school}班主任", "越泽学院学工部部长"),
    "health": ("越泽人民医院副院长", "区中医院院长", "{street}社区卫生服务中心全科主治医师", "越泽妇保院院长", "区急救站站长|health", "越泽二院精神科主任", "区人民医院护理部主任"),
    "welfare": ("晚晴养老服务中心主任", "区社会福利院院长|civil-affairs", "泽善社工服务社总干事", "区医保中心副主任|medical-insurance", "区残联副理事长|disabled"),
    "environment": ("清源环保工程有限公司总经理", "区生态环境监测站站长|ecology", "资规分局总规划师|planning", "水务集团污水处理厂厂长|water-company"),
    "faiths": ("石佛寺住持", "区伊斯兰教协会副会长", "区基督教协会秘书长", "畲族文化促进会会长"),
    "invited": ("区人民武装部原政委", "驻越泽部队转业干部", "退休高级教师", "在越泽创业的港澳青年企业家", "原国营越泽丝厂厂长"),
}
# fmt: on

# fmt: off
_MORE_POSTS: dict[str, tuple[str, ...]] = {  # for those who come after the first round of `_POSTS`
    "cpc": ("区审计局副局长", "区统计局总统计师", "区委统战部副部长|united-front", "区纪委区监委派驻纪检监察组组长|discipline", "区退役军人局副局长|veterans",
            "区文广旅游局党委委员|culture", "区卫健局副局长|health", "区委编办副主任|establishment", "区委党校常务副校长", "区农业农村局总畜牧师|farming",
            "区委宣传部网信科科长|publicity", "公安分局政治处主任|police", "区民政局副局长|civil-affairs"),
    "arts": ("水城摄影家协会主席", "区音乐家协会副主席", "柳浜小学体育教师、一级运动员", "轮埠曲艺团团长", "云锦扇面画师", "区羽毛球协会秘书长"),
    "farming": ("石斗镇农机服务中心主任", "白鹭湖河蟹养殖户", "梅塍岭竹编合作社理事长", "荷漾花卉园艺场场长", "越泽粮食收储公司经理", "{community}种粮大户"),
    "education": ("越泽中学语文教师", "越泽学院继续教育学院院长", "新篁学校副校长", "区青少年宫主任", "{street}成人学校校长", "越泽职业教育中心实训处主任"),
    "health": ("越泽人民医院急诊科主任", "区中医院药剂科主任", "越泽二院检验科主任", "区口腔医院院长", "{community}卫生服务站站长", "越泽妇保院儿保科主任"),
    "union": ("万梭纺机有限公司钳工、区级工匠", "绮云酒店工会主席", "泽通物流有限公司驾驶员"),
    "women": ("越泽农商银行柳浜支行行长", "丝语旗袍工作室主理人", "{school}教师"),
    "youth": ("越泽学院团委书记", "云梭短视频工作室负责人", "区志愿者协会副会长"),
    "science": ("泽丰化纤技术中心主任", "清源水处理研究所工程师", "越泽学院计算机系副教授"),
    "press": ("区社科联副主席", "越泽学院马克思主义学院教授"),
    "scitech-assoc": ("区农函大校长", "越泽人民医院科研科科长"),
    "cdl": ("水韵幼教集团总园长", "越泽学院艺术设计系主任", "区图书馆副馆长|culture", "经纬中学副校长"),
    "capd": ("区教师进修学校副校长", "古籍书店店主", "运河中学教师"),
    "cpwdp": ("越泽人民医院药学部副主任", "区血站站长", "白鹭堰卫生院院长", "越泽二院康复科主任"),
    "jiusan": ("印染废水研究中心主任", "区地质环境监测站工程师", "越泽学院物理系副教授"),
    "nonparty": ("泽信资产评估事务所所长", "水乡规划设计院副院长", "区特殊教育指导中心主任"),
    "rcck": ("锦桥律师事务所主任", "越泽学院历史系副教授"),
    "welfare": ("锦桥残疾人之家负责人", ),
}
_COMPANIES = (
    "恒泰", "金梭", "远帆", "鼎越", "华绫", "锦程", "瑞织", "同丰", "天绒", "荣纺", "佳绮", "万里", "水都", "合纤", "明珠", "越锦",
    "星河", "聚源", "百纳", "东霖", "新盛", "顺泽", "博绣", "海棠", "雅布", "隆昌", "永织", "晨帆", "巨轮", "贝宁",
)
_TRADES = ("印染", "针织", "家纺", "纺织科技", "进出口", "物流", "环保科技", "建设", "食品", "餐饮管理", "数码科技", "机械")
_RANKS = ("董事长", "总经理", "副总经理", "财务总监", "董事长")
# fmt: on

_COMMITTEE_OF = {
    "economy": "economy",
    "chamber": "economy",
    "cndca": "economy",
    "farming": "farming",
    "environment": "environment",
    "science": "environment",
    "education": "education",
    "health": "education",
    "scitech-assoc": "education",
    "rcck": "law",
    "welfare": "law",
    "women": "law",
    "union": "law",
    "overseas": "overseas",
    "zhigong": "overseas",
    "faiths": "overseas",
    "arts": "history",
    "press": "history",
    "capd": "history",
    "cpc": "proposals",
    "nonparty": "proposals",
    "cdl": "proposals",
}


@cache
def district() -> District:
    """The district of Yueze 越泽区: 26 sectors, 62 handling units, 11 streets and towns, 8 committees."""
    from .topics import competences

    able = competences()
    return District(
        code="yueze",
        zh="越泽区",
        en="Yueze District",
        assembly="政协越泽区委员会",
        assembly_en="Yueze District Committee of the CPPCC",
        term=12,
        sectors=tuple(Sector(code, zh, en) for code, zh, en, _ in _SECTORS),
        units=tuple(Unit(code, zh, short, en, kind, able.get(code, ())) for code, zh, short, en, kind in _UNITS),
        streets=STREETS,
        committees=COMMITTEES,
    )


def _given(pool: str) -> tuple[tuple[str, str], ...]:
    return tuple((zh, en) for zh, en in (pair.split() for pair in pool.split(",")))


class _Names:
    """Draws names, never the same twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        weights = np.array([weight for _, _, weight in _FAMILY], dtype=float)
        self._odds = weights / weights.sum()

    def company(self) -> str:
        """A firm nobody else leads."""
        while True:
            name = f"{pick(self._rng, _COMPANIES)}{pick(self._rng, _TRADES)}有限公司"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def draw(self, sex: str) -> tuple[str, str]:
        pool = _given(_WOMEN if sex == "f" else _MEN)
        while True:
            family, family_en, _ = _FAMILY[int(self._rng.choice(len(_FAMILY), p=self._odds))]
            given, given_en = pool[int(self._rng.integers(len(pool)))]
            if family + given not in self._taken:
                self._taken.add(family + given)
                return family + given, f"{family_en} {given_en}"


def _seats(n: int) -> list[str]:
    """The sectors of `n` members: the shares of the roster of 250, largest remainders, at least one each."""
    total = sum(seats for *_, seats in _SECTORS)
    exact = {code: n * seats / total for code, _, _, seats in _SECTORS}
    given = {code: int(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda code: given[code] - exact[code])
    for code in by_remainder[: n - sum(given.values())]:
        given[code] += 1
    return [code for code, *_ in _SECTORS for _ in range(given[code])]


def members(rng: np.random.Generator, n: int = 250) -> tuple[Member, ...]:
    """The members of the term; what is not needed (birth, telephone, address) is not made up either."""
    names = _Names(rng)
    roster: list[Member] = []
    turn: dict[str, int] = {}
    first: dict[str, int] = {}
    for number, sector in enumerate(_seats(n), start=1):
        sex: Literal["f", "m"] = "f" if rng.random() < (0.8 if sector == "women" else 0.36) else "m"
        zh, en = names.draw(sex)
        posts = _POSTS[sector]
        place = turn.get(sector, int(rng.integers(len(posts))))
        turn[sector] = place + 1
        post, _, unit = posts[place % len(posts)].partition("|")
        lap = place - first.setdefault(sector, place)
        if lap >= len(posts):
            lap -= len(posts)
            more = _MORE_POSTS.get(sector, ())
            post, _, unit = (
                more[lap].partition("|") if lap < len(more) else (f"{names.company()}{pick(rng, _RANKS)}", "", "")
            )
        street = STREETS[int(rng.integers(len(STREETS)))]
        title = post.format(
            street=street.zh,
            community=street.communities[int(rng.integers(len(street.communities)))].zh,
            school=street.schools[int(rng.integers(2))],
        )
        if "党工委" in title and street.rural:
            title = title.replace("党工委", "党委")
        roster.append(
            Member(
                number=number,
                zh=zh,
                en=en,
                sex=sex,
                sector=sector,
                title=title,
                unit=unit or (street.code if title.startswith(street.zh + "党") else None),
                street=street.code,
                committee=_COMMITTEE_OF.get(sector) if rng.random() < 0.5 else None,
                standing=bool(rng.random() < 0.17),
            )
        )
    return tuple(roster)


def staff(rng: np.random.Generator, n: int = 10) -> tuple[Staff, ...]:
    """The people of the office who run the work; the two assigners sit in the party and government offices."""
    names = _Names(rng)
    people: list[Staff] = []
    for number, (role, title) in enumerate(_STAFF[:n], start=1):
        sex: Literal["f", "m"] = "f" if rng.random() < 0.5 else "m"
        zh, en = names.draw(sex)
        people.append(Staff(number, zh, en, sex, role, title))
    return tuple(people)
