"""The command ``kg``: a table of its commands, and what becomes of an error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kg import __version__
from kg.commands import build, check, evaluate, explain, query, serve, write
from kg.errors import BangjiaoError

__all__ = ["COMMANDS", "main"]

#: The commands, in the order of the help.
COMMANDS = (build, explain, check, evaluate, query, serve, write)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status: 0, 1 where a document was skipped, 2 where nothing could be done."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except BangjiaoError as error:
        print(f"kg: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kg", description="Bangjiao (邦交): a knowledge graph of diplomatic history from Chinese documents."
    )
    parser.add_argument("--version", action="version", version=f"bangjiao {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
