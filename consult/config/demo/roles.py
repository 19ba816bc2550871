"""Who holds which role in the demo: named by surname and office, all fictional."""

from __future__ import annotations

from dataclasses import dataclass

from consult.people.models import Body, Role

K, R = Body.Kind, Role


@dataclass(frozen=True)
class Post:
    """One role: `body` by kind, `grid` by code, `building` by compound and name, `line` of work (the N of 1+N+X)."""

    role: str
    body: str = ""
    grid: str = ""
    building: tuple[str, str] | None = None
    line: str = ""


@dataclass(frozen=True)
class Named:
    """A person with a part to play. `phone` is the last four digits of 1990000xxxx; none: paper and the desk."""

    name: str
    posts: tuple[Post, ...] = ()
    phone: str = ""
    home: tuple[str, str, int, str, str] | None = None  # compound, building, unit, room, relation
    paper: bool = False
    says: str = ""


def _committee(name: str, phone: str, grid: str, line: str, says: str = "") -> Named:
    """居委会委员 who leads a grid."""
    return Named(
        name,
        (Post(R.COMMITTEE_MEMBER, K.COMMITTEE, line=line), Post(R.GRID_LEAD, grid=grid)),
        phone,
        says=says,
    )


# 街道: above the communities.
SUBDISTRICT = (
    Named(
        "街道高副书记",
        (Post(R.WORKING_COMMITTEE_SECRETARY, K.WORKING_COMMITTEE),),
        "0901",
        says="街道党工委：处理对审题结论的申诉",
    ),
    Named(
        "街道小高",
        (Post(R.SUBDISTRICT_OFFICER, K.FEDERATION),),
        "0902",
        says="街道社区办：备案、接收上移、转办",
    ),
    Named("街道执法小康", (Post(R.SUBDISTRICT_OFFICER),), "0903"),
)

HUAIAN = (
    Named(
        "周书记",
        (Post(R.PARTY_SECRETARY, K.PARTY), Post(R.COMMITTEE_DIRECTOR, K.COMMITTEE)),
        "0001",
        says="槐安：书记兼主任，审题、签发、办结确认（签发要动态口令）",
    ),
    Named("柳副书记", (Post(R.PARTY_DEPUTY, K.PARTY),), "0002"),
    Named("委员老陈", (Post(R.PARTY_MEMBER, K.PARTY),), "0003", says="槐安：党组织委员，提审题意见"),
    Named("委员小宋", (Post(R.PARTY_MEMBER, K.PARTY),), "0004"),
    Named("委员梁姐", (Post(R.PARTY_MEMBER, K.PARTY),), "0005"),
    Named("兼职委员吴校长", (Post(R.PARTY_PART_TIME, K.PARTY),), "0006"),
    Named("兼职委员江警官", (Post(R.PARTY_PART_TIME, K.PARTY),), "0007"),
    Named(
        "孙副主任",
        (Post(R.COMMITTEE_DEPUTY, K.COMMITTEE, line="老年人和妇女儿童"),),
        "0008",
        says="槐安：主持会议",
    ),
    _committee("网格长老董", "0009", "01", "环境和物业管理", "槐安一网格：网格长，小事由他确认"),
    _committee("网格长老蔡", "0010", "02", "治安保卫"),
    _committee("网格长田姐", "0011", "03", "公共卫生"),
    _committee("网格长余哥", "0012", "04", "人民调解"),
    Named("居委会小夏", (Post(R.COMMITTEE_MEMBER, K.COMMITTEE, line="环境和物业管理"),), "0013"),
    Named("社工小李", (Post(R.COMMITTEE_STAFF),), "0014", says="槐安：社区工作者，分流、排会、公示"),
    Named("社工小郑", (Post(R.COMMITTEE_STAFF),), "0015", says="槐安：社区工作者，记录"),
    Named("网格员小唐", (Post(R.GRID_WORKER, grid="01"),), "0016", says="槐安一网格：受理、代录、处置"),
    Named("网格员小魏", (Post(R.GRID_WORKER, grid="02"),), "0017"),
    Named("网格员小柏", (Post(R.GRID_WORKER, grid="03"),), "0018"),
    Named("网格员小井", (Post(R.GRID_WORKER, grid="04"),), "0019"),
    Named(
        "吕监督",
        (Post(R.SUPERVISOR, K.SUPERVISORY),),
        "0020",
        says="槐安：居务监督，全程查看、复核（动态口令）",
    ),
    Named("马监督", (Post(R.SUPERVISOR, K.SUPERVISORY),), "0021"),
    Named("钟监督", (Post(R.SUPERVISOR, K.SUPERVISORY),), "0022"),
    Named("石律师", (Post(R.LEGAL_ADVISER),), "0023", says="槐安：合法性核查"),
    Named("督查老丁", (Post(R.INSPECTOR, K.INSPECTION),), "0024", says="槐安：督查组，核查督办单"),
    Named("督查小卢", (Post(R.INSPECTOR, K.INSPECTION),), "0025"),
    Named("督查老贺", (Post(R.INSPECTOR, K.INSPECTION),), "0026"),
    Named("督查白姐", (Post(R.INSPECTOR, K.INSPECTION),), "0027"),
    Named("督查小简", (Post(R.INSPECTOR, K.INSPECTION),), "0028"),
    Named(
        "刘姐",
        (Post(R.BUILDING_LEAD, building=("槐安里", "2号楼")),),
        "0029",
        says="槐安里2号楼：楼门组长",
    ),
    Named("老穆", (Post(R.BUILDING_LEAD, building=("槐安里", "6号楼")),), "0030"),
    Named("评估员小温", (Post(R.EVALUATOR),), "0031"),
    Named("小学段老师", (Post(R.ORG_REP, "槐安小学"),), "0032"),
    Named("社区医院白大夫", (Post(R.ORG_REP, "社区医院"),), "0033"),
    Named("写字楼岳经理", (Post(R.ORG_REP, "榆园写字楼"),), "0034"),
    Named("快递站雷站长", (Post(R.ORG_REP, "快递站点"),), "0035"),
    Named("丁奶奶", (), "", ("槐安里", "1号楼", 2, "101", "owner"), True, "老年居民，不用手机，由网格员代录"),
    Named("小谷", (), "0037", ("槐安里", "4号楼", 1, "602", "owner"), says="上班族居民，提出助餐点（M18）"),
    Named("老尹", (), "0038", ("槐安里", "3号楼", 2, "101", "owner"), says="一楼业主，担心加装电梯影响采光"),
    Named("葛阿姨", (), "0039", ("槐安里", "12号楼", 1, "302", "owner"), says="舞队队长"),
    Named("王阿姨", (), "0040", ("槐安里", "3号楼", 2, "601", "owner"), says="六楼居民，盼装电梯"),
    Named("老秦", (), "0041", ("槐安里", "7号楼", 1, "102", "owner")),
    Named("阮妈妈", (), "0042", ("槐安东里", "2号楼", 1, "302", "owner")),
    Named("老毛", (), "0043", ("榆园公寓", "沿街", 1, "105", "tenant")),
    Named("老耿", (), "0044", ("槐安里", "1号楼", 1, "101", "owner")),
    Named("老祁", (), "0045", ("槐安里", "8号楼", 1, "101", "owner")),
)

