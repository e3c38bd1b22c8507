"""The command, and the same from Python: what it says, what it returns, what it leaves on the disk."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg import Graph, build
from kg.cli import main
from kg.errors import BadDocument, BadOutput

CHINESE = "1949年10月2日，苏联承认中华人民共和国，两国建立外交关系。\n"
OUTPUTS = ("graph.html", "graph.ttl", "report.md")
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def content(folder: Path) -> dict[str, bytes]:
    """Every file in ``folder``, hidden ones too, with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def run(*arguments: object, cwd: Path | None = None, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """An output folder with an earlier output."""
    folder = tmp_path / "output"
    folder.mkdir()
    for name in OUTPUTS:
        (folder / name).write_text(f"an earlier {name}", encoding="utf-8")
    return folder


def _file(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def _folder(name: str, *files: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.mkdir()
        for file in files:
            (path / file).write_text(CHINESE, encoding="utf-8")
        return path

    return make


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing file": (lambda folder: folder / "没有.md", "no such file"),
    "missing folder": (lambda folder: folder / "no" / "where", "no such file or folder"),
    "a name too long": (lambda folder: folder / ("x" * 300), "cannot be looked at"),
    "empty": (_file("empty.md", b""), "empty"),
    "white space only": (_file("blank.md", "\u3000 \n\t\n".encode()), "white space only"),
    "byte order mark only": (_file("bom.md", b"\xef\xbb\xbf"), "white space only"),
    "binary": (_file("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 9), "binary"),
    "wrong encoding": (
        _file("shift-jis.txt", "日本語のテキスト、ひらがなとカタカナ。".encode("shift_jis") * 9),
        "UTF-8",
    ),
    "half UTF-8": (_file("half.txt", CHINESE.encode() * 20 + b"\xe4\xb8\n" + b"\xff\xfe\xfa" * 40), "UTF-8"),
    "markup only": (_file("markup.md", b"![](a.png)\n\n# \n"), "no running text"),
    "a line of 50 MB": (_file("long.txt", b"a" * 50_000_000), "50,000,000 characters"),
    "empty folder": (_folder("nothing"), "no document"),
    "folder without documents": (_folder("pictures", "a.png", ".hidden.md", "README.md"), "no document"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_alone(case: str, tmp_path: Path, earlier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, words = BAD[case]
    path, before = make(tmp_path), content(earlier)
    assert main(["build", str(path), "-o", str(earlier)]) == 2
    said = capsys.readouterr()
    assert str(path) in said.err
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert content(earlier) == before


@pytest.mark.parametrize("case", BAD)
def test_one_bad_among_many(
    case: str, tmp_path: Path, articles: Path, own: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD[case]
    path, output = make(tmp_path), tmp_path / "output"
    assert main(["build", str(path), str(articles), "-o", str(output)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"kg: skipped {path}")
    assert words in said
    assert said.count("\n") == 1
    assert (output / "graph.ttl").read_text("utf-8") == own.turtle()
    assert path.name in (output / "report.md").read_text("utf-8").replace("\\", "")


def test_bad_documents_in_a_folder_are_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_bytes(b"")
    (tmp_path / "b.md").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "c.md").write_bytes(b"\0\1\2")
    assert main(["build", str(tmp_path), "-o", str(tmp_path / "output"), "--quiet"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(":")[1] for line in said.err.splitlines()] == [
        f" skipped {tmp_path / 'a.md'}",
        f" skipped {tmp_path / 'c.md'}",
    ]


def test_all_bad(tmp_path: Path, earlier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(earlier)
    (tmp_path / "a.md").write_bytes(b"")
    assert main(["build", str(tmp_path / "a.md"), str(tmp_path / "b.md"), "-o", str(earlier)]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path / "a.md") in said
    assert str(tmp_path / "b.md") in said
    assert content(earlier) == before


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "locked.md"
    path.write_text(CHINESE, encoding="utf-8")
    path.chmod(0)
    assert main(["build", str(path), "-o", str(tmp_path / "output")]) == 2
    assert f"{path}: the file may not be read" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["taken", "taken/below", "taken/far/below"])
def test_a_file_stands_where_the_output_folder_should_be(
    folder: str, tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    assert main(["build", str(articles), "-o", str(tmp_path / folder), "-q"]) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path / folder}: cannot be written to" in said
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


@pytest.mark.skipif(IS_ROOT, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(articles: Path, earlier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(earlier)
    earlier.chmod(0o555)
    assert main(["build", str(articles), "-o", str(earlier), "-q"]) == 2
    assert f"{earlier}: cannot be written to" in capsys.readouterr().err
    assert content(earlier) == before


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_folder_stands_where_a_file_should_be(
    name: str, articles: Path, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (earlier / name).unlink()
    (earlier / name).mkdir()
    before = content(earlier)
    assert main(["build", str(articles), "-o", str(earlier), "-q"]) == 2
    assert f"{earlier / name}: " in capsys.readouterr().err
    assert content(earlier) == before


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_disk_that_fills_up(name: str, own: Graph, earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.write_text

    def write_text(self: Path, *arguments: Any, **options: Any) -> int:
        if self.name == name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(self, *arguments, **options)

    before = content(earlier)
    monkeypatch.setattr(Path, "write_text", write_text)
    with pytest.raises(BadOutput, match="No space left on device") as caught:
        own.write(earlier)
    assert caught.value.path == str(earlier)
    assert content(earlier) == before


def test_an_output_that_cannot_be_made_leaves_the_earlier(
    own: Graph, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def report(self: Graph) -> str:
        raise RuntimeError("a bug of ours")

    before = content(earlier)
    monkeypatch.setattr(Graph, "report", report)
    with pytest.raises(RuntimeError):
        own.write(earlier)
    assert content(earlier) == before


def test_build_says_what_it_did(tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(articles), "-o", str(tmp_path / "a" / "b")]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    first = [line.split()[0] for line in said.out.splitlines()]
    assert first[:3] == ["reading", "entities", "facts"]
    assert first[-1] == "wrote"
    assert "2 documents" in said.out
    assert sorted(content(tmp_path / "a" / "b")) == sorted(OUTPUTS)


def test_a_document_named_twice_is_read_once(
    tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = sorted(articles.iterdir())[0]
    assert main(["build", str(articles), str(again), os.path.relpath(again), "-o", str(tmp_path)]) == 0
    assert "2 documents" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    said = capsys.readouterr().out
    wanted = (
        ["--output", "--base-iri", "--quiet", "DOC", "Exit status"] if "build" in arguments else ["build", "--version"]
    )
    for word in wanted:
        assert word in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"bangjiao {kg.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["build"], ["biuld", "x.md"], ["build", "x.md", "--no-such-option"]]
    + [
        ["build", "x.md", "--base-iri", iri]
        for iri in ("", "here", "/a/b", "https://a b/", 'https://a/"', "https://a/<b>")
    ],
)
def test_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: kg" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["https://example.org/g", "https://example.org/g/"])
def test_the_base_is_a_setting(given: str, tmp_path: Path, articles: Path) -> None:
    assert main(["build", str(articles), "-o", str(tmp_path), "-q", "--base-iri", given]) == 0
    turtle = (tmp_path / "graph.ttl").read_text("utf-8")
    assert "@prefix ent: <https://example.org/g/entity/> ." in turtle
    assert "w3id.org/bangjiao" not in turtle


def test_the_command_does_what_the_call_does(tmp_path: Path, articles: Path, own: Graph) -> None:
    main(["build", str(articles), "-o", str(tmp_path / "a"), "-q"])
    paths = own.write(tmp_path / "b")
    assert sorted(p.name for p in paths) == sorted(OUTPUTS)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_build_raises_for_a_bad_document(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="no such file") as caught:
        build([tmp_path / "none.md"])
    assert caught.value.path == str(tmp_path / "none.md")
    with pytest.raises(BadDocument):
        build([])


def test_build_tells_what_it_skips(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    told: list[kg.BangjiaoError] = []
    graph = build([tmp_path / "empty.md", articles, str(tmp_path / "none.md")], on_skip=told.append)
    assert [e.path for e in graph.skipped] == [str(tmp_path / "empty.md"), str(tmp_path / "none.md")]
    assert tuple(told) == graph.skipped
    assert len(graph.documents) == 2


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path, articles: Path) -> None:
    for seed in ("1", "2"):
        done = run("build", articles, "-o", tmp_path / seed, "-q", hash_seed=seed)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert content(tmp_path / "1") == content(tmp_path / "2")


def test_the_same_bytes_when_built_again_over_the_first(tmp_path: Path, articles: Path) -> None:
    main(["build", str(articles), "-o", str(tmp_path), "-q"])
    first = content(tmp_path)
    main(["build", str(articles), "-o", str(tmp_path), "-q"])
    assert content(tmp_path) == first


def test_the_same_graph_from_another_folder(tmp_path: Path, articles: Path, own: Graph) -> None:
    """The paths given are in the report only: the graph is the same wherever its documents lie."""
    done = run("build", ".", "-o", tmp_path / "out", "-q", cwd=articles, hash_seed="7")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "graph.ttl").read_text("utf-8") == own.turtle()
    assert (tmp_path / "out" / "graph.html").read_text("utf-8") == own.html()


def test_the_order_of_the_documents_does_not_matter(articles: Path, own: Graph) -> None:
    paths = sorted(articles.iterdir())
    backwards = build(reversed(paths))
    assert [d.path for d in backwards.documents] == [str(p) for p in reversed(paths)]
    assert backwards.turtle() == own.turtle()


def test_the_names_of_the_files_do_not_matter(tmp_path: Path, articles: Path, own: Graph) -> None:
    for number, path in enumerate(sorted(articles.iterdir(), reverse=True)):
        (tmp_path / f"{number}.txt").write_bytes(path.read_bytes())
    assert build([tmp_path]).turtle() == own.turtle()


def test_the_order_of_many_documents_does_not_matter(tmp_path: Path) -> None:
    """The same facts and names, though the documents write them in other scripts and to other precisions."""
    texts = (
        "1950年，中苏两国签署《中苏友好同盟互助条约》。",
        "1950年2月14日，中蘇兩國簽署《中蘇友好同盟互助條約》。",
        "1950年2月，苏联与中华人民共和国签订《關於甲乙鐵路的協定》。",
        "蘇聯與中華人民共和國簽訂《關于甲乙鐵路的協定》。",
        "苏联与中华人民共和国签订《关于甲乙铁路的协定》。",
        "1949年10月2日，苏联承认中华人民共和国。",
        "1949年10月，蘇聯承認中華人民共和國。",
    )
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_text(f"第{number}篇\n\n{text}\n", encoding="utf-8")
    wanted = build(paths).turtle()
    shuffle = random.Random(1950)
    for _ in range(5):
        shuffle.shuffle(paths)
        assert build(paths).turtle() == wanted
