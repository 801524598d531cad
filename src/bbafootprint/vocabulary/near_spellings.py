"""Which names of a vocabulary are spelled like a text: :func:`difflib.get_close_matches`, fast for many texts.

A file may hold tens of thousands of names that no vocabulary knows, and comparing each with every name takes
minutes. Only names that share enough pairs of letters with the text are compared.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Spellings(NamedTuple):
    """Names to compare with: each once, which of them hold a pair of letters, and how often each letter."""

    names: tuple[str, ...]
    lengths: npt.NDArray[np.int64]
    holders: dict[str, npt.NDArray[np.int64]]
    letters: dict[str, int]
    counts: npt.NDArray[np.int16]  # (name, letter)


def index_spellings(names: Iterable[str]) -> Spellings:
    """Return the index in which :func:`near_spellings` looks.

    Parameters
    ----------
    names : iterable of str
        Folded names; doubles count once.

    Returns
    -------
    Spellings
    """
    distinct = tuple(dict.fromkeys(names))
    holders: dict[str, list[int]] = {}
    for position, name in enumerate(distinct):
        for pair in _pairs(name):
            holders.setdefault(pair, []).append(position)
    letters = {letter: column for column, letter in enumerate(sorted(set("".join(distinct))))}
    return Spellings(
        distinct,
        np.array([len(name) for name in distinct], dtype=np.int64),
        {pair: np.array(positions, dtype=np.int64) for pair, positions in holders.items()},
        letters,
        np.array([_counts(name, letters) for name in distinct], dtype=np.int16).reshape(
            len(distinct), len(letters)
        ),
    )


def near_spellings(text: str, spellings: Spellings, *, n: int, cutoff: float) -> list[str]:
    """Return the names most like a text, the most alike first.

    Parameters
    ----------
    text : str
        Folded like the names.
    spellings : Spellings
    n : int
        At most so many.
    cutoff : float
        Least likeness ``2 M / T``, from 2/3 to 1: M letters in common blocks of T letters in both.

    Returns
    -------
    list of str
        What :func:`difflib.get_close_matches` returns for these names.

    Notes
    -----
    No name is lost. Two texts of T letters together with M letters in k common blocks share at least ``M - k``
    pairs of neighbours, and between two blocks stands at least one of the ``T - 2 M`` other letters, so
    ``k <= T - 2 M + 1``. With ``M >= cutoff T / 2`` they share at least ``(1.5 cutoff - 1) T - 1`` pairs.
    """
    size = len(text)
    longest = int(spellings.lengths.max(initial=0))
    if not size or (cutoff * (size + longest) > 2 * longest and size > longest):
        return []  # longer than anything it could be a spelling of
    found = [spellings.holders[pair] for pair in _pairs(text) if pair in spellings.holders]
    if found:
        shared = np.bincount(np.concatenate(found), minlength=len(spellings.names))
    else:
        shared = np.zeros(len(spellings.names), dtype=np.int64)
    both = spellings.lengths + size
    slack = 1e-9  # of floats: a name at the very bound is compared
    alike = np.flatnonzero(
        (shared >= (1.5 * cutoff - 1) * both - 1 - slack)
        & (2 * np.minimum(spellings.lengths, size) >= cutoff * both - slack)
    )
    if not alike.size:
        return []
    wanted = np.array(_counts(text, spellings.letters), dtype=np.int16)
    common = np.minimum(spellings.counts[alike], wanted).sum(axis=1)
    alike = alike[2 * common >= cutoff * both[alike] - slack]
    names = [spellings.names[position] for position in alike]
    return difflib.get_close_matches(text, names, n=n, cutoff=cutoff) if names else []


def _counts(text: str, letters: dict[str, int]) -> list[int]:
    """Return how often each of these letters stands in a text."""
    counts = [0] * len(letters)
    for letter in text:
        if letter in letters:
            counts[letters[letter]] += 1
    return counts


def _pairs(text: str) -> list[str]:
    """Return the pairs of neighbours; the second of the same pair is another one, so that each counts once."""
    seen: dict[str, int] = {}
    pairs = []
    for pair in map("".join, pairwise(text)):
        seen[pair] = seen.get(pair, 0) + 1
        pairs.append(pair if seen[pair] == 1 else f"{pair}{seen[pair]}")
    return pairs