XINLAN = (
    Named("罗书记", (Post(R.PARTY_SECRETARY, K.PARTY),), "0101", says="新澜：书记，审题、签发（动态口令）"),
    Named("贾副书记", (Post(R.PARTY_DEPUTY, K.PARTY),), "0102"),
    Named("委员老邢", (Post(R.PARTY_MEMBER, K.PARTY),), "0103"),
    Named("委员小廖", (Post(R.PARTY_MEMBER, K.PARTY),), "0104"),
    Named("委员庄姐", (Post(R.PARTY_MEMBER, K.PARTY),), "0105"),
    Named("兼职委员陆校长", (Post(R.PARTY_PART_TIME, K.PARTY),), "0106"),
    Named("兼职委员闵警官", (Post(R.PARTY_PART_TIME, K.PARTY),), "0107"),
    Named(
        "何主任",
        (Post(R.COMMITTEE_DIRECTOR, K.COMMITTEE),),
        "0108",
        says="新澜：居委会主任，召集法定会议（动态口令）",
    ),
    Named(
        "尚副主任",
        (Post(R.COMMITTEE_DEPUTY, K.COMMITTEE, line="环境和物业管理"),),
        "0109",
        says="新澜：主持会议",
    ),
    _committee("网格长纪姐", "0110", "01", "环境和物业管理"),
    _committee("网格长苗叔", "0111", "02", "老年人和妇女儿童"),
    _committee("网格长阮哥", "0112", "03", "治安保卫"),
    _committee("网格长梅姐", "0113", "04", "人民调解"),
    _committee("网格长霍哥", "0114", "05", "公共卫生"),
    Named("居委会小邱", (Post(R.COMMITTEE_MEMBER, K.COMMITTEE, line="治安保卫"),), "0115"),
    Named("居委会小舒", (Post(R.COMMITTEE_MEMBER, K.COMMITTEE, line="环境和物业管理"),), "0116"),
    Named("社工小倪", (Post(R.COMMITTEE_STAFF),), "0117", says="新澜：社区工作者，分流、排会、公示"),
    Named("社工小佟", (Post(R.COMMITTEE_STAFF),), "0118", says="新澜：社区工作者，记录"),
    Named("网格员小纪", (Post(R.GRID_WORKER, grid="01"),), "0119"),
    Named("网格员小苗", (Post(R.GRID_WORKER, grid="02"),), "0120"),
    Named("网格员小阮", (Post(R.GRID_WORKER, grid="03"),), "0121"),
    Named("网格员小梅", (Post(R.GRID_WORKER, grid="04"),), "0122"),
    Named("网格员小霍", (Post(R.GRID_WORKER, grid="05"),), "0123"),
    Named("卞监督", (Post(R.SUPERVISOR, K.SUPERVISORY),), "0124", says="新澜：居务监督"),
    Named("申监督", (Post(R.SUPERVISOR, K.SUPERVISORY),), "0125"),
    Named("荣监督", (Post(R.SUPERVISOR, K.SUPERVISORY),), "0126"),
    Named("祝律师", (Post(R.LEGAL_ADVISER),), "0127"),
    Named("督查老翁", (Post(R.INSPECTOR, K.INSPECTION),), "0128"),
    Named("督查小甄", (Post(R.INSPECTOR, K.INSPECTION),), "0129"),
    Named("督查老麻", (Post(R.INSPECTOR, K.INSPECTION),), "0130"),
    Named("督查小封", (Post(R.INSPECTOR, K.INSPECTION),), "0131"),
    Named("督查储姐", (Post(R.INSPECTOR, K.INSPECTION),), "0132"),
    Named("业委会老邵", (Post(R.OWNERS_COMMITTEE_MEMBER, K.OWNERS_COMMITTEE),), "0133"),
    Named("业委会小瞿", (Post(R.OWNERS_COMMITTEE_MEMBER, K.OWNERS_COMMITTEE),), "0134"),
    Named("业委会阎姐", (Post(R.OWNERS_COMMITTEE_MEMBER, K.OWNERS_COMMITTEE),), "0135"),
    Named("业委会老费", (Post(R.OWNERS_COMMITTEE_MEMBER, K.OWNERS_COMMITTEE),), "0136"),
    Named("业委会小连", (Post(R.OWNERS_COMMITTEE_MEMBER, K.OWNERS_COMMITTEE),), "0137"),
    Named("物业冉经理", (Post(R.ORG_REP, K.PROPERTY),), "0138", says="新澜苑物业经理"),
    Named("育澜小学辛老师", (Post(R.ORG_REP, "育澜小学"),), "0139"),
    Named("写字楼盛经理", (Post(R.ORG_REP, "澜汇写字楼"),), "0140"),
    Named("社区医院靳大夫", (Post(R.ORG_REP, "社区医院"),), "0141"),
    Named("骑手站点程站长", (Post(R.ORG_REP, "骑手站点"),), "0142"),
    Named("评估员小戈", (Post(R.EVALUATOR),), "0143"),
    Named("小范", (), "0144", ("新澜苑", "7号楼", 1, "802", "tenant"), says="租户，上夜班"),
    Named("小辛", (), "0145", ("澜汇中心", "公寓", 1, "1208", "tenant"), says="骑手代表"),
    Named("老裴", (), "0146", ("新澜苑", "2号楼", 1, "503", "owner"), says="有车的业主"),
    Named("小娄", (), "0147", ("新澜苑", "9号楼", 2, "301", "owner"), says="车被高空抛物砸过"),
    Named("小艾", (), "0148", ("新澜苑", "3号楼", 2, "202", "owner"), says="滑梯边的家长"),
    Named("老应", (), "0149", ("云锦湾", "2号楼", 1, "301", "owner")),
    Named("小葛", (), "0150", ("云锦湾", "2号楼", 1, "401", "owner")),
    Named("小岑", (), "0151", ("云锦湾", "4号楼", 2, "603", "tenant")),
)

# Stationed units and the like: (kind, name); a Post names them by name.
BODIES = {
    "HA": (
        (K.UNIT, "槐安小学"),
        (K.UNIT, "社区医院"),
        (K.UNIT, "榆园写字楼"),
        (K.UNIT, "快递站点"),
    ),
    "XL": (
        (K.OWNERS_COMMITTEE, "新澜苑业主委员会"),
        (K.OWNERS_ASSEMBLY, "新澜苑业主大会"),
        (K.PROPERTY, "新澜苑物业服务公司"),
        (K.UNIT, "育澜小学"),
        (K.UNIT, "澜汇写字楼"),
        (K.UNIT, "社区医院"),
        (K.UNIT, "骑手站点"),
    ),
}
PEOPLE = {"HA": HUAIAN, "XL": XINLAN}
