"""Generated text of every kind: Arabic with marks and clitics, other scripts, astral characters,
controls, separators, and names that the tagger knows."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = ["لروسيا", "وباريس", "القاهرة", "محمد", "الأمم المتحدة", "قال", "في", "كيم جونغ-أون", "د."]
_ODD = [
    "\u064b",
    "\u0640",
    "\u200f",
    "\u200d",
    "\x00",
    "\ufeff",
    "\u2028",
    "\r\n",
    "\n",
    "\t",
    "😀",
    "👨‍👩‍👧",
    "𝕏",
    "\U0001ee00",
    "ﷺ",
    "é",
    "e\u0301",
    "،",
    ".",
    "؟",
    "«",
    "»",
    "(",
    "#",
    "@",
    "-",
    "٣",
    "3/4",
]

pieces = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_ODD),
    st.just(" "),
    # Everything that is text: no lone surrogates.
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=8),
)
texts = st.lists(pieces, max_size=30).map("".join)
