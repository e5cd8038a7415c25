"""Expressions over facts, in CEL (Common Expression Language), three-valued.

The only module that knows the CEL library: `compile_predicate` and `compile_expression` check a text against the
schema of facts, `Expression.evaluate` gives a value or `Undecided`.

Why an unseen fact never turns into true or false: it is left out of the values, so whatever needs it is an error in
CEL, and CEL's `&&`, `||`, `all` and `exists` absorb errors exactly as Kleene's logic absorbs the unknown. A declared
object may lack single members. Then asking for a member that is missing is an error too, but asking about the
object as a whole (does it have the member, how many are there, does it equal another) would be answered as if the
member did not exist; `_refuse_unsafe` lets no such question into the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeAlias

from cel_expr_python import cel

from checks.facts import FACTS
from policies.expression_tree import Kind, Node, Shape, parse
from policies.facts import INNER_OBJECTS, SCHEMA, check_of


class PredicateError(ValueError):
    """A text that is no valid expression; the message says what is wrong and how to cure it."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """What was seen does not decide the expression; `error` is the CEL library's account of it."""

    error: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: the facts that it refers to and the members that it asks objects for.

    `ciphers[]` among the members: it asks `ciphers` for a member that is known only when evaluated. `kind` is the type
    of its value in CEL's notation and in capitals; `checks` are those that report its facts.
    """

    text: str
    facts: frozenset[str]
    members: frozenset[str]
    _compiled: Any
    kind: str
    checks: frozenset[str]

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """The plain value over these facts and parameters (`param.…`), or `Undecided`."""
        try:
            value = self._compiled.eval(data=dict(values))
        except RuntimeError as error:  # the library's own limits, such as the number of iterations
            return Undecided(str(error))
        return Undecided(str(value)) if value.type() == cel.Type.ERROR else value.plain_value()


Kinds: TypeAlias = tuple[tuple[str, str], ...]
"""Names of parameters (`param.…`), each with its type in the notation of CEL."""


def kinds_of(parameters: Mapping[str, Any]) -> Kinds:
    """The kinds of a requirement's parameters."""
    return tuple(sorted((f"param.{name}", _type_of(value)) for name, value in parameters.items()))


def compile_predicate(text: str, parameters: Mapping[str, Any]) -> Expression:
    """A checked expression that is true or false. Raises PredicateError."""
    return compiled_predicate(text, kinds_of(parameters))


def compile_expression(text: str, parameters: Mapping[str, Any]) -> Expression:
    """A checked expression of any type but object. Raises PredicateError."""
    return compiled(text, kinds_of(parameters))


def compiled_predicate(text: str, parameters: Kinds) -> Expression:
    """`compile_predicate` for parameters of these kinds."""
    expression = compiled(text, parameters)
    if expression.kind != "BOOL":
        raise PredicateError(
            f"the expression is of type {expression.kind.lower()}; make it true or false (for example with ==)"
        )
    return expression


@lru_cache(maxsize=4096)
def compiled(text: str, parameters: Kinds) -> Expression:
    """`compile_expression` for parameters of these kinds."""
    environment = _environment(parameters)
    try:
        program = environment.compile(text)
    except (RuntimeError, TypeError) as error:  # TypeError: half of a surrogate pair
        raise PredicateError(_explained(str(error), dict(parameters))) from None
    tree = parse(program.serialize())
    _refuse_unsafe(tree)
    nodes = list(tree.walk())
    facts = frozenset(node.name for node in nodes if node.kind is Kind.NAME and node.name in SCHEMA)
    return Expression(
        text,
        facts,
        frozenset(
            [node.name for node in nodes if node.kind in (Kind.MEMBER, Kind.CONSTANT) and node.name]
            + [f"{node.children[0].name}[]" for node in nodes if _is_computed_index(node)]
        ),
        program,
        program.return_type().name(),
        frozenset(check_of(fact) for fact in facts if fact in FACTS),
    )


@lru_cache(maxsize=64)
def _environment(parameters: Kinds) -> Any:
    return cel.NewEnv(variables={name: cel.Type(kind) for name, kind in (SCHEMA | dict(parameters)).items()})


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "bool"
        case int():
            return "int"
        case str():
            return "string"
        case _:
            return "list<string>"


def _refuse_unsafe(tree: Node) -> None:
    """Lets declared objects, and lists of them, be used only where a missing member cannot pass for an absent one."""
    if _holds_members(tree):
        raise PredicateError("the expression gives a whole object; ask for one of its members")
    for node in tree.walk():
        if node.tests_presence:
            raise PredicateError(
                f"has(…{node.name}) takes what was not seen for absent; compare the member itself or its object"
            )
        for child in node.children:
            if _holds_members(child) and not _is_safe(node, child):
                raise PredicateError(
                    f"{_described(node)} uses an object as a whole, whose unseen members would pass for absent; "
                    "ask for its members one by one"
                )


def _holds_members(node: Node) -> bool:
    """Whether it is a declared object, a list of such, or can be an object inside of one."""
    if node.shape in (Shape.OBJECT, Shape.OBJECTS):
        return True
    if node.kind is Kind.MEMBER or _is_index(node):
        inside = node.children[0].shape is Shape.OBJECT
        name = node.name if node.kind is Kind.MEMBER else node.children[1].name
        return inside and (name in INNER_OBJECTS or _is_computed_index(node))
    return False


def _is_index(node: Node) -> bool:
    return node.kind is Kind.CALL and node.name == "_[_]"


def _is_computed_index(node: Node) -> bool:
    return _is_index(node) and node.children[1].kind is not Kind.CONSTANT


def _is_safe(node: Node, child: Node) -> bool:
    match node.kind, node.name:
        case (Kind.MEMBER, _) | (Kind.CALL, "_[_]"):
            return child is node.children[0]
        case (Kind.CALL, "size"):
            return child.shape is Shape.OBJECTS
        case (Kind.LOOP, _):
            return child.shape is Shape.OBJECTS and child is node.children[0]
    return False


def _described(node: Node) -> str:
    return node.name.strip("_@") if node.kind is Kind.CALL else f"a {node.kind.name.lower()}"


def _explained(error: str, parameters: Mapping[str, str]) -> str:
    """The library's first error as "column: what, cure"."""
    found = re.search(r"<input>:(\d+):(\d+): ([^\n]*)", error)
    if not found:
        return f"{error.splitlines()[0]}; correct the expression"
    line, column, what = found.groups()
    where = f"at {line}:{int(column)} of the expression, "
    if unknown := re.match(r"undeclared reference to '([^']*)'", what):
        name = unknown[1]
        kind = "parameter" if name.startswith("param.") else "fact"
        near = get_close_matches(name, [*SCHEMA, *parameters], n=1)
        cure = f"perhaps {near[0]} is meant" if near else "use one that exists"
        return f"{where}there is no {kind} {name}; {cure}"
    return f"{where}{what.partition(' expecting ')[0]}; correct the expression"
