"""Invented names, put together from syllables, so that nobody real is meant. Some carry accents on purpose."""

_FIRST, _HER, _HIS, _HOUSE, _MIDDLE, _END, STREETS = (
    tuple(line.split())
    for line in """
Ba Bre Cal Chi Da Del Do Fa Fen Ga Gri Ha Hol Ji Ka Kel Ky La Lo Ma Mer Mo Na Nil O Pa Pri Sa Sho Va Vel Zé Çe Ñu
bira delle fina gisa jolé kira lune misha nelva pheda risse sonya tavia vonne wena xia zuri ána
bran dric farn gulf jorn kesh lorn mond nard phet roth stan tarv vick worl xon zeph ülf
Abr Bel Cor Dun Elv Far Gor Hest Ild Jas Kron Lom Mur Nav Orm Pell Quor Rav Sturr Tolv Umb Vess Wyr Yst Zol Ása
a ando eri evi i ingo o obra ola u umé yra
beck dane fold gast holm kett lund mar nix pold quist rane sk tane veil wick xel zano
Arble Bosk Cindle Dorvan Esk Fallow Gimmer Hask Inver Jorrow Kettle Lurn Mistle Nock Orrel Pinder Quill Rasp Vetch
""".strip().splitlines()
)

GIVEN = (tuple(a + b for a in _FIRST for b in _HER), tuple(a + b for a in _FIRST for b in _HIS))
"""Given names by sex: 0 female, 1 male."""
FAMILY = tuple(a + b + c for a in _HOUSE for b in _MIDDLE for c in _END)
NICKNAMES = tuple(
    a + b for a in ("Bo", "Cee", "Dee", "Fay", "Jo", "Kay", "Lil", "Moe", "Ny", "Ray") for b in ("bo", "ny", "z")
)
STREET_NAMES = tuple(a + b for a in ("Ghost", "Loud", "Slim", "North", "Flip", "Ink") for b in ("y", "er", "lo", "ik"))
GANG_FIRST = tuple(a + b for a in STREETS for b in ("", "ton"))
GANG_LAST = ("Row", "Court", "Steps", "Yard", "Bend")


def misspelt(name: str, at: int) -> str:
    """A name as a hurried clerk writes it: one letter doubled, or dropped in the longer ones."""
    at = at % (len(name) - 1) + 1
    return name[:at] + name[at + 1 :] if len(name) > 6 else name[:at] + name[at] + name[at:]
