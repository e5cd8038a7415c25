"""Which doors beside the web ones a portal's addresses leave open. Looked at only where a document names it."""
