"""How records of two sources meet: by domain, e-mail, id, name, or named fields.

Text is compared after normalisation (case, accents, blanks, company forms such as Inc or GmbH).
A record that has nothing to be matched by is told apart from one that met nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from operatoros.briefing.reading import leaves, text_of, words
from operatoros.values.jsonable import Json
from operatoros.values.record import Record, Shape, at

Keys = Callable[[Record, Shape], frozenset[str]]

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@((?:[\w-]{1,63}\.){1,8}[\w-]{2,63})")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['&.][^\W_]+)*")
_SEPARATOR = re.compile(r"\s+[-–—|:/<>+]+\s+|\s*(?:[–—|]|<>|:\s)\s*|\s*<\s*>\s*")

# Mail providers: two people there do not work together.
_FREE_MAIL = words(
    """gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com
    aol.com gmx.de gmx.net gmx.com web.de t-online.de proton.me protonmail.com mail.ru yandex.ru
    qq.com 163.com fastmail.com"""
)
# What companies are, as against what they are called.
_COMPANY_FORMS = words(
    """inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag kg kgaa ug
    ohg gbr mbh se sa sas sarl srl spa bv nv ab as asa aps oy oyj pty pvt kk sl slu sro sp zoo
    holding holdings group"""
)
# What deals and calls are about, as against whom they are with.
_OCCASIONS = words(
    """renewal renewals discovery intro introduction demo call meeting sync expansion upsell pilot
    trial poc qbr kickoff check in review followup follow up new business deal contract
    onboarding training upgrade weekly monthly quarterly annual opportunity proposal pricing
    negotiation platform enterprise starter pro team us internal external"""
)
_NAME_FIELDS = words(
    """company companyname account accountname organization organisation organizationname
    customer customername"""
)
_DOMAIN_FIELDS = frozenset({"domain", "website", "companydomain", "emaildomain", "hostname"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Which records met.

    Attributes:
        partners: For each record of the one side, positions on the other side.
        keyless: Positions on the one side that have nothing to be matched by.
        alone: Positions on the other side that met nobody.
    """

    partners: tuple[tuple[int, ...], ...]
    keyless: tuple[int, ...]
    alone: tuple[int, ...]


def meet(
    ours: Sequence[Record],
    our_shape: Shape,
    theirs: Sequence[Record],
    their_shape: Shape,
    match: Json,
) -> Meeting:
    """Match records of two sources.

    Args:
        ours: Records of the one side.
        our_shape: Their shape.
        theirs: Records of the other side.
        their_shape: Their shape.
        match: `domain`, `email`, `id`, `name`; another word is a field that both have; a mapping
            names a field of ours for each field of theirs (`{ours: theirs}`).
    """
    left, right = _sides(match)
    index: dict[str, list[int]] = {}
    for position, record in enumerate(theirs):
        for key in right(record, their_shape):
            index.setdefault(key, []).append(position)
    partners: list[tuple[int, ...]] = []
    keyless: list[int] = []
    met: set[int] = set()
    for position, record in enumerate(ours):
        keys = left(record, our_shape)
        if not keys:
            keyless.append(position)
        found = sorted({there for key in keys for there in index.get(key, ())})
        met.update(found)
        partners.append(tuple(found))
    alone = tuple(n for n in range(len(theirs)) if n not in met)
    return Meeting(partners=tuple(partners), keyless=tuple(keyless), alone=alone)


def _sides(match: Json) -> tuple[Keys, Keys]:
    if isinstance(match, Mapping) and match:
        pairs = [(str(ours), str(theirs)) for ours, theirs in match.items()]
        return _by_fields([a for a, _ in pairs]), _by_fields([b for _, b in pairs])
    word = str(match or "name")
    if word == "id":
        return _own_key, _named_ids
    keys = _WAYS.get(word) or _by_fields([word])
    return keys, keys


def fold(text: str) -> str:
    """Return text without case, accents and surrounding blanks."""
    if text.isascii():
        return text.lower().strip()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


