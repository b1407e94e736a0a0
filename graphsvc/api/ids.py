"""Global ids (Relay): base64 of `Type:id`. They hide nothing and promise nothing: every use is authorized again."""

import base64
import binascii

from graphsvc.errors import InputRefused

MOST_LETTERS = 300  # an id longer than this is no id of ours


def global_id(kind: str, key: str) -> str:
    """The id by which the API names a thing."""
    return base64.urlsafe_b64encode(f"{kind}:{key}".encode()).decode().rstrip("=")


def split_id(said: str) -> tuple[str, str] | None:
    """(type, key) of a global id, None for a text that is none."""
    try:
        text = base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    kind, colon, key = text.partition(":")
    return (kind, key) if colon and kind.isalpha() and key and global_id(kind, key) == said.rstrip("=") else None


def key_of(kind: str, said: str) -> str:
    """The key in a global id of that type; a plain key stands for itself, as bundles and case files write it.

    A global id of another type is a key that nobody has, so that it answers as any unknown one.
    Raises InputRefused for text that is too long to be an id.
    """
    if not said or len(said) > MOST_LETTERS:
        raise InputRefused("An id has 1 to 300 letters.", "Use an id from an earlier answer.")
    parts = split_id(said)
    return said if parts is None or parts[0] != kind else parts[1]
