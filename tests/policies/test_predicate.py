"""Three-valued expressions over facts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.facts import flatten
from policies.predicate import Expression, PredicateError, Undecided, compile_expression, compile_predicate
from tests.policies.records import record

UNSEEN = {"unseen": "timeout"}


def evaluate(text: str, **observed: Any) -> Any:
    """The value of a predicate; facts are given with __ for the dot."""
    facts = {name.replace("__", "."): value for name, value in observed.items()}
    values = flatten(record(facts)).values
    value = compile_predicate(text, {}).evaluate(values)
    return "undecided" if isinstance(value, Undecided) else value


def test_what_was_seen_decides() -> None:
    assert evaluate("web.https && web.status == 200", web__https=True, web__status=200) is True
    assert evaluate("web.https && web.status == 200", web__https=True, web__status=404) is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("web.https", "undecided"),
        ("!web.https", "undecided"),
        ("web.https || web.status == 200", True),
        ("web.status == 200 || web.https", True),
        ("web.https || web.status == 404", "undecided"),
        ("web.https && web.status == 404", False),
        ("web.status == 404 && web.https", False),
        ("web.https && web.status == 200", "undecided"),
        ("web.https ? true : true", "undecided"),
        ("web.status == 200 ? true : web.https", True),
        ("web.https == web.https", "undecided"),
        ("web.https != true", "undecided"),
        ("web.hsts == null", "undecided"),
        ("web.hsts != null", "undecided"),
        ("web.hsts.max_age == null", "undecided"),
        ("web.http == ''", "undecided"),
        ("web.http != 'closed'", "undecided"),
        ("web.http.startsWith('')", "undecided"),
        ("web.http.matches('.*')", "undecided"),
        ("size(web.http) >= 0", "undecided"),
        ("web.http in ['closed', 'error']", "undecided"),
        ("string(web.hsts) == 'x'", "undecided"),
        ("type(web.hsts) == null_type", "undecided"),
        ("[web.hsts] == [null]", "undecided"),
        ("size([web.hsts]) == 1", "undecided"),
        ("[1].exists(x, web.https)", "undecided"),
        ("[1].map(x, web.https) == [true]", "undecided"),
    ],
)
def test_kleene_logic_over_an_unseen_fact(text: str, value: Any) -> None:
    assert evaluate(text, web__status=200, web__https=UNSEEN, web__hsts=UNSEEN, web__http=UNSEEN) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tls.endpoints.all(e, 'TLSv1.3' in e.versions)", "undecided"),
        ("tls.endpoints.all(e, 'TLSv1.0' in e.versions)", False),
        ("tls.endpoints.exists(e, 'TLSv1.3' in e.versions)", True),
        ("tls.endpoints.exists(e, 'TLSv1.0' in e.versions)", "undecided"),
        ("tls.endpoints.exists_one(e, 'TLSv1.3' in e.versions)", "undecided"),
        ("tls.endpoints.map(e, 'TLSv1.3' in e.versions, e.port) == [443]", "undecided"),
        ("tls.endpoints.all(e, e.versions != null)", "undecided"),
        ("tls.endpoints.exists(e, e.versions == null)", "undecided"),
        ("tls.endpoints.exists(e, size(e.versions) == 0)", "undecided"),
        ("size(tls.endpoints) == 2", True),
        ("tls.endpoints.all(e, e.port == 443)", True),
        ("tls.endpoints[0].versions == []", "undecided"),
        ("tls.endpoints[1].versions == ['TLSv1.3']", True),
    ],
)
def test_kleene_logic_over_an_unseen_member(text: str, value: Any) -> None:
    endpoints = [{"port": 443, "versions": UNSEEN}, {"port": 443, "versions": ["TLSv1.3"]}]
    assert evaluate(text, tls__endpoints=endpoints) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tls.endpoints.all(e, !e.weaknesses.rc4)", True),
        ("tls.endpoints.all(e, !e.weaknesses.robot)", "undecided"),
        ("tls.endpoints.all(e, e['weaknesses']['robot'] == null)", "undecided"),
        ("tls.endpoints.all(e, !e.weaknesses.poodle && !e.weaknesses.robot)", False),
        ("tls.endpoints.all(e, e.versions.all(v, size(e.ciphers[v]) > 0))", "undecided"),
        ("tls.endpoints.all(e, e.versions.all(v, 'B' in e.ciphers[v]))", False),
        ("tls.endpoints.exists(e, e.versions.exists(v, 'A' in e.ciphers[v]))", True),
        ("tls.endpoints[0].ciphers['TLSv1.2'] == ['A']", True),
        ("tls.endpoints[0].ciphers['TLSv1.0'] == null", "undecided"),
    ],
)
def test_kleene_logic_over_an_unseen_part_of_an_inner_object(text: str, value: Any) -> None:
    endpoint = {
        "versions": ["TLSv1.0", "TLSv1.2"],
        "ciphers": {"TLSv1.0": UNSEEN, "TLSv1.2": ["A"]},
        "weaknesses": {"rc4": False, "poodle": True, "robot": UNSEEN},
    }
    assert evaluate(text, tls__endpoints=[endpoint]) == value


@pytest.mark.parametrize(
    "text",
    [
        "has(web.hsts.max_age)",
        "has ( web.hsts.max_age )",
        "size(security_plan.layers) == 4",
        "'1' in security_plan.layers",
        "security_plan.layers.exists(key, key == '1')",
        "security_plan.layers == {'1': 'x'}",
        "security_plan.layers != {'1': 'x'}",
        "tls.endpoints == []",
        "tls.endpoints.exists(e, e in tls.endpoints)",
        "tls.endpoints.exists(e, dyn(e) == 1)",
        "tls.endpoints.filter(e, e.port == 1) == []",
        "size(tls.endpoints.filter(e, e.port == 1)) == 0",
        "[tls.endpoints[0], 1] == []",
        "(web.https ? tls.endpoints[0] : web.hsts) == web.hsts",
        "type(security_plan.layers) == map",
        "web.headers['server'] == 'x' && web.headers == web.headers",
        "tls.endpoints.all(e, size(e.weaknesses) == 3)",
        "tls.endpoints.all(e, 'rc4' in e.weaknesses)",
        "tls.endpoints.all(e, e.weaknesses == {'rc4': false})",
        "tls.endpoints.all(e, e['weaknesses'] == {'rc4': false})",
        "tls.endpoints.all(e, e.ciphers.all(v, v == 'TLSv1.2'))",
        "tls.endpoints.all(e, [e.ciphers].all(c, c.all(v, v == 'TLSv1.2')))",
        "tls.endpoints.all(e, (e.tier == 'quick' ? e.weaknesses : e.ciphers) == {'rc4': false})",
        "tls.endpoints.all(e, ['weaknesses'].all(name, e[name] == {'rc4': false}))",
        "tls.endpoints.all(e, ['a', 'b'].exists(name, {'a': e.weaknesses, 'b': e.ciphers}[name] == {'rc4': false}))",
    ],
)
def test_a_question_that_takes_a_gap_for_an_absence_is_refused(text: str) -> None:
    with pytest.raises(PredicateError, match=r"absent|whole"):
        compile_predicate(text, {})


def test_the_word_has_inside_of_a_string_is_no_question() -> None:
    assert evaluate("web.http == 'has(web.hsts)'", web__http="has(web.hsts)") is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("web.htps", "there is no fact web.htps; perhaps web.https is meant"),
        ("zzz", "there is no fact zzz; use one that exists"),
        ("param.days > 1", "there is no parameter param.days; perhaps param.day is meant"),
        ("tls.certificate.days_left > 'a'", "at 1:27 of the expression, found no matching overload for '_>_'"),
        ("web.https && (", "at 1:15 of the expression, Syntax error: mismatched input '<EOF>'; correct the expression"),
        ("web.status", "the expression is of type int; make it true or false"),
        ("web.hsts.preload", "the expression is of type dyn; make it true or false"),
        ("", "at 1:1 of the expression, Syntax error"),
        ("(" * 99 + "web.https" + ")" * 99, "recursion limit exceeded"),
        ("web.https" + " && web.https" * 9999, "exceeds codepoint limit"),
        ("web.http == '\ud800'", "incompatible function arguments"),
    ],
)
def test_a_wrong_expression_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(PredicateError) as error:
        compile_predicate(text, {"day": 1})
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["security_plan.layers", "tls.endpoints", "{'a': web.https}"])
def test_a_text_shows_no_whole_object(text: str) -> None:
    with pytest.raises(PredicateError, match="gives a whole object"):
        compile_expression(text, {})


def test_the_facts_and_members_that_it_refers_to_are_known() -> None:
    text = "'web.status' == web.http || tls.endpoints.all(web, web.https == tls.certificate.key['bits'])"
    expression = compile_predicate(text, {})
    assert expression.facts == {"web.http", "tls.endpoints", "tls.certificate.key"}
    assert expression.members >= {"https", "bits"}


def test_a_member_that_is_known_only_when_evaluated_is_told() -> None:
    computed = compile_predicate("tls.endpoints.all(e, e.versions.all(v, size(e.ciphers[v]) > 0))", {})
    assert computed.members >= {"versions", "ciphers", "ciphers[]"}
    assert "ciphers[]" not in compile_predicate("size(tls.endpoints[0].ciphers['TLSv1.2']) > 0", {}).members


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("tls.certificate.days_left > param.it", 29, True),
        ("web.http == param.it", "x", True),
        ("web.https == param.it", False, False),
        ("web.http in param.it", ["x", "y"], True),
    ],
)
def test_parameters_have_the_types_of_their_values(text: str, value: Any, holds: bool) -> None:
    values = {"tls.certificate.days_left": 30, "web.http": "x", "web.https": True, "param.it": value}
    assert compile_predicate(text, {"it": value}).evaluate(values) is holds


def test_an_expression_that_runs_away_is_undecided() -> None:
    loops = "ipv6.a.all(x, ipv6.a.all(y, ipv6.a.all(z, x + y + z != 'q')))"
    assert isinstance(compile_predicate(loops, {}).evaluate({"ipv6.a": ["a"] * 100}), Undecided)


def test_a_value_of_another_type_than_declared_is_undecided() -> None:
    assert evaluate("web.https", web__https="yes") == "undecided"
    assert evaluate("web.status > 1", web__status=2**70) == "undecided"
    assert evaluate("tls.endpoints.all(e, e.port == 1)", tls__endpoints=[None]) == "undecided"


_PORT = st.sampled_from([443, 80])
_VERSIONS = st.lists(st.sampled_from(["TLSv1.0", "TLSv1.3"]), max_size=2)
_ENDPOINT = st.fixed_dictionaries({"port": _PORT, "versions": _VERSIONS})
_FACTS = st.fixed_dictionaries(
    {
        "web.https": st.booleans(),
        "web.status": st.sampled_from([200, 404]),
        "web.http": st.sampled_from(["closed", "content"]),
        "web.hsts": st.none() | st.fixed_dictionaries({"max_age": _PORT}),
        "ipv6.a": st.lists(st.sampled_from(["192.0.2.1", "192.0.2.2"]), max_size=2),
        "tls.endpoints": st.lists(_ENDPOINT, max_size=3),
        "security_plan.layers": st.fixed_dictionaries({"1": st.sampled_from(["yes", "no"]), "2": st.just("no")}),
    }
)
_ATOMS = st.sampled_from(
    [
        "true",
        "web.https",
        "web.status == 200",
        "web.status != 200",
        "web.http == 'closed'",
        "web.http.startsWith('con')",
        "web.hsts == null",
        "web.hsts != null",
        "web.hsts.max_age > 100",
        "type(web.hsts) == null_type",
        "size(ipv6.a) > 0",
        "ipv6.a == ['192.0.2.1']",
        "'192.0.2.2' in ipv6.a",
        "ipv6.a.exists_one(a, a == '192.0.2.1')",
        "size(tls.endpoints) == 2",
        "tls.endpoints.all(e, e.port == 443)",
        "tls.endpoints.exists(e, 'TLSv1.0' in e.versions)",
        "tls.endpoints.all(e, e.port == 80 || e.versions != [])",
        "tls.endpoints.exists_one(e, e.versions == ['TLSv1.3'])",
        "tls.endpoints.map(e, e.port == 443, e.versions) == []",
        "tls.endpoints[0].port != 443",
        "tls.endpoints.exists(e, ipv6.a.all(a, a != '192.0.2.1' && size(e.versions) == 1))",
        "security_plan.layers['1'] == 'yes'",
        "security_plan.layers['1'] != security_plan.layers['2']",
    ]
)
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda a: f"!({a})"),
        st.tuples(inner, st.sampled_from(["&&", "||", "==", "!="]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) ? ({t[1]}) : ({t[2]})"),
    ),
    max_leaves=6,
)


def masked(value: Any, draw: st.DataObject) -> Any:
    """The value with anything in it, at any depth, replaced by unseen."""
    if draw.draw(st.integers(0, 3)) == 0:
        return UNSEEN
    if isinstance(value, dict):
        return {key: masked(part, draw) for key, part in value.items()}
    if isinstance(value, list):
        return [masked(part, draw) for part in value]
    return value


@settings(deadline=None, database=None, max_examples=400)
@given(_EXPRESSIONS, _FACTS, st.data())
def test_seeing_less_never_changes_an_answer_except_to_undecided(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    expression: Expression = compile_predicate(text, {})
    whole = expression.evaluate(flatten(record(facts)).values)
    less = {fact: masked(value, data) for fact, value in facts.items()}
    partial = expression.evaluate(flatten(record(less)).values)
    assert isinstance(partial, Undecided) or partial == whole, less
