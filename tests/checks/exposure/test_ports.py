from checks.exposure.ports import PORTS


def test_every_port_is_asked_once_and_they_are_few_enough_for_the_usual_rate() -> None:
    assert len(set(PORTS)) == len(PORTS) < 200
    assert all(0 < port < 65536 for port in PORTS)
    assert {21, 23, 445, 1433, 1521, 3306, 3389, 5432, 5900, 6379, 9200, 10250, 11211, 27017} <= set(PORTS)
