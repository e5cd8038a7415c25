"""TLS peers that are no good, for tests: defective front ends of real servers, and hostile peers.

- `DEFECTIVE` (`defective.py`): what stands before a real server and breaks naive probing, with the truth behind it
- `HOSTILE` (`hostile/`): misbehaviour on a raw socket, with the reasons that are right to give for what it hides
- `Counting` (`counting.py`): a front end that counts the connections it is given
"""
