"""How far goods are processed, and which quantities another line holds already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import IntArray, Table, Texts, count_lines
from bbafootprint.vocabulary.match import Match

CONTAINED = "contained"
"""Stage of a quantity that another line holds already: it is listed, and counted in no total."""

STAGE_WORDS: Mapping[str, str] = {
    "raw": """raw|raw material|raw materials|raw commodity|raw product|primary|primary product|commodity|unprocessed|
        agricultural|crop|feedstock|matiere premiere|matieres premieres|brut|brute|
        non transforme|grondstof|grondstoffen|ruwe grondstof|ruw|onverwerkt|rohstoff|rohstoffe|roh|unverarbeitet""",
    "intermediate": """intermediate|intermediate product|intermediate good|intermediate goods|semi finished|
        semi finished product|semi finished goods|semi processed|processed|ingredient|ingredients|intermediaire|
        produit intermediaire|semi fini|semi finis|demi produit|produit semi fini|transforme|halffabricaat|
        halffabrikaat|halffabricaten|tussenproduct|halfproduct|verwerkt|ingredienten|zwischenprodukt|
        halbfabrikat|halbfertig|halbzeug|halbware|halbwaren|vorprodukt|verarbeitet|zutat""",
    "finished": """finished|finished good|finished goods|finished product|finished products|final product|end product|
        consumer product|consumer good|retail product|fini|produit fini|produits finis|produit final|eindproduct|
        eindproducten|afgewerkt|afgewerkt product|eindgoed|fertig|fertigware|fertigwaren|fertigprodukt|endprodukt|
        fertigerzeugnis""",
    CONTAINED: """contained|contained in|contained in other line|contained in another line|included|included above|
        included elsewhere|included in other line|counted elsewhere|already counted|double counted|of which|
        embedded|component of other line|dont|inclus|incluse|compris|deja compte|compris ci dessus|contenu|
        contenu dans|waarvan|inbegrepen|begrepen in|bevat in|zit in|reeds geteld|al geteld|davon|darunter|
        enthalten|enthalten in|bereits gezahlt|inbegriffen""",
}  # fmt: skip
"""Stage to the words for it in English, French, Dutch and German, folded."""

_STAGE_OF = {
    " ".join(word.split()): stage for stage, words in STAGE_WORDS.items() for word in words.split("|")
}


def read_stages(stage: Texts | None, size: int) -> Named:
    """Read the distinct stages.

    Parameters
    ----------
    stage : Texts or None
        The column; None where there is none.
    size : int
        Number of rows.

    Returns
    -------
    Named
        Rows without one have key -1; a text that is not understood has no code.
    """
    keys = np.full(size, -1, dtype=np.int64) if stage is None else stage.codes
    found = [] if stage is None else list(stage.values)
    return Named(keys, found, [_match(text) for text in found], "stage")


def _match(text: str) -> Match:
    """Return the stage that a text means; words before a colon or an arrow are enough (``of which: PO-3``)."""
    for words in (fold(text), fold(text.replace("->", ":").split(":")[0])):
        if words in _STAGE_OF:
            return Match(_STAGE_OF[words], "name")
        if words.startswith(("contained in ", "included in ", "of which ", "enthalten in ", "begrepen in ")):
            return Match(CONTAINED, "name")
    return Match(None, "not known", tuple(STAGE_WORDS))


def stage_issues(
    table: Table, named: Named, keys: IntArray, rows: IntArray, line_id: Callable[[int], str]
) -> list[dict[str, Any]]:
    """Say how many lines are counted elsewhere, and which stages are not understood, once a text.

    Parameters
    ----------
    table : Table
    named : Named
        As :func:`read_stages` returns it.
    keys, rows : numpy.ndarray of int
        For each line, its key in `named` and its row in the table.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    issues = []
    for at, match in enumerate(named.matches):
        if match.code not in (None, CONTAINED):
            continue
        lines = np.flatnonzero(keys == at)
        if not len(lines):
            continue
        text, count = named.found[at], count_lines(len(lines))
        where = {
            "found": text,
            "sheet": table.sheet,
            "cell": table.address(int(rows[lines[0]]), table.match.targets["stage"]),
            "line_id": line_id(int(lines[0])),
        }
        if match.code == CONTAINED:
            issues.append(
                make_issue(
                    "counted-elsewhere",
                    f"{count} marked '{text}': another line holds the quantity already, so it is listed and is in no "
                    "total.",
                    suggestion="Nothing, if so; else empty the cell of the stage.",
                    **where,
                )
            )
        else:
            issues.append(
                make_issue(
                    "stage-unknown",
                    f"'{text}' is not a stage of processing that is known: it is taken as not given ({count}).",
                    suggestion="Write raw, intermediate or finished; or contained, where another line holds the "
                    "quantity already.",
                    **where,
                )
            )
    return issues
