"""Signed notes as C2SP's signed-note describes them: a text, an empty line, and lines with signatures.

Any tool for such notes can check ours; the key that checks them is one line of text itself.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from graphsvc.errors import InputRefused, SettingError
from graphsvc.keys import private_text

NAME = "graphsvc-audit"
KEY_FILE = "audit_signing_key.pem"
ED25519 = b"\x01"
_NEXT = "Take the checkpoint, and the key that checks it, as they were exported."


@dataclass(frozen=True)
class Verifier:
    """Who signs, and the public key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature says whose it is."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as one line, to be kept by whoever checks."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The key of this installation, made at the first call. Raises SettingError."""
    try:
        key = load_pem_private_key(private_text(home / KEY_FILE, _made).encode(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingError(f"{KEY_FILE} is no Ed25519 key.", "Put back the one that was there.")
    return key


def _made() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def verifier_of(key: Ed25519PrivateKey) -> Verifier:
    """What checks this key's signatures."""
    return Verifier(NAME, key.public_key().public_bytes_raw())


def read_verifier(text: str) -> Verifier:
    """The verifier in its line of text. Raises InputRefused."""
    name, _, more = text.strip().partition("+")
    id, _, key = more.partition("+")
    found = Verifier(name, _decoded(key)[1:])
    if found.id.hex() != id or not _decoded(key).startswith(ED25519) or len(found.public) != 32:
        raise InputRefused("This is no key that checks notes.", _NEXT)
    return found


def signed(text: str, key: Ed25519PrivateKey) -> str:
    """The text, which ends in a newline, as a signed note."""
    who = verifier_of(key)
    return f"{text}\n— {who.name} {base64.b64encode(who.id + key.sign(text.encode())).decode()}\n"


def opened(note: str, who: Verifier) -> str:
    """The text of a note that the verifier's owner signed. Raises InputRefused for any other."""
    text, _, lines = note.rpartition("\n\n")
    for line in lines.splitlines():
        mark, _, rest = line.partition(" ")
        name, _, signature = rest.partition(" ")
        said = _decoded(signature)
        if (mark, name, said[:4]) == ("—", who.name, who.id):
            _check(who, said[4:], f"{text}\n")
            return f"{text}\n"
    raise InputRefused("This note is not signed by that key.", _NEXT)


def _check(who: Verifier, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(who.public).verify(signature, text.encode())
    except InvalidSignature:
        raise InputRefused("This note was changed after it was signed.", _NEXT) from None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
