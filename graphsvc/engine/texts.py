"""Many texts in one array of bytes: ids by number and numbers by id, without an object for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphsvc.engine.compiled import kernel, lean


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

    def texts(self, numbers: NDArray[np.int64]) -> list[str]:
        """The text of each of those numbers."""
        first, lengths = self.offsets[numbers], self.offsets[numbers + 1] - self.offsets[numbers]
        ends = np.cumsum(lengths)
        places = np.arange(int(lengths.sum())) + np.repeat(first - ends + lengths, lengths)
        said, ended = self.blob[places].tobytes(), ends.tolist()
        return [said[one:other].decode() for one, other in zip([0, *ended], ended, strict=False)]

    def number(self, text: str) -> int:
        """Its number, -1 when it is not there."""
        return int(self.numbers((text,))[0])

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The number of each, -1 for those that are not there."""
        places = self.places(texts)
        return np.where(places < 0, -1, places)

    def places(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The number of each; for one that is not there, -1 - how many come before it."""
        asked = _joined([text.encode() for text in texts])
        return np.asarray(_places(self.blob, self.offsets, asked.blob, asked.offsets))


def _joined(parts: Sequence[bytes]) -> Texts:
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return Texts(np.frombuffer(b"".join(parts), np.uint8), offsets)


@kernel
def _places(blob, offsets, asked, asked_offsets):
    found = np.empty(len(asked_offsets) - 1, np.int64)
    for each in range(len(found)):
        low, high = 0, len(offsets) - 1
        while low < high:
            middle = (low + high) // 2
            if _below(blob, offsets[middle], offsets[middle + 1], asked, asked_offsets[each], asked_offsets[each + 1]):
                low = middle + 1
            else:
                high = middle
        same = low < len(offsets) - 1 and not _below(
            asked, asked_offsets[each], asked_offsets[each + 1], blob, offsets[low], offsets[low + 1]
        )
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
