"""Validates DNSSEC ourselves, from a trust anchor down to the portal's host (RFC 4035 §5)."""
