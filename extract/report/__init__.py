"""The HTML report: a folder that opens from the disk, without a server and without anything from elsewhere."""

from extract.report.write import ReportError, write_report

__all__ = ["ReportError", "write_report"]
