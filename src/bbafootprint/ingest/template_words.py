"""What the template says, in four languages."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Imports, for a biodiversity footprint",
        "how": "Fill in the sheet Imports, one row a purchase, and save it. Dark columns are required, pale"
        " ones help. Every list also takes what you type: another spelling, another language, a code."
        " Columns may be left out, moved or added; a column a year instead of one quantity is read as well.",
        "column": "Column", "status": "Status", "meaning": "What it holds", "example": "Example",
        "number": "A number, not below zero, is expected here. Keep what is typed?",
        "required": "required", "optional": "optional",
        "commodity": "What was bought: a name or a commodity code. A customs code can stand instead.",
        "hs_code": "Customs code: HS (2, 4 or 6 digits) or CN (8 digits).",
        "origin": "Country where the commodity grew, not the port it came through. Empty: not known.",
        "region": "State, province, ecoregion or biome inside the country."
        " The list follows the origin; others can be typed.",
        "quantity": "How much was bought, as a number.",
        "unit": "Unit of the quantity: t, kg, m3 ...",
        "period": "Year of the purchase, such as 2024.",
        "supplier": "Who sold it; results can be grouped by it.",
        "content": "Share of the commodity in a mixed product, such as 0.7 for chocolate with 70 % cocoa.",
        "consignment": "Country or port that the goods were shipped from, where it is known and the origin is not.",
        "stage": "How far processed: raw, intermediate, finished; or contained, if another line holds it already.",
        "stages": "raw|intermediate|finished|contained",
        "line_id": "Your own identifier of the line; made for you where empty.",
    },
    "fr": {
        "title": "Importations, pour une empreinte biodiversité",
        "how": "Remplissez la feuille Imports, une ligne par achat, puis enregistrez. Les colonnes foncées"
        " sont obligatoires, les claires sont utiles. Chaque liste accepte aussi ce que vous tapez : une"
        " autre orthographe, une autre langue, un code. Des colonnes peuvent être omises, déplacées ou"
        " ajoutées ; une colonne par année au lieu d'une seule quantité est lue aussi.",
        "column": "Colonne", "status": "Statut", "meaning": "Contenu", "example": "Exemple",
        "number": "Un nombre, non négatif, est attendu ici. Garder ce qui est tapé ?",
        "required": "obligatoire", "optional": "facultatif",
        "commodity": "Ce qui a été acheté : un nom ou un code. Un code douanier peut le remplacer.",
        "hs_code": "Code douanier : SH (2, 4 ou 6 chiffres) ou NC (8 chiffres).",
        "origin": "Pays où la matière a poussé, non le port de passage. Vide : inconnu.",
        "region": "État, province, écorégion ou biome dans le pays."
        " La liste suit l'origine ; un autre nom peut être tapé.",
        "quantity": "La quantité achetée, en chiffres.",
        "unit": "Unité de la quantité : t, kg, m3 ...",
        "period": "Année de l'achat, par exemple 2024.",
        "supplier": "Le vendeur ; les résultats peuvent être groupés par fournisseur.",
        "content": "Part de la matière dans un produit composé, par exemple 0,7 pour un chocolat à 70 %.",
        "consignment": "Pays ou port d'où la marchandise a été expédiée, s'il est connu et l'origine ne l'est pas.",
        "stage": "Degré de transformation ; ou inclus, si une autre ligne contient déjà la quantité.",
        "stages": "matière première|intermédiaire|fini|inclus",
        "line_id": "Votre propre identifiant de la ligne ; créé pour vous s'il manque.",
    },
    "nl": {
        "title": "Invoer, voor een biodiversiteitsvoetafdruk",
        "how": "Vul het blad Imports in, een rij per aankoop, en bewaar het. Donkere kolommen zijn verplicht,"
        " lichte helpen. Elke lijst aanvaardt ook wat u zelf typt: een andere spelling, taal of code."
        " Kolommen mogen weg, verplaatst of erbij; een kolom per jaar in plaats van één hoeveelheid kan ook.",
        "column": "Kolom", "status": "Status", "meaning": "Inhoud", "example": "Voorbeeld",
        "number": "Hier wordt een getal verwacht, niet onder nul. Behouden wat er staat?",
        "required": "verplicht", "optional": "optioneel",
        "commodity": "Wat er gekocht werd: een naam of een code. Een douanecode kan in de plaats staan.",
        "hs_code": "Douanecode: GS (2, 4 of 6 cijfers) of GN (8 cijfers).",
        "origin": "Land waar de grondstof groeide, niet de haven van doorvoer. Leeg: onbekend.",
        "region": "Deelstaat, provincie, ecoregio of bioom in het land."
        " De lijst volgt de oorsprong; een andere naam mag.",
        "quantity": "Hoeveel er gekocht werd, als getal.",
        "unit": "Eenheid van de hoeveelheid: t, kg, m3 ...",
        "period": "Jaar van de aankoop, zoals 2024.",
        "supplier": "Wie het verkocht; resultaten kunnen per leverancier gegroepeerd worden.",
        "content": "Aandeel van de grondstof in een samengesteld product, zoals 0,7 voor chocolade met 70 %.",
        "consignment": "Land of haven van waaruit verzonden werd, waar dat bekend is en de oorsprong niet.",
        "stage": "Hoe ver verwerkt; of inbegrepen, als een andere regel de hoeveelheid al bevat.",
        "stages": "grondstof|halffabricaat|eindproduct|inbegrepen",
        "line_id": "Uw eigen kenmerk van de regel; wordt gemaakt waar het ontbreekt.",
    },
    "de": {
        "title": "Einfuhren, für einen Biodiversitäts-Fußabdruck",
        "how": "Füllen Sie das Blatt Imports aus, eine Zeile je Einkauf, und speichern Sie es. Dunkle Spalten"
        " sind Pflicht, helle helfen. Jede Liste nimmt auch, was Sie selbst tippen: eine andere Schreibweise,"
        " Sprache oder einen Code. Spalten dürfen fehlen, verschoben oder ergänzt werden; eine Spalte je Jahr"
        " statt einer Menge wird auch gelesen.",
        "column": "Spalte", "status": "Status", "meaning": "Inhalt", "example": "Beispiel",
        "number": "Hier wird eine Zahl erwartet, nicht unter null. Eingabe behalten?",
        "required": "Pflicht", "optional": "freiwillig",
        "commodity": "Was gekauft wurde: ein Name oder ein Code. Ein Zollcode kann an seiner Stelle stehen.",
        "hs_code": "Zollcode: HS (2, 4 oder 6 Ziffern) oder KN (8 Ziffern).",
        "origin": "Land, in dem der Rohstoff gewachsen ist, nicht der Hafen. Leer: unbekannt.",
        "region": "Bundesstaat, Provinz, Ökoregion oder Biom im Land."
        " Die Liste folgt dem Ursprung; andere Namen gehen auch.",
        "quantity": "Wie viel gekauft wurde, als Zahl.",
        "unit": "Einheit der Menge: t, kg, m3 ...",
        "period": "Jahr des Einkaufs, etwa 2024.",
        "supplier": "Wer es verkauft hat; Ergebnisse lassen sich danach gruppieren.",
        "content": "Anteil des Rohstoffs an einem Mischprodukt, etwa 0,7 bei Schokolade mit 70 %.",
        "consignment": "Land oder Hafen, von dem verschickt wurde, wo er bekannt ist und der Ursprung nicht.",
        "stage": "Wie weit verarbeitet; oder enthalten, wenn eine andere Zeile die Menge schon führt.",
        "stages": "Rohstoff|Halbfabrikat|Fertigware|enthalten",
        "line_id": "Ihre eigene Kennung der Zeile; wird erzeugt, wo sie fehlt.",
    },
}  # fmt: skip
"""Language to what is said: titles, explanations, and the meaning of each column by its name."""
