"""Characters and words of many texts, counted: the numbers every likeness and every suggestion starts from.

A gram is a run of characters or of words. Each is put into one of 2**22 columns by a hash, so that nothing has to be
learned before texts can be counted, new texts never need old ones counted again, and what is counted cannot be read back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse

BITS = 22
COLUMNS = 1 << BITS

RUN = re.compile(r"[0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")  # what is counted, once letters are small
_BREAK = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
# Zero width, soft hyphen, directions, byte order mark. `writing.normalise` does it more thoroughly, ten times as slowly.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_TORN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")  # a line that ends within a word
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xC2B2AE3D27D4EB4F)


def one_form(text: str) -> str:
    """One form for each character, nothing invisible."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def plain(text: str) -> str:
    """A text as it is compared: one form for each character, small letters, one blank for all that is no word or digit.

    Blanks and line ends between Chinese characters go, unless they part all words, as in segmented corpora.
    """
    form = one_form(text).lower()
    return _BREAK.sub(" ", form if is_cut(form) else _TORN.sub("", form)).strip()


def is_cut(text: str) -> bool:
    """Whether somebody has put blanks between the words already."""
    blanks = text.count(" ")
    return blanks >= 3 and blanks * 6 >= len(text)


def cut(text: str) -> list[str]:
    """The words of a plain text; where blanks part them already, those."""
    if is_cut(text):
        return text.split()
    return [word for word in rjieba.cut(text) if word != " "]


def characters(texts: Sequence[str], lengths: Sequence[int]) -> sparse.csr_array:
    """How often each run of characters occurs.

    texts    as `plain` gives them; no gram reaches over a blank
    lengths  of the runs, 1 to 3
    returns  (texts, COLUMNS), float32
    """
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    document = np.cumsum(codes == 10) - (codes == 10)
    stop = (codes == 10) | (codes == 32)
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    for length in lengths:
        many = len(codes) - length + 1
        if many <= 0:
            continue
        key = np.full(many, length, dtype=np.uint64)
        broken = np.zeros(many, dtype=bool)
        for step in range(length):
            key = (key << np.uint64(21)) ^ codes[step : step + many] if step else key * _ODD ^ codes[:many]
            broken |= stop[step : step + many]
        rows.append(document[:many][~broken])
        columns.append(_column(key[~broken]))
    return _table(rows, columns, len(texts))


def words(cuts: Sequence[Sequence[str]], lengths: Sequence[int] = (1,)) -> sparse.csr_array:
    """How often each word, or run of words, occurs.

    cuts     the words of each text
    lengths  of the runs: 1, or 1 and 2
    returns  (texts, COLUMNS), float32
    """
    key = _keys([word for one in cuts for word in one])
    document = np.repeat(np.arange(len(cuts)), [len(one) for one in cuts])
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    for length in lengths:
        if length == 1:
            rows.append(document)
            columns.append(_column(key))
        else:
            together = document[:-1] == document[1:]
            rows.append(document[:-1][together])
            columns.append(_column((key[:-1] * _ODD + key[1:] * _GOLDEN)[together]))
    return _table(rows, columns, len(cuts))


def word_columns(flat: Sequence[str]) -> NDArray[np.int64]:
    """The column of each of these words."""
    return _column(_keys(flat))


def keep_most_telling(table: sparse.csr_array, most: int) -> None:
    """Of each row only the heaviest entries; ties go to the lower column, so that rows do not depend on each other."""
    sizes = np.diff(table.indptr)
    if not len(sizes) or sizes.max() <= most:
        return
    row = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((table.indices, -table.data, row))
    rank = np.arange(len(order)) - np.repeat(table.indptr[:-1], sizes)
    keep = np.zeros(len(order), dtype=bool)
    keep[order[rank < most]] = True
    table.data = table.data[keep]
    table.indices = table.indices[keep]
    table.indptr = np.concatenate([[0], np.cumsum(np.minimum(sizes, most))]).astype(table.indptr.dtype)


def _keys(flat: Sequence[str]) -> NDArray[np.uint64]:
    """A number of 64 bits for each word, by its characters and their places."""
    if not flat:
        return np.zeros(0, dtype=np.uint64)
    sizes = np.fromiter(map(len, flat), dtype=np.int64, count=len(flat))
    codes = np.frombuffer("".join(flat).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    place = np.arange(len(codes)) - np.repeat(starts, sizes)
    powers = np.cumprod(np.full(int(sizes.max()) + 1, _ODD, dtype=np.uint64))
    return np.add.reduceat(codes * powers[place], starts) + np.uint64(1 << 63)


def _column(key: NDArray[np.uint64]) -> NDArray[np.int64]:
    mixed = (key ^ (key >> np.uint64(29))) * _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _ODD
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def _table(rows: list[NDArray[np.int64]], columns: list[NDArray[np.int64]], height: int) -> sparse.csr_array:
    row = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    column = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    ones = np.ones(len(row), dtype=np.float32)
    table = sparse.csr_array((ones, (row, column)), shape=(height, COLUMNS), dtype=np.float32)
    table.sum_duplicates()
    return table
