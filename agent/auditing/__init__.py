"""Audits: what is asked, how a portal is looked at, and how a run goes from its plan to what is stored."""
