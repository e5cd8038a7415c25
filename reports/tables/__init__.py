"""The report as tables for people who filter and count: a workbook (XLSX) and files of comma-separated values (CSV)."""

from reports.tables.comma import csv_files
from reports.tables.workbook import workbook_xlsx

__all__ = ["csv_files", "workbook_xlsx"]
