"""The columns of a portfolio as data: what a holding, a company, a rate and an intensity are.

In the manner of :mod:`bbafootprint.schema`: the readers take the synonyms from here, the documentation the meanings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "money", "number", "date"]


@dataclass(frozen=True, slots=True)
class PortfolioColumn:
    """A column that a person may bring.

    Attributes
    ----------
    name : str
        Its name in the frames of this room.
    kind : {"text", "money", "number", "date"}
        What a cell of it holds; money may have a currency and a scale (million) in its header or in the cell.
    meaning : str
        One sentence for the documentation.
    synonyms : tuple of str
        Headers in four languages, lower case, without currency, scale and year.
    """

    name: str
    kind: Kind
    meaning: str
    synonyms: tuple[str, ...]


def _column(name: str, kind: Kind, meaning: str, synonyms: str) -> PortfolioColumn:
    return PortfolioColumn(name, kind, meaning, tuple(text.strip() for text in synonyms.split(",")))


_ISIN = _column(
    "isin", "text", "ISIN, 12 characters; several in one cell are set apart by a semicolon.",
    "isin, isin code, company isin, isins, code isin, isin-code, security isin, instrument isin",
)  # fmt: skip
_LEI = _column(
    "lei", "text", "Legal entity identifier, 20 characters.",
    "lei, lei code, company lei, legal entity identifier, issuer lei, code lei, lei-code, identifiant lei",
)  # fmt: skip
_COMPANY = _column(
    "company_id", "text",
    "Identifier of the company, issuer, project or country: ISIN, LEI or your own; matched exactly.",
    "company id, company, company code, issuer id, issuer, counterparty, counterparty id, client id, borrower id, "
    "borrower, entity id, investee id, investee, project id, id société, société, entreprise, émetteur, "
    "contrepartie, id entreprise, bedrijf, bedrijf id, onderneming, emittent, tegenpartij, kredietnemer, "
    "unternehmen, unternehmen id, gesellschaft, kontrahent, kreditnehmer, firma",
)  # fmt: skip
_NAME = _column(
    "name", "text", "Name of the company. A name alone is never taken for a match; near names are suggested.",
    "company name, issuer name, counterparty name, borrower name, name, security name, entity name, investee name, "
    "nom, nom de la société, nom de l'entreprise, nom de l'émetteur, raison sociale, naam, bedrijfsnaam, "
    "naam emittent, naam onderneming, unternehmensname, name des emittenten, firmenname, security, instrument name",
)  # fmt: skip
_CURRENCY = _column(
    "currency", "text", "Currency of the amounts of the row, ISO 4217.",
    "currency, ccy, currency code, reporting currency, devise, monnaie, munt, valuta, währung, cur",
)  # fmt: skip
_SECTOR = _column(
    "sector", "text", "Sector, as you name it; results group by it and sector intensities are looked up by it.",
    "sector, industry, nace, gics, gics sector, nace code, sector name, secteur, secteur d'activité, branche, "
    "bedrijfstak, sektor, wirtschaftszweig, industrie",
)  # fmt: skip
_COUNTRY = _column(
    "country", "text", "Country of the company: code or name.",
    "country, country code, country of incorporation, domicile, country of risk, headquarter country, pays, land, "
    "vestigingsland, sitzland",
)  # fmt: skip
_PROPERTY = _column(
    "property_value", "money",
    "Value of the property at origination: what commercial real estate and mortgages are attributed by.",
    "property value, property value at origination, value at origination, collateral value, valeur du bien, "
    "valeur à l'origine, waarde onroerend goed, waarde bij aanvang, waarde van het onderpand, immobilienwert, "
    "objektwert, wert bei kreditvergabe",
)  # fmt: skip
_DATE_WORDS = (
    "date, as of, as of date, position date, valuation date, reporting date, report date, holding date, datum, "
    "peildatum, waarderingsdatum, rapportagedatum, stichtag, bewertungsdatum, berichtsdatum, date de valorisation, "
    "date d'arrêté, date de reporting, fiscal year end, fiscal year, financial year, year, période, period, année, "
    "boekjaar, jaar, geschäftsjahr, jahr, exercice, balance sheet date, closing date, date de clôture, "
    "date of financial data, bilanzstichtag"
)

HOLDINGS: tuple[PortfolioColumn, ...] = (
    _column(
        "holding_id", "text", "Your own identifier of the holding; made from sheet and row where absent.",
        "holding id, id, position id, holding, position, contract id, loan id, instrument id, line, reference, ref, "
        "id position, référence, numéro de contrat, positie, positie id, contractnummer, referentie, positions-id, "
        "vertragsnummer, referenz, nr, no",
    ),
    _COMPANY, _ISIN, _LEI, _NAME,
    _column(
        "asset_class", "text",
        "What it is: listed equity, corporate bond, business loan, unlisted equity, project finance, commercial real "
        "estate, mortgage or sovereign debt.",
        "asset class, asset type, instrument type, instrument, security type, type, product type, type of instrument, "
        "classe d'actifs, type d'actif, type d'instrument, activaklasse, beleggingscategorie, soort instrument, "
        "type instrument, anlageklasse, assetklasse, vermögensklasse, instrumententyp, wertpapierart",
    ),
    _column(
        "outstanding", "money", "Outstanding amount: market value of equity, book value of debt.",
        "outstanding, outstanding amount, amount outstanding, exposure amount, market value, book value, "
        "investment value, invested amount, amount invested, amount, value, position value, nominal value, "
        "outstanding loan amount, encours, montant, montant investi, valeur de marché, valeur comptable, "
        "valeur de la position, montant en cours, uitstaand bedrag, bedrag, marktwaarde, belegd bedrag, boekwaarde, "
        "uitstaande schuld, ausstehender betrag, bestand, betrag, marktwert, buchwert, kurswert, anlagebetrag, "
        "restschuld",
    ),
    _CURRENCY,
    _column("date", "date", "Date of the amount.", _DATE_WORDS),
    _PROPERTY,
    _column(
        "units", "number", "Number of shares or nominal held: lets a comparison tell a purchase from a market move.",
        "units, shares, number of shares, quantity, quantity held, nominal, nombre de titres, nombre d'actions, "
        "quantité, aantal, aantal aandelen, stückzahl, anzahl, stück, anzahl aktien",
    ),
    _SECTOR,
)  # fmt: skip
"""Columns of a table of holdings."""

COMPANIES: tuple[PortfolioColumn, ...] = (
    _COMPANY, _ISIN, _LEI, _NAME, _SECTOR, _COUNTRY, _CURRENCY,
    _column("report_date", "date", "Date of the figures.", _DATE_WORDS),
    _column(
        "evic", "money", "Enterprise value including cash.",
        "evic, enterprise value including cash, enterprise value incl cash, valeur d'entreprise trésorerie incluse, "
        "ondernemingswaarde inclusief kasmiddelen, unternehmenswert inklusive barmittel, unternehmenswert inkl cash",
    ),
    _column(
        "market_cap", "money", "Market capitalisation of the ordinary shares.",
        "market cap, market capitalisation, market capitalization, capitalisation boursière, beurswaarde, "
        "marktkapitalisatie, marktkapitalisierung, börsenwert",
    ),
    _column(
        "preferred", "money", "Market capitalisation of the preferred shares.",
        "preferred shares, preferred equity, market cap preferred, actions privilégiées, preferente aandelen, "
        "vorzugsaktien",
    ),
    _column(
        "debt", "money", "Total debt, book value.",
        "debt, total debt, book value of debt, dette, dette totale, dettes financières, schuld, totale schuld, "
        "schulden, financiële schulden, verbindlichkeiten, gesamtverschuldung, finanzschulden",
    ),
    _column(
        "equity", "money", "Total equity, book value.",
        "equity, total equity, shareholders equity, book equity, book value of equity, capitaux propres, "
        "fonds propres, eigen vermogen, totaal eigen vermogen, eigenkapital, gesamtes eigenkapital",
    ),
    _column(
        "minority_interests", "money", "Book value of minority interests.",
        "minority interests, minority interest, non controlling interests, noncontrolling interests, "
        "intérêts minoritaires, minderheidsbelangen, minderheitsanteile, anteile anderer gesellschafter, "
        "anteile dritter, belangen van derden, aandeel van derden, intérêts des tiers, part des minoritaires",
    ),
    _column(
        "total_assets", "money", "Balance sheet total.",
        "total assets, assets, balance sheet total, total actif, total du bilan, actifs totaux, totale activa, "
        "balanstotaal, activa, bilanzsumme, gesamtvermögen, aktiva",
    ),
    _column(
        "revenue", "money", "Revenue of the year.",
        "revenue, revenues, total revenue, turnover, sales, net sales, chiffre d'affaires, revenus, omzet, "
        "netto omzet, umsatz, umsatzerlöse, erlöse",
    ),
    _column(
        "listed", "text", "Yes or no; where not given a company with an EVIC or a market capitalisation is listed.",
        "listed, is listed, public, quoted, coté, cotée, beursgenoteerd, börsennotiert",
    ),
    _column(
        "gdp_ppp", "money", "Gross domestic product at purchasing power parity, international dollars: of a country.",
        "gdp ppp, ppp gdp, ppp adjusted gdp, gdp ppp adjusted, pib ppa, pib en ppa, bbp kkp, bip kkp, "
        "gdp at purchasing power parity, gdp ppp current international",
    ),
    _PROPERTY,
)  # fmt: skip
"""Columns of a table of companies (and projects, properties, countries)."""

RATES: tuple[PortfolioColumn, ...] = (
    _column(
        "base", "text", "Currency of which one unit is priced.",
        "from, base, base currency, from currency, currency from, de, van, von, source currency, devise de base",
    ),
    _column(
        "quote", "text", "Currency in which it is priced.",
        "to, quote, quote currency, to currency, currency to, vers, naar, nach, target currency, devise cible",
    ),
    _column(
        "rate", "number", "Units of `quote` for one unit of `base`.",
        "rate, exchange rate, fx, fx rate, taux, taux de change, koers, wisselkoers, kurs, wechselkurs",
    ),
    _column("date", "date", "Date of the rate.", _DATE_WORDS),
)  # fmt: skip
"""Columns of a table of exchange rates."""

FOOTPRINTS: tuple[PortfolioColumn, ...] = (
    _COMPANY, _ISIN, _LEI, _NAME,
    _column("indicator", "text", "Identifier of an indicator of the factor set.", "indicator, indicateur, indikator"),
    _column("value", "number", "Impact of the whole company.", "value, impact, amount, valeur, waarde, wert"),
    _column("unit", "text", "Unit of the value; must be the indicator's.", "unit, unité, eenheid, einheit"),
    _column("low", "number", "Lower end of the 95 % interval.", "low, lower"),
    _column("high", "number", "Upper end of it.", "high, upper"),
    _column("quality", "number", "Data quality, 1 (best) to 5.", "quality, data quality, qualité, kwaliteit, qualität"),
    _column("year", "date", "Year of the impact.", _DATE_WORDS),
    _column("source", "text", "Where the number is from.", "source, bron, quelle"),
)  # fmt: skip
"""Columns of a table of ready footprints: one row a company and indicator."""

INTENSITIES: tuple[PortfolioColumn, ...] = (
    _SECTOR, _COUNTRY,
    _column("indicator", "text", "Identifier of an indicator of the factor set.", "indicator"),
    _column("value", "number", "Impact per million of revenue.", "value"),
    _column("unit", "text", "Unit of the impact; must be the indicator's.", "unit"),
    _column("currency", "text", "Currency of the million, ISO 4217.", "currency"),
    _column("low", "number", "Lower end of the 95 % interval.", "low"),
    _column("high", "number", "Upper end of it.", "high"),
    _column("year", "date", "Year that the number describes.", "year"),
    _column("source", "text", "Where the number is from.", "source"),
    _column("flag", "text", "``demo`` marks invented numbers.", "flag"),
    _column("note", "text", "What a reader must know.", "note"),
)  # fmt: skip
"""Columns of a set of sector intensities."""

MATCHES: tuple[PortfolioColumn, ...] = (
    _column(
        "found", "text", "What stands in the holdings or lines: a holding's id, or the id or name of a company.",
        "found, holding, name, from",
    ),
    _column("code", "text", "The company: an id in the table of companies.", "code, company, company id, to"),
)  # fmt: skip
"""Columns of a table of answers."""

LINE_COMPANY: Mapping[str, PortfolioColumn] = {"company_id": _COMPANY, "isin": _ISIN, "lei": _LEI}
"""Columns of company lines that say whose they are, the first that is there."""

LINE_COMPANY_NAME = _column(
    "company_name", "text", "Name of the company of a line: matched by answers alone.",
    "company name, issuer name, counterparty name, entity name, nom de la société, nom de l'entreprise, "
    "raison sociale, bedrijfsnaam, naam onderneming, unternehmensname, firmenname",
)  # fmt: skip
"""Column of company lines that names whose they are, where no identifier does."""

LINE_QUALITY = _column(
    "volume_quality", "number",
    "Quality of a line's volume, 1 (disclosed and verified) to 5 (modelled); trader-level volumes are 3 or 4.",
    "volume quality, data quality, quality of volume, data quality score, qualité des données, qualité du volume, "
    "datakwaliteit, kwaliteit volume, datenqualität, volumenqualität",
)  # fmt: skip
"""Column of company lines that says how good their volumes are."""
