"""Small pedigrees for tests, all of invented people: from a text, or drawn at random."""

import random

from graphsvc.kinship.pedigree import (
    ADOPTION,
    BIRTH,
    FOSTER,
    MARRIED,
    PARTNERS,
    STEP,
    Parenthood,
    Pedigree,
    Union,
    pedigree_of,
)

_SEX = {"f": "FEMALE", "m": "MALE", "x": ""}
_KINDS = {"": BIRTH, "+": ADOPTION, "~": FOSTER, "^": STEP}
_UNIONS = {"=": (MARRIED, True), "#": (MARRIED, False), "&": (PARTNERS, True)}


def drawn_up(text: str) -> Pedigree:
    """A pedigree from lines: `Ada f` (a person), `Cal m < Ada Abel` (parents: + adoptive, ~ foster, ^ step),
    `Ada = Abel` (married; # divorced, & partners)."""
    sexes, links, unions = {}, [], []
    for number, line in enumerate(text.strip().splitlines()):
        words = line.split()
        if words[1] in _UNIONS:
            kind, current = _UNIONS[words[1]]
            unions.append(Union(f"u{number:03}", words[0], words[2], kind, current))
            continue
        sexes[words[0]] = _SEX[words[1]]
        for parent in words[3:]:
            mark = parent[0] if parent[0] in "+~^" else ""
            links.append(Parenthood(f"p{number:03}{parent}", words[0], parent.removeprefix(mark or " "), _KINDS[mark]))
    return pedigree_of(sexes, links, unions)


def drawn(seed: int, most: int = 40) -> Pedigree:
    """Up to `most` people over several generations: half, step, adoptive and foster children, cousins who marry,
    parents who are not on file, several statements of one tie, unions that are over."""
    rng = random.Random(seed)
    people = [f"q{number:02}" for number in range(rng.randint(4, most))]
    rng.shuffle(people)  # so that ids say nothing of generations
    born = sorted(rng.randint(0, rng.choice((2, 4, 7))) for _ in people)
    sexes = {person: rng.choice(("FEMALE", "MALE", "FEMALE", "MALE", "")) for person in people}
    links, unions = [], []
    for at, person in enumerate(people):
        older = [each for each, year in zip(people, born, strict=True) if year < born[at]]
        near = older[-8:] or older
        for _ in range(rng.choice((0, 1, 2, 2, 2, 2, 3))):
            if near:
                kind = rng.choice((BIRTH,) * 8 + (ADOPTION, ADOPTION, FOSTER, STEP))
                links.append(Parenthood(f"p{len(links):03}", person, rng.choice(near), kind))
        if rng.random() < 0.5:
            other = rng.choice(people)
            unions.append(
                Union(f"u{len(unions):03}", person, other, rng.choice((MARRIED, PARTNERS)), rng.random() < 0.7)
            )
    for person in people:  # most couples with a child are joined
        parents = sorted({link.parent for link in links if link.child == person and link.kind == BIRTH})
        if len(parents) == 2 and rng.random() < 0.6:
            unions.append(Union(f"u{len(unions):03}", *parents))
    return pedigree_of(sexes, links, unions)
