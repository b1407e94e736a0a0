"""The IDE: one small page of our own, with nothing from any other host, so that it works without a network."""

from functools import cache
from pathlib import Path
from types import MappingProxyType

IDE_HEADERS = MappingProxyType(
    {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    }
)


@cache
def ide_page() -> str:
    """The page."""
    return (Path(__file__).parent / "ide.html").read_text(encoding="utf-8")
