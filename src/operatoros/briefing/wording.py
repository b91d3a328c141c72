"""How numbers, money and days are written for this reader.

One table of locales: which sign splits decimals and groups, whether the day comes before the
month, where the currency stands. The words are English; the figures are the reader's.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from operatoros.briefing.reading import EXACT

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$"}
_WHOLE_CURRENCIES = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})

# (decimal sign, group sign) by language, and by language and region where it differs.
_SIGNS = {
    "en": (".", ","),
    "de": (",", "."),
    "fr": (",", " "),
    "es": (",", "."),
    "it": (",", "."),
    "pt": (",", "."),
    "nl": (",", "."),
    "da": (",", "."),
    "id": (",", "."),
    "tr": (",", "."),
    "el": (",", "."),
    "pl": (",", " "),
    "cs": (",", " "),
    "sk": (",", " "),
    "sv": (",", " "),
    "nb": (",", " "),
    "no": (",", " "),
    "fi": (",", " "),
    "ru": (",", " "),
    "uk": (",", " "),
    "hu": (",", " "),
    "ja": (".", ","),
    "zh": (".", ","),
    "ko": (".", ","),
    "he": (".", ","),
    "de-CH": (".", "’"),
    "fr-CH": (".", "’"),
    "it-CH": (".", "’"),
    "de-AT": (",", "."),
    "es-MX": (".", ","),
    "en-ZA": (",", " "),
}
_MONTH_FIRST = frozenset({"en-US", "en-PH"})
_SYMBOL_FIRST = frozenset({"en", "ja", "zh", "ko", "he"})
_SYMBOL_FIRST_BLANK = frozenset({"nl", "pt-BR", "de-CH", "fr-CH", "it-CH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One reader's way to write figures.

    Attributes:
        tag: Language and region (`de-DE`).
        decimal: Sign before the fraction.
        group: Sign between thousands; a blank is a plain one, so that no terminal hides it.
        month_first: `Nov 21` instead of `21 Nov`.
        symbol: Where the currency stands: before, before and a blank, or after.
    """

    tag: str = "en-US"
    decimal: str = "."
    group: str = ","
    month_first: bool = True
    symbol: str = "before"

    def number(self, value: Decimal | int, places: int | None = None) -> str:
        """Write a number with groups; `places` None keeps its own fraction, at most 2 digits."""
        number = Decimal(value)
        if places is None:
            places = 0 if number == number.to_integral_value() else 2
        step = Decimal(1).scaleb(-places)
        rounded = number.quantize(step, rounding=ROUND_HALF_EVEN, context=EXACT)
        text = f"{rounded.copy_abs():,f}"
        whole, _, fraction = text.partition(".")
        written = whole.replace(",", self.group) + (self.decimal + fraction if fraction else "")
        return f"-{written}" if rounded < 0 else written

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount; an unknown currency keeps its code, none is left out."""
        places = 0 if currency in _WHOLE_CURRENCIES else None
        digits = self.number(amount.copy_abs(), places)
        sign = "-" if amount < 0 else ""
        if not currency:
            return sign + digits
        symbol = SYMBOLS.get(currency, currency)
        if self.symbol == "after":
            return f"{sign}{digits} {symbol}"
        blank = " " if self.symbol == "before_blank" or symbol == currency else ""
        return f"{sign}{symbol}{blank}{digits}"

    def day(self, day: date, today: date | None, *, weekday: bool = False) -> str:
        """Write a day; the year only where it is not today's, or where today is not given."""
        month = MONTHS[day.month - 1]
        text = f"{month} {day.day}" if self.month_first else f"{day.day} {month}"
        if today is None or day.year != today.year:
            text += f", {day.year}" if self.month_first else f" {day.year}"
        return f"{WEEKDAYS[day.weekday()]} {text}" if weekday else text


def wording(tag: str = "") -> Wording:
    """Return how figures are written in a locale (`de-DE`, `pt_BR`); unknown or empty: en-US."""
    clean = (tag or "en-US").replace("_", "-").split(".")[0]
    language, _, region = clean.partition("-")
    language = language.lower()
    full = f"{language}-{region.upper()}" if region else language
    if language not in _SIGNS:
        return Wording()
    signs = _SIGNS.get(full, _SIGNS[language])
    if full in _SYMBOL_FIRST_BLANK or language in _SYMBOL_FIRST_BLANK:
        symbol = "before_blank"
    else:
        symbol = "before" if language in _SYMBOL_FIRST or full == "es-MX" else "after"
    return Wording(
        tag=full,
        decimal=signs[0],
        group=signs[1],
        month_first=full in _MONTH_FIRST or full == "en",
        symbol=symbol,
    )


def singular(noun: str) -> str:
    """Return what one of a plural noun is called; good enough for what vendors call things."""
    for end, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if noun.endswith(end) and len(noun) > len(end) + 1:
            return noun[: -len(end)] + instead
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def of_noun(count: int, noun: str, style: Wording) -> str:
    """Write a count with its noun: `1 deal`, `1,240 deals`."""
    return f"{style.number(count)} {singular(noun) if count == 1 else noun}"


def days_apart(day: date, today: date) -> str:
    """Say how far a day is: today, tomorrow, in 3 days, 2 days ago."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if away in near:
        return near[away]
    return f"in {away} days" if away > 0 else f"{-away} days ago"


def width(text: str) -> int:
    """Return how many terminal cells a text takes (wide letters take two, marks none)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Fill a text with blanks up to a width in terminal cells."""
    gap = " " * max(0, cells - width(text))
    return gap + text if right else text + gap


def shorten(text: str, most: int) -> str:
    """Cut a text to `most` characters, the cut shown by an ellipsis."""
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…"
