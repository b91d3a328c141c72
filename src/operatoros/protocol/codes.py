"""What a rejection can say: every code that `scan` itself gives, with its meaning.

The order is the order of complaints: where several apply to one block, the first one is
said. Codes that arise later (a missing file, an anchor that is not there) belong to the rooms
that raise them; the action table names them per action.
"""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, str] = {
    # Markers (P1-P3)
    "ERR_MARKER_NOT_ALONE": "A line begins with a marker and goes on.",
    "ERR_NESTED_BLOCK": "A block starts before the one before it has ended.",
    "ERR_MISSING_END_MARKER": "A block has no END_OPERATOR_CMD line.",
    "ERR_EMPTY_LINE_IN_CMD": "A block holds an empty line.",
    # Size, characters and form of the lines (P4, P5, P13)
    "ERR_BLOCK_TOO_LARGE": "A block exceeds the limits of characters or lines.",
    "ERR_NON_ASCII_IN_CMD": "A character outside ASCII stands outside a payload.",
    "ERR_CONTROL_CHARACTER": "A control character other than TAB stands outside a payload.",
    "ERR_CONTENT_HAS_NEWLINES": "The one-line form of content holds a line break.",
    "ERR_NON_KEY_VALUE_LINE": "A line is neither `key: value` nor part of a payload.",
    "ERR_TEXT_MANGLED": "The probe is missing or altered: the page changed the text.",
    "ERR_DUPLICATE_KEY": "A key is given twice.",
    # What every block needs (P6, P7, P9)
    "ERR_MISSING_REQUIRED_FIELDS": "version, id or action is missing.",
    "ERR_INVALID_ID": "The id is not 1 to 128 letters, digits or . _ : -.",
    "ERR_ACTION_REQUIRES_PATH": "An fs action has no path.",
    "ERR_ACTION_FORBIDS_PATH": "An action that knows no path has one.",
    "ERR_MISSING_PATH_TO": "A copy, move or rename has no path_to.",
    "ERR_UNEXPECTED_PATH_TO": "An action that has no target has a path_to.",
    "ERR_RESERVED_ACTION": "The action is reserved for answers of Operator.",
    "ERR_UNKNOWN_ACTION": "The action is not in the table.",
    "ERR_UNSUPPORTED_VERSION": "The version is not 1.",
    "ERR_WRONG_SESSION": "The session token is not this inbox's.",
    # What the action's row says (P8, P11-P16)
    "ERR_UNKNOWN_KEY": "The action does not know a key.",
    "ERR_PAYLOAD_CONFLICT": "One field is given in two forms.",
    "ERR_INVALID_BASE": "base is neither `new` nor 8 hex digits.",
    "ERR_INVALID_FINAL_NEWLINE": "final_newline is not yes or no, or there is no payload.",
    "ERR_MISSING_QUERY": "A search has no query.",
    "ERR_INVALID_READSLICE_PARAMS": "start or lines of a slice is no number in its range.",
    "ERR_UNKNOWN_LANGUAGE": "No comment style is known for the language.",
    "ERR_MISSING_MARKER_ID": "A region action has no marker_id.",
    "ERR_INVALID_MARKER_ID": "A marker_id is not 1 to 128 letters, digits or . _ : -.",
    "ERR_MISSING_ANCHOR": "An insertion has no anchor.",
    "ERR_INVALID_INSERT_POSITION": "position is not before or after.",
    "ERR_INVALID_ANCHOR_OCCURRENCE": "occurrence is not a number from 1.",
    "ERR_INVALID_COMMENT_STYLE": "The comment style is given twice or by half.",
    "ERR_COMMENT_STYLE_REQUIRED": "No comment style is given and the file's suffix tells none.",
    "ERR_MISSING_WRITE_CONTENT": "A write has no content.",
    "ERR_MISSING_CONTENT_B64": "A region action has no content.",
    "ERR_MISSING_PATCH_B64": "A patch action has no patch.",
    "ERR_MISSING_EDITS_B64": "An edit action has no edits.",
    "ERR_INVALID_EDIT": "An edit section lacks something or holds what does not belong there.",
    # What the payloads hold (P11)
    "ERR_INVALID_BASE64": "A base64 value is not canonical standard base64.",
    "ERR_NOT_UTF8": "A payload is not UTF-8 text.",
    "ERR_INVALID_EDITS_JSON": "The decoded edits are not the JSON that is asked for.",
    # Among the commands of one text (P10)
    "ERR_DUPLICATE_ID": "Another command of the same text has this id and other content.",
}
