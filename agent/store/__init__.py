"""Keeps audits: what was planned, what was seen, what was concluded, and since when each failure is open."""

from agent.store.audit import Audit, AuditStatus
from agent.store.errors import StoreError
from agent.store.findings import Finding
from agent.store.store import Store

__all__ = ["Audit", "AuditStatus", "Finding", "Store", "StoreError"]
