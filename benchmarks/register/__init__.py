"""How long a province's register of systems takes."""
