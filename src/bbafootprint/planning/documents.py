"""A person's document, in TOML or JSON, to a checked one; every fault is said with its place, value and remedy."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr, ValidationError

from bbafootprint.errors import InputError, UsageError

LARGEST = 1_000_000
"""Bytes of a document; a larger one is another file by mistake."""

Models = Mapping[str, type[BaseModel]]


class Document(BaseModel):
    """Part of a document: strict, and nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class Root(Document):
    """A whole document, which knows the file that it was read from."""

    _file: dict[str, str] | None = PrivateAttr(default=None)

    def record(self) -> dict[str, Any]:
        """Return what a run records: name, hash of the content, and the file with its hash where there is one.

        Returns
        -------
        dict
            The hash is of what the document says, so that the same document in TOML, in JSON or built in Python has
            the same.
        """
        said = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return {
            "name": getattr(self, "name", ""),
            "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
            "file": self._file,
        }

    def where(self) -> str:
        """Return what messages call the document: its file, else its name."""
        name = getattr(self, "name", "")
        return (
            self._file["source"]
            if self._file
            else f"The {type(self).__name__.lower()} {name!r}"
            if name
            else (f"The {type(self).__name__.lower()}")
        )


def read_share(value: Any) -> float:
    """Return a share from 0 to 1.

    Parameters
    ----------
    value : float or str
        A number from 0 to 1, or a percentage with its sign: ``0.3``, ``"30 %"``, ``"12,5 %"``.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        With what is right.
    """
    right = 'write a number from 0 to 1, or a percentage with its sign: 0.3 or "30 %"'
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} is not a share; {right}")
    text = str(value).strip().replace(",", ".")
    percent = text.endswith("%")
    try:
        share = float(text.removesuffix("%").strip()) / (100 if percent else 1)
    except ValueError:
        raise ValueError(f"{value!r} is not a share; {right}") from None
    if not 0 <= share <= 1:
        raise ValueError(f"{value!r} is not from 0 to 1; {right}")
    return share


Share = Annotated[float, BeforeValidator(read_share)]

DocumentT = TypeVar("DocumentT", bound=Root)


def read_document(
    source: str | Path | Mapping[str, Any] | DocumentT,
    model: type[DocumentT],
    *,
    kind: str,
    parts: Models,
    lists: Mapping[str, str],
) -> DocumentT:
    """Read a document and say everything that is wrong with it.

    Parameters
    ----------
    source : str, pathlib.Path, mapping or document
        A file ending in ``.toml`` or ``.json``, what one holds, or the document itself.
    model : type
        What it is to be.
    kind : str
        What messages call it: ``scenario``, ``commitment``.
    parts : mapping of str to type
        What tells the parts of a list apart (``move``) to their model, for messages.
    lists : mapping of str to str
        Names of the lists of the document to what one entry is called: ``steps`` to ``step``.

    Returns
    -------
    document

    Raises
    ------
    InputError
        If the file is not there, is neither TOML nor JSON, or holds what the document cannot.
    """
    if isinstance(source, model):
        return source
    if isinstance(source, Mapping):
        return _validated(dict(source), model, f"The {kind}", None, parts, lists)
    if not isinstance(source, str | Path):
        raise UsageError(
            f"A {kind} cannot be read from a {type(source).__name__}. Give a file (.toml or .json), a dict of what one "
            f"holds, or a {model.__name__}."
        )
    path = Path(source)
    if not path.is_file():
        raise InputError(f"There is no {kind} file {path}. Check the path.", path=path)
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path} is too large to be a {kind} file. Check the path.", path=path)
    content = path.read_bytes()
    data = _parse(content, path, kind)
    document = _validated(data, model, str(path), path, parts, lists)
    document._file = {"source": path.name, "sha256": hashlib.sha256(content).hexdigest()}
    return document


