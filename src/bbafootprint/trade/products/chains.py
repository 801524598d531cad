"""Which goods can be made of which: what the processes show, and what they leave out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

_SAWNWOOD = (
    "sawnwood_coniferous", "sawnwood_non_coniferous", "sawnwood_unspecified", "sawnwood_non_coniferous_tropical",
)  # fmt: skip
_LOGS = ("roundwood_coniferous", "roundwood_non_coniferous")
_CHIPS = (
    "wood_chips", "wood_chips_coniferous", "wood_chips_non_coniferous", "wood_chips_residues", "wood_chips_pulpwood",
    "wood_waste",
)  # fmt: skip
_BOARDS = ("veneer", "plywood", "particle_board", "fibreboard", "osb", "hardboard", "insulating_board")
_PULPS = ("wood_pulp_mechanical", "wood_pulp_chemical", "wood_pulp_unspecified")
_PAPERS = ("paper", "newsprint", "printing_paper", "kraft_paper", "packaging_paper", "tissue_paper")
_RUBBERS = ("rubber_latex", "compounded_rubber", "mixed_rubber")
_OF_WOOD = (
    "wooden_furniture",
    "wood_joinery",
    "wood_articles",
    "wood_packaging",
    "prefabricated_wood_buildings",
)

MADE_OF: Mapping[str, tuple[str, ...]] = {
    "cattle_meat": ("cattle_live",),
    "chocolate": ("cocoa_butter", "cocoa_powder"),
    "cocoa_paste": ("cocoa_nibs",),
    **dict.fromkeys(("tyres", "rubber_thread", "rubber_articles", "rubber_gloves", "inner_tubes"), _RUBBERS),
    "compounded_rubber": ("rubber_latex", "mixed_rubber"),
    "mixed_rubber": ("rubber_latex",),
    "tyres_retreaded": ("tyres",),
    "coffee_soluble": ("coffee_roasted",),
    "coffee_roasted_decaffeinated": ("coffee_decaffeinated",),
    "sunflower_oil": ("sunflower_seed_shelled",),
    "sunflower_meal": ("sunflower_seed_shelled",),
    "cassava_starch": ("cassava_dried",),
    "milk_powder": ("milk_concentrated",),
    "milk_condensed": ("milk_concentrated",),
    "orange_juice": ("orange_juice_concentrated",),
    "apple_juice": ("apple_juice_concentrated",),
    "pineapple_juice": ("pineapple_juice_concentrated",),
    **dict.fromkeys((*_SAWNWOOD, *_CHIPS, "fuelwood", "veneer", "densified_wood", "wood_stakes", "wood_wool"), _LOGS),
    "plywood": ("veneer", *_LOGS),
    **dict.fromkeys(("wood_pellets", *_BOARDS[2:]), (*_LOGS, *_CHIPS)),
    **dict.fromkeys((*_PULPS, "wood_pulp_dissolving"), (*_LOGS, *_CHIPS)),
    "charcoal": (*_LOGS, "fuelwood"),
    **dict.fromkeys(_PAPERS, _PULPS),
    "printed_matter": (*_PULPS, *_PAPERS),
    **dict.fromkeys(_OF_WOOD, (*_LOGS, *_SAWNWOOD, *_BOARDS)),
}  # fmt: skip
"""Product to others of the same primary commodity that it can be made of too. The processes convert each product from
its primary commodity along one path; here is what else a company buys to make it. From general knowledge."""


def made_from(codes: Iterable[str], paths: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return what each good can be made of, directly or through others.

    Parameters
    ----------
    codes : iterable of str
    paths : mapping of str to str
        Path of each product from its primary commodity, joined by `` > ``.

    Returns
    -------
    dict of str to frozenset of str
    """
    found: dict[str, frozenset[str]] = {}
    for code in codes:
        before: set[str] = set()
        ahead = [code]
        while ahead:
            step = ahead.pop()
            parents = paths.get(step, step).split(" > ")[:-1][-1:]
            # live cattle stand on the path of carcasses, and before them in life
            parents = [parent for parent in parents if step not in MADE_OF.get(parent, ())]
            new = {*parents, *MADE_OF.get(step, ())} - before - {code}
            before |= new
            ahead += sorted(new)
        found[code] = frozenset(before)
    return found


def most_shared(quantity: Mapping[str, float], made: Mapping[str, frozenset[str]]) -> float:
    """Return how much of goods can at most be in others of them.

    Parameters
    ----------
    quantity : mapping of str to float
        Primary equivalents by good.
    made : mapping of str to frozenset of str
        As :func:`made_from` returns it.

    Returns
    -------
    float
        Each unit of a good goes into one unit of another, and holds one of another, at most. What is left of the sum
        of all is the least that was grown: chains that cover every good (Dilworth's theorem, with weights), by
        augmenting paths.
    """
    goes = dict(quantity)
    takes = dict(quantity)
    flow: dict[tuple[str, str], float] = {}
    while True:
        # breadth first over inputs with something left, through goods that could take from another input instead
        came: dict[tuple[str, bool], tuple[str, bool] | None] = {
            (code, True): None for code, left in goes.items() if left > 0
        }
        queue, end = list(came), None
        while queue and end is None:
            code, is_input = at = queue.pop(0)
            if is_input:
                nexts = [(other, False) for other in quantity if code in made[other]]
            elif takes[code] > 0:
                end = at
                break
            else:
                nexts = [(other, True) for other in quantity if flow.get((other, code), 0.0) > 0]
            for each in nexts:
                if each not in came:
                    came[each] = at
                    queue.append(each)
        if end is None:
            return float(sum(flow.values()))
        path = [end]
        while (before := came[path[-1]]) is not None:
            path.append(before)
        path.reverse()
        room = [goes[path[0][0]], takes[end[0]]]
        room += [flow[b[0], a[0]] for a, b in itertools.pairwise(path) if not a[1]]
        step = min(room)
        goes[path[0][0]] -= step
        takes[end[0]] -= step
        for a, b in itertools.pairwise(path):
            key, sign = ((a[0], b[0]), 1.0) if a[1] else ((b[0], a[0]), -1.0)
            flow[key] = flow.get(key, 0.0) + sign * step
