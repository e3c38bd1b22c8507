"""Bytes to text: which encoding a file is in, and which files are no text at all."""

from __future__ import annotations

import re

from kg.errors import BadDocument
from kg.language.script import traditional

__all__ = ["LONGEST_LINE", "decode"]

# No article has a paragraph of this size; what has is data, and would be read for nothing.
LONGEST_LINE = 1_000_000

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

# Code page 950 is tried for the characters that Windows added to Big5.
_LEGACY = ("gb18030", "big5", "cp950")

# The most frequent characters of written Chinese (Jun Da, Modern Chinese Character Frequency List, 2004:
# https://lingua.mtsu.edu/chinese-computing/) make up half of any text, and next to nothing of a wrong decoding.
_FREQUENT = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
    "然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长"
    "把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制"
    "身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气"
    "题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便"
    "空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格"
    "约签订苏联俄"
)
_PUNCTUATION = "，。、；：！？“”‘’《》（）「」『』…—·０１２３４５６７８９"
_COMMON = frozenset(_FREQUENT + traditional(_FREQUENT) + _PUNCTUATION)
_PLAUSIBLE = 0.15

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f\ufffd]")


def decode(data: bytes, path: str) -> tuple[str, str]:
    """The text of a file, byte order mark and line ends included, and the codec it was read with.

    Raises :class:`BadDocument` for an empty or binary file, an unknown encoding, or too long a line.
    """
    if not data.strip():
        raise BadDocument("the file is empty; give a file with text", path=path)
    text, codec = _with_mark(data, path) or _without_mark(data, path)
    _check(text, path)
    return text, codec


def _with_mark(data: bytes, path: str) -> tuple[str, str] | None:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec), codec
            except UnicodeDecodeError as error:
                raise BadDocument(
                    f"the byte order mark says {codec}, but byte {error.start} is not; save the file as UTF-8",
                    path=path,
                ) from error
    return None


def _without_mark(data: bytes, path: str) -> tuple[str, str]:
    if b"\0" in data:
        raise BadDocument("this is a binary file, not a text; convert it to UTF-8 text first", path=path)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        best = max(((_score(text), text, codec) for text, codec in _legacy(data)), default=None, key=lambda one: one[0])
        if best is None or best[0] < _PLAUSIBLE:
            line = data.count(b"\n", 0, error.start) + 1
            raise BadDocument(
                f"byte {error.start} is not UTF-8, nor is this Chinese in GB18030 or Big5; save the file as UTF-8",
                path=path,
                line=line,
            ) from error
        return best[1], best[2]


def _legacy(data: bytes) -> list[tuple[str, str]]:
    readings = []
    for codec in _LEGACY:
        try:
            readings.append((data.decode(codec), codec))
        except UnicodeDecodeError:
            continue
    return readings


def _score(text: str) -> float:
    """The share of common Chinese characters among those that are not ASCII."""
    wide = [c for c in text if c > "\x7f"]
    return sum(c in _COMMON for c in wide) / len(wide) if wide else 0.0


def _check(text: str, path: str) -> None:
    if not text.strip("\ufeff \t\r\n\x0b\x0c\u3000\xa0"):
        raise BadDocument("the file holds white space only; give a file with text", path=path)
    if "\0" in text:
        raise BadDocument("this is a binary file, not a text; convert it to UTF-8 text first", path=path)
    wrong = len(_CONTROL.findall(text))
    if wrong >= 3 and wrong * 100 > len(text):
        raise BadDocument(
            f"{wrong} of {len(text)} characters are control or replacement characters: the file is binary or was saved "
            "in a wrong encoding; save it again as UTF-8",
            path=path,
        )
    if len(text) > LONGEST_LINE:
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
            if len(line) > LONGEST_LINE:
                raise BadDocument(
                    f"the line has {len(line):,} characters, more than {LONGEST_LINE:,}; break it into paragraphs",
                    path=path,
                    line=number,
                )
