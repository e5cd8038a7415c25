"""What the DNS says of a portal: who answers for its zone, what is signed, and where its names lead."""
