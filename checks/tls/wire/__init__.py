"""The wire format of SSL and TLS, without sockets: hellos out, flights in. Reads like the RFCs, section by section."""
