"""Tests of the kinds of event that an article reports, and of who acts together in it."""

from datetime import datetime

import pytest

from extract.reading import read_text

PUBLISHED = datetime.fromisoformat("2024-03-05T08:00:00+07:00")

REPORTED = [
    ("Chiều 4/3, Công an huyện và LĐLĐ huyện ký kết Quy chế phối hợp về an ninh trật tự.", {"signing"}),
    ("Hai ngành vừa đạt được thỏa thuận. Văn bản do hai thủ trưởng ký trưa ngày 4/3.", {"signing"}),
    (
        "Sáng 4/3, Công an huyện và LĐLĐ huyện sơ kết 3 năm phối hợp; hai bên sẽ ký quy chế mới vào cuối năm.",
        {"review"},
    ),
    ("Sáng 4/3, Công an huyện và LĐLĐ huyện nhìn lại 3 năm kể từ khi ký kết quy chế phối hợp.", {"review"}),
    ("Hôm 4/3, hai đơn vị ngồi lại đánh giá sau 17 tháng làm chung.", {"review"}),
    ("Sáng 4/3, LĐLĐ tỉnh tổ chức Hội thi An toàn vệ sinh viên giỏi.", {"other"}),
    ("Sáng 4/3, Công an tỉnh ra quân đợt cao điểm và sơ kết 1 năm thực hiện Kế hoạch số 75.", {"review", "other"}),
    ("Sáng 4/3, LĐLĐ tỉnh tập huấn pháp luật cho 50 công nhân.", {"training"}),
    (
        "Ký lần đầu năm 2016, quy chế giữa hai ngành vừa được tổng kết. Hội nghị diễn ra chiều 4/3.",
        {"review"},
    ),
    ("Hội trường xã tối 4/3 đông kín người. 200 công nhân đến đối thoại với Công an huyện.", {"meeting"}),
    (
        "Sáng 4/3, hai ngành sơ kết 3 năm phối hợp. Nhân dịp này, hai đơn vị đến thăm 3 gia đình đoàn viên bị bão.",
        {"review", "outreach"},
    ),
    ("Sáng 4/3, hai ngành sơ kết 3 năm phối hợp. Hai ngành đã thăm 88 lượt đoàn viên ốm đau.", {"review"}),
    (
        "Chiều 4/3, công nhân học cách thoát nạn. 5 đội trưởng được biểu dương, tặng quà tại chỗ.",
        {"training", "commendation"},
    ),
    ("Chiều 4/3, ba đơn vị trong cụm họp bàn nhiệm vụ năm nay.", {"meeting"}),
    ("Tối 4/3, hai bên tổ chức hội nghị chuyên đề về vay tiền qua mạng cho hơn 300 công nhân.", {"training"}),
    ("Sáng 4/3, hai bên tổ chức hội nghị chuyên đề về việc thu kinh phí công đoàn.", {"other"}),
    ("Sáng 4/3, LĐLĐ huyện tổng kết Cuộc thi viết “Tìm hiểu pháp luật lao động”.", {"review", "training"}),
    ("Sáng 4/3, LĐLĐ tỉnh chúc mừng, trao đổi đánh giá kết quả phối hợp với Công an tỉnh.", {"meeting"}),
    ("Sáng 4/3, đoàn kiểm tra liên ngành làm việc với 14 doanh nghiệp nợ bảo hiểm.", {"other"}),
    ("Sáng 4/3, đoàn công tác của LĐLĐ tỉnh làm việc với Công an tỉnh về đợt cao điểm.", {"meeting"}),
    (
        "Sáng 4/3, hai bên ký kết Quy chế. Ngay sau lễ ký, 200 công nhân được hướng dẫn sử dụng bình chữa cháy.",
        {"signing", "training"},
    ),
    (
        "Sáng 4/3, hai bên ký kết Kế hoạch phối hợp. Tại buổi lễ, có 3 ý kiến. "
        "Cũng tại buổi lễ, công an xã trao tặng 12 bộ camera trị giá 36 triệu đồng cho các khu nhà trọ.",
        {"signing", "outreach"},
    ),
    (
        "Sáng 4/3, công đoàn tổng kết năm 2023. Năm 2023, công đoàn quản lý 14 tổ công đoàn. "
        "Công đoàn thăm hỏi 27 lượt đoàn viên; tặng 112 suất quà cho con đoàn viên.",
        {"review"},
    ),
    ("Sáng 4/3, Chủ tịch UBND huyện ký quyết định thành lập khu dân cư mới.", {"other"}),
    ("Sáng 4/3, Công an phường và 12 doanh nghiệp ký cam kết bảo đảm an ninh trật tự.", {"signing"}),
    ("Sáng 4/3, LĐLĐ tỉnh họp mặt, tặng quà công nhân nghèo.", {"outreach"}),
    (
        "Sáng 4/3, công an xã và công đoàn xã giao ban, đánh giá kết quả quý I. Hai bên sẽ tặng 100 phần quà.",
        {"meeting"},
    ),
    (
        "Sáng 4/3, LĐLĐ tỉnh trao quà cho công nhân. Nhân dịp này, công an tuyên truyền về ma túy.",
        {"training", "outreach"},
    ),
    ("Sáng 4/3, công đoàn và công an phát động phong trào thi đua “Cảng an toàn”.", {"other"}),
    ("Sáng 4/3, hai ngành sơ kết năm 2023 và phát động phong trào thi đua năm 2024.", {"review"}),
    ("Sáng 4/3, hai ngành sơ kết 3 năm phối hợp. Hai ngành đề nghị tăng kinh phí cho công tác tập huấn.", {"review"}),
    ("Những buổi chợ đông tưởng như chẳng có gì. Bà Tám kể lại tại hội nghị tổng kết diễn ra chiều 4/3.", {"review"}),
    ("Sáng 4/3, LĐLĐ tỉnh đến thăm, chúc Tết Công an tỉnh.", {"outreach"}),
    ("Sáng 4/3, cụm thi đua giao ban. Năm 2023, cụm kết nạp 215 đoàn viên, tặng 640 suất quà.", {"meeting"}),
    ("Sáng 4/3, tổ tự quản ra quân. Bà Lê Thị Mây, năm 2016 nhận Giấy khen của Chủ tịch UBND huyện.", {"other"}),
    (
        "Sáng 4/3, hai bên ký kết Quy chế phối hợp. Liền sau đó, 90 công nhân được cán bộ công an hướng dẫn chữa cháy.",
        {"signing", "training"},
    ),
    (
        "Sáng 4/3, hai bên ký kết Quy chế phối hợp. Ngay sau đó, họ tặng 30 sinh viên nghèo mỗi em 1 triệu đồng.",
        {"signing", "outreach"},
    ),
    ("Sáng 4/3, công ty tổ chức “Ngày hội toàn dân bảo vệ an ninh Tổ quốc”.", {"other"}),
    ("Sáng 4/3, công an tư vấn pháp luật cho công nhân khu nhà trọ.", {"training"}),
]


