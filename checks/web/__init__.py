"""What the portal does over HTTP: encryption, redirect, HSTS."""
