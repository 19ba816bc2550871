"""The laws and papers behind the rules, in English: a poll's record keeps them as they are cited in Chinese."""

from __future__ import annotations

from typing import Final

_COMMITTEES = "Organic Law of Urban Residents' Committees (as revised in 2025)"

ENGLISH: Final[dict[str, str]] = {
    "《城市居民委员会组织法》（2025年修订）第二十七条": f"{_COMMITTEES}, article 27",
    "《城市居民委员会组织法》（2025年修订）第二十九条": f"{_COMMITTEES}, article 29",
    "《城市居民委员会组织法》（2025年修订）第三十一条": f"{_COMMITTEES}, article 31",
    "《城市居民委员会组织法》（2025年修订）第三十三条": f"{_COMMITTEES}, article 33",
    "《民法典》第二百七十八条第二款": "Civil Code, article 278, paragraph 2",
    "《民法典》第二百七十八条第二款（第一款第六项至第八项事项）": (
        "Civil Code, article 278, paragraph 2 (matters of paragraph 1, items 6 to 8)"
    ),
    "《民法典》第二百七十九条": "Civil Code, article 279",
    "《中国共产党支部工作条例（试行）》第十一条": (
        "Regulations on the Work of Branches of the Communist Party of China (trial), article 11"
    ),
    "社区议事会制度样本": "Sample rules of community councils",
    "议事规则十二条之多数裁决": "The twelve rules of deliberation: the majority decides",
    "本系统设计，非法律规定": "A design of this system, no provision of law",
}


def article_en(article: str) -> str:
    """The same in English; as it stands where it is not a named rule's."""
    return ENGLISH.get(article, article)
