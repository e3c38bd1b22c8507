"""Chinese in pinyin, for the search of names.

The readings are those of pypinyin (https://github.com/mozillazg/python-pinyin).
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from kg.kept import cached, keep

__all__ = ["readings"]


def readings(texts: Iterable[str]) -> dict[str, str]:
    """Each text in pinyin without tones, in small letters, syllables apart, ü as u; what is no Chinese as it is.

    Readings are kept between starts: loading the dictionary takes longer than reading a document.
    """
    wanted = dict.fromkeys(texts)
    edition = version("pypinyin")
    kept = cached("pinyin", edition) or {}
    known = dict(zip(kept.get("texts", ()), kept.get("readings", ()), strict=False))
    if missing := [text for text in wanted if text not in known]:
        from pypinyin import lazy_pinyin

        for text in missing:
            syllables = (syllable.strip().lower() for syllable in lazy_pinyin(text, errors="default"))
            known[text] = " ".join(filter(None, syllables)).replace("v", "u")
        lines = {t: r for t, r in known.items() if "\n" not in t}
        keep("pinyin", edition, {"texts": list(lines), "readings": list(lines.values())})
    return {text: known[text] for text in wanted}
