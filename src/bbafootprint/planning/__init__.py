"""What would be, and what was promised: scenarios of lines, and commitments followed over the years.

Read in this order: :mod:`documents` (a person's file to a checked document); :mod:`scenario` (what a scenario says),
:mod:`names`, :mod:`selecting`, :mod:`pieces`, :mod:`changing` and :mod:`applying` (what it makes of lines);
:mod:`evidence`, :mod:`claims` and :mod:`adjusting` (what is claimed of lines, beside their numbers and never instead of
them); :mod:`commitment`, :mod:`measuring`, :mod:`judging` and :mod:`progress` (a promise, and how far it is kept),
:mod:`telling` and :mod:`chart` (how it is shown).
"""

from bbafootprint.planning.adjusting import adjusted_totals
from bbafootprint.planning.applying import apply_scenario
from bbafootprint.planning.commitment import Commitment, read_commitment
from bbafootprint.planning.evidence import evidence_levels
from bbafootprint.planning.progress import CommitmentProgress, track_commitment
from bbafootprint.planning.scenario import Scenario, read_scenario

__all__ = [
    "Commitment",
    "CommitmentProgress",
    "Scenario",
    "adjusted_totals",
    "apply_scenario",
    "evidence_levels",
    "read_commitment",
    "read_scenario",
    "track_commitment",
]
