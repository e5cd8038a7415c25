"""The TLS check beside other scanners: how fast, with how many connections, and how often right."""
