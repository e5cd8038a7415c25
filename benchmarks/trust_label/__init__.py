"""How long it takes to find a label on a page."""
