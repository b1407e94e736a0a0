"""Merkle trees of RFC 9162: one hash for all entries of a log in their order, and short proofs about it.

The well-kept library for them is under the GPL, which this project is not; so these are the few lines of section 2.1.
A tree is given as the hashes of its leaves. Proofs are lists of hashes, leaf to root.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The tree's hash, in one pass that keeps only the whole trees to the left, at most one of each height."""
    whole: list[bytes] = []
    for count, leaf in enumerate(leaves, 1):
        whole.append(leaf)
        while count % 2 == 0:  # two of the same height became one
            right = whole.pop()
            whole[-1] = node_hash(whole[-1], right)
            count //= 2
    if not whole:
        return EMPTY
    root = whole.pop()
    while whole:
        root = node_hash(whole.pop(), root)
    return root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What proves that the leaf stands at that place (2.1.3.1)."""
    if len(leaves) == 1:
        return []
    cut = _cut(len(leaves))
    if index < cut:
        return [*inclusion_proof(leaves[:cut], index), root_of(leaves[cut:])]
    return [*inclusion_proof(leaves[cut:], index - cut), root_of(leaves[:cut])]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of that size and root has the leaf at that place (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for hashed in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node_hash(hashed, found)
            while at and at % 2 == 0:
                at, last = at // 2, last // 2
        else:
            found = node_hash(found, hashed)
        at, last = at // 2, last // 2
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], first: int, whole: bool = True) -> list[bytes]:
    """What proves that the tree began with its first leaves as they were; `first` is 1 to all (2.1.4.1)."""
    if first == len(leaves):
        return [] if whole else [root_of(leaves)]
    cut = _cut(len(leaves))
    if first <= cut:
        return [*consistency_proof(leaves[:cut], first, whole), root_of(leaves[cut:])]
    return [*consistency_proof(leaves[cut:], first - cut, False), root_of(leaves[:cut])]


def extends(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the second tree begins with the first one (2.1.4.2)."""
    if first == second:
        return first_root == second_root and not proof
    if not 0 < first < second or not proof:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    at, last = first - 1, second - 1
    while at % 2:
        at, last = at // 2, last // 2
    old = new = path[0]
    for hashed in path[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            old, new = node_hash(hashed, old), node_hash(hashed, new)
            while at and at % 2 == 0:
                at, last = at // 2, last // 2
        else:
            new = node_hash(new, hashed)
        at, last = at // 2, last // 2
    return last == 0 and (old, new) == (first_root, second_root)


def _cut(size: int) -> int:
    """The largest power of two below the size: where a tree parts into its two halves."""
    return 1 << (size - 1).bit_length() - 1
