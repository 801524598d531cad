"""From coded lines to numbers: the ladder, the arithmetic, the result.

Read in this order: :mod:`ledger` (lines coded to keys), :mod:`resolve` (the factor of each key),
:mod:`calculate` (the arithmetic), :mod:`aggregate` (tables), :mod:`result` (what a person holds).
"""

from bbafootprint.footprint.explanation import Explanation
from bbafootprint.footprint.keys import name_regions, resolve_keys
from bbafootprint.footprint.ledger import Ledger, code_keys, tally
from bbafootprint.footprint.result import Footprint

__all__ = ["Explanation", "Footprint", "Ledger", "code_keys", "name_regions", "resolve_keys", "tally"]
