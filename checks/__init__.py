"""Looks at a portal or a system record and writes down what it saw; never grades."""
