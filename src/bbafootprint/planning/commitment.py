"""What a commitment says: a baseline, targets with their year and goods, and how much must be known to judge them.

A commitment is a small document, in TOML, in JSON or built in Python::

    version = 1
    name = "Know where our cocoa grew"
    baseline = 2024

    [[targets]]
    kind = "traced"
    share = 1.0
    year = 2027
    primary_commodity = "cocoa beans"

Vocabulary: footprint reduction, no conversion of natural ecosystems, cut-off and target date as in the land targets of
the Science Based Targets Network (SBTN); traceability, deforestation- and conversion-free and evidence as in the
Accountability Framework (AFi).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from bbafootprint.planning.documents import Document, Root, Share, read_document, read_share
from bbafootprint.planning.evidence import Claim, level_choices
from bbafootprint.planning.scenario import as_conditions, as_cut_off, as_level, as_texts, as_tuple

Year = Annotated[int, Field(ge=1990, le=2200)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(as_texts)]
_Conditions = Annotated[dict[str, tuple[Any, ...]], BeforeValidator(as_conditions)]
_Level = Annotated[str, BeforeValidator(as_level)]
_CutOff = Annotated[date, BeforeValidator(as_cut_off)]


class Target(Document):
    """What every target has: its year, its goods, and what its baseline was where no footprint says it.

    `commodity`, `primary_commodity` (all goods made of it) and `where` (any column of the lines) say what it is about;
    what is left out does not restrict.
    """

    name: str = ""
    year: Year = Field(description="the year by which it is to be reached")
    commodity: _Texts = ()
    primary_commodity: _Texts = ()
    where: _Conditions = Field(default_factory=dict)
    coverage: Share | None = None
    baseline: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    baseline_source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _sourced(self) -> Target:
        """Ask where a stated baseline is from."""
        if self.baseline is not None and not self.baseline_source.strip():
            raise ValueError("baseline_source is missing: where the stated baseline is from")
        return self


def read_goal(value: Any) -> float:
    """Return a share to reach; `ValueError` where it is 0, which any year reaches."""
    share = read_share(value)
    if share == 0:
        raise ValueError("a share of 0 is reached by every year; write more than 0")
    return share


Goal = Annotated[float, BeforeValidator(read_goal)]


class Reduction(Target):
    """An indicator reduced against the baseline, or to a value: its amount, or its intensity per tonne as bought."""

    kind: Literal["indicator", "intensity"]
    indicator: str = Field(min_length=1, description="an indicator of the factor set, such as habitat_loss")
    reduction: Share | None = None
    to: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _one_goal(self) -> Reduction:
        """Ask for exactly one goal."""
        if (self.reduction is None) == (self.to is None):
            raise ValueError(
                'write either reduction, such as "30 %" of the baseline, or to, a value; not both'
            )
        return self


class Traced(Target):
    """A share of the tonnes of which it is known where they grew."""

    kind: Literal["traced"]
    share: Goal = Field(description='the share of tonnes to reach, a number from 0 to 1 or "100 %"')
    level: Literal["country", "region"] = "country"
    by_trade_data: bool = False


class Certified(Target):
    """A share of the tonnes bought under a scheme, with evidence of a level or better."""

    kind: Literal["certified"]
    share: Goal = Field(description='the share of tonnes to reach, a number from 0 to 1 or "100 %"')
    evidence: _Level = Field(description=f"the least level of evidence that counts: {level_choices()}")
    schemes: _Texts = ()


class NoConversion(Target):
    """A share of the tonnes that are claimed to be free of conversion since a cut-off date, with evidence."""

    kind: Literal["no_conversion"]
    share: Goal = 1.0
    evidence: _Level = Field(description=f"the least level of evidence that counts: {level_choices()}")
    cut_off: _CutOff = Field(description="the latest cut-off date that counts, such as 2020-12-31")
    claim: Claim = "conversion_free"

    @model_validator(mode="after")
    def _of_conversion(self) -> NoConversion:
        """Refuse a claim that says nothing of conversion."""
        if self.claim == "certified":
            raise ValueError(
                "claim: certified says nothing of conversion; write conversion_free or deforestation_free"
            )
        return self


AnyTarget = Annotated[Reduction | Traced | Certified | NoConversion, Field(discriminator="kind")]

TARGETS: Mapping[str, type[Target]] = {
    "indicator": Reduction, "intensity": Reduction, "traced": Traced, "certified": Certified,
    "no_conversion": NoConversion,
}  # fmt: skip
"""The word in `kind` to its target."""


class Beside(Document):
    """What is done besides, such as restoration: shown beside the progress, subtracted from nothing."""

    year: Year = Field(description="the year in which it was done")
    what: str = Field(min_length=1, description="what was done, in words")
    amount: float | None = Field(default=None, allow_inf_nan=False)
    unit: str = ""
    source: str = ""


class Commitment(Root):
    """A promise with a baseline year and targets.

    Attributes
    ----------
    version : int
        Version of the format; 1 is the only one.
    name, by, note : str
        What it is called, who made it, and a remark.
    baseline : int
        The year that progress is counted from; its footprint, or values stated in the targets.
    coverage : float
        The share of lines and tonnes in scope that must be known for a target to be judged; a target may have its own.
    confidence : float or None
        Judge by the simulated chance of being on the path: on track from this chance on, not on track up to 1 less
        this, between them it cannot be said. None: judge by the values, and show the chance.
    targets : tuple of target
    beside : tuple of Beside
        Restoration, offsets and the like: listed, never netted.
    """

    version: Literal[1] = 1
    name: str = ""
    by: str = ""
    note: str = ""
    baseline: Year = Field(description="the year that progress is counted from")
    coverage: Share = 0.9
    confidence: Annotated[float, Field(ge=0.5, lt=1)] | None = None
    targets: Annotated[tuple[AnyTarget, ...], BeforeValidator(as_tuple), Field(min_length=1)] = Field(
        description="at least one target"
    )
    beside: Annotated[tuple[Beside, ...], BeforeValidator(as_tuple)] = ()

    @model_validator(mode="after")
    def _later(self) -> Commitment:
        """Refuse targets that lie before the baseline, and names that stand twice."""
        for number, target in enumerate(self.targets, start=1):
            if target.year <= self.baseline:
                raise ValueError(
                    f"target {number}: year {target.year} is not after the baseline year {self.baseline}; "
                    "write a later one"
                )
        names = [target_name(target) for target in self.targets]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two targets are called {twice[0]!r}; give each a name of its own")
        return self


def read_commitment(source: str | Path | Mapping[str, Any] | Commitment) -> Commitment:
    """Read a commitment.

    Parameters
    ----------
    source : str, pathlib.Path, mapping or Commitment
        A file ending in ``.toml`` or ``.json``, or what one holds. docs/how-to/commitments.md lists the targets.

    Returns
    -------
    Commitment

    Raises
    ------
    InputError
        If it cannot be used; every fault is named with target, field, value and what is right. Names of goods and
        places are read when it is tracked, because a sheet may have products of its own.
    """
    return read_document(
        source, Commitment, kind="commitment", parts=TARGETS, lists={"targets": "target", "beside": "beside"}
    )


def target_name(target: Target) -> str:
    """Return what a target is called: its name, else its kind and goods.

    Parameters
    ----------
    target : Target

    Returns
    -------
    str
    """
    if target.name:
        return target.name
    if isinstance(target, Reduction):
        what = f"{target.indicator} per tonne" if target.kind == "intensity" else target.indicator
    else:
        what = str(getattr(target, "kind", "")).replace("_", " ")
    goods = ", ".join((*target.commodity, *target.primary_commodity))
    where = ", ".join(f"{name} {' or '.join(map(str, values))}" for name, values in target.where.items())
    return ", ".join(filter(None, (what, goods, where)))
