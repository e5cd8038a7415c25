"""Which versions of TLS a portal's addresses accept, and which certificate they show."""
