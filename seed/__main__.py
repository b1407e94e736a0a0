"""`python -m seed --out FOLDER [--people N] [--seed S]`: writes the demo city's bundle."""

from argparse import ArgumentParser
from pathlib import Path

from seed.city import PEOPLE, SEED, build


def main() -> None:
    """Reads the arguments, writes the bundle, prints one line."""
    parser = ArgumentParser(prog="python -m seed", description="Writes the demo city. Every person in it is invented.")
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle; made if missing")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"how many people (default {PEOPLE:,})")
    parser.add_argument("--seed", type=int, default=SEED, help="one seed, the same bytes")
    said = parser.parse_args()
    size = build(said.out, said.people, said.seed)
    counts = f"{size.affiliates:,} affiliates in {size.gangs} gangs, {size.enrolled + 2} enrolled"
    print(f"{said.out}: {size.people:,} invented people, {counts}")


if __name__ == "__main__":
    main()
