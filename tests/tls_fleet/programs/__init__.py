"""Server programs of the fleet for libraries that bring none: each serves all that a JSON file (argv[1]) lists."""
