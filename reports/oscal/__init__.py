"""An audit in OSCAL 1.1 (NIST): what was asked as catalogue and profile, what was seen and concluded as results."""

from reports.oscal.documents import oscal_documents, oscal_files

__all__ = ["oscal_documents", "oscal_files"]
