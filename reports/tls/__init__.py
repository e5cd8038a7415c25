"""What the TLS check saw, told for people."""