@pytest.mark.parametrize(("text", "kinds"), REPORTED)
def test_kinds(text: str, kinds: set[str]) -> None:
    assert set(read_text(text, PUBLISHED, "Cần Thơ").event_kinds) == kinds


TOGETHER = [
    ("Sáng 4/3, Công an huyện, Đồn Biên phòng và Liên đoàn Lao động huyện ký Quy chế phối hợp.", True),
    ("Sáng 4/3, sơ kết Chương trình phối hợp giữa Công an xã, Đoàn xã và Công đoàn Công ty May Sao Mai.", True),
    ("Sáng 4/3, Công an huyện và Huyện đoàn ký Quy chế phối hợp. Đại diện LĐLĐ huyện tham dự.", False),
    ("Sáng 4/3, LĐLĐ huyện và Hội Phụ nữ huyện ký Chương trình phối hợp. Công an xã giữ trật tự bên ngoài.", False),
    (
        "Sáng 4/3, LĐLĐ huyện tổ chức tuyên truyền pháp luật cho 200 công nhân. Trung tá Trần Văn Tám, Phó Trưởng Công "
        "an huyện đã truyền đạt các nội dung về phòng, chống ma túy.",
        True,
    ),
    ("Sáng 4/3, LĐLĐ huyện tổ chức hội thao cho 200 công nhân. Phó Trưởng Công an huyện đến dự.", False),
    ("300 công nhân ngừng việc. LĐLĐ huyện, Công an huyện và Phòng LĐTB&XH huyện đã có mặt vận động công nhân.", True),
    ("UBND huyện họp với các ngành: LĐLĐ huyện, Công an huyện, Trung tâm Y tế huyện về Tháng Công nhân.", False),
]


@pytest.mark.parametrize(("text", "relevant"), TOGETHER)
def test_sides_act_together(text: str, relevant: bool) -> None:
    assert read_text(text, PUBLISHED, "Cần Thơ").relevance.relevant is relevant
