"""Run inside a network namespace of its own: sends datagrams over the wire, prints as JSON what became of them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.province.traffic import traffic
from benchmarks.province.wire import FAR_ADDRESSES, wire

PORT = 5300
DATAGRAMS = 100


def main() -> None:
    """`{round_trips_ms, in_order, connections}`: of each family, then what the wire recorded."""
    with tempfile.TemporaryDirectory() as folder, wire(Path(folder), 20) as laid:
        for address in FAR_ADDRESSES:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            echo = socket.socket(family, socket.SOCK_DGRAM)
            echo.bind((address, PORT))
            threading.Thread(target=_echo, args=(echo,), daemon=True).start()
            closed = [
                sys.executable,
                "-c",
                f"import socket; socket.socket({int(family)}).connect_ex(('{address}', 443))",
            ]
            subprocess.run(laid.near(*closed), check=True)
        asker = laid.near(sys.executable, "-m", "tests.benchmarks.province.echoes", "ask")
        told = json.loads(subprocess.run(asker, check=True, capture_output=True, text=True).stdout)
        carried = laid.carried()
        seen = traffic(laid.record.read_bytes())
    told["connections"] = [[*door, count] for door, count in sorted(seen.connections.items())]
    told["packets"] = [carried.packets_there, carried.packets_back]
    json.dump(told, sys.stdout)


def _echo(sock: socket.socket) -> None:
    while True:
        data, sender = sock.recvfrom(2048)
        sock.sendto(data, sender)


def ask() -> None:
    """At the near end: one question alone, then many at once."""
    round_trips, in_order = [], []
    for address in FAR_ADDRESSES:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(5)
            sock.connect((address, PORT))
            began = time.monotonic()
            sock.send(b"?")
            sock.recv(2048)
            round_trips.append((time.monotonic() - began) * 1000)
            sent = [b"%d" % number for number in range(DATAGRAMS)]
            for each in sent:
                sock.send(each)
            in_order.append([sock.recv(2048) for _ in sent] == sent)
    json.dump({"round_trips_ms": round_trips, "in_order": in_order}, sys.stdout)


if __name__ == "__main__":
    ask() if sys.argv[1:] == ["ask"] else main()
