"""Everything that one address says of its TLS, found out with as few connections as the truth allows."""
