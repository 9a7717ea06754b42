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

FIELDS: dict[str, str] = {
    "published_on": "ngày đăng", "province": "tỉnh, thành", "portal": "trang tin",
    "title": "chức danh", "articles.title": "tiêu đề", "awards.title": "danh hiệu",
    "event_kinds": "loại sự kiện", "relevant": "đúng chủ đề", "relevance": "điểm chủ đề", "confidence": "độ tin cậy",
    "modality": "thực tế hay dự kiến", "kind": "loại văn bản", "number": "số hiệu", "subject": "nội dung",
    "signed_on": "ngày ký", "period_start": "từ năm", "period_end": "đến năm", "parties": "các bên",
    "party_ids": "mã các bên", "status": "ký kết hay nhắc đến", "organisation": "cơ quan",
    "organisation_id": "mã cơ quan",
    "name": "họ tên", "rank": "cấp bậc", "titles": "chức danh", "posts": "chức vụ", "roles": "vai trò",
    "award": "hình thức khen", "granted_by": "cơ quan khen", "granted_by_ids": "mã cơ quan khen",
    "presented_by": "người trao", "collectives": "tập thể", "individuals": "cá nhân", "recipients": "tổng số",
    "recipients_group": "nhóm chung số", "named": "được nêu tên", "reason": "lý do", "measure": "chỉ tiêu",
    "value": "giá trị", "unit": "đơn vị", "modifier": "phần hạn định", "qualifier": "mức chính xác",
    "relation": "quan hệ", "action": "hành động", "actors": "chủ thể", "covers_start": "kỳ từ ngày",
    "covers_end": "kỳ đến ngày", "mention": "nguyên văn", "start": "từ ngày", "end": "đến ngày",
    "precision": "độ chi tiết", "part_of_day": "buổi", "role": "vai trò",
}  # fmt: skip
"""Columns in Vietnamese (`table.column` where a table means something of its own), for people who read the report."""
