"""Why a file handed in is refused as a whole."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The code a refusal leaves this engine with; the app above has the sentence.

    Each comment tells which parameters come with it.
    """

    EMPTY = "empty"  # no bytes, or no words
    TOO_LARGE = "too_large"  # limit, found: bytes
    UNKNOWN_KIND = "unknown_kind"  # extension: none of those we read
    OTHER_KIND = "other_kind"  # kind: what it really is (pdf, rtf, html, image …), said: its extension
    OLD_FORMAT = "old_format"  # .doc, .xls, .wps, also when renamed: save as .docx or .xlsx
    ENCRYPTED = "encrypted"  # asks for a password
    MACROS = "macros"  # carries a program, whatever its extension says
    DAMAGED = "damaged"  # part: which could not be read
    NOT_TEXT = "not_text"  # holds zero bytes or bytes of no known encoding
    DAMAGED_TEXT = "damaged_text"  # line: UTF-8 that breaks in a few places
    TOO_MANY_PARTS = "too_many_parts"  # limit: entries of the archive
    EXPANDS_TOO_MUCH = "expands_too_much"  # limit: bytes after unpacking, or times its packed size
    ENTITIES = "entities"  # part: its XML declares a document type
    TOO_DEEP = "too_deep"  # limit: nesting of its XML
    TOO_MANY_ELEMENTS = "too_many_elements"  # limit: elements in one part of its XML
    EXTERNAL_RELATION = "external_relation"  # part, relation: fetches something from elsewhere when opened
    NO_SHEET = "no_sheet"  # sheet: the name asked for, or "" when there is none to read
    NO_HEADER = "no_header"  # no row with column names
    TOO_MANY_ROWS = "too_many_rows"  # limit
    TOO_MANY_COLUMNS = "too_many_columns"  # limit, row
    TOO_MANY_CELLS = "too_many_cells"  # limit
    CELL_TOO_LONG = "cell_too_long"  # limit, row
    QUOTE_NOT_CLOSED = "quote_not_closed"  # row: where the open quotation mark stands
    STRAY_QUOTE = "stray_quote"  # row: words right after a closing quotation mark
    TOO_LONG = "too_long"  # limit: characters of text


class DocumentError(Exception):
    """A file cannot be read.

    code    why, as a Refusal
    params  numbers and names the sentence needs; never whole passages of the file
    """

    def __init__(self, code: Refusal, **params: str | int) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params = params
