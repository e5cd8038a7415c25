"""The TCP ports that are asked: those of services that a portal's address has no need to offer to the Internet."""

from __future__ import annotations

WEB = (80, 443, 8000, 8008, 8080, 8081, 8088, 8181, 8443, 8888, 9443)
"""Where web servers are usually found, the portal's own among them."""

REMOTE_ACCESS = (
    *(22, 23, 512, 513, 514, 992, 2222, 2323),  # SSH, Telnet, the r-commands
    *(3389, 4899, 5631, 5800, 5900, 5901, 5902, 5938, 6000, 6001),  # RDP, Radmin, pcAnywhere, VNC, TeamViewer, X11
    *(5985, 5986),  # Windows Remote Management
)
FILE_SHARING = (21, 69, 111, 135, 137, 138, 139, 445, 548, 873, 2049, 3260, 3690)
MAIL = (25, 110, 143, 465, 587, 993, 995)
DIRECTORY = (53, 88, 161, 389, 464, 636, 3268, 3269)
DATABASES = (
    *(1433, 1434, 1521, 1522, 1830, 3050, 3306, 3307, 5432, 5433, 6432, 33060, 50000),  # relational
    *(5984, 6379, 6380, 7000, 7687, 8086, 8123, 8529, 9042, 9160, 11211, 26379, 27017, 27018, 28015),  # others
    *(9200, 9300, 8983),  # search engines
    *(1883, 2181, 4369, 5672, 9092, 15672, 61616),  # queues and what coordinates them
)
ADMINISTRATION = (
    *(2082, 2083, 2086, 2087, 7080, 8880, 10000),  # cPanel, LiteSpeed, Plesk, Webmin
    *(2375, 2376, 2379, 2380, 4194, 5000, 6443, 8001, 9000, 10250, 10255),  # Docker, etcd, Kubernetes, Portainer
    *(902, 5480, 8006, 623),  # VMware, Proxmox, IPMI
    *(4848, 7001, 7002, 8009, 9060, 9990, 1099, 4444, 50070),  # application servers, Java remote management
    *(3000, 5601, 8161, 9090, 9100, 19999),  # Grafana, Kibana, ActiveMQ, Prometheus and its exporters, Netdata
    *(8291, 8728, 4786, 10443),  # routers, switches, firewalls
)

PORTS = tuple(sorted({*WEB, *REMOTE_ACCESS, *FILE_SHARING, *MAIL, *DIRECTORY, *DATABASES, *ADMINISTRATION}))
