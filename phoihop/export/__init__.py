"""Exports: the tables of a snapshot for people who do not read Parquet, with or without the words of third parties."""

from phoihop.export.run import ExportError, run_export

__all__ = ["ExportError", "run_export"]
