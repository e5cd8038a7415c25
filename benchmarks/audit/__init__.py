"""A whole province audited with every check, judged, stored and reported: how long it takes, and what it costs."""
