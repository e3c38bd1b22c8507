"""English for the page: offices and titles that no name list holds, composed from ``ontology/english.toml``."""

import pytest

from kg.knowledge import load
from kg.write.english import office_in_english, title_in_english


@pytest.mark.parametrize(
    ("office", "english"),
    [
        ("外交部长", "minister of foreign affairs"),
        ("外交部部长", "minister of foreign affairs"),
        ("外务大臣", "minister of foreign affairs"),
        ("外交部副部长", "deputy minister of foreign affairs"),
        ("副外交人民委员", "deputy people's commissar for foreign affairs"),
        ("外交部发言人", "spokesman of the Ministry of Foreign Affairs"),
        ("驻华大使", "ambassador to China"),
        ("前驻华大使", "former ambassador to China"),
        ("首任驻波兰公使", "first minister to Poland"),
        ("驻广州副领事", "vice-consul in Guangzhou"),
        ("常驻联合国代表", "permanent representative to the United Nations"),
        ("驻华使馆参赞", "counsellor of the embassy in China"),
        ("驻伦敦总领事", "consul-general in London"),
        ("代理国务卿", "acting secretary of state"),
        ("副总统", "vice-president"),
        ("副总理", "deputy premier"),
        ("总理兼外交部部长", "premier and minister of foreign affairs"),
        ("中央军委主席", "chairman of the Central Military Commission"),
        ("最高苏维埃主席团主席", "chairman of the Presidium of the Supreme Soviet"),
        ("军事外交代表团团长", "head of the military and diplomatic delegation"),
        ("海军大臣", "minister of the navy"),
        ("军事顾问", "military adviser"),
        ("湖广总督", "governor-general of Huguang"),
    ],
)
def test_an_office_in_english(office: str, english: str) -> None:
    if office == "湖广总督" and not load().names.lookup("湖广"):
        pytest.skip("湖广 is in no list")
    assert office_in_english(office) == english


@pytest.mark.parametrize("office", ["", "部", "驻某某星大使", "管家婆", "旗手兼大使"])
def test_what_is_not_known_whole_has_no_english(office: str) -> None:
    assert office_in_english(office) == ""


def test_the_words_of_the_offices_have_their_english() -> None:
    """All but a few: a new word is not refused for want of its English, but whole kinds are not forgotten."""
    words = load().words
    heads = [head for head in words["office_head"] if not office_in_english(head)]
    modifiers = [m for m in words["office_modifier"] if not office_in_english(f"{m}代表")]
    assert len(heads) <= 0.05 * len(words["office_head"]), heads
    assert len(modifiers) <= 0.05 * len(words["office_modifier"]), modifiers


def test_every_letter_that_a_state_is_known_by_has_its_english() -> None:
    letters = load().names.letters
    assert {letter for letter in letters if not office_in_english(f"驻{letter}大使")} == set(
        "瑞阿伊乌"
    )  # of two states each


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("中苏关系", "China–Soviet Union relations"),
        ("印巴關係", "India–Pakistan relations"),
        ("中国与日本关系史", "People's Republic of China–Japan relations"),
        ("朴茨茅斯條約", "Treaty of Portsmouth"),
        ("国际关系", ""),
        ("二十世纪外交", ""),
    ],
)
def test_a_title_in_english(title: str, english: str) -> None:
    assert title_in_english(title) == english
