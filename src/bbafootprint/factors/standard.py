"""What the method defines for every set: its indicators, and the ladder of a stock and of a flow."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from bbafootprint.factors.metadata import NOT_STATED, Account, Indicator, Kind, Rung


def standard_ladder(kind: str) -> tuple[Rung, ...]:
    """Return the default ladder of an indicator (docs/method.md, section 3).

    Parameters
    ----------
    kind : str
        ``"stock"`` or ``"flow"``. Flows are conversions: a known producer that the source leaves out must not
        inherit the tropics' mean, so their world rung answers only for unknown and consignment origins.

    Returns
    -------
    tuple of Rung
        Region, country, sub-region, world.
    """
    world = Rung(rung="world", origins="unknown" if kind == "flow" else "all")
    return (Rung(rung="region"), Rung(rung="country"), Rung(rung="subregion"), world)


def _standard(id_: str, account: Account, unit: str, kind: Kind, title: str, basis: str) -> Indicator:
    return Indicator(
        id=id_, account=account, unit=unit, kind=kind, title=title, basis=basis, method=NOT_STATED
    )


@functools.cache
def standard_indicators() -> Mapping[str, Indicator]:
    """Return the indicators that the method defines, by id (docs/method.md, section 2).

    They carry account, unit and kind only: how a set computed them is the set's to say, so `method` is
    ``"not stated"``.

    Returns
    -------
    mapping of str to Indicator
        The six indicators of the default set.
    """
    listed = (
        _standard("land_occupation", "pressure", "ha yr", "stock", "Land occupation", "area harvested"),
        _standard("habitat_loss", "loss", "ha", "flow", "Habitat loss", "natural ecosystem converted"),
        _standard("habitat_degradation", "degradation", "MSA-loss ha yr", "stock", "Habitat degradation",
                  "land occupied x condition lost there"),
        _standard("habitat_fragmentation", "fragmentation", "MSA-loss ha yr", "stock",
                  "Habitat fragmentation",
                  "land occupied x condition lost because habitat is cut up"),
        _standard("species_loss_occupation", "species", "PDF yr (global)", "stock",
                  "Potential species loss, land occupied", "land occupied x characterisation factor"),
        _standard("species_loss_conversion", "species", "PDF yr (global)", "flow",
                  "Potential species loss, land converted", "land converted x characterisation factor"),
    )  # fmt: skip
    return {indicator.id: indicator for indicator in listed}
