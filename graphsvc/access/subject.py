"""When somebody asks for her own file, her own request stands for the assignment and the consent of other days.

compartments.csv lets a worker read what families say, and what is confidential, once assigned and with a consent. The
privacy officer of the agency that owns it reads it for the person who asks, for the purpose SUBJECT_ACCESS alone, and
with it who is whose family, which the row `kin` gives to those assigned; what another agency owns and lets nobody read
without an assignment stays with that agency's own officer.
"""

from dataclasses import replace

from graphsvc.model.asker import Sight

OFFICER, FOR_THE_PERSON = "PRIVACY_OFFICER", "SUBJECT_ACCESS"


def for_the_person(sight: Sight) -> Sight:
    """The sight with the officer's own agency's statements open, where the person asks; any other as it was."""
    purpose = sight.purpose.purpose if sight.purpose else ""
    if OFFICER not in sight.principal.roles or purpose != FOR_THE_PERSON or sight.circle is not None:
        return sight
    own = {each.id for each in sight.classes if each.owner == sight.principal.agency}
    return replace(
        sight, allowed=tuple(sorted({*sight.allowed, *own.intersection(sight.consent_classes)})), kin_circle=None
    )
