"""A portal behind a narrow link, in network namespaces: run as a program, it observes it and prints JSON.

The client, the router and the server each have a namespace. The router's link to the client carries packets of 1,280
bytes, all others of 1,500; a black hole is the server's firewall dropping what the router says of that. To be run
within `unshare --map-root-user --net --mount`.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import time
from pathlib import Path

from checks.ipv6.citizen import citizen
from checks.ipv6.large import large_answers
from checks.ipv6.reach import reach
from checks.network.dial import connect
from checks.network.names import Names
from checks.network.scope import Scope
from checks.observation import to_json
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import name_server, self_signed

HOST = "www.narrow.test"
IPV4, IPV6 = "10.9.2.2", "fd09:2::2"
RECORDS = {
    ("narrow.test", "SOA"): ["ns.narrow.test. admin.narrow.test. 1 3600 600 86400 60"],
    (HOST, "A"): [IPV4],
    (HOST, "AAAA"): [IPV6],
}
NETWORK = """
mount -t tmpfs none /run
ip link set lo up
for name in router server; do ip netns add $name; ip -n $name link set lo up; done
ip link add c0 type veth peer name r0 netns router
ip -n router link add r1 type veth peer name s0 netns server
ip address add 10.9.1.2/24 dev c0
ip address add fd09:1::2/64 dev c0 nodad
ip -n router address add 10.9.1.1/24 dev r0
ip -n router address add fd09:1::1/64 dev r0 nodad
ip -n router address add 10.9.2.1/24 dev r1
ip -n router address add fd09:2::1/64 dev r1 nodad
ip -n server address add 10.9.2.2/24 dev s0
ip -n server address add fd09:2::2/64 dev s0 nodad
ip link set c0 up
for link in r0 r1; do ip -n router link set $link up; done
ip -n router link set r0 mtu 1280
ip -n server link set s0 up
ip netns exec router sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
ip route add default via 10.9.1.1
ip route add default via fd09:1::1
ip -n server route add default via 10.9.2.1
ip -n server route add default via fd09:2::1
"""
BLACK_HOLE = """
table ip6 hole {
  chain in { type filter hook input priority 0; icmpv6 type packet-too-big drop; }
}
"""
NGINX = """
user root root;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 80; listen [::]:80; listen 443 ssl; listen [::]:443 ssl;
    ssl_certificate {folder}/{host}.pem;
    ssl_certificate_key {folder}/{host}.key;
    root {folder};
  }}
}}
"""


def main(folder: Path, kind: str, key: str) -> None:
    """Print the facts of the portal, whose certificate has an `ec` or a large `rsa` key; `kind` is `hole`, or `open`
    where the router's word gets through."""
    subprocess.run(["sh", "-ec", NETWORK], check=True)
    if kind == "hole":
        subprocess.run(["ip", "netns", "exec", "server", "nft", "-f", "-"], input=BLACK_HOLE, text=True, check=True)
    (large_flight if key == "rsa" else self_signed)(folder, HOST)
    (folder / "index.html").write_text("<title>Cổng thông tin</title>" + "<p>Tin tức và sự kiện của tỉnh</p>" * 500)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, host=HOST))
    start = ["ip", "netns", "exec", "server", "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    nginx = subprocess.Popen(start, stderr=subprocess.DEVNULL)
    try:
        wait_for(IPV4)
        wait_for(IPV6)
        with name_server(NameServer(RECORDS)) as port:
            look = look_at(HOST, 443, 80, names=Names("127.0.0.53", port, timeout=2), timeout=1.5)
            look.scope = Scope.of(["10.9.0.0/16", "fd09::/16"])
            look.ask_everywhere()
            facts = {"large_answers": large_answers(look), "reach": reach(look), "citizen": citizen(look)}
    finally:
        nginx.terminate()
        nginx.wait()
    print(json.dumps(to_json(facts)))  # noqa: T201


def large_flight(folder: Path, name: str) -> ssl.SSLContext:
    """A server's TLS context as `tests.servers.self_signed` makes it, with a key and signature of 4,096 bits."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    make = f"openssl req -x509 -newkey rsa:4096 -nodes -days 90 -subj /CN={name} -keyout {key} -out {certificate}"
    subprocess.run(make.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def wait_for(address: str) -> None:
    """Until the server listens at an address."""
    for _ in range(200):
        try:
            connect(address, 443, 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
