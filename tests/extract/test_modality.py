"""What was done, planned, proposed, aimed at or denied."""

import re

import pytest

from extract.document import Document
from extract.facts.modality import ModalityWords, modality
from extract.lexicon import load


def modalities(text: str) -> list[str]:
    """The modality of every figure of `text`, in order."""
    document = Document(text)
    return [modality(document, *match.span())[0] for match in re.finditer(r"\d+", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hai bên đã mở 12 lớp, phát 300 tờ rơi.", ["actual", "actual"]),
        ("Công đoàn sẽ mở 12 lớp cho 500 người; ra mắt 8 tổ.", ["planned", "planned", "planned"]),
        ("Công đoàn sẽ mở 12 lớp; phấn đấu 100% đơn vị đạt chuẩn.", ["planned", "target"]),
        ("Thời gian tới, hai ngành xây dựng 8 tổ tự quản.", ["planned"]),
        ("Có 20 đoàn viên sẽ được vay vốn.", ["planned"]),
        ("Dự kiến giải ngân 2 tỷ đồng cho 130 đoàn viên.", ["planned", "planned"]),
        ("Công an tỉnh đã đề nghị công nhận 207 cơ quan, 260 doanh nghiệp.", ["proposed", "proposed"]),
        ("Có 207 cơ quan được đề nghị công nhận.", ["proposed"]),
        ("Ông đề nghị phấn đấu 85% doanh nghiệp có đội xung kích.", ["target"]),
        ("Phấn đấu mở 12 lớp; kết nạp 300 đoàn viên.", ["target", "target"]),
        ("Trên địa bàn không xảy ra 1 vụ nào.", ["negated"]),
        ("Đơn vị không để xảy ra 1 vụ việc phức tạp, làm rõ 7 vụ trộm.", ["negated", "actual"]),
        ("Hai bên đã mở 12 lớp và thống nhất thời gian tới phối hợp chặt chẽ.", ["actual"]),
        ("Do không có việc làm ổn định lâu dài nên 120 công nhân nghỉ việc.", ["actual"]),
        ("Công đoàn đã xem xét, giải quyết 12 đơn.", ["actual"]),
        # an actual cue or a terminator between the cue and the figure ends the cue's reach
        ("Kế hoạch sẽ được nhân rộng, đến nay đã có 12 tổ.", ["actual"]),
        ("Công đoàn sẽ tiếp tục vận động, tuy nhiên 12 đơn vị còn chậm.", ["actual"]),
        # pseudo cues
        ("Không chỉ tặng 12 suất quà, công đoàn còn sửa 5 nhà.", ["actual", "actual"]),
        ("Không dưới 60 người dự.", ["actual"]),
        ("Chưa đến 20 vụ xảy ra.", ["actual"]),
        ("Phong trào không ngừng lớn mạnh với 40 tổ.", ["actual"]),
        ("Theo đề nghị của công đoàn, công an hỗ trợ 12 đơn vị.", ["actual"]),
        ("Chương trình phối hợp có 12 nội dung.", ["actual"]),
        ("Toàn ngành đạt 105% chỉ tiêu, kết nạp 300 đoàn viên.", ["actual", "actual"]),
        ("Ban tổ chức đã chuẩn bị 500 suất quà.", ["actual"]),
    ],
)
def test_modality(text: str, expected: list[str]) -> None:
    assert modalities(text) == expected


def test_the_cue_is_the_source() -> None:
    text = "Công an tỉnh đã đề nghị công nhận 207 cơ quan."
    verdict, source = modality(Document(text), text.index("207"), text.index("207") + 3)
    assert verdict == "proposed"
    assert source is not None
    assert (source.field, text[source.start : source.end], source.rule) == ("modality", "đề nghị", "modality.proposed")


def test_a_cue_in_another_sentence_says_nothing() -> None:
    assert modalities("Công đoàn sẽ mở rộng phong trào. Toàn tỉnh có 12 tổ.") == ["actual"]


def _groups() -> list[tuple[str, str, str]]:
    words = load("modality", ModalityWords)
    return [(group.modality, group.direction, phrase) for group in words.cues for phrase in group.phrases]


@pytest.mark.parametrize(("expected", "direction", "phrase"), _groups())
def test_every_cue_is_reachable(expected: str, direction: str, phrase: str) -> None:
    text = f"Có 12 đoàn viên {phrase}." if direction == "backward" else f"Nay {phrase} 12 đoàn viên."
    assert modalities(text) == [expected]
