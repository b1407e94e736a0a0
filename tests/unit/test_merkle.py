"""Merkle trees against the RFC read a second time, word by word, and against published vectors."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.audit.merkle import consistency_proof, extends, includes, inclusion_proof, leaf_hash, root_of

ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
)]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of the first 0 to 8 entries: the vectors that Certificate Transparency's own implementations share."""
INCLUSION = {  # (place, size) → proof
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}
CONSISTENCY = {  # (first, second) → proof
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
}

Tree = list[bytes]
trees = st.lists(st.binary(max_size=3), min_size=1, max_size=40)


def naive_root(entries: Tree) -> bytes:
    """MTH of RFC 9162, section 2.1.1, as it is written there."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = max(2**i for i in range(len(entries)) if 2**i < len(entries))
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_that_were_published(size: int) -> None:
    assert root_of(map(leaf_hash, ENTRIES[:size])).hex() == ROOTS[size]


def test_proofs_are_those_that_were_published() -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    shown = {(at, size): tuple(h.hex() for h in inclusion_proof(leaves[:size], at)) for at, size in INCLUSION}
    grown = {(a, b): tuple(h.hex() for h in consistency_proof(leaves[:b], a)) for a, b in CONSISTENCY}
    assert (shown, grown) == (INCLUSION, CONSISTENCY)


@given(trees)
def test_the_one_pass_gives_the_root_of_the_definition(entries: Tree) -> None:
    assert root_of(map(leaf_hash, entries)) == naive_root(entries)


@settings(max_examples=60)
@given(trees, st.data())
def test_an_entry_is_proven_at_its_place_and_at_no_other(entries: Tree, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    leaves = [leaf_hash(entry) for entry in entries]
    proof, root = inclusion_proof(leaves, at), naive_root(entries)
    assert includes(root, len(entries), at, leaves[at], proof)
    assert not includes(root, len(entries), at, leaf_hash(b"another"), proof)
    assert not includes(root, len(entries), len(entries), leaves[at], proof)
    assert not includes(root, len(entries), at, leaves[at], [*proof, root])
    assert not proof or not includes(root, len(entries), at, leaves[at], proof[:-1])


@settings(max_examples=60)
@given(trees, st.data())
def test_a_tree_is_proven_to_begin_as_it_was_and_a_changed_one_is_not(entries: Tree, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(entries)))
    leaves, size = [leaf_hash(entry) for entry in entries], len(entries)
    old, new, proof = naive_root(entries[:first]), naive_root(entries), consistency_proof(leaves, first)
    assert extends(first, old, size, new, proof)
    assert not extends(first, leaf_hash(b"another"), size, new, proof)
    assert not extends(first, old, size, leaf_hash(b"another"), proof)
    assert not extends(first, old, size, new, [*proof, new])
    assert not extends(size + 1, old, size, new, proof)
