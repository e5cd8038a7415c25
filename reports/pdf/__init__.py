"""PDF by Typst: data goes in as JSON, so that nothing in it is ever markup, and comes out tagged (PDF/UA-1)."""

from reports.pdf.compiler import compile_pdf

__all__ = ["compile_pdf"]
