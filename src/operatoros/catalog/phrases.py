"""What the YAML parser says, in our words and with what to do about it."""

from __future__ import annotations

ALIAS_HINT = "write the value out; put a text in quotes if it must start with & or *"
SYNTAX_HINT = "check indentation (spaces only), quotes and brackets above and in this line"

# What libyaml says -> our words and what to do. `{c}` is the character at the place. The order
# counts: the first phrase that is contained wins. The second parser's phrases are here too.
_PHRASES: tuple[tuple[str, str, str, str], ...] = (
    (
        "character that cannot start any token",
        "ERR_YAML_SYNTAX",
        "a value cannot start with {c}",
        "put the value in quotes",
    ),
    (
        "violates indentation",
        "ERR_YAML_TAB",
        "a tab stands in the indentation",
        "indent with spaces",
    ),
    (
        "mapping values are not allowed",
        "ERR_YAML_SYNTAX",
        "a `:` that makes no sense here, or a line that is indented too far",
        'put a value that holds `: ` in quotes ("..."), or write it below `|`',
    ),
    (
        "could not find expected ':'",
        "ERR_YAML_SYNTAX",
        "this line is no `key: value`",
        "add the missing `:`, or indent the line so that it belongs to the text above",
    ),
    (
        "block sequence entries are not allowed",
        "ERR_YAML_SYNTAX",
        "a list item `-` may not start here",
        "start the list on a line of its own below its key",
    ),
    (
        "found unexpected document",
        "ERR_YAML_SYNTAX",
        "a quoted text is not closed before the document ends",
        "close the quote",
    ),
    (
        "unexpected end of stream",
        "ERR_YAML_SYNTAX",
        "a quoted text is opened and never closed",
        "close the quote, or put a text that holds quotes below `|`",
    ),
    (
        "unknown escape character",
        "ERR_YAML_SYNTAX",
        "a backslash sequence that double quotes do not know",
        "use single quotes, or write the backslash twice",
    ),
    (
        "expected hex",
        "ERR_YAML_SYNTAX",
        "a \\x or \\u that is not followed by hexadecimal digits",
        "use single quotes, or write the backslash twice",
    ),
    (
        "invalid Unicode character escape",
        "ERR_YAML_SYNTAX",
        "an escape that stands for no character",
        "write the character itself",
    ),
    (
        "expected ',' or",
        "ERR_YAML_SYNTAX",
        "a bracket that was opened is not closed before this place",
        "close it with ] or }, and put commas between items; quote texts that hold brackets",
    ),
    (
        "did not find expected node content",
        "ERR_YAML_SYNTAX",
        "a value is missing here",
        "write the value, or remove the comma, bracket or mark before it",
    ),
    (
        "did not find expected key",
        "ERR_YAML_SYNTAX",
        "this line is not indented like the lines it belongs to",
        "align it with its neighbours; quote a text that continues behind a closing quote",
    ),
    (
        "did not find expected '-' indicator",
        "ERR_YAML_SYNTAX",
        "a list item is expected here",
        "start the line with `- `, or indent it like the item above",
    ),
    (
        "did not find expected <document start>",
        "ERR_YAML_SYNTAX",
        "text that belongs to nothing above it",
        "indent it below its key; quote a text that continues behind a closing quote",
    ),
    (
        "comment or line break",
        "ERR_YAML_SYNTAX",
        "text behind `|` or `>`",
        "start the text on the next line, indented",
    ),
    (
        "indentation indicator",
        "ERR_YAML_SYNTAX",
        "a wrong indentation number behind `|` or `>`",
        "leave the number out",
    ),
    (
        "block mapping keys",
        "ERR_YAML_SYNTAX",
        "a key may not start here",
        "start it on a line of its own",
    ),
    (
        "mapping keys are not allowed",
        "ERR_YAML_SYNTAX",
        "a key may not start here",
        "start it on a line of its own; quote a text that starts with `?`",
    ),
    (
        "undefined tag handle",
        "ERR_YAML_TAG",
        "a tag is not read",
        "remove it; put a text in quotes if it must start with `!`",
    ),
    ("tag", "ERR_YAML_TAG", "a tag is not read", "put a text that starts with `!` in quotes"),
    (
        "while scanning an anchor",
        "ERR_YAML_ALIAS",
        "an anchor or alias is not read",
        ALIAS_HINT,
    ),
    ("alias", "ERR_YAML_ALIAS", "an anchor or alias is not read", ALIAS_HINT),
    (
        "directive",
        "ERR_YAML_DIRECTIVE",
        "a % directive is not read",
        "remove the line; put a text that starts with % in quotes",
    ),
)


def our_words(said: str) -> tuple[str, str, str]:
    """Return (code, message, hint) for what the parser said."""
    for phrase, code, message, hint in _PHRASES:
        if phrase in said:
            return code, message, hint
    return "ERR_YAML_SYNTAX", "this is not YAML from here on", SYNTAX_HINT
