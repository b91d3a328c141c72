"""The fields of an action's row: text to typed arguments (P8, P11, P14, P15)."""

from __future__ import annotations

from collections.abc import Mapping

from operatoros.protocol.actions import (
    ACTIONS,
    LEGAL_KEYS,
    MOST_NUMBER,
    SECTION_KEYS,
    Action,
    Field,
)
from operatoros.protocol.complaint import Complaint, nearest, quoted
from operatoros.protocol.lines import ID, Block
from operatoros.protocol.payloads import (
    checked_text,
    decimal,
    decode_base64,
    edits_from_json,
    edits_from_sections,
)
from operatoros.protocol.styles import STYLES, language_style, region_style

_LEGAL: Mapping[str, frozenset[str]] = {name: frozenset(keys) for name, keys in LEGAL_KEYS.items()}
# Each action's fields with the keys they go by, so that no scan builds them anew.
_KEYED: Mapping[str, tuple[tuple[Field, tuple[str, ...]], ...]] = {
    name: tuple((field, field.keys) for field in row.fields) for name, row in ACTIONS.items()
}
_TEXT_KINDS = frozenset({"content", "patch", "edits"})


def check_keys(row: Action, block: Block) -> None:
    """Check that the action knows every key (P8).

    Raises:
        Complaint: ERR_UNKNOWN_KEY.
    """
    if block.fields.keys() <= _LEGAL[row.name]:
        return
    legal = LEGAL_KEYS[row.name]
    key = next(key for key in block.fields if key not in _LEGAL[row.name])
    if "edit" in legal and key in SECTION_KEYS:
        raise Complaint(
            "ERR_UNKNOWN_KEY",
            f"{key} belongs to an edit; write it below an `edit:` line that names the operation.",
        )
    near = nearest(key, legal)
    hint = f"did you mean {near}?" if near else f"it knows {', '.join(legal)}."
    raise Complaint("ERR_UNKNOWN_KEY", f"{row.name} knows no key {quoted(key)}; {hint}")


def typed_args(row: Action, block: Block) -> dict[str, object]:
    """Return the typed arguments of a block whose keys are all known.

    Raises:
        Complaint: the first that applies: forms and one-line fields, then the comment style,
            then what the payloads hold.
    """
    args: dict[str, object] = {}
    texts: list[tuple[Field, str]] = []
    for field, keys in _KEYED[row.name]:
        key = _given_key(field, keys, block)
        if key is None:
            if field.missing:
                raise Complaint(field.missing, _missing(row, field))
            if field.default is not None:
                args[field.name] = field.default
        elif field.kind in _TEXT_KINDS:
            texts.append((field, key))
        elif field.kind == "final_newline":
            _check_final_newline(field, block)
        elif field.kind == "anchor" and key in block.payloads:
            args[field.name] = checked_text(key, block.payloads[key])
        else:
            args[field.name] = _line_value(field, key, block.fields[key])
    if row.styled:
        _check_style(block.fields["path"], args)
    for field, key in texts:
        args[field.name] = _text_value(row, field, key, block)
    return args


def _given_key(field: Field, keys: tuple[str, ...], block: Block) -> str | None:
    """Return the key that the field is given by; an empty value counts as not given."""
    fields = block.fields
    given = [key for key in keys if key in fields]
    if len(given) > 1:
        if field.kind in _TEXT_KINDS:
            raise Complaint(
                "ERR_PAYLOAD_CONFLICT", f"{' and '.join(given)} are two forms of one; give one."
            )
        raise Complaint(
            "ERR_DUPLICATE_KEY", f"{' and '.join(given)} mean the same; give one of them."
        )
    if not given:
        return None
    key = given[0]
    text = block.payloads.get(key, fields[key])
    if text or key == "edit" or (field.invalid and not field.missing):
        return key
    # An empty payload of content is an empty file; elsewhere nothing was said.
    return key if field.kind == "content" and key in block.payloads else None


def _missing(row: Action, field: Field) -> str:
    if field.kind in _TEXT_KINDS:
        return f"{row.name} needs {' or '.join(field.keys)}: {field.about}."
    return f"{row.name} needs {field.name}: {field.about}."


def _line_value(field: Field, key: str, value: str) -> str | int:
    if field.kind == "number":
        number = decimal(value, field.least, field.most)
        if number is None:
            most = f" to {field.most}" if field.most < MOST_NUMBER else ""
            raise Complaint(
                field.invalid,
                f"{key} is {quoted(value)}; give a whole number from {field.least}{most}.",
            )
        return number
    if field.kind == "line" and not value:
        raise Complaint(field.invalid, f"{key} is empty; give it a value or leave it out.")
    if field.kind == "choice" and value not in field.choices:
        raise Complaint(
            field.invalid, f"{key} is {quoted(value)}; say {' or '.join(field.choices)}."
        )
    if field.kind == "marker" and not ID.fullmatch(value):
        raise Complaint(
            field.invalid,
            f"{key} is {quoted(value)}; use 1 to 128 letters, digits or . _ : - without blanks.",
        )
    if field.kind == "language" and language_style(value) is None:
        near = nearest(value, STYLES)
        hint = f"did you mean {near}?" if near else "operator.getCommentStyle lists all."
        raise Complaint(field.invalid, f"no comment style is known for {quoted(value)}; {hint}")
    return value


def _check_final_newline(field: Field, block: Block) -> None:
    if block.fields["final_newline"] not in {"yes", "no"}:
        raise Complaint(field.invalid, "final_newline is yes or no; say one of them.")
    if "content" not in block.payloads:
        raise Complaint(
            field.invalid,
            "final_newline goes with a payload of | lines; leave it out here, the content is"
            " written exactly as given.",
        )


def _check_style(path: str, args: Mapping[str, object]) -> None:
    """Check that a region command tells one comment style, or that the suffix does."""
    start, end = "comment_block_start" in args, "comment_block_end" in args
    if start != end:
        raise Complaint(
            "ERR_INVALID_COMMENT_STYLE",
            "a block comment needs comment_block_start and comment_block_end; give both.",
        )
    ways = ("comment_line_prefix" in args) + start + ("language" in args)
    if ways > 1:
        raise Complaint(
            "ERR_INVALID_COMMENT_STYLE",
            "the comment style is given in two ways; give comment_line_prefix, or"
            " comment_block_start and comment_block_end, or language.",
        )
    if region_style(path, args) is None:
        raise Complaint(
            "ERR_COMMENT_STYLE_REQUIRED",
            f"the suffix of {quoted(path)} tells no comment style; give comment_line_prefix, or"
            " comment_block_start and comment_block_end, or language.",
        )


def _text_value(row: Action, field: Field, key: str, block: Block) -> object:
    """Return what a payload field holds, in whichever form it was sent."""
    if key == "edit":
        return edits_from_sections(block.sections)
    if key.endswith("_b64"):
        text = decode_base64(key, block.fields[key])
        if field.kind == "edits":
            return edits_from_json(text)
        return text if field.kind == "patch" else text.encode()
    payload = block.payloads.get(key)
    if field.kind == "patch":
        if payload is None:
            raise Complaint(
                field.missing, "patch is one line; put the diff on the lines after it, behind |."
            )
        return checked_text(key, payload) + "\n"
    if payload is None:
        return block.fields[key].encode()
    text = checked_text(key, payload)
    if row.ends_lines and block.fields.get("final_newline") != "no":
        text += "\n"
    return text.encode()
