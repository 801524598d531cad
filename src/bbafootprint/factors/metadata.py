"""The metadata of a factor set: the models behind ``datapackage.json``.

One object a set, never one a row. The models refuse fields that they do not know, because a misspelt field
(``amortization``) would otherwise be lost without a word. Rows are checked in
:mod:`bbafootprint.factors.validation`.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

Account = Literal["loss", "degradation", "fragmentation", "species", "pressure"]
Kind = Literal["stock", "flow"]
RungName = Literal["region", "country", "subregion", "world"]

ACCOUNTS: tuple[str, ...] = ("loss", "degradation", "fragmentation", "species", "pressure")
"""The families of indicators; amounts of different accounts are never added."""

RUNGS: tuple[str, ...] = ("region", "country", "subregion", "world")
"""The places to look for a factor, from narrow to wide (docs/method.md, section 3)."""

NOT_STATED = "not stated"
"""The method of an indicator that came in a table without metadata."""

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_Hash = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Licence(_Document):
    """A licence of the set, as Frictionless Data Package writes it."""

    name: _Text
    path: str | None = None
    title: str | None = None


class Source(_Document):
    """Where numbers of the set came from."""

    title: _Text
    name: str | None = None
    path: str | None = None
    reference: str | None = None
    licence: str | None = None
    years: str | None = None


class Indicator(_Document):
    """One measured quantity with one unit.

    `unit` is the unit of the numerator (``ha``); the denominator is the unit of the primary commodity (t, or
    m3 for roundwood), unless `per` names another. `method` and `amortisation` decide whether two sets may be
    layered: the same id with another method or amortisation is another quantity.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    account: Account
    unit: _Text
    kind: Kind
    method: _Text
    title: str = ""
    description: str = ""
    basis: str = ""
    amortisation: str | None = None
    reference: str = ""
    per: str | None = None


class Rung(_Document):
    """One step of a ladder; with `origins` = ``unknown`` it answers unknown and consignment origins only."""

    rung: RungName
    origins: Literal["all", "unknown"] = "all"


class Resource(_Document):
    """One file of the set, with the hash that pins it."""

    name: _Text
    path: _Text
    hash: _Hash
    bytes: Annotated[int, Field(ge=0)]
    table_schema: dict[str, Any] | None = Field(default=None, alias="schema")
    title: str | None = None
    description: str | None = None
    profile: str | None = None
    format: str | None = None
    mediatype: str | None = None
    encoding: str | None = None
    compression: str | None = None


class Twin(_Document):
    """The set's tables once more, in a form that loads fast, and the files that it was made from.

    `of` holds the hash of each table's file: only beside these very files is the twin believed.
    """

    path: _Text
    hash: _Hash
    bytes: Annotated[int, Field(ge=0)]
    of: dict[str, _Hash]


class SetMetadata(_Document):
    """Everything that a factor set says about itself."""

    name: _Text
    title: _Text
    version: _Text
    description: str = ""
    created: str = ""
    profile: str | None = None
    homepage: str | None = None
    keywords: tuple[str, ...] = ()
    licenses: Annotated[tuple[Licence, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    ladder: dict[str, tuple[Rung, ...]]
    resources: tuple[Resource, ...] = ()
    twin: Twin | None = None

    @field_validator("ladder")
    @classmethod
    def _narrow_to_wide(cls, ladder: dict[str, tuple[Rung, ...]]) -> dict[str, tuple[Rung, ...]]:
        for indicator, rungs in ladder.items():
            steps = [RUNGS.index(step.rung) for step in rungs]
            if not steps:
                raise ValueError(f"the ladder of {indicator!r} has no rung; name at least one of {RUNGS}")
            if any(later <= earlier for earlier, later in itertools.pairwise(steps)):
                given = ", ".join(step.rung for step in rungs)
                raise ValueError(
                    f"the ladder of {indicator!r} goes {given}; list each rung once, from narrow to wide: "
                    + ", ".join(RUNGS)
                )
        return ladder

    @functools.cached_property
    def _by_id(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator of that id; `KeyError` where the set has none."""
        return self._by_id[indicator_id]


def parse_metadata(text: str, file: str = "datapackage.json") -> tuple[SetMetadata | None, list[str]]:
    """Read metadata from JSON text and say everything that is wrong with it.

    Parameters
    ----------
    text : str
        The content of ``datapackage.json``.
    file : str
        Name for messages.

    Returns
    -------
    tuple of SetMetadata or None, and list of str
        The metadata (None where it cannot be used) and its problems, one sentence each.
    """
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                repeated.append(key)
            seen[key] = value
        return seen

    try:
        document = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        return None, [
            f"{file}, line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}). "
            "Correct the text there: often a comma or a quotation mark is missing or too many."
        ]
    except RecursionError:
        return None, [f"{file}: the JSON is nested too deeply to be a data package. Write it again."]
    if not isinstance(document, dict):
        return None, [f"{file}: holds {type(document).__name__}, no object. Begin it with a curly bracket."]
    problems = [f"{file}: the key {key!r} stands twice in one object. Keep one of them." for key in repeated]
    try:
        metadata = SetMetadata.model_validate(document)
    except ValidationError as error:
        return None, problems + describe(error, file)
    return metadata, problems


def describe(error: ValidationError, file: str = "datapackage.json") -> list[str]:
    """Turn a pydantic error into one plain sentence a problem.

    Parameters
    ----------
    error : pydantic.ValidationError
        Raised by a model of this module.
    file : str
        Name for messages.

    Returns
    -------
    list of str
        One sentence a problem: where, the value, what is right.
    """
    return [f"{file}, {_where(problem['loc'])}: {_sentence(problem)}" for problem in error.errors()]


def _where(location: Iterable[int | str]) -> str:
    where = ""
    for step in location:
        where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else str(step)
    return where or "top level"


def _sentence(problem: Mapping[str, Any]) -> str:
    kind, value, context = problem["type"], problem["input"], problem.get("ctx", {})
    field = str(problem["loc"][-1]) if problem["loc"] else ""
    if kind == "missing":
        return f"{field!r} is missing. Add it."
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(field, sorted(_known_fields()), n=1)
        guess = f" Did you mean {near[0]!r}?" if near else ""
        return f"{field!r} is not a field of the format.{guess} Correct or remove it."
    if kind == "literal_error":
        return f"{value!r} is not allowed. Write {context['expected']}."
    if kind == "string_pattern_mismatch":
        return f"{value!r} does not have the form {_FORMS.get(field, context['pattern'])}."
    if kind in {"string_too_short", "too_short"}:
        return "is empty. Fill it in."
    if kind == "value_error":
        return f"{context['error']}."
    return f"{value!r} cannot be used: {problem['msg'][0].lower()}{problem['msg'][1:]}."


_FORMS = {
    "id": "of an identifier: lower-case letters, digits and underscores, a letter first",
    "hash": "'sha256:' followed by 64 lower-case hexadecimal digits",
}


@functools.cache
def _known_fields() -> frozenset[str]:
    models = (SetMetadata, Licence, Source, Indicator, Rung, Resource, Twin)
    return frozenset(name for model in models for name in model.model_fields) | {"schema"}
