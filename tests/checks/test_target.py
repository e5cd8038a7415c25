"""A portal's ports follow its URL."""

from checks.target import Target


def test_the_port_is_that_of_the_scheme() -> None:
    assert Target("https://a.test/", "https", "a.test", https_port=8443, http_port=8080).port == 8443
    assert Target("http://a.test/", "http", "a.test", https_port=8443, http_port=8080).port == 8080
