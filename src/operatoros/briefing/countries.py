"""Countries by the names that texts use and the two-letter codes that records hold (ISO 3166-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES = {
    "US": "United States|USA|America|American|US|Vereinigte Staaten|États-Unis",
    "GB": "United Kingdom|UK|Britain|British|Großbritannien|Royaume-Uni",
    "DE": "Germany|German|Deutschland|Allemagne",
    "FR": "France|French|Frankreich",
    "ES": "Spain|Spanish|Spanien|Espagne",
    "IT": "Italy|Italian|Italien|Italie",
    "NL": "Netherlands|Dutch|Niederlande|Pays-Bas",
    "BE": "Belgium|Belgian|Belgien|Belgique",
    "AT": "Austria|Austrian|Österreich|Autriche",
    "CH": "Switzerland|Swiss|Schweiz|Suisse",
    "IE": "Ireland|Irish|Irland|Irlande",
    "PT": "Portugal|Portuguese",
    "PL": "Poland|Polish|Polen|Pologne",
    "CZ": "Czechia|Czech|Tschechien|Tchéquie",
    "DK": "Denmark|Danish|Dänemark|Danemark",
    "SE": "Sweden|Swedish|Schweden|Suède",
    "NO": "Norway|Norwegian|Norwegen|Norvège",
    "FI": "Finland|Finnish|Finnland|Finlande",
    "GR": "Greece|Greek|Griechenland|Grèce",
    "TR": "Turkey|Turkish|Türkei|Turquie",
    "CA": "Canada|Canadian|Kanada",
    "MX": "Mexico|Mexican|Mexiko|Mexique",
    "BR": "Brazil|Brazilian|Brasilien|Brésil",
    "AU": "Australia|Australian|Australien|Australie",  # codespell:ignore
    "NZ": "New Zealand|Neuseeland",
    "JP": "Japan|Japanese|Japon",
    "CN": "China|Chinese|Chine",
    "IN": "India|Indian|Indien|Inde",  # codespell:ignore
    "KR": "South Korea|Korea|Korean|Südkorea|Corée",
    "SG": "Singapore|Singapur|Singapour",
    "ZA": "South Africa|Südafrika|Afrique du Sud",
}
_CODE_OF = {name: code for code, names in _NAMES.items() for name in names.split("|")}
_NAME = re.compile(
    r"\b(?:"
    + "|".join(re.escape(name) for name in sorted(_CODE_OF, key=len, reverse=True))
    + r")\b"
)
_CODE = re.compile(r"\b[A-Z]{2}\b")


def codes_in(text: str) -> Iterator[str]:
    """Yield the codes of countries that a text names or writes as a code."""
    for match in _NAME.finditer(text):
        yield _CODE_OF[match[0]]
    for match in _CODE.finditer(text):
        yield match[0]
