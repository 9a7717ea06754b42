"""Rows of the table issues: what could not be read, resolved or written, and why."""

from extract.facts.base import Issue
from extract.tables import Row


def issue_row(url: str, stage: str, issue: Issue, article_id: str | None = None) -> Row:
    """Return the row of the table issues for `issue`, met at `stage` (archive, article, facts, rows, worker)."""
    return {
        "article_id": article_id,
        "url": url,
        "stage": stage,
        "kind": issue.kind,
        "detail": issue.detail,
        "char_start": issue.start,
        "char_end": issue.end,
        "rule": issue.rule,
    }
