"""``kg serve``: the graph over HTTP, with a SPARQL endpoint and a query page."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

__all__ = ["add", "run"]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    serve = commands.add_parser(
        "serve",
        help="serve a graph: SPARQL endpoint, query page, entities",
        description="Serve a graph over HTTP, read-only: SPARQL 1.1 Protocol at /sparql, with a query page; the HTML "
        "graph at /; entities under /entity/. Needs the extra: pip install 'bangjiao[serve]'. Ends with Ctrl-C.",
    )
    serve.add_argument("graph", nargs="?", default="output/graph.ttl", metavar="GRAPH", help="(default: %(default)s)")
    serve.add_argument(
        "--host", default="127.0.0.1", help="the address to listen at (default: %(default)s, this machine only)"
    )
    serve.add_argument("--port", type=int, default=8000, help="(default: %(default)s; 0 for any that is free)")
    serve.add_argument(
        "--cors",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let the pages of another origin ask, such as https://example.org, or * for all; may be repeated",
    )
    serve.add_argument(
        "--timeout", type=float, default=20, metavar="S", help="seconds for a query (default: %(default)s)"
    )
    serve.add_argument(
        "--max-answer", type=int, default=64, metavar="MB", help="size of an answer (default: %(default)s)"
    )
    serve.add_argument(
        "--memory", type=int, default=4096, metavar="MB", help="memory for a query (default: %(default)s; 0: no limit)"
    )
    serve.add_argument("--workers", type=int, default=2, metavar="N", help="queries at a time (default: %(default)s)")
    serve.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted. Returns the exit status."""
    import contextlib

    from kg.errors import BangjiaoError

    try:
        import uvicorn

        from kg.ask.server import Settings, create_app
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn", "anyio", "jinja2"):
            raise
        raise BangjiaoError(f"kg serve needs {error.name}: pip install 'bangjiao[serve]'") from error
    from kg.ask.server.worker import Limits

    limits = Limits(
        seconds=arguments.timeout,
        answer_bytes=arguments.max_answer * 1_000_000,
        memory=arguments.memory,
        workers=max(arguments.workers, 1),
    )
    app = create_app(Settings(arguments.graph, limits, tuple(arguments.cors)))
    listener = _listen(arguments.host, arguments.port)
    host, port = listener.getsockname()[:2]
    print(f"http://{f'[{host}]' if ':' in host else host}:{port}/  (SPARQL at /sparql, Ctrl-C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again, once all is closed
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    import socket

    from kg.errors import BangjiaoError

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # at once: the address is printed next, and a port in use only shows here
    except (OSError, OverflowError) as error:
        raise BangjiaoError(f"cannot listen at {host}:{port} ({error}): give another --port") from error
    return listener
