"""Checks of a roster: the table of an assembly's members."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from xieshang.engines.documents.columns import ROSTER, recognise
from xieshang.engines.documents.dates import read_moment
from xieshang.engines.documents.faults import (
    PLACEHOLDERS,
    Code,
    Fault,
    Sheet,
    nearest,
    of_cells,
    of_moment,
    of_row,
    of_table,
)
from xieshang.engines.documents.tables import Row, Table
from xieshang.engines.numbering import value_of

OFFICES = (
    "主席",
    "副主席",
    "秘书长",
    "副秘书长",
    "常务委员",
    "常委",
    "委员",
    "主任",
    "副主任",
    "召集人",
    "副召集人",
    "组长",
    "副组长",
)
# fmt: off
NATIONS = frozenset((
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白",
    "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇",
    "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒",
    "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
))
# fmt: on
SEXES = {"男", "女", "男性", "女性", "m", "f", "male", "female"}
ADULT = 18
OLDEST = 95
PRIVATE = frozenset({"phone", "email", "born"})

_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_LANDLINE = re.compile(r"^(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,5})?$")
_EMAIL = re.compile(r"^[A-Za-z0-9._%+\-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$")
_TITLE = re.compile(
    r"(?:同志|先生|女士|主席|副主席|委员|秘书长|书记|主任|局长|院长|校长|总经理|董事长|教授|博士|法师|阿訇)$"
)
_REMARK = re.compile(r"[（(【\[].*[）)】\]]$")
_LIST = re.compile(r"[、，,；;/\n&]|(?<=\S)和(?=\S)")
_NAME = re.compile(r"^[一-鿿㐀-䶿\U00020000-\U0003ffff〇]+(?:[·•・‧][一-鿿㐀-䶿\U00020000-\U0003ffff〇]+)*$")
_SYLLABLE = re.compile(r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ueng|[aeiouv]{1,3}(?:ng|n|r)?)")
_TERM = re.compile(r"^第?([一二三四五六七八九十]{1,3}|\d{1,2})届?(?:.{0,3}(?:次|委员会))?$")


@dataclass
class _Seen:
    """What earlier rows held, to tell repetitions."""

    names: dict[str, list[Row]] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    emails: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    chairs: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """What the assembly knows beforehand."""

    sectors: Sequence[str]
    names: frozenset[str]
    today: date
    term: int | None
    offices: Sequence[str]
    parties: Sequence[str]


def check_roster(
    table: Table,
    *,
    sectors: Sequence[str],
    today: date,
    names: Collection[str] = (),
    term: int | None = None,
    offices: Sequence[str] = OFFICES,
    parties: Sequence[str] = (),
) -> tuple[Fault, ...]:
    """All faults of a roster, in the order of its rows.

    sectors  those of the assembly
    today    the day the ages are counted on
    names    members the assembly already has
    term     the term the roster is for, None not to check it
    parties  those of the assembly, empty not to check them

    The table: no_rows, missing_column, repeated_column, private_column, unnamed_column.
    Any cell: formula_not_allowed, error_in_cell, merged_cell, digits_lost, control_character,
    damaged_character, too_long, missing, placeholder. A row: repeated_header, total_row,
    duplicate_of_row, same_name_as_row, number_of_row. Names: name_with_title, name_with_remark,
    name_with_other_signs, name_too_short, name_too_long, several_names, already_known,
    pinyin_not_latin, pinyin_of_other_length. Particulars: unknown_sex, unknown_nation,
    unknown_party, unknown_sector, several_sectors, unknown_office, second_chair, not_a_term,
    other_term. Reaching them: bad_phone, landline, several_phones, phone_of_row, bad_email,
    email_of_row. Dates: not_a_date, in_the_future, too_long_ago, too_young, too_old,
    joined_too_early.
    """
    sheet = Sheet(table, recognise(table.columns, ROSTER), ROSTER)
    known = _Known(sectors, frozenset(map(bare_name, names)), today, term, offices, parties)
    seen = _Seen()
    faults = list(of_table(sheet))
    for row in table.rows:
        stray = of_row(sheet, row)
        if stray is not None:
            faults.append(stray)
            continue
        faults.extend(of_cells(sheet, row, PRIVATE))
        for check in CHECKS:
            faults.extend(check(sheet, row, known, seen))
    return tuple(faults)


def bare_name(written: str) -> str:
    """A name as it is compared: without the space that sets two characters apart, one kind of dot."""
    return re.sub(r"[•・‧.．]", "·", "".join(unicodedata.normalize("NFKC", written).split()))


def _name(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    written = sheet.cell(row, "name")
    name = bare_name(written)
    if not name or name.lower() in PLACEHOLDERS or len(written) > 200:
        return  # missing, placeholder or too_long says enough
    if len([part for part in _LIST.split(written) if part.strip()]) > 1:
        yield sheet.fault(row, "name", Code.SEVERAL_NAMES)
    elif _REMARK.search(name):
        yield sheet.fault(row, "name", Code.NAME_WITH_REMARK)
    elif len(name) > 3 and _TITLE.search(name):
        yield sheet.fault(row, "name", Code.NAME_WITH_TITLE)
    elif not _NAME.match(name):
        yield sheet.fault(row, "name", Code.NAME_WITH_OTHER_SIGNS)
    elif len(name) < 2:
        yield sheet.fault(row, "name", Code.NAME_TOO_SHORT)
    elif len(name) > (20 if "·" in name else 6):
        yield sheet.fault(row, "name", Code.NAME_TOO_LONG)
    if name in known.names:
        yield sheet.fault(row, "name", Code.ALREADY_KNOWN)
    same = seen.names.setdefault(name, [])
    if same:
        other = next((each for each in same if _is_same_person(sheet, row, each)), None)
        code = Code.DUPLICATE_OF_ROW if other is not None else Code.SAME_NAME_AS_ROW
        yield sheet.fault(row, "name", code, other=(other or same[0]).number)
    same.append(row)


def _is_same_person(sheet: Sheet, row: Row, other: Row) -> bool:
    """Nothing told of both differs, their numbers apart."""
    fields = ("phone", "email", "post", "sector", "born", "sex")
    pairs = ((bare_name(sheet.cell(row, name)), bare_name(sheet.cell(other, name))) for name in fields)
    return all(mine == theirs for mine, theirs in pairs if mine and theirs)


def _pinyin(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    written, name = sheet.cell(row, "pinyin"), bare_name(sheet.cell(row, "name"))
    if not written:
        return
    latin = unicodedata.normalize("NFD", written.replace("ü", "v").replace("Ü", "v")).lower()
    latin = "".join(sign for sign in latin if not unicodedata.combining(sign))
    if not re.fullmatch(r"[a-z][a-z\s'’\-·.,]*", latin):
        yield sheet.fault(row, "pinyin", Code.PINYIN_NOT_LATIN)
    elif _NAME.match(name) and "·" not in name and len(name) not in _syllables(latin):
        yield sheet.fault(row, "pinyin", Code.PINYIN_OF_OTHER_LENGTH, characters=len(name))


def _syllables(latin: str) -> set[int]:
    """In how many syllables a text may be read: xian in one or two."""
    counts = {0}
    for word in re.split(r"[^a-z]+", latin)[:10]:
        at: list[set[int]] = [{0}] + [set() for _ in word[:40]]
        for start in range(len(at)):
            for end in range(start + 1, min(start + 7, len(at))):
                if at[start] and _SYLLABLE.fullmatch(word[start:end]):
                    at[end] |= {count + 1 for count in at[start]}
        counts = {one + more for one in counts for more in at[-1]}
    return counts


def _particulars(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    sex, nation, party = (sheet.cell(row, name) for name in ("sex", "nation", "party"))
    if sex and sex.lower() not in SEXES:
        yield sheet.fault(row, "sex", Code.UNKNOWN_SEX)
    if nation and nation.removesuffix("族") not in NATIONS:
        yield sheet.fault(row, "nation", Code.UNKNOWN_NATION)
    if party and known.parties and party not in known.parties:
        yield sheet.fault(row, "party", Code.UNKNOWN_PARTY, nearest=nearest(party, known.parties))


def _sector(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    sector = sheet.cell(row, "sector")
    if not sector or sector in known.sectors or sector.lower() in PLACEHOLDERS:
        return
    parts = [part.strip() for part in _LIST.split(sector) if part.strip()]
    if len(parts) > 1 and all(part in known.sectors for part in parts):
        yield sheet.fault(row, "sector", Code.SEVERAL_SECTORS)
    else:
        yield sheet.fault(row, "sector", Code.UNKNOWN_SECTOR, nearest=nearest(sector, known.sectors))


def _office(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    office = sheet.cell(row, "office")
    if not office:
        return
    held = [part.strip() for part in _LIST.split(office) if part.strip()]
    for each in held:
        if each not in known.offices:
            yield sheet.fault(row, "office", Code.UNKNOWN_OFFICE, nearest=nearest(each, known.offices))
    if "主席" in held:
        if seen.chairs:
            yield sheet.fault(row, "office", Code.SECOND_CHAIR, other=seen.chairs[0])
        seen.chairs.append(row.number)


def _phone(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    written = unicodedata.normalize("NFKC", sheet.cell(row, "phone"))
    if not written:
        return
    if len([part for part in re.split(r"[、,;/\n]|\s{2,}", written) if len(part.strip()) >= 7]) > 1:
        yield sheet.fault(row, "phone", Code.SEVERAL_PHONES, private=True)
        return
    bare = re.sub(r"[\s\-—()]", "", written)
    bare = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", bare)
    if not _MOBILE.match(bare):
        landline = _LANDLINE.match(re.sub(r"[\s()]", "", written)) is not None
        yield sheet.fault(row, "phone", Code.LANDLINE if landline else Code.BAD_PHONE, private=True)
    elif seen.phones.setdefault(bare, row.number) != row.number:
        yield sheet.fault(row, "phone", Code.PHONE_OF_ROW, private=True, other=seen.phones[bare])


def _email(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    email = sheet.cell(row, "email").lower()
    if not email:
        return
    if len(email) > 254 or not _EMAIL.match(email):
        yield sheet.fault(row, "email", Code.BAD_EMAIL, private=True)
    elif seen.emails.setdefault(email, row.number) != row.number:
        yield sheet.fault(row, "email", Code.EMAIL_OF_ROW, private=True, other=seen.emails[email])


def _term(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    written = unicodedata.normalize("NFKC", sheet.cell(row, "term")).replace(" ", "")
    if not written:
        return
    found = _TERM.match(written)
    term = value_of(found[1]) if found else 0
    if not term:
        yield sheet.fault(row, "term", Code.NOT_A_TERM)
    elif known.term is not None and term != known.term:
        yield sheet.fault(row, "term", Code.OTHER_TERM, wanted=known.term, found=term)


def _dates(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    tonight = datetime.combine(known.today, time.max)
    yield from of_moment(sheet, row, "born", tonight)
    yield from of_moment(sheet, row, "joined", tonight, 1949)
    born, joined = read_moment(sheet.cell(row, "born")), read_moment(sheet.cell(row, "joined"))
    if born is None or born > tonight or born.year < 1900:
        return
    age = _age(born.date(), known.today)
    if age < ADULT:
        yield sheet.fault(row, "born", Code.TOO_YOUNG, private=True, age=age)
    elif age > OLDEST:
        yield sheet.fault(row, "born", Code.TOO_OLD, private=True, age=age)
    elif joined is not None and _age(born.date(), joined.date()) < ADULT:
        yield sheet.fault(row, "joined", Code.JOINED_TOO_EARLY, age=max(_age(born.date(), joined.date()), 0))


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _number(sheet: Sheet, row: Row, known: _Known, seen: _Seen) -> Iterator[Fault]:
    number = sheet.cell(row, "number")
    if number and seen.numbers.setdefault(number, row.number) != row.number:
        yield sheet.fault(row, "number", Code.NUMBER_OF_ROW, other=seen.numbers[number])


_Check = Callable[[Sheet, Row, _Known, _Seen], Iterator[Fault]]
CHECKS: tuple[_Check, ...] = (
    _number,
    _name,
    _pinyin,
    _particulars,
    _sector,
    _office,
    _phone,
    _email,
    _term,
    _dates,
)
