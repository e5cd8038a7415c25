"""What a server's certificates say: each for itself, as a chain, and who vouches for them."""
