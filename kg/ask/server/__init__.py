"""The graph over HTTP: SPARQL 1.1 Protocol, read-only, a query page, the entities. Needs the extra ``serve``."""

from __future__ import annotations

from kg.ask.server.app import Settings, create_app

__all__ = ["Settings", "create_app"]
