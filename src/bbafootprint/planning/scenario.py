"""What a scenario says: steps in their order, each a change of purchases.

A scenario is a small document, in TOML, in JSON or built in Python::

    version = 1
    name = "Less soy from Brazil"

    [[steps]]
    do = "move"
    commodity = "soybeans"
    share = "30 %"
    from = "Brazil"
    to = "Argentina"

Names of goods and places are written as in a sheet: in four languages, or as codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from bbafootprint.planning.documents import Document, Root, Share, read_document
from bbafootprint.planning.evidence import Claim, level_choices, read_date, read_level

_Texts = Annotated[tuple[str, ...], BeforeValidator(lambda value: as_texts(value))]
_Conditions = Annotated[dict[str, tuple[Any, ...]], BeforeValidator(lambda value: as_conditions(value))]
_Level = Annotated[str, BeforeValidator(lambda value: as_level(value))]
_CutOff = Annotated[date, BeforeValidator(lambda value: as_cut_off(value))]
_SHARE = 'how much of the matching lines, a number from 0 to 1 or "30 %"; or tonnes instead'


class Place(Document):
    """Where goods come from: an origin, a region in it, a supplier; what is left out is left as it is."""

    origin: str | None = Field(default=None, min_length=1)
    region: str | None = Field(default=None, min_length=1)
    supplier: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _something(self) -> Place:
        """Refuse a place that says nothing, and a region without its country."""
        if self.origin is None and self.region is None and self.supplier is None:
            raise ValueError("name an origin, a region or a supplier")
        return self


_PlaceOrName = Annotated[Place, BeforeValidator(lambda value: _as_place(value))]


class Step(Document):
    """What every step has: which lines, and how much of them.

    `commodity` and `primary_commodity` (all goods made of it) say which goods, `where` restricts by any column of the
    lines; what is left out does not restrict.
    """

    commodity: _Texts = ()
    primary_commodity: _Texts = ()
    where: _Conditions = Field(default_factory=dict)
    note: str = ""


class PartStep(Step):
    """A step of a share of the matching lines, or of a number of tonnes, taken from each in proportion."""

    share: Share | None = Field(default=None, description=_SHARE)
    tonnes: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _how_much(self) -> PartStep:
        """Refuse two quantities, and none where there is no default."""
        if self.share is not None and self.tonnes is not None:
            raise ValueError("both share and tonnes are given; leave one out")
        if (
            self.share is None
            and self.tonnes is None
            and getattr(self, "do", "") in ("move", "replace", "cut")
        ):
            raise ValueError(f"share is missing: {_SHARE}")
        return self


class Move(PartStep):
    """Buy from another origin, region or supplier."""

    do: Literal["move"]
    source: _PlaceOrName | None = Field(default=None, alias="from")
    to: _PlaceOrName = Field(
        description='where the goods then come from: "Ghana", or { origin = ..., supplier = ... }'
    )


class Replace(PartStep):
    """Buy another commodity instead; `ratio` tonnes of it for each tonne."""

    do: Literal["replace"]
    by: str = Field(min_length=1, description="the commodity that is bought instead")
    ratio: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    origin: _PlaceOrName | None = None
    content: Share | None = None


class Content(PartStep):
    """Change the share of the commodity in a mixed product."""

    do: Literal["content"]
    to: Share = Field(description='the new content, a number from 0 to 1 or "30 %"')

    @model_validator(mode="after")
    def _which(self) -> Content:
        """Ask for the product, because no content means anything without one."""
        if not self.commodity:
            raise ValueError("commodity is missing: the mixed product whose content changes")
        return self


class Certify(PartStep):
    """Buy under a scheme, or with a claim; numbers stay as they are, the claim stands beside them."""

    do: Literal["certify"]
    claim: Claim = "certified"
    scheme: str = ""
    evidence: _Level = Field(description=f"how well the claim is backed: {level_choices()}")
    cut_off: _CutOff | None = None

    @model_validator(mode="after")
    def _dated(self) -> Certify:
        """Ask for the date that a claim about conversion counts from."""
        if self.claim != "certified" and self.cut_off is None:
            raise ValueError(
                f"cut_off is missing: {self.claim} says that nothing was converted after a date, such as 2020-12-31"
            )
        return self


class Cut(PartStep):
    """Buy less."""

    do: Literal["cut"]


AnyStep = Annotated[Move | Replace | Content | Certify | Cut, Field(discriminator="do")]

STEPS: Mapping[str, type[Step]] = {
    "move": Move, "replace": Replace, "content": Content, "certify": Certify, "cut": Cut,
}  # fmt: skip
"""The word in `do` to its step."""


class Scenario(Root):
    """Steps that change purchases, in their order.

    Attributes
    ----------
    version : int
        Version of the format; 1 is the only one.
    name, note : str
        For the person and the record.
    steps : tuple of step
        Each works on what the one before it left. None changes nothing.
    """

    version: Literal[1] = 1
    name: str = ""
    note: str = ""
    steps: Annotated[tuple[AnyStep, ...], BeforeValidator(lambda value: as_tuple(value))] = ()


def read_scenario(source: str | Path | Mapping[str, Any] | Scenario) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    source : str, pathlib.Path, mapping or Scenario
        A file ending in ``.toml`` or ``.json``, or what one holds. docs/how-to/what-if.md lists the steps.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        If it cannot be used; every fault is named with step, field, value and what is right. Names of goods and places
        are read when it is applied, because a sheet may have products of its own.
    """
    return read_document(source, Scenario, kind="scenario", parts=STEPS, lists={"steps": "step"})


def as_tuple(value: Any) -> Any:
    """Return a list as a tuple, anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def as_texts(value: Any) -> Any:
    """Return one text or several as several."""
    return (value,) if isinstance(value, str) else as_tuple(value)


def _as_place(value: Any) -> Any:
    """Return the name of a place as a place."""
    return {"origin": value} if isinstance(value, str) else value


def as_conditions(value: Any) -> Any:
    """Return a condition with one value as one with several."""
    if not isinstance(value, dict):
        return value
    return {name: tuple(each) if isinstance(each, list | tuple) else (each,) for name, each in value.items()}


def as_level(value: Any) -> str:
    """Return the code of a level of evidence; `ValueError` with the choices where it is none."""
    level = read_level(value) if isinstance(value, str) else None
    if level is None:
        raise ValueError(f"{value!r} is no level of evidence; write one of {level_choices()}")
    return level


def as_cut_off(value: Any) -> date:
    """Return the date that a claim counts from; `ValueError` where it is none, or still to come."""
    found = read_date(value) if isinstance(value, str | date | int) and not isinstance(value, bool) else None
    if found is None:
        raise ValueError(f"{value!r} is not a date; write it as 2020-12-31")
    if found > date.today():
        raise ValueError(
            f"{found.isoformat()} is still to come: nobody can claim yet what happened after it; write a date that is "
            "past, such as 2020-12-31"
        )
    return found
