"""Asset classes: their codes, their names in four languages, and which of them are not attributed."""

from __future__ import annotations

from bbafootprint.ingest.header_words import fold

_CLASS_WORDS: dict[str, str] = {
    "listed_equity": """listed equity|equity|equities|share|shares|stock|stocks|common stock|ordinary shares|
        public equity|listed shares|action|actions|actions cotées|action cotée|aandeel|aandelen|
        beursgenoteerde aandelen|beursgenoteerd aandeel|genoteerde aandelen|aktie|aktien|börsennotierte aktien""",
    "corporate_bond": """corporate bond|corporate bonds|bond|bonds|corporate debt|notes|commercial paper|obligation|
        obligations|obligation d'entreprise|obligations d'entreprise|obligations d'entreprises|obligatie|obligaties|
        bedrijfsobligatie|bedrijfsobligaties|green bond|green bonds|sustainability bond|
        social bond|convertible bond|convertible bonds|convertible|convertibles|obligation verte|obligations vertes|
        obligation convertible|obligations convertibles|groene obligatie|groene obligaties|converteerbare obligatie|
        converteerbare obligaties|grüne anleihe|grüne anleihen|wandelanleihe|wandelanleihen|anleihe|anleihen|
        unternehmensanleihe|unternehmensanleihen""",
    "business_loan": """business loan|business loans|loan|loans|corporate loan|corporate loans|credit line|
        term loan|private credit|private debt|direct lending|dette privée|onderhandse lening|privatkredit|prêt|prêts|
        crédit|crédits|prêt aux entreprises|prêts aux entreprises|lening|leningen|
        bedrijfslening|zakelijke lening|zakelijke leningen|krediet|kredieten|kredit|kredite|darlehen|
        unternehmenskredit|unternehmenskredite|firmenkredit""",
    "unlisted_equity": """unlisted equity|private equity|private shares|unlisted shares|venture capital|
        actions non cotées|capital-investissement|niet-beursgenoteerde aandelen|onbeursgenoteerde aandelen|
        niet beursgenoteerd aandeel|ongenoteerde aandelen|niet genoteerde aandelen|
        nicht börsennotierte aktien|beteiligung|beteiligungen|privates beteiligungskapital""",
    "project_finance": """project finance|project loan|project financing|financement de projet|
        financement de projets|projectfinanciering|projektfinanzierung""",
    "commercial_real_estate": """commercial real estate|real estate|cre|commercial property|commercial mortgage|
        immobilier commercial|immobilier d'entreprise|commercieel vastgoed|vastgoed|gewerbeimmobilien|
        gewerbliche immobilien""",
    "mortgage": """mortgage|mortgages|residential mortgage|residential mortgages|home loan|hypothèque|
        prêt hypothécaire|prêts hypothécaires|crédit hypothécaire|hypotheek|hypotheken|hypothecaire lening|
        hypothek|hypothekendarlehen|wohnbaukredit""",
    "sovereign_debt": """sovereign debt|sovereign bond|sovereign bonds|government bond|government bonds|
        sovereign|treasury bond|treasury bill|obligation d'état|obligations d'état|dette souveraine|
        obligation souveraine|staatsobligatie|staatsobligaties|staatsschuld|staatsanleihe|staatsanleihen""",
    "guarantee": """guarantee|guarantees|financial guarantee|letter of credit|standby letter of credit|garantie|
        garanties|caution|cautionnement|garantiestelling|borgstelling|waarborg|bürgschaft|bürgschaften|avalkredit""",
    "derivative": """equity option|equity options|equity swap|index option|call option|put option|stock option|
        option sur actions|aandelenoptie|aktienoption|derivative|derivatives|option|options|future|futures|swap|swaps|
        forward|forwards|cds|
        fx forward|warrant|warrants|total return swap|interest rate swap|produit dérivé|produits dérivés|derivaat|
        derivaten|derivat|derivate|optie|opties|termingeschäft""",
    "short_position": """short|short position|short equity|short bond|position courte|vente à découvert|shortpositie|
        leerverkauf|leerverkäufe""",
    "cash": """cash|cash equivalents|deposit|deposits|money market|liquidités|trésorerie|kas|kasmiddelen|contanten|
        barmittel|liquide mittel|bargeld""",
    "fund": """fund|funds|etf|mutual fund|investment fund|ucits|fonds|fonds d'investissement|opcvm|
        beleggingsfonds|beleggingsfondsen|investmentfonds""",
    "securitisation": "securitisation|securitization|abs|mbs|cdo|clo|green bond of a government agency|titrisation|"
    "effectisering|verbriefung",
    "motor_vehicle_loan": "motor vehicle loan|vehicle loan|car loan|auto loan|prêt automobile|autolening|autokredit",
}  # fmt: skip

ASSET_CLASSES: tuple[str, ...] = (
    "listed_equity", "corporate_bond", "business_loan", "unlisted_equity", "project_finance",
    "commercial_real_estate", "mortgage", "sovereign_debt",
)  # fmt: skip
"""Asset classes that are attributed."""

OUT_OF_SCOPE: dict[str, str] = {
    "derivative": "derivatives are no claim on a company's value: PCAF gives no attribution",
    "short_position": "a short position finances nothing, and is never netted against what is held",
    "guarantee": "a guarantee finances nothing until it is called: PCAF gives no attribution",
    "cash": "cash and deposits finance no company that is known",
    "fund": "a fund must be looked through: list what it holds",
    "securitisation": "securitised debt must be looked through: list the loans behind it",
    "motor_vehicle_loan": "no habitat factor is known for vehicles",
}
"""Classes that are listed and not attributed, with the reason."""

_CLASSES: dict[str, str] = {
    fold(word): code
    for code, words in _CLASS_WORDS.items()
    for word in (code, *words.replace("\n", " ").split("|"))
}


def match_asset_class(text: str) -> str:
    """Return the code of an asset class named in one of four languages; empty where it is not known.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        One of :data:`ASSET_CLASSES` or :data:`OUT_OF_SCOPE`.
    """
    return _CLASSES.get(fold(text), "")


def class_names() -> tuple[str, ...]:
    """Return every word for an asset class, folded, for near spellings."""
    return tuple(_CLASSES)
