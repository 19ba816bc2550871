"""How officials are called and how residents are masked: plain functions over a name and a list of roles."""

from __future__ import annotations

from collections.abc import Collection

# Role → what is said after the surname, and the words by which a stored name already says it. First match wins, so
# somebody who is both secretary and director is the secretary.
_TITLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("working_committee_secretary", "书记", ("书记",)),
    ("party_secretary", "书记", ("书记",)),
    ("committee_director", "主任", ("主任",)),
    ("committee_deputy", "副主任", ("副主任",)),
    ("party_deputy", "副书记", ("副书记",)),
    ("grid_lead", "网格长", ("网格长",)),
    ("grid_worker", "网格员", ("网格员",)),
    ("committee_staff", "社工", ("社工", "社区工作者")),
    ("supervisor", "监督委员", ("监督",)),
    ("inspector", "督查员", ("督查",)),
    ("legal_adviser", "律师", ("律师",)),
    ("subdistrict_officer", "街道干部", ("街道", "科长")),
    ("committee_member", "委员", ("委员", "居委会")),
    ("party_committee_member", "委员", ("委员",)),
    ("part_time_member", "兼职委员", ("兼职委员",)),
    ("evaluator", "评估员", ("评估",)),
    # They speak for a body, not for their own household.
    ("owners_committee_member", "业委会委员", ("业委会",)),
    ("org_rep", "代表", ("代表", "经理", "站长", "老师", "大夫")),
    ("administrator", "管理员", ("管理员",)),
)
OFFICES = frozenset(role for role, _, _ in _TITLES)

# 复姓 of the national standard on surnames still met with; a single character is the rule.
_COMPOUND = (
    "欧阳 太史 上官 端木 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 "
    "令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 西门 南荣 东里 即墨 达奚 褚师 纳兰 淳于 单于 完颜 耶律"
)
COMPOUND = frozenset(_COMPOUND.split())
# 小谷, 老尹, 阿梅: what neighbours call somebody in place of a given name.
_FAMILIAR = frozenset("小老阿")


def surname(name: str) -> str:
    """The surname of a name as stored. 欧阳丹 → 欧阳; 王阿姨 → 王; 小谷 → 谷."""
    if len(name) > 2 and name[:2] in COMPOUND:
        return name[:2]
    if len(name) == 2 and name[0] in _FAMILIAR:
        return name[1]
    return name[:1]


def masked(name: str) -> str:
    """张**: the length of the given name is not shown either."""
    return f"{surname(name)}**"


def titled(name: str, roles: Collection[str]) -> str | None:
    """周书记: an official by surname and office, or by the stored name where that already says the office.

    None where none of the roles is an office: representatives and building leads are residents first.
    """
    held = [(title, words) for role, title, words in _TITLES if role in roles]
    if not held:
        return None
    if any(word in name for _, words in held for word in words):
        return name
    return f"{surname(name)}{held[0][0]}"
