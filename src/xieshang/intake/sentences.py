"""What the codes of a reading say, in the reader's language: what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.faults import Code

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# fmt: off
FIELDS: dict[str, _StrPromise] = {
    "row": _("Row"), "title": _("Title"), "text": _("Text"), "time": _("Time"), "author": _("Name of the author"),
    "likes": _("Likes"), "dislikes": _("Dislikes"), "place": _("Place"), "category": _("Class"), "number": _("Number"),
    "reply": _("Answer"), "replied": _("Time of the answer"), "situation": _("How things stand"),
    "analysis": _("Why it is so"), "suggestions": _("Suggestions"), "proposer": _("Proposer"),
    "cosigners": _("Co-signers"), "sector": _("Sector"), "units": _("Units wished for"), "date": _("Date"),
    "phone": _("Telephone"), "name": _("Name"), "pinyin": _("Name in Latin letters"), "sex": _("Sex"),
    "nation": _("Nationality"), "born": _("Date of birth"), "party": _("Party"), "post": _("Workplace and post"),
    "job": _("Post"), "office": _("Office in the assembly"), "email": _("E-mail"), "term": _("Term"),
    "joined": _("Member since"), "group": _("Members' group"), "committee": _("Committee"), "remark": _("Remark"),
    "login": _("Login"), "work": _("Workplace and post"), "lines": _("Lines under the title"),
    "headings": _("Headings"),
}

FAULTS: dict[str, _StrPromise] = {
    # of the whole table
    Code.NO_ROWS: _("There are no rows under the header. Add them, or choose another file."),
    Code.MISSING_COLUMN: _("The column “%(field)s” is missing. Add it, or name its column so."),
    Code.REPEATED_COLUMN: _("An earlier column says the same already. Delete or rename one of the two."),
    Code.PRIVATE_COLUMN: _("These particulars are not to be kept here. Delete the whole column and save the file anew."),
    Code.UNNAMED_COLUMN: _("There are words here under no header. Name the column; in a .csv, put texts with commas between quotation marks."),
    # of any cell
    Code.FORMULA_NOT_ALLOWED: _("This is a formula. Put its value there instead."),
    Code.ERROR_IN_CELL: _("The cell shows an error. Correct it or empty it."),
    Code.MERGED_CELL: _("This cell is merged with another. Unmerge it and fill in every cell."),
    Code.DIGITS_LOST: _("The last digits of this long number were lost. Format the column as text and enter it again."),
    Code.CONTROL_CHARACTER: _("There is an invisible control character here. Type the cell anew."),
    Code.DAMAGED_CHARACTER: _("Some characters are damaged. Save the file as UTF-8 or .xlsx from its source."),
    Code.TOO_LONG: _("This has %(found)s characters; at most %(limit)s are allowed. Shorten it, or leave the row out."),
    Code.MISSING: _("This must be filled in."),
    Code.PLACEHOLDER: _("This only stands in for something. Fill in the real words, or delete the row."),
    # of a row
    Code.REPEATED_HEADER: _("This is the header once more. Delete the row."),
    Code.TOTAL_ROW: _("This is a sum or a note, no entry. Delete the row."),
    Code.DUPLICATE_OF_ROW: _("The same as row %(other)s. Delete one, or choose to leave repeats out."),
    Code.NUMBER_OF_ROW: _("Row %(other)s has the same number. Correct one of the two."),
    # of dates and numbers
    Code.NOT_A_DATE: _("This is no date. Write it as 2026-03-05 or 2026-03-05 14:30."),
    Code.IN_THE_FUTURE: _("This lies in the future. Correct the date."),
    Code.TOO_LONG_AGO: _("This lies before %(earliest)s. Correct the year."),
    Code.REPLIED_BEFORE: _("The answer is older than the message. Correct one of the two dates."),
    Code.NOT_A_COUNT: _("This is no count. Write digits only."),
    # of people
    Code.NAME_WITH_TITLE: _("A title stands with the name. Leave the name alone."),
    Code.NAME_WITH_REMARK: _("There is a remark in brackets with the name. Move it to the remarks."),
    Code.NAME_WITH_OTHER_SIGNS: _("A name holds Chinese characters only, and “·” between its parts. Correct it."),
    Code.NAME_TOO_SHORT: _("A name has at least two characters. Complete it."),
    Code.NAME_TOO_LONG: _("This is too long for a name. Correct it."),
    Code.SEVERAL_NAMES: _("There are several names in one cell. Give each a row of their own."),
    Code.SAME_NAME_AS_ROW: _("Row %(other)s has the same name with other particulars. Add something to tell the two apart, or delete one."),
    Code.ALREADY_KNOWN: _("A member of this name has an account already. Delete the row, or open the second account by hand."),
    Code.UNKNOWN_PERSON: _("No member is called “%(person)s”. Correct the name, or choose whose draft it is."),
    Code.PINYIN_NOT_LATIN: _("This is not in Latin letters. Write it like “Zhang San”."),
    Code.PINYIN_OF_OTHER_LENGTH: _("The name has %(characters)s characters, these syllables do not match. Correct one of the two."),
    Code.UNKNOWN_SEX: _("Write 男 or 女, or leave it empty."),
    Code.UNKNOWN_NATION: _("There is no such nationality among the 56. Correct it, or leave it empty."),
    Code.UNKNOWN_PARTY: _("There is no such party. Correct it, or leave it empty."),
    Code.UNKNOWN_SECTOR: _("The assembly has no such sector. Correct it."),
    Code.SEVERAL_SECTORS: _("A member belongs to one sector only. Leave one."),
    Code.UNKNOWN_OFFICE: _("The assembly has no such office. Correct it, or leave it empty."),
    Code.SECOND_CHAIR: _("Row %(other)s is the chair already. Correct one of the two."),
    Code.BAD_PHONE: _("This is no telephone number. A mobile number has 11 digits."),
    Code.LANDLINE: _("A mobile number is wanted here, with 11 digits."),
    Code.SEVERAL_PHONES: _("There are several numbers in one cell. Leave one."),
    Code.PHONE_OF_ROW: _("Row %(other)s has the same number. Correct one of the two."),
    Code.BAD_EMAIL: _("This is no e-mail address. Correct it, or leave it empty."),
    Code.EMAIL_OF_ROW: _("Row %(other)s has the same address. Correct one of the two."),
    Code.NOT_A_TERM: _("This is no term. Write 12 or 第十二届."),
    Code.OTHER_TERM: _("This is for term %(found)s, the roster is for term %(wanted)s. Delete the row or correct it."),
    Code.TOO_YOUNG: _("By this date of birth the member is %(age)s years old. Correct the date."),
    Code.TOO_OLD: _("By this date of birth the member is %(age)s years old. Correct the date."),
    Code.JOINED_TOO_EARLY: _("The member would have been %(age)s years old on that day. Correct one of the two dates."),
    # of drafts
    Code.NO_BODY: _("It says neither how things stand nor what is suggested. Add the text."),
    Code.UNKNOWN_CATEGORY: _("There is no such class. Correct it, or leave it empty."),
    Code.COSIGNER_IS_PROPOSER: _("The proposer is among the co-signers. Leave the name out there."),
    Code.SAME_COSIGNER_TWICE: _("A co-signer stands here twice. Leave one."),
    "several_members": _("Several members are called “%(person)s”. Choose whose draft it is."),
}

REFUSALS: dict[str, _StrPromise] = {
    Refusal.EMPTY: _("There is nothing in this file. Look whether it is the right one."),
    Refusal.TOO_LARGE: _("This file is larger than %(megabytes)s MB, the most that is read. Split it, or leave out pictures."),
    Refusal.UNKNOWN_KIND: _("Files ending in “%(extension)s” are not read. Choose one of the kinds named here."),
    Refusal.OTHER_KIND: _("By its name this is a %(said)s file, but there is something else in it. Open it in its own program and save it as %(said)s."),
    Refusal.OLD_FORMAT: _("This is an old file format. Open it and save it as .docx or .xlsx."),
    Refusal.ENCRYPTED: _("This file asks for a password. Save it without one."),
    Refusal.MACROS: _("This file carries a program (macros). Save it as .docx or .xlsx."),
    Refusal.DAMAGED: _("This file is damaged and cannot be read. Save it once more from its source."),
    Refusal.NOT_TEXT: _("This is not a text file. Choose another, or save it as UTF-8."),
    Refusal.DAMAGED_TEXT: _("Line %(line)s holds damaged characters. Save the file as UTF-8 from its source."),
    Refusal.TOO_MANY_PARTS: _("This file has far too many parts to be a document. It was not opened."),
    Refusal.EXPANDS_TOO_MUCH: _("This file would unpack to far more than it should. It was not opened."),
    Refusal.ENTITIES: _("This file holds declarations that documents do not need. It was not opened."),
    Refusal.TOO_DEEP: _("This file is nested too deeply to be a document. It was not opened."),
    Refusal.TOO_MANY_ELEMENTS: _("This file has far too many parts to be a document. It was not opened."),
    Refusal.EXTERNAL_RELATION: _("This file fetches something from elsewhere when opened. Save it without linked pictures or templates."),
    Refusal.NO_SHEET: _("There is no sheet with a table in this file."),
    Refusal.NO_HEADER: _("There is no row with the names of the columns. Put them in the first row."),
    Refusal.TOO_MANY_ROWS: _("There are more than %(limit)s rows. Split the file."),
    Refusal.TOO_MANY_COLUMNS: _("Row %(row)s has more than %(limit)s columns. Delete those that are not needed."),
    Refusal.TOO_MANY_CELLS: _("There are more than %(limit)s cells. Split the file."),
    Refusal.CELL_TOO_LONG: _("A cell in row %(row)s has more than %(limit)s characters. Shorten it."),
    Refusal.QUOTE_NOT_CLOSED: _("A quotation mark in row %(row)s is never closed. Close it, or double it inside the cell."),
    Refusal.STRAY_QUOTE: _("Words follow a closing quotation mark in row %(row)s. Double quotation marks inside a cell."),
    Refusal.TOO_LONG: _("This text has more than %(limit)s characters. Split it."),
}

REMARKS: dict[str, Any] = {
    "topics_unknown": ngettext_lazy("%(n)d class in the file is not in our list; those messages come in under “something else”.", "%(n)d classes in the file are not in our list; those messages come in under “something else”.", "n"),
    "classes_unknown": ngettext_lazy("%(n)d class in the file is not in our list; it is left open for the author to choose.", "%(n)d classes in the file are not in our list; they are left open for the authors to choose.", "n"),
    "dated_today": ngettext_lazy("%(n)d row has no time; it counts as received today.", "%(n)d rows have no time; they count as received today.", "n"),
    "other_sheets": ngettext_lazy("Only the sheet “%(sheet)s” was read; %(n)d other is left aside.", "Only the sheet “%(sheet)s” was read; %(n)d others are left aside.", "n"),
    "suggestions_guessed": ngettext_lazy("In %(n)d draft no heading tells where the suggestions begin; its author should look twice.", "In %(n)d drafts no heading tells where the suggestions begin; their authors should look twice.", "n"),
    "cosigners_not_invited": ngettext_lazy("%(n)d draft names co-signers. They are not invited by an import; its author invites them.", "%(n)d drafts name co-signers. They are not invited by an import; the authors invite them.", "n"),
    "left_out_of_text": ngettext_lazy("%(n)d part that is no text is left out (%(what)s).", "%(n)d parts that are no text are left out (%(what)s).", "n"),
    "roles_apart": _("Only accounts are opened. Roles are given by the security administrator, whom the rules keep apart."),
    "title_from_file": _("No title was recognised, so the file's name stands in for it. You may enter one below."),
    "structure": _("Headings: %(headings)s, paragraphs: %(paragraphs)s, tables: %(tables)s."),
}

HOW: dict[str, _StrPromise] = {
    "found": _("read"),
    "guessed": _("read, by a part of its name"),
    "aside": _("known, not kept"),
    "ignored": _("not known, left aside"),
    "repeated": _("repeated"),
    "private": _("not to be kept"),
}
# fmt: on


def field_name(field: str) -> str:
    return str(FIELDS.get(field, field))


def fault_sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do."""
    words = dict(params)
    if "field" in words:
        words["field"] = field_name(str(words["field"]))
    sentence = str(FAULTS[code]) % words
    if not words.get("nearest"):
        return sentence
    return gettext("%(sentence)s Perhaps “%(nearest)s” is meant.") % {"sentence": sentence, "nearest": words["nearest"]}


def refusal_sentence(error: DocumentError) -> str:
    """Why a whole file cannot be read, and what to do."""
    words: dict[str, Any] = dict(error.params)
    if "limit" in words:
        words["megabytes"] = int(words["limit"]) // 1_000_000
    return str(REFUSALS[error.code]) % words


LEFT_OUT: dict[str, _StrPromise] = {
    "images": _("pictures"),
    "comments": _("comments"),
    "deletions": _("struck-out words"),
    "headers": _("headers and footers"),
    "objects": _("embedded objects"),
    "chunks": _("embedded files"),
}


def remark_sentence(code: str, params: Mapping[str, Any]) -> str:
    words = dict(params)
    if "what" in words:
        words["what"] = str(LEFT_OUT.get(str(words["what"]), words["what"]))
    return str(REMARKS[code] % words)
