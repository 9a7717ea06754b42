"""What the report shows of each table, and the labels in both languages."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": ("published_on", "province", "portal", "title", "event_kinds", "relevant", "relevance"),
    "agreements": (
        "published_on", "province", "kind", "number", "status", "parties", "signed_on", "period_start", "period_end",
        "modality", "confidence",
    ),
    "signatories": ("published_on", "province", "organisation", "name", "rank", "title", "confidence"),
    "awards": (
        "published_on", "province", "award", "title", "granted_by", "collectives", "individuals", "recipients", "named",
        "modality", "confidence",
    ),
    "counts": (
        "published_on", "province", "measure", "value", "unit", "modifier", "qualifier", "relation", "modality",
        "confidence",
    ),
    "people": ("published_on", "province", "name", "rank", "titles", "roles", "confidence"),
    "dates": ("published_on", "province", "mention", "start", "end", "precision", "role", "confidence"),
}  # fmt: skip

LABELS: dict[str, str] = {
    "articles": "Bài báo / Articles",
    "agreements": "Văn bản phối hợp / Agreements",
    "signatories": "Bên ký / Signatories",
    "awards": "Khen thưởng / Awards",
    "counts": "Số liệu / Counts",
    "people": "Nhân vật / People",
    "dates": "Ngày tháng / Dates",
    "events": "Sự kiện / Events",
}