def company(name: str) -> str:
    """Return what identifies a company's name: `ACME, Inc.` and `Acmé GmbH` are both `acme`."""
    parts = [word.replace(".", "") for word in _WORD.findall(fold(name))]
    kept = [word for word in parts if word not in _COMPANY_FORMS]
    return " ".join(kept or parts)


def _by_fields(paths: Sequence[str]) -> Keys:
    def keys(record: Record, shape: Shape) -> frozenset[str]:
        parts = [_all_at(record.data, path) for path in paths]
        if not all(parts):
            return frozenset()
        if len(parts) == 1:
            return frozenset(parts[0])
        # Several fields must all agree: their first values together are the key.
        return frozenset({"\x1f".join(sorted(part)[0] for part in parts)})

    return keys


def _all_at(data: Json, path: str) -> set[str]:
    """Return normalised texts at a path, also inside lists of objects (`parties.email`)."""
    found = at(data, path)
    if found is None and isinstance(data, Mapping) and "." in path:
        head, _, rest = path.partition(".")
        inner = data.get(head)
        if isinstance(inner, list | tuple):
            return {text for item in inner for text in _all_at(item, rest)}
        return _all_at(inner, rest) if isinstance(inner, Mapping) else set()
    values = found if isinstance(found, list | tuple) else [found]
    texts = {text_of(value) for value in values if not isinstance(value, Mapping)}
    return {key for text in texts if text.strip() and (key := company(text) or fold(text))}


def _emails(record: Record, shape: Shape) -> frozenset[str]:
    return frozenset(
        match.group().casefold()
        for _, value in leaves(record.data)
        if isinstance(value, str) and "@" in value
        for match in _EMAIL.finditer(value[:2000])
    )


def _domains(record: Record, shape: Shape) -> frozenset[str]:
    """Domains of e-mail addresses, and of fields that are called domain or website."""
    found = {address.rpartition("@")[2] for address in _emails(record, shape)}
    for path, value in leaves(record.data):
        name = re.sub(r"[^a-z]", "", path.rpartition(".")[2].casefold())
        if isinstance(value, str) and name in _DOMAIN_FIELDS:
            host = _host(value)
            if host:
                found.add(host)
    return frozenset(domain for domain in found if domain not in _FREE_MAIL)


def _host(text: str) -> str:
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if _DOMAIN.fullmatch(host) else ""


def _own_key(record: Record, shape: Shape) -> frozenset[str]:
    return frozenset() if record.key.startswith("#") else frozenset({record.key})


def _named_ids(record: Record, shape: Shape) -> frozenset[str]:
    """Values of fields called id, ids or something_id: those that can name another's record."""
    found = set()
    for path, value in leaves(record.data):
        if isinstance(value, str | int) and not isinstance(value, bool):
            parts = [part for part in path.split(".") if not part.isdigit()]
            if parts and re.search(r"(?:^|_|[a-z])ids?$", parts[-1], re.IGNORECASE):
                found.add(str(value))
    return frozenset(found)


def _names(record: Record, shape: Shape) -> frozenset[str]:
    """Company names: fields that are called so, else the parts of the title."""
    named = {
        key
        for path, value in leaves(record.data)
        if isinstance(value, str) and _is_name_field(path) and (key := company(value))
    }
    title = at(record.data, shape.title)
    if isinstance(title, str):
        parts = {company(part) for part in _SEPARATOR.split(title[:500])} | {company(title)}
        named |= {_without_occasion(part) for part in parts if part}
    return frozenset(name for name in named if name)


def _is_name_field(path: str) -> bool:
    parts = [re.sub(r"[^a-z]", "", p.casefold()) for p in path.split(".") if not p.isdigit()]
    return parts[-1] in _NAME_FIELDS or "".join(parts[-2:]) in _NAME_FIELDS


def _without_occasion(name: str) -> str:
    parts = name.split()
    while parts and (parts[-1] in _OCCASIONS or parts[-1].isdigit()):
        parts.pop()
    return " ".join(parts)


_WAYS: Mapping[str, Keys] = {
    "domain": _domains,
    "email": _emails,
    "e-mail": _emails,
    "name": _names,
}
