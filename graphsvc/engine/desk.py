"""What a kernel is handed: one array of numbers, which says where all that it reads and writes lies. Compiled.

To hand forty arrays to a compiled function costs more than a short search: numba takes each apart, and every call
inside copies them again. A desk is made ready once for a question, and calls hand on one address.

    counted   what a search counts
    asked     the numbers of a question
    places    addresses of arrays; whoever fills a desk keeps them alive as long as it is used
    by depth  the path that a search stands on
    by side   how far the people around source and ends are opened
"""

import ctypes
import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.core.typing.templates import signature
from numba.extending import intrinsic, models, overload, register_model

from graphsvc.engine.compiled import tiny

(
    C_MET,
    C_USED,
    C_FULL,
    C_FOUND,
    C_STEPPED,
    C_DROPPED,
    C_GROUPS,
    C_MOST,
    C_OVER,
    C_ABSENT,
) = range(10)
"""People met, steps made, whether a table is full, paths found, ties walked, ways through a group that a pair kept
apart took, groups looked at; how many steps may be made, and whether they were more; ends that may not be walked to."""
COUNTED = 10
(
    Q_KIND,
    Q_SINCE,
    Q_UNTIL,
    Q_UNDATED,
    Q_TODAY,
    Q_VERIFIED,
    Q_CAP,
    Q_LAPSED,
    Q_FALLEN,
    Q_FALLEN_TWICE,
    Q_SOURCE,
    Q_IN_ORDER,
    Q_FLOOR,
    Q_FLOOR_UPPER,
    Q_ADDS,
    Q_SURE,
    Q_AMONG,
) = range(COUNTED, COUNTED + 17)
"""A tie must have begun by Q_UNTIL and not ended before Q_SINCE; closeness stated up to Q_LAPSED lapsed, a contact up
to Q_FALLEN lets it fall; below Q_FLOOR a step is no step. Q_ADDS: costs are added up. Q_SURE: no step through a group
leads to anybody who is kept apart from somebody. Q_AMONG: to whom steps are made (expansion.py)."""
ASKED = slice(Q_KIND, Q_IN_ORDER + 1)
COLUMNS_AT = COUNTED + 17
(
    A_SPANS,
    A_BASE,
    A_HEADS,
    A_ENTRIES,
    A_LATE_HEADS,
    A_LATE_ENTRIES,
    A_GROUPS,
    A_GROUP_SPANS,
    A_BASE_MEMBERS,
    A_MEMBER_HEADS,
    A_MEMBERS,
    A_LATE_MEMBER_HEADS,
    A_LATE_MEMBERS,
    A_RANKS,
    A_BASE_TIES,
) = range(COLUMNS_AT, COLUMNS_AT + 15)
"""The columns. A_BASE and A_BASE_MEMBERS say how many rows the base has, A_BASE_TIES how many ties; addresses of late
rows are those that their first row would have, were the base's rows before it."""
COLUMNS = slice(A_SPANS, A_BASE_TIES + 1)
SCRATCH_AT = COLUMNS_AT + 15
(
    A_KNOWN,
    A_PEOPLE,
    A_BOUNDS,
    A_TO,
    A_QUALITY,
    A_TIES,
    A_REST,
    A_CHOSEN,
    A_EDGE,
    A_OTHER_EDGE,
    A_OUTWARD,
    A_INWARD,
    A_JOINED,
    A_TOUCHED,
    A_GROUP_MARKS,
    A_SEEN,
    A_PEOPLE_ROOM,
    A_STEPS_ROOM,
    A_WIDTH,
) = range(SCRATCH_AT, SCRATCH_AT + 19)
"""What a thread writes on, how much room there is, and how many bounds each person has."""
VIEW_AT = SCRATCH_AT + 19
(
    A_CLASSES,
    A_CASES,
    A_BITS,
    A_NAMED,
    A_MARKS,
    A_NAMED_COUNT,
    A_PAIRS,
    A_PAIRS_COUNT,
    A_STOP,
) = range(VIEW_AT, VIEW_AT + 9)
"""What the asker and the question make of classes, cases, people, pairs; what ends a search early."""
VIEW = slice(A_CLASSES, A_STOP + 1)
DEPTHS = 10
D_AT, D_STEP, D_NEXT, D_END, D_WEAK, D_NEEDED, D_BEGUN, D_BELOW = range(VIEW_AT + 9, VIEW_AT + 9 + 8 * DEPTHS, DEPTHS)
"""By depth: the person there, the step taken, where the steps chosen there go on and end, the weakest tie so far, whom
the path has still to pass, the latest beginning of a tie so far. By length: the best that is still to come."""
SIDES_AT = VIEW_AT + 9 + 8 * DEPTHS
E_BEGUN, E_SIZE, E_RADIUS = range(SIDES_AT, SIDES_AT + 6, 2)
"""By side: where the edge of those reached begins and ends; how many steps out it has been opened, -1 at first."""
DESK_WIDTH = SIDES_AT + 6
MANY = 1 << 40
"""As long as any array: an address does not say how long its own is."""


