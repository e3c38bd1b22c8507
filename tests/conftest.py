"""What the tests share: two short articles of our own, and the graphs built from them and from ``seeds/``."""

from __future__ import annotations

from pathlib import Path

import pytest
from query_cases import SMALL, dataset

from kg import Graph, build
from kg.ask import Dataset

ROOT = Path(__file__).parents[1]

# The damage that the converter does is in them: anchors that swallow words, reference and conversion marks.
TREATY = """\
**中苏友好同盟互助条约**是[中华人民共和国和](https://zh.wikipedia.org/wiki/中华人民共和国 "wikilink")\
[苏联](../Page/苏联.md "wikilink")于1950年2月14日在[莫斯科](https://zh.wikipedia.org/wiki/莫斯科 "wikilink")\
签订的双边条约。\\[1\\]条约有效期30年。

## 背景

1949年10月2日，[苏联](https://zh.wikipedia.org/wiki/苏联 "wikilink")承认中华人民共和国，次日两国建立外交关系。
同年12月，**毛泽东**访问莫斯科，会见了-{斯}-大林。

## 签订

1950年2月14日，[周恩来](../Page/周恩来.md "wikilink")和安德烈·维辛斯基在莫斯科签署《中苏友好同盟互助条约》。
该条约于1950年4月11日生效。苏联向中国提供了3亿美元贷款。

Category:1950年条约
"""
RAILWAY = """\
中東鐵路事件

1929年7月，東北當局收回中東鐵路，蘇聯向中華民國提出抗議。1929年7月17日，蘇聯同中華民國斷絕外交關係。
1929年12月22日，蔡運升與西曼諾夫斯基簽訂《伯力會議議定書》。1932年12月12日，中蘇兩國恢復外交關係。
1935年，蘇聯拒絕承認滿洲國。
"""


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two articles; treat it as read-only."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "0a1b2c3d4e5f6071.txt").write_text(TREATY, encoding="utf-8")
    (folder / "中東鐵路.md").write_text(RAILWAY, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def own(articles: Path) -> Graph:
    """The graph of the two articles."""
    return build([articles])


@pytest.fixture(scope="session", params=["articles", "seeds"])
def graph(request: pytest.FixtureRequest, own: Graph) -> Graph:
    """The graph of the two articles, and that of the demo."""
    if request.param == "articles":
        return own
    return build([ROOT / "seeds"])


@pytest.fixture(scope="session")
def small() -> Dataset:
    """The small graph of :mod:`query_cases`; treat it as read-only."""
    return dataset(SMALL)
