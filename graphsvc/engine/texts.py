"""Many texts in one array of bytes: ids by number and numbers by id, without an object for each.

To find a text in a million is twenty looks at memory that nobody looked at before. So one text in SPACING has a mark,
the first eight of its bytes that are not common to all, and all marks fit a processor's cache: they leave five looks,
side by side, for which memory is asked beforehand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.compiled import kernel, lean
from graphsvc.engine.desk import ahead

SPACING, MARK_BYTES, LINE = 32, 8, 64


@dataclass(frozen=True)
class Texts:
    """Texts in ascending order of their UTF-8 bytes, which is that of their characters. `offsets`: one more than
    there are texts."""

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @staticmethod
    def of(texts: Iterable[str]) -> "Texts":
        """These texts, each once."""
        return _joined([text.encode() for text in sorted(set(texts))])

    @staticmethod
    def in_row(texts: Sequence[str]) -> "Texts":
        """These texts as they come: each has its place for a number, and none can be looked up."""
        return _joined([text.encode() for text in texts])

    @staticmethod
    def of_bytes(rows: NDArray[np.bytes_]) -> "Texts":
        """The texts of an array of fixed-width bytes that is sorted already."""
        width = rows.dtype.itemsize
        lengths = np.char.str_len(rows).astype(np.int64)
        grid = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), width)
        blob = grid[np.arange(width) < lengths[:, None]]
        return Texts(blob, np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths))))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, number: int) -> str:
        """The text of that number."""
        return self.blob[self.offsets[number] : self.offsets[number + 1]].tobytes().decode()

    def many(self, numbers: Sequence[int] | NDArray[np.int64]) -> list[str]:
        """The texts of those numbers."""
        blob, ends = _gathered(self.blob, self.offsets, np.asarray(numbers, np.int64))
        whole = blob.tobytes()
        begun = [0, *ends.tolist()]
        if not whole.isascii():
            return [whole[first:end].decode() for first, end in pairwise(begun)]
        text = whole.decode()
        return [text[first:end] for first, end in pairwise(begun)]

    def number(self, text: str) -> int:
        """Its number, -1 when it is not there."""
        return int(self.numbers((text,))[0])

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The number of each, -1 for those that are not there."""
        places = self.places(texts)
        return np.where(places < 0, -1, places)

    def places(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The number of each; for one that is not there, -1 - how many come before it."""
        asked, (common, marks) = _asked(texts), self._marks
        return np.asarray(_places(self.blob, self.offsets, common, marks, asked.blob, asked.offsets))

    @cached_property
    def _marks(self) -> tuple[int, NDArray[np.uint64]]:
        """(how many bytes all texts begin with alike, the mark of each SPACINGth text)."""
        common, marks = _marked(self.blob, self.offsets)
        return int(common), np.asarray(marks)


def _asked(texts: Sequence[str]) -> Texts:
    """These texts, in any order."""
    whole = "".join(texts)
    if not whole.isascii():
        return _joined([text.encode() for text in texts])
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(list(map(len, texts)), out=offsets[1:])
    return Texts(np.frombuffer(whole.encode(), np.uint8), offsets)


def _joined(parts: Sequence[bytes]) -> Texts:
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return Texts(np.frombuffer(b"".join(parts), np.uint8), offsets)


@kernel
def _gathered(blob, offsets, numbers):
    ends, length = np.empty(len(numbers), np.int64), 0
    for each in range(len(numbers)):
        length += offsets[numbers[each] + 1] - offsets[numbers[each]]
        ends[each] = length
    found, at = np.empty(length, np.uint8), 0
    for number in numbers:
        for place in range(offsets[number], offsets[number + 1]):
            found[at], at = blob[place], at + 1
    return found, ends


@kernel
def _marked(blob, offsets):
    """How many bytes all texts begin with alike (the first and the last do), and the marks."""
    count, common = len(offsets) - 1, 0
    if count:
        shorter = min(offsets[1] - offsets[0], offsets[count] - offsets[count - 1])
        while common < shorter and blob[offsets[0] + common] == blob[offsets[count - 1] + common]:
            common += 1
    marks = np.empty((count + SPACING - 1) // SPACING, np.uint64)
    for each in range(len(marks)):
        marks[each] = _mark(blob, offsets[each * SPACING] + common, offsets[each * SPACING + 1])
    return common, marks


@lean
def _mark(blob, at, end):
    """So many bytes from there on as one number, 0 where the text has ended."""
    mark = np.uint64(0)
    for each in range(at, at + MARK_BYTES):
        mark = (mark << np.uint64(8)) | np.uint64(blob[each] if each < end else 0)
    return mark


@lean
def _first_mark(marks, mark, beyond):
    """The first of the marks that is not below that one, or `beyond` it."""
    low, high = 0, len(marks)
    while low < high:
        middle = (low + high) // 2
        if marks[middle] < mark or (beyond and marks[middle] == mark):
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _places(blob, offsets, common, marks, asked, asked_offsets):
    found, ends, count = (
        np.empty(len(asked_offsets) - 1, np.int64),
        np.empty(len(asked_offsets) - 1, np.int64),
        len(offsets) - 1,
    )
    for each in range(len(found)):
        at, end = asked_offsets[each], asked_offsets[each + 1]
        alike = end - at >= common and count > 0
        for byte in range(common if alike else 0):
            alike = alike and asked[at + byte] == blob[offsets[0] + byte]
        found[each], ends[each] = 0, count
        if alike:
            mark = _mark(asked, at + common, end)
            found[each] = max(0, _first_mark(marks, mark, False) - 1) * SPACING
            ends[each] = min(count, _first_mark(marks, mark, True) * SPACING)
            for place in range(found[each], min(ends[each], found[each] + SPACING) + 1, LINE // 8):
                ahead(offsets.ctypes.data + 8 * place)
    for each in range(len(found)):
        first, end = offsets[found[each]], offsets[min(ends[each], found[each] + SPACING)]
        for place in range(first, end, LINE):
            ahead(blob.ctypes.data + place)
    for each in range(len(found)):
        at, end, low, high = asked_offsets[each], asked_offsets[each + 1], found[each], ends[each]
        while low < high:
            middle = (low + high) // 2
            if _below(blob, offsets[middle], offsets[middle + 1], asked, at, end):
                low = middle + 1
            else:
                high = middle
        same = low < count and not _below(asked, at, end, blob, offsets[low], offsets[low + 1])
        found[each] = low if same else -1 - low
    return found


@lean
def _below(one, one_at, one_end, other, other_at, other_end):
    """Whether one text comes before another."""
    while one_at < one_end and other_at < other_end:
        if one[one_at] != other[other_at]:
            return one[one_at] < other[other_at]
        one_at, other_at = one_at + 1, other_at + 1
    return other_at < other_end
