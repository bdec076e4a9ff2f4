"""Masked spellings: the examples of the offices, and what holds of every value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import masking
from aggregates.catalogue import CATALOGUE
from aggregates.masking import Mask, masked


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (Mask.NAME, "张三", "张*"),
        (Mask.NAME, "张三丰", "张**"),
        (Mask.NAME, "欧阳锋", "欧阳*"),
        (Mask.NAME, "欧阳若水", "欧阳**"),
        (Mask.NAME, "歐陽若水", "歐陽**"),
        (Mask.NAME, "欧阳", "欧*"),
        (Mask.NAME, "张", "*"),
        (Mask.NAME, "阿依古丽·买买提", "阿***·买**"),
        (Mask.NAME, "John Smith", "J*** S****"),
        (Mask.NAME, "Anne-Marie O'Hara", "A***-M**** *'H***"),
        (Mask.NAME, "", ""),
        (Mask.ID_NUMBER, "11010519491231002X", "110105********002X"),
        (Mask.ID_NUMBER, "110105491231002", "11***********02"),
        (Mask.ID_NUMBER, "E12345678", "E1*****78"),
        (Mask.ID_NUMBER, "H1234567", "H1****67"),
        (Mask.ID_NUMBER, "1234567", "*******"),
        (Mask.PHONE, "13800000000", "138****0000"),
        (Mask.PHONE, "010-88888888", "********8888"),
        (Mask.PHONE, "8888888", "*******"),
        (Mask.ACCOUNT, "6222020200112233445", "***************3445"),
        (Mask.ACCOUNT, "1234", "****"),
        (Mask.TEXT, "any words", None),
    ],
)
def test_examples(mask: Mask, value: str, shown: str | None) -> None:
    assert masked(mask, value) == shown


SHOWN = {Mask.ID_NUMBER: 10, Mask.PHONE: 7, Mask.ACCOUNT: 4}


@given(st.sampled_from(sorted(SHOWN, key=str)), st.text(min_size=1, max_size=40))
def test_numbers_keep_their_length_and_little_else(mask: Mask, value: str) -> None:
    shown = masked(mask, value)
    assert shown is not None
    assert len(shown) == len(value)
    kept = [n for n, (one, other) in enumerate(zip(shown, value, strict=True)) if one != masking.HIDDEN]
    assert all(shown[n] == value[n] for n in kept)
    assert len(kept) <= SHOWN[mask]
    assert len(value) - len(kept) >= min(len(value), 4)


@given(st.text(min_size=1, max_size=40))
def test_every_word_of_a_name_loses_a_character(value: str) -> None:
    shown = masked(Mask.NAME, value)
    assert shown is not None
    assert len(shown) == len(value)
    for word in masking._WORD.finditer(value):
        left = shown[word.start() : word.end()]
        assert left.endswith(masking.HIDDEN)
        assert len(left.rstrip(masking.HIDDEN)) <= 2
        assert word[0].startswith(left.rstrip(masking.HIDDEN)) or "*" in word[0]


@given(st.text(alphabet="张王欧阳司马锋三丰若水", min_size=2, max_size=4))
def test_who_has_the_mask_cannot_tell_given_names_apart(value: str) -> None:
    kept = 2 if len(value) > 2 and value[:2] in masking.COMPOUND_SURNAMES else 1
    assert masked(Mask.NAME, value) == value[:kept] + masking.HIDDEN * (len(value) - kept)


def test_every_sealed_attribute_says_how_it_is_masked() -> None:
    sealed = [
        attribute
        for kind in CATALOGUE.kinds.values()
        for attributes in (kind.attributes, *(one.attributes for one in kind.collections.values()))
        for attribute in attributes.values()
        if attribute.sealed
    ]
    assert {attribute.name: attribute.mask for attribute in sealed} == {
        "name": Mask.NAME,
        "id_number": Mask.ID_NUMBER,
        "phone": Mask.PHONE,
        "practitioner_name": Mask.NAME,
        "monitor_name": Mask.NAME,
        "legal_representative": Mask.NAME,
        "account_no": Mask.ACCOUNT,
        "bank_account": Mask.ACCOUNT,
        "residence": Mask.TEXT,
    }
