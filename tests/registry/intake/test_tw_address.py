"""Taiwanese addresses: one spelling, and the parts."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.intake import tw_address


def parse(text: str) -> tw_address.Address:
    return tw_address.parse(text, "臺北市", "中山區")


@pytest.mark.parametrize(
    "text",
    [
        "台北市中山區長春路６２號十一樓之７",
        "臺北市中山區長春路62號11樓之7",
        "臺北市中山區長春路62號11F-7",
        "臺北市中山區長春路六十二號11樓之七",
        "長春路62號11樓7",
        "臺北市中山區臺北市中山區長春路062號 十一樓-7",
        "臺北巿中山區下埤里3鄰長春路62號11樓之7號",
        "臺北市中山區長春路62號11髏之7",
        "臺北市中山區長春路６２號１１層之七",
    ],
)
def test_one_door_has_one_spelling(text: str) -> None:
    address = parse(text)
    assert address.text == "臺北市中山區長春路62號11樓之7"
    assert address.building == "臺北市中山區長春路62號"
    assert (address.road, address.number, address.floor, address.room) == ("長春路", "62號", "11樓", "之7")
    assert address.door
    assert address.unit


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("辛亥路4段128之5號16樓", "辛亥路四段128之5號16樓"),
        ("大學29路321號", "大學二十九路321號"),
        ("埒內２０５號之１６", "埒內205之16號"),
        ("三民路二段１２３號之2三樓", "三民路二段123之2號3樓"),
        ("東門路一段８４號之五７樓", "東門路一段84之5號7樓"),
        ("中華路8-4號", "中華路8之4號"),
        ("新生北路二段60號地下一層", "新生北路二段60號地下1樓"),
        ("公?路228巷111號5樓", "公?路228巷111號5樓"),
        ("瓦□街7巷70號", "瓦?街7巷70號"),
        ("智興段889地號B6-17F", "智興段889地號B6-17樓"),
        ("國中街 A2-04F", "國中街A2-4樓"),
        ("二十五號", "25號"),
        ("市民大道六段288號", "市民大道六段288號"),
        ("十全一路一號", "十全一路1號"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert tw_address.fold(text) == folded
    assert tw_address.fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "city", "district", "whole"),
    [
        ("嘉義市嘉義市頂寮里2鄰信興街96巷95號", "嘉義市", "嘉義市", "嘉義市信興街96巷95號"),
        ("苗栗縣頭份鎮後庄里21鄰公北二路91號", "苗栗縣", "頭份巿", "苗栗縣頭份市公北二路91號"),
        ("桃園縣中壢市中山路1號", "桃園市", "中壢區", "桃園市中壢區中山路1號"),
        ("花蓮縣吉安鄉莊敬路267巷3號", "花蓮縣", "花蓮市", "花蓮縣吉安鄉莊敬路267巷3號"),
        ("花蓮縣吉安鄉仁里三街70號", "花蓮縣", "吉安鄉", "花蓮縣吉安鄉仁里三街70號"),
        ("嘉義縣民雄鄉大崎村十四甲25之9號", "嘉義縣", "民雄鄉", "嘉義縣民雄鄉十四甲25之9號"),
        ("臺南市後壁區侯伯村91之1號", "臺南市", "後壁區", "臺南市後壁區侯伯村91之1號"),
        ("臺南市大內區二溪里38之4號", "臺南市", "大內區", "臺南市大內區二溪里38之4號"),
        ("臺中市中區市府路1號", "臺中市", "中區", "臺中市中區市府路1號"),
        ("臺北市信義區市民大道六段1號", "臺北市", "大安區", "臺北市信義區市民大道六段1號"),
        ("臺北市市民大道六段1號", "臺北市", "信義區", "臺北市信義區市民大道六段1號"),
        ("嘉義縣大林鎮大美里18鄰互助社區13巷19弄9號", "嘉義縣", "大林鎮", "嘉義縣大林鎮互助社區13巷19弄9號"),
    ],
)
def test_city_district_and_village(text: str, city: str, district: str, whole: str) -> None:
    address = tw_address.parse(text, city, district)
    assert address.text == whole
    assert tw_address.parse(whole, address.city, address.district) == address


def test_lane_alley_and_sub_alley() -> None:
    address = parse("中央街189巷2弄2衖6號5樓E室")
    assert (address.lane, address.alley, address.number, address.floor) == ("189巷", "2弄2衖", "6號", "5樓")
    assert address.room == "E室"
    assert parse("汐碇路16之1巷9號6樓").number == "9號"
    assert parse("六號巷103之5號").number == "103之5號"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("長春路62號", "door"),
        ("至善路二段170號十樓", "door"),
        ("平等街5號", "door"),
        ("共和路1號2樓", "door"),
        ("長春路62號、64號", "several"),
        ("長春路60,62號", "several"),
        ("長春路62號3樓等", "several"),
        ("長春路62號1樓至5樓", "several"),
        ("長春路17號1-5樓", "several"),
        ("長春路81號15樓之5.6.7", "several"),
        ("羅斯福路三段121~150號", "masked"),
        ("萬慶段一小段31~60地號", "masked"),
        ("漢中段二小段977地號", "parcel"),
        ("智興段889地號B6-17F", "site"),
        ("A3棟十樓", "site"),
        ("鼎藏大硯B1-5F", "site"),
        ("民權路四段128號B3棟3樓", "site"),
        ("寶興街140巷3號旁G10戶", "site"),
        ("復興街32巷", "none"),
        ("空白", "none"),
    ],
)
def test_what_an_address_names(text: str, kind: str) -> None:
    address = parse(text)
    assert address.unit == (kind in ("door", "site"))
    assert address.door == (kind == "door")
    assert address.several == (kind == "several")
    assert address.masked == (kind == "masked")


@pytest.mark.parametrize(
    ("text", "building"),
    [
        ("長春路62號3樓", "臺北市中山區長春路62號"),
        ("中興路三段151號旁D棟11樓", "臺北市中山區中興路三段151號旁D"),
        ("智興段889地號B6-17F", "臺北市中山區智興段889地號B6"),
        ("國中街A2-04F", "臺北市中山區國中街A2"),
        ("漢中段二小段977地號", None),
        ("羅斯福路三段121~150號", None),
        ("復興街32巷", None),
    ],
)
def test_the_building_is_the_address_without_floor(text: str, building: str | None) -> None:
    assert parse(text).building == building


_CHARACTERS = st.sampled_from(
    "臺台北中山區市縣里村鄰路街段巷弄衖號樓層之室F-~、,?一二三十百廿0123456789０１ABab 　地下"
)


@given(st.text(_CHARACTERS, max_size=25))
@example("0F0F")
def test_whatever_stands_there_is_folded_once_and_for_all(text: str) -> None:
    address = parse(text)
    assert address.text.startswith("臺北市")
    assert address.building is None or address.text.startswith(address.building)
    assert tw_address.fold(tw_address.fold(text)) == tw_address.fold(text)


@given(st.text())
def test_nothing_breaks_it(text: str) -> None:
    assert parse(text).city == "臺北市"
