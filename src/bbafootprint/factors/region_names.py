"""By which texts a region is called: its name, its aliases and its code, folded."""

from __future__ import annotations

import functools
import unicodedata


@functools.lru_cache(maxsize=1 << 16)
def fold_region(text: str) -> str:
    """Return a region's name as it is compared: letters and digits only, without accents and case.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        ``"Alto Paraná "`` and ``"alto-parana"`` give the same. A text without letters and digits is itself,
        without spaces about it: only the empty text, which is the whole country, gives the empty text.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Casefold may leave marks of its own (İ), so they go last.
    return "".join(letter for letter in apart if letter.isalnum()) or text.strip() or text


def calls(region: str, code: str, aliases: str) -> dict[str, str]:
    """Return every folded text by which a region may be called, and what kind of name it is.

    Parameters
    ----------
    region, code, aliases : str
        Cells of ``regions.csv``; aliases joined by ``|``.

    Returns
    -------
    dict of str to str
        Folded text to ``"name"``, ``"alias"`` or ``"code"``; the first that fits.
    """
    named = {fold_region(region): "name"}
    for alias in aliases.split("|"):
        if alias.strip():
            named.setdefault(fold_region(alias), "alias")
    if code.strip():
        named.setdefault(fold_region(code), "code")
    return named
