"""What was seen of the trust label, told for people, and the code that puts the right one in."""
