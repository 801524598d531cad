"""Names of goods and places in a document to codes, as in a sheet; what is ambiguous is refused with the choices."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.commodity_tables import commodity_rows
from bbafootprint.vocabulary.own_products import OwnProducts


class UnreadNameError(ValueError):
    """A name that cannot be used; the message says why and what is right."""


@dataclass
class Names:
    """What names may mean besides the vocabulary, and what was wrong or worth saying about those that were read.

    Attributes
    ----------
    held : collection of str
        Codes of commodities that the lines hold, which may be products of the person's own.
    own : OwnProducts or None
    faults : list of str
        What cannot be used, each with its place.
    notes : list of str
        What was understood with a remark, each with its place.
    """

    held: Collection[str] = ()
    own: OwnProducts | None = None
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Collect a fault that is raised inside under its place."""
        try:
            yield
        except UnreadNameError as fault:
            self.faults.append(f"{place}: {fault}")

    def commodity(self, text: str, place: str) -> str:
        """Return the code of a commodity.

        Parameters
        ----------
        text : str
            A code or a name, as in a sheet.
        place : str
            Where it stands, for notes.

        Returns
        -------
        str

        Raises
        ------
        UnreadNameError
            If it is not known or may be several.
        """
        own = self.own.match(text) if self.own is not None else None
        if own is not None and own.code is not None:
            return own.code
        if text in self.held:
            return text
        match = commodities.match_commodity(text)
        choices = ", ".join(f"{code} ({commodities.name(code)})" for code in match.candidates)
        if match.code is None:
            if match.how == "ambiguous":
                raise UnreadNameError(f"{text!r} may be {choices}; write which")
            hint = f"did you mean {choices}?" if choices else "write a commodity's name or code"
            raise UnreadNameError(f"{text!r} is not a commodity that is known; {hint}")
        if match.note:
            self.notes.append(f"{place}: {match.note}")
        return match.code

    def primary_commodity(self, text: str, place: str) -> str:
        """Return the code of a primary commodity; of a product that of what it is made of.

        Raises
        ------
        UnreadNameError
            If it is not known, may be several, or is made of nothing that land yields.
        """
        code = self.commodity(text, place)
        primary = self.primary_of(code)
        if primary is None:
            raise UnreadNameError(f"{text!r} has no primary commodity: no factor can answer for it")
        return primary

    def primary_of(self, code: str) -> str | None:
        """Return what a commodity is made of; None where no factor can answer."""
        if self.own is not None and code in self.own.products.index:
            return str(self.own.products.loc[code, "primary_commodity"]) or None
        return commodities.primary_commodity(code) if code in commodity_rows() else None

    def origin(self, text: str, place: str) -> tuple[str, str]:
        """Return the code of an origin, and the region that the text names beside it.

        Parameters
        ----------
        text : str
            As in a sheet: a country, ``Mato Grosso, Brazil``, or ``unknown``.
        place : str
            Where it stands, for notes.

        Returns
        -------
        origin : str
            ISO 3166-1 alpha-3, or ``unknown``.
        region : str
            Empty where none is named.

        Raises
        ------
        UnreadNameError
            If it is not known, may be several countries, is a region of several countries or a port.
        """
        match = places.match_place(text)
        choices = ", ".join(f"{code} ({places.name(code)})" for code in match.candidates)
        if match.code is None:
            if match.how == "ambiguous":
                raise UnreadNameError(f"{text!r} may be {choices}; write which")
            hint = (
                f"did you mean {choices}?"
                if choices
                else "write a country, a region beside its country, or unknown"
            )
            raise UnreadNameError(f"{text!r} is not a place that is known; {hint}")
        if match.how == places.PORT:
            raise UnreadNameError(
                f"{text!r} is a port, where nothing grows; write the country where the goods grew"
            )
        if match.code == UNKNOWN_ORIGIN and match.note:
            raise UnreadNameError(
                f"{text!r} is a region of several countries; name the country, or write unknown"
            )
        if match.note:
            self.notes.append(f"{place}: {match.note}")
        return match.code, match.region


def origin_name(code: str) -> str:
    """Return the name of an origin to show and to write into a sheet."""
    return UNKNOWN_ORIGIN if code == UNKNOWN_ORIGIN else places.name(code)