def _known_to_kernels(build: Any) -> Any:
    """An operation of the compiled code, widths being constants of it; of plain Python where numba is off."""
    plain: bool = config.DISABLE_JIT  # type: ignore[attr-defined]
    return PLAIN[build.__name__] if plain else intrinsic(prefer_literal=True)(build)


def _lying(kind: Any) -> Any:
    def there(address: int, width: int | None = None) -> Any:
        whole = np.ctypeslib.as_array((kind * (MANY * (width or 1))).from_address(int(address)))
        return whole if width is None else whole.reshape(MANY, width)

    return there


PLAIN = {
    "ints": _lying(ctypes.c_int32),
    "longs": _lying(ctypes.c_int64),
    "numbers": _lying(ctypes.c_int32),
    "wide": _lying(ctypes.c_int64),
    "octets": _lying(ctypes.c_uint8),
    "ahead": lambda address: None,
}


class Table(types.Type):
    """Numbers that lie somewhere, in rows of `width` where that is not 0: an address, and no length. No place is below
    0: an array of numba's asks that of each, which was a sixth of a search."""

    def __init__(self, dtype, width):
        self.dtype, self.width = dtype, width
        super().__init__(f"Table({dtype}, {width})")


@register_model(Table)
class _Address(models.PrimitiveModel):
    def __init__(self, manager, table):
        super().__init__(manager, table, ir.IntType(64))


def _lying_there(dtype, address, *width):
    """(signature, code) of what makes a table of an address, which it is already."""
    table = Table(dtype, width[0].literal_value if width else 0)
    return table(address, *width), lambda context, builder, called, args: args[0]


@_known_to_kernels
def ints(typing, address, width):
    """The rows of so many numbers, 32 bits each, that lie there."""
    return _lying_there(types.int32, address, width)


@_known_to_kernels
def longs(typing, address, width):
    """The rows of so many numbers, 64 bits each, that lie there."""
    return _lying_there(types.int64, address, width)


@_known_to_kernels
def numbers(typing, address):
    """The numbers, 32 bits each, that lie there."""
    return _lying_there(types.int32, address)


@_known_to_kernels
def wide(typing, address):
    """The numbers, 64 bits each, that lie there."""
    return _lying_there(types.int64, address)


@_known_to_kernels
def octets(typing, address):
    """The bytes that lie there."""
    return _lying_there(types.uint8, address)


_typed_as_called: Any = intrinsic


def _place(context, builder, table, address, kind, at):
    """Where in memory the number of a table lies that stands at a place, or at a row and a column."""
    rows = isinstance(kind, types.BaseTuple)
    places = zip(cgutils.unpack_tuple(builder, at), kind, strict=True) if rows else [(at, kind)]
    row, *column = (context.cast(builder, each, given, types.intp) for each, given in places)
    place = builder.add(builder.mul(row, row.type(table.width)), column[0]) if rows else row
    return builder.gep(builder.inttoptr(address, context.get_data_type(table.dtype).as_pointer()), [place])


@_typed_as_called
def _read(typing, table, at):
    def build(context, builder, called, args):
        return builder.load(_place(context, builder, table, args[0], at, args[1]))

    return table.dtype(table, at), build


@_typed_as_called
def _write(typing, table, at, value):
    def build(context, builder, called, args):
        written = context.cast(builder, args[2], value, table.dtype)
        builder.store(written, _place(context, builder, table, args[0], at, args[1]))
        return context.get_dummy_value()

    return types.void(table, at, value), build


@overload(operator.getitem, jit_options={"forceinline": True})
def _read_by(table, at):
    if isinstance(table, Table):
        return lambda table, at: _read(table, at)
    return None


@overload(operator.setitem, jit_options={"forceinline": True})
def _write_by(table, at, value):
    if isinstance(table, Table):
        return lambda table, at, value: _write(table, at, value)
    return None


@_known_to_kernels
def ahead(typing, address):
    """Ask memory for what lies there, and go on: it is there when it is needed."""

    def build(context, builder, called, args):
        place, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place, flag, flag, flag])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(ask, [builder.inttoptr(args[0], place), flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return signature(types.void, types.int64), build


@tiny
def halted(desk):
    """Whether a search has to end: a table is full, too many steps were made, or somebody asked for it."""
    return desk[C_FULL] or desk[C_OVER] or octets(desk[A_STOP])[0]
