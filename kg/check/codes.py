"""The checks: code → what it is called, how grave it is, and the function (or the shapes) that find it.

A code that has a function has it under its own name, a fixture ``tests/checks/<code>.ttl`` and a page
``docs/checks/<code>.md``. S codes are shapes of ``ontology/shapes.ttl`` alone; some K codes have a shape too, so that
other programs' SHACL finds them without ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg.check.contradictions import k301, k302, k303, k304, k305, k306, k307
from kg.check.evidence import k101, k102, k103
from kg.check.finding import Context, Finding
from kg.check.life import k201, k202, k203, k204, k205
from kg.check.things import k401, k402, k403, k404, k405, k406, k407
from kg.check.values import k501, k502, k503, k504, k505

__all__ = ["CODES", "Code", "Severity"]

#: An error is a graph that is not as it must be; a warning, one that says what cannot be true; info, what the text leaves
#: unsaid: the graph is right, and less than one would wish.
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Code:
    """A check: its titles, its severity, and its function (None: a shape finds it)."""

    id: str
    severity: Severity
    zh: str
    en: str
    function: Callable[[Context], Iterator[Finding]] | None = None


#: Every code, in the order of the report.
CODES: dict[str, Code] = {
    code.id: code
    for code in (
        Code("K101", "error", "引文与源文件不符", "quote not at its place in the source", k101),
        Code("K102", "error", "源文件已改动", "source file changed", k102),
        Code("K103", "error", "源文件缺失", "source file missing", k103),
        Code("K201", "warning", "国家或组织在其存续期之外行事", "an agent acts outside its life", k201),
        Code("K202", "warning", "签署人当时不在世", "a signatory outside his life", k202),
        Code("K203", "warning", "缔约方当时不存在", "a party that did not exist at signature", k203),
        Code("K204", "warning", "人物在其生卒年之外行事", "a person acts outside his life", k204),
        Code("K205", "warning", "参与者当时不存在", "a participant that did not exist during the event", k205),
        Code("K301", "warning", "同一日期说法不一", "contradictory dates", k301),
        Code("K302", "warning", "既肯定又否定", "both affirmed and denied", k302),
        Code("K303", "warning", "有效期说法不一", "contradictory terms", k303),
        Code("K304", "warning", "日期与名录不符", "a date against the name lists", k304),
        Code("K305", "error", "关系成环", "a relation that runs in a circle", k305),
        Code("K306", "warning", "条约早于其所依据者", "a treaty older than what it builds on", k306),
        Code("K307", "info", "文献肯定而某方否认", "a fact that somebody denies", k307),
        Code("K401", "info", "缔约方不足两个", "a treaty with fewer than two parties", k401),
        Code("K402", "warning", "同类同名", "two things with one name and class", k402),
        Code("K403", "error", "主语与宾语相同", "a fact about a thing and itself", k403),
        Code("K404", "error", "陈述缺少直接三元组", "a statement without its direct triple", k404),
        Code("K405", "error", "三元组缺少陈述", "a direct triple without its statement", k405),
        Code("K406", "error", "词汇之外的类或属性", "a term that the vocabulary does not have", k406),
        Code("K407", "error", "肯定的事实有主张者", "a fact that is affirmed and somebody's claim at once", k407),
        Code("K501", "error", "日期无效", "an invalid date", k501),
        Code("K502", "error", "起止颠倒", "a fact that ends before it begins", k502),
        Code("K503", "error", "数额不全", "an incomplete amount", k503),
        Code("K504", "error", "日期在将来", "a date to come", k504),
        Code("K505", "error", "日期先后颠倒", "dates out of order", k505),
        Code("S101", "error", "实体须恰有一类", "an entity has exactly one class"),
        Code("S102", "error", "实体须有简体名称", "an entity has one name in simplified script"),
        Code("S103", "error", "每种语言只能有一个名称", "one preferred name a language"),
        Code("S111", "error", "陈述的主语", "the subject of a statement"),
        Code("S112", "error", "陈述的谓语", "the predicate of a statement"),
        Code("S113", "error", "陈述的宾语", "the object of a statement"),
        Code("S114", "error", "陈述的确定性", "the certainty of a statement"),
        Code("S115", "error", "陈述的依据", "the evidence of a statement"),
        Code("S116", "error", "陈述的限定", "the qualifiers of a statement"),
        Code("S121", "error", "引文的文献", "the document of a passage"),
        Code("S122", "error", "引文的原话", "the words of a passage"),
        Code("S123", "error", "引文的位置", "the place of a passage"),
        Code("S131", "error", "文献的标题与哈希", "the title and hash of a document"),
        Code("S132", "error", "文献的来源、许可与网页", "the source, licence and page of a document"),
        Code("S201", "error", "属性的主语类别不符", "a subject of the wrong class"),
        Code("S202", "error", "属性的宾语类别不符", "an object of the wrong class"),
        Code("S203", "error", "日期或期限的数据类型不符", "a date or term of the wrong datatype"),
    )
}
