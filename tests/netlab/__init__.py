"""A world in a network namespace: real name servers, a real resolver and real web servers at global-looking addresses.

`situations` says as data what is set up and what an audit must see; `run`, started inside a namespace of its own by
`tests.test_netlab`, sets the world up, audits it once and prints what was seen. Nothing of it can leave the machine.
"""
