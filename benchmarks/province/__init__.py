"""A whole province audited from afar: how long it takes, what it costs, and how much it asks."""
