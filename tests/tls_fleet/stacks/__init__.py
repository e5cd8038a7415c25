"""The stacks: one file for each kind of server, with its servers and how they are started."""
