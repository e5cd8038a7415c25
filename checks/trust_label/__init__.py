"""Whether a portal carries the Tín nhiệm mạng label, and what the label's directory says of it."""
