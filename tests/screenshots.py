"""Take the pictures of the page to look at, of the demo graph, and the overview that stands in the README.

    python tests/screenshots.py [FOLDER]

FOLDER (default: a new one) takes overview, treaty, war, dark, phone and english;
``docs/overview.png`` is written beside, in few enough colours to stay small.
"""

from __future__ import annotations

import shutil
import struct
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

from kg.pipeline import build

ROOT = Path(__file__).parents[1]
TREATY = "中苏友好同盟互助条约"
#: What is seen: the address's fragment, the size of the window, and whether it is a phone.
VIEWS: dict[str, tuple[str, tuple[int, int], bool]] = {
    "overview": ("#l=zh-Hans", (1400, 900), False),
    "treaty": (f"#l=zh-Hans&e={TREATY}", (1400, 900), False),
    "war": ("#l=zh-Hans&y=1937-1945", (1400, 900), False),
    "dark": ("#l=zh-Hans&t=dark&e=毛泽东", (1400, 900), False),
    "phone": (f"#l=zh-Hant&e={TREATY}", (390, 844), True),
    "english": ("#l=en&e=苏联", (1400, 900), False),
}


def main() -> None:
    """Build the demo graph and take the pictures."""
    from playwright.sync_api import sync_playwright

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="bangjiao-"))
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "graph.html"
    page.write_text(build([ROOT / "seeds"]).html(), encoding="utf-8", newline="\n")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, (fragment, (width, height), phone) in VIEWS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
                offline=True,
                is_mobile=phone,
                has_touch=phone,
                device_scale_factor=2 if phone else 1,
            )
            tab = context.new_page()
            tab.goto(page.as_uri() + fragment)
            tab.locator("body[data-ready]").wait_for()
            tab.wait_for_timeout(400)
            tab.screenshot(path=folder / f"{name}.png")
            context.close()
            print(folder / f"{name}.png")
        browser.close()
    overview = ROOT / "docs" / "overview.png"
    overview.write_bytes(in_few_colours((folder / "overview.png").read_bytes()))
    print(overview)


def in_few_colours(png: bytes, colours: int = 240) -> bytes:
    """The picture with a palette of its commonest colours, the others taken for the nearest of them: less than half the size.

    Reads what Chromium writes (8 bits, RGB or RGBA, not interlaced), see https://www.w3.org/TR/png-3/.
    """
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    pixels = unfiltered(png, width, height, 4 if kind == 6 else 3)[:, :, :3].reshape(-1, 3)
    found, index, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = found[np.sort(np.argsort(-counts, kind="stable")[:colours])]
    apart = ((found[:, None, :].astype(int) - palette[None, :, :]) ** 2).sum(axis=2)
    rows = apart.argmin(axis=1)[index.reshape(-1)].astype(np.uint8).reshape(height, width)
    raw = np.hstack([np.zeros((height, 1), np.uint8), rows]).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(raw, 9)),
        (b"IEND", b""),
    )
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def unfiltered(png: bytes, width: int, height: int, depth: int) -> np.ndarray:
    """The bytes of the pixels, by row, column and channel."""
    packed, at = b"", 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += 12 + size
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * depth)
    above = [0] * (width * depth)
    rows = []
    for row in raw.tolist():
        filter_, line = row[0], row[1:]
        for i, byte in enumerate(line):
            left, corner = (line[i - depth], above[i - depth]) if i >= depth else (0, 0)
            up = above[i]
            if filter_ == 4:
                a, b, c = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
                guess = left if a <= b and a <= c else up if b <= c else corner
            else:
                guess = (0, left, up, (left + up) // 2)[filter_]
            line[i] = (byte + guess) & 255
        above = line
        rows.append(line)
    return np.array(rows, np.uint8).reshape(height, width, depth)


if __name__ == "__main__":
    main()
