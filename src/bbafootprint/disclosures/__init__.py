"""Tables that can be copied into a report: what frameworks ask for, and what a result answers.

Read in this order: :mod:`data` (the crosswalk and the lists, as tables); :mod:`filling` (the tables); :mod:`case`,
:mod:`amounts`, :mod:`goods` and :mod:`scope` (what each of our metrics says of a result); :mod:`eudr` (lines beside the
EU regulation on deforestation). Paragraph numbers stand in :file:`crosswalk.csv` alone.
:mod:`build_eudr` writes the facts of the regulation from a transcription.
"""

from bbafootprint.disclosures.data import load_crosswalk
from bbafootprint.disclosures.filling import disclosure_tables

__all__ = ["disclosure_tables", "load_crosswalk"]