def _parse(content: bytes, path: Path, kind: str) -> dict[str, Any]:
    """Return what a file holds."""
    suffix = path.suffix.lower()
    if suffix not in (".toml", ".json"):
        raise InputError(
            f"{path} must end in .toml or .json: a {kind} is written in one of the two.", path=path
        )
    try:
        text = content.decode("utf-8-sig")
        data = tomllib.loads(text) if suffix == ".toml" else json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:  # also of TOML, JSON and UTF-8
        raise InputError(
            f"{path} is not a {kind} in {suffix[1:].upper()}: {error}. Correct the text there.", path=path
        ) from error
    if not isinstance(data, dict):
        raise InputError(f"{path} holds no {kind}: write an object, in curly brackets.", path=path)
    return data


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice in an object: TOML does, JSON would take the last."""
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return data


def _validated(
    data: dict[str, Any],
    model: type[DocumentT],
    where: str,
    path: Path | None,
    parts: Models,
    lists: Mapping[str, str],
) -> DocumentT:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_fault(each, model, parts, lists) for each in error.errors()]
        raise faulty(where, faults, path) from error


def faulty(where: str, faults: Sequence[str], path: Path | None = None) -> InputError:
    """Return the error that names every fault of a document.

    Parameters
    ----------
    where : str
        The file, or what the document is called.
    faults : sequence of str
    path : pathlib.Path, optional

    Returns
    -------
    InputError
    """
    listed = "".join(f"\n  - {fault}" for fault in dict.fromkeys(faults))
    return InputError(f"{where} cannot be used:{listed}", path=path)


def _fault(error: Any, model: type[BaseModel], parts: Models, lists: Mapping[str, str]) -> str:
    """Return one fault that pydantic found, in our words: place, value, what is right."""
    place, part = _place(error["loc"], parts, lists)
    name = str(error["loc"][-1]) if error["loc"] else ""
    owner = _owner(error["loc"], parts.get(part, model))
    kind, found = error["type"], error["input"]
    if kind == "extra_forbidden":
        known = _fields(owner) if owner is not None else []
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"{place} is not known.{hint}" + (f" Known: {', '.join(known)}." if known else "")
    if kind == "missing":
        meaning = _meaning(owner, name)
        return f"{place} is missing" + (f": {meaning}" if meaning else "")
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tag = str(error["ctx"]["discriminator"]).strip("'")
        says = f"{found[tag]!r} is not known" if kind == "union_tag_invalid" else "is missing"
        return f"{place}: {tag} {says}; write one of {', '.join(parts)}"
    if kind == "too_short":
        return f"{place} holds nothing; write at least one"
    message = str(error["msg"]).removeprefix("Value error, ").replace("valid tuple", "list")
    if kind == "value_error":
        return f"{place}: {message}" if place else message
    return f"{place}: {message}, not {found!r}"


def _place(loc: Sequence[int | str], parts: Models, lists: Mapping[str, str]) -> tuple[str, str]:
    """Return where a fault is, in words, and the part of a list that it is in."""
    said, part, within = "", "", ""
    for at, name in enumerate(loc):
        if isinstance(name, int):
            said = f"{said.removesuffix(within)}{lists[within]} {name + 1}" if within in lists else said
        elif name in parts and at and isinstance(loc[at - 1], int):
            said, part = f"{said} ({name})", name
        elif not name.startswith(("function-", "list[", "tagged-union", "union[")):
            said = f"{said}: {name}" if said else name
            within = name
    return said, part


def _owner(loc: Sequence[int | str], part: type[BaseModel]) -> type[BaseModel] | None:
    """Return the model that the last name of a place is a field of: the part, or a document inside it."""
    owner: type[BaseModel] | None = part
    names = [name for name in loc if isinstance(name, str)]
    for name in names[:-1]:
        for field, info in (owner.model_fields if owner is not None else {}).items():
            if name in (field, info.alias):
                owner = next(filter(_is_model, (info.annotation, *get_args(info.annotation))), None)
    return owner


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _meaning(model: type[BaseModel] | None, name: str) -> str:
    if model is None:
        return ""
    for field, info in model.model_fields.items():
        if name in (field, info.alias):
            return info.description or ""
    return ""
