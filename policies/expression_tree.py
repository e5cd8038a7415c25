"""The syntax tree of a checked CEL expression, read from its standard serialised form.

The CEL library checks and evaluates expressions but shows nothing of their inside. It serialises them, though, as
`cel.expr.CheckedExpr` (cel-spec, proto/cel/expr/checked.proto and syntax.proto); this module reads the few fields
of that message which tell what an expression refers to and of which type each of its parts is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

_Message: TypeAlias = "dict[int, list[int | bytes]]"


class Kind(Enum):
    """The kinds of nodes, by their field number in `cel.expr.Expr`."""

    CONSTANT = 3
    NAME = 4
    MEMBER = 5
    CALL = 6
    LIST = 7
    OBJECT = 8
    LOOP = 9


class Shape(Enum):
    """What the type of a node tells of its value."""

    PLAIN = "plain"  # bool, number, string, null, time
    DYNAMIC = "dynamic"  # known only when evaluated
    LIST = "list"  # of no declared objects
    OBJECT = "object"
    OBJECTS = "objects"  # a list that holds declared objects at some depth


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `name` is the variable, member or function that it names; of a string constant, the string."""

    kind: Kind
    shape: Shape
    name: str
    children: tuple[Node, ...]
    tests_presence: bool = False

    def walk(self) -> Iterator[Node]:
        """This node and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse(serialised: bytes) -> Node:
    """The tree of a serialised checked expression (a CheckedExpr inside of a google.protobuf.Any)."""
    checked = _fields(_bytes(_fields(serialised), 2))
    shapes = {_int(entry, 1): _shape(_fields(_bytes(entry, 2))) for entry in map(_fields, _all_bytes(checked, 3))}
    return _node(_fields(_bytes(checked, 4)), shapes)


def _node(expression: _Message, shapes: dict[int, Shape]) -> Node:
    kind = next(kind for kind in Kind if kind.value in expression)
    body = _fields(_bytes(expression, kind.value))
    name, parts = "", list[bytes]()
    match kind:
        case Kind.CONSTANT:
            name = _bytes(body, 6).decode()
        case Kind.NAME:
            name = _bytes(body, 1).decode()
        case Kind.MEMBER:
            name, parts = _bytes(body, 2).decode(), _all_bytes(body, 1)
        case Kind.CALL:
            name, parts = _bytes(body, 2).decode(), _all_bytes(body, 1) + _all_bytes(body, 3)
        case Kind.LIST:
            parts = _all_bytes(body, 1)
        case Kind.OBJECT:
            entries = map(_fields, _all_bytes(body, 2))
            parts = [part for entry in entries for n in (3, 4) for part in _all_bytes(entry, n)]
        case _:  # a loop: range, start, condition, step, result
            parts = [part for n in (2, 4, 5, 6, 7) for part in _all_bytes(body, n)]
    return Node(
        kind,
        shapes.get(_int(expression, 2), Shape.DYNAMIC),
        name,
        tuple(_node(_fields(part), shapes) for part in parts),
        tests_presence=kind is Kind.MEMBER and bool(_int(body, 3)),
    )


def _shape(kind: _Message) -> Shape:
    """The shape of a `cel.expr.Type`: field 6 is a list, 7 a map, 2 to 5 are plain types."""
    if 7 in kind:
        return Shape.OBJECT
    if 6 in kind:
        inner = _shape(_fields(_bytes(_fields(_bytes(kind, 6)), 1)))
        return Shape.OBJECTS if inner in (Shape.OBJECT, Shape.OBJECTS) else Shape.LIST
    return Shape.PLAIN if kind.keys() & {2, 3, 4, 5} else Shape.DYNAMIC


def _fields(message: bytes) -> _Message:
    """The fields of a protobuf message by number (encoding: protobuf.dev/programming-guides/encoding)."""
    fields: _Message = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        value: int | bytes
        match tag & 7:
            case 0:
                value, at = _varint(message, at)
            case 2:
                size, at = _varint(message, at)
                value, at = message[at : at + size], at + size
            case wire:
                width = {1: 8, 5: 4}[wire]
                value, at = message[at : at + width], at + width
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at


def _all_bytes(message: _Message, number: int) -> list[bytes]:
    return [value for value in message.get(number, []) if isinstance(value, bytes)]


def _bytes(message: _Message, number: int) -> bytes:
    return next(iter(_all_bytes(message, number)), b"")


def _int(message: _Message, number: int) -> int:
    return next((value for value in message.get(number, []) if isinstance(value, int)), 0)
