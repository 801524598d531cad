"""How every room of the vocabulary answers: a code and how it was found, or the choices."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Match:
    """The answer to "what does this text mean?".

    Attributes
    ----------
    code : str or None
        The code of the vocabulary; None when the text is ambiguous or not known.
    how : str
        How the code was found (each room documents its words, for instance ``"code"``, ``"name"``,
        ``"alias"``), or ``"ambiguous"`` or ``"not known"`` where `code` is None.
    candidates : tuple of str
        Codes to choose from: all of them where `how` is ``"ambiguous"``, near spellings where it is
        ``"not known"``. Empty where there is nothing to suggest. Never applied by the library itself.
    note : str
        One sentence that the person should read even though a code was found (a warning); else empty.
    content : float or None
        Share of its commodity that the text states of a mixed product: 0.7 of "chocolate 70 % cocoa"; else None.
    """

    code: str | None
    how: str
    candidates: tuple[str, ...] = ()
    note: str = ""
    content: float | None = field(default=None, kw_only=True)
