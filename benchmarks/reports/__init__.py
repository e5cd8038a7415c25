"""How long the files of a report take for a whole province, and how much memory."""
