"""Seals a report: what files it has, what it rests on in the database, and a signature over both."""

from agent.sealing.derivation import Difference, derive
from agent.sealing.files import FileChanges, Listed, compare_files, list_files, names_in
from agent.sealing.keys import SigningKey
from agent.sealing.manifest import MANIFEST, Manifest, manifest_for, own_names, read_manifest
from agent.sealing.statement import DamagedError, Statement, StatementChanges, Stored, statement_of, stored_of
from agent.sealing.tokens import token_key

__all__ = [
    "MANIFEST",
    "DamagedError",
    "Difference",
    "FileChanges",
    "Listed",
    "Manifest",
    "SigningKey",
    "Statement",
    "StatementChanges",
    "Stored",
    "compare_files",
    "derive",
    "list_files",
    "manifest_for",
    "names_in",
    "own_names",
    "read_manifest",
    "statement_of",
    "stored_of",
    "token_key",
]
