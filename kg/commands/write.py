"""``kg write``: a graph in another format."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ask.dataset import Dataset

__all__ = ["NAMES", "add", "run", "store"]

#: The names of the formats: here too, so that the help needs not load the writers.
NAMES = ("turtle", "ntriples", "trig", "nquads", "jsonld", "rdf12", "graphml", "gexf", "neo4j", "quickstatements")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    write = commands.add_parser(
        "write",
        help="write a graph in another format",
        description="Write graphs, merged into one, in another format: that of --format, or of the suffix of --output. "
        "Exit status: 0 written, 2 a graph cannot be read or the place not written to.",
    )
    write.add_argument("graphs", nargs="+", metavar="GRAPH", help=".ttl, .nt, .trig, .nq, .jsonld or .rdf")
    write.add_argument("-f", "--format", choices=NAMES, help="the format")
    write.add_argument(
        "-o", "--output", metavar="FILE", help="where to write; a folder for neo4j (default: standard output)"
    )
    write.add_argument("--as-of", metavar="DAY", help="only what held on a day (1941-05-01, 1941-05, 1941)")
    write.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, convert, write. Returns the exit status."""
    from kg.errors import BadOutput
    from kg.write.formats import FORMATS, by_suffix, write_as

    chosen = FORMATS[arguments.format] if arguments.format else by_suffix(arguments.output or "")
    if chosen is None:
        suffixes = ", ".join(f.suffix for f in FORMATS.values())
        raise BadOutput(f"no format: give --format, or -o FILE with one of {suffixes}", path=arguments.output)
    dataset = _read(arguments.graphs, arguments.as_of)
    contents = write_as(chosen, dataset.store, base=dataset.base)
    if chosen.name == "quickstatements" and not any(contents.values()):
        print("kg: nothing to write: no fact joins things whose Wikidata items the graph knows", file=sys.stderr)
    if arguments.output:
        store(contents, Path(arguments.output))
    elif chosen.files:
        raise BadOutput(f"{chosen.name} is several files: give -o FOLDER")
    else:
        sys.stdout.buffer.write(contents[""].encode())
    return 0


def _read(graphs: list[str], as_of_day: str | None) -> Dataset:
    from kg.ask.dataset import Dataset

    first, *others = [Dataset.load(path) for path in graphs]
    for other in others:
        first.store.bulk_extend(other.store)
    if as_of_day:
        from kg.ask.asof import as_of

        return as_of(first, as_of_day)
    return first


def store(contents: dict[str, str], target: Path) -> list[Path]:
    """Write the files of a format: ``target`` itself, or files in the folder ``target``. Returns their paths.

    Raises:
        BadOutput: the place cannot be written to.
    """
    from kg.errors import BadOutput

    paths = [target / name if name else target for name in contents]
    try:
        for path, content in zip(paths, contents.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f".{path.name}.part")
            aside.write_text(content, "utf-8", newline="\n")
            aside.replace(path)
    except OSError as error:
        raise BadOutput(f"cannot be written to ({error.strerror or error})", path=str(target)) from error
    return paths
