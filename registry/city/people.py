"""Invented people and enterprises: names put together from common syllables, numbers with lawful check digits."""

import dataclasses
import datetime
import functools
import random

from stdnum.iso7064 import mod_11_2

from aggregates import vocabulary
from aggregates.codes import persons

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
SYLLABLES = (
    "安邦博超晨诚春德东芳峰刚桂国海涵浩和红宏华辉慧佳嘉建洁静军凯兰岚乐蕾磊立丽莉亮琳玲龙梅美敏明楠宁鹏平"
    "琪强琴青清蓉荣瑞珊胜思松涛婷伟文雯武霞晓欣秀旭雪雅燕阳艺英永勇宇玉源月云泽哲珍志忠子"
)
ROADS = (
    "文澜",
    "临江",
    "青石",
    "望湖",
    "梧桐",
    "听涛",
    "书院",
    "长桥",
    "云杉",
    "锦绣",
    "稻香",
    "码头",
    "槐荫",
    "竹园",
    "学府",
    "晨光",
)
ESTATES = (
    "澜庭",
    "江畔雅苑",
    "青石花园",
    "湖光里",
    "梧桐公馆",
    "听涛苑",
    "云杉府",
    "锦绣家园",
    "稻香新村",
    "学府壹号",
    "竹园小区",
    "晨光社区",
)
BANKS = ("安澜农商银行", "临江银行", "澜城商业银行")
BUILDERS = ("安澜建工集团有限公司", "澜城第二建筑工程有限公司", "青石建设有限公司")
DEVELOPERS = ("澜城置业有限公司", "望湖房地产开发有限公司", "梧桐地产有限公司", "临江城市建设投资有限公司")
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """An invented person; `number` has the form of a citizen number, below a division that does not exist.

    `id_type` says of which document it is the number, where that is another one.
    """

    ref: str
    name: str
    number: str
    id_type: vocabulary.IdType = vocabulary.IdType.RESIDENT_IDENTITY

    @property
    def scheme(self) -> str:
        """The code scheme of its number."""
        return persons.scheme_of(self.id_type)


def person(chance: random.Random, ref: str, division: str, born: int) -> Person:
    """Somebody of the division, born about that year."""
    length = 2 if chance.random() < 0.7 else 1
    name = chance.choice(SURNAMES) + "".join(chance.choices(SYLLABLES, k=length))
    birthday = datetime.date(born, 1, 1) + datetime.timedelta(days=chance.randrange(365))
    digits = f"{division}{birthday:%Y%m%d}{chance.randrange(1000):03}"
    return Person(ref, name, digits + mod_11_2.calc_check_digit(digits))


@functools.cache
def credit_code(division: str, name: str) -> str:
    """A unified social credit code (GB 32100-2015) for an invented enterprise: the same for the same name."""
    chance = random.Random(name)
    body = f"91{division}" + "".join(chance.choices(CREDIT_ALPHABET, k=9))
    weighted = sum(CREDIT_ALPHABET.index(mark) * pow(3, place, 31) for place, mark in enumerate(body))
    return body + CREDIT_ALPHABET[(31 - weighted % 31) % 31]
