"""Which of a hit's texts explain it: those with most of the typed terms, the first five of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search import highlighting, sought, terms
from search.document import Field

PIECES = ["望湖路", "临江路", "8号", "3号楼", "1204室", "澜庭", "安澜市", "wanghu", "88"]
TYPED = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)


def terms_in(typed: terms.Typed, text: str) -> int:
    """How many of the typed terms a text has."""
    looked = sought.Looked.at(Field.ADDRESS.name, text)
    found = [sought.of(term) for term in typed.terms]
    for one in found:
        one.meet(looked.characters)
    return sum(bool(list(one.spans(looked))) for one in found)


@given(TYPED, st.lists(TEXT, max_size=20))
def test_the_texts_with_most_of_the_terms_explain_a_hit(typed: str, texts: list[str]) -> None:
    read = terms.read(typed)
    counts = {text: terms_in(read, text) for text in texts}
    best = sorted((text for text in counts if counts[text]), key=lambda text: -counts[text])[: highlighting.MOST]
    explained = highlighting.Highlighter(read).highlights((Field.ADDRESS.name, "address", text) for text in texts)
    assert ["".join(one.pieces) for one in explained] == best
