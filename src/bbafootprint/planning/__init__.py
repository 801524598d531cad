"""What would be, and what was promised: scenarios of lines, and commitments followed over the years.

Read in this order: :mod:`documents` (a person's file to a checked document); :mod:`scenario` (what a scenario says),
:mod:`names`, :mod:`selecting`, :mod:`pieces` and :mod:`applying` (what it makes of lines); :mod:`evidence` and
:mod:`adjusting` (what is claimed of lines, beside their numbers and never instead of them); :mod:`commitment`,
:mod:`measuring`, :mod:`judging` and :mod:`progress` (a promise, and how far it is kept), :mod:`chart`.
"""

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
