"""Arabic text analytics: from raw text to normalized text, tokens, sentences and named entities.

>>> import warraq
>>> nlp = warraq.load()
>>> doc = nlp("وصل الرئيس إلى القاهرة.")
>>> [(entity.text, entity.label) for entity in doc.entities]
[('القاهرة', 'LOC')]
"""

from warraq._core import (
    Aligned,
    Column,
    DataError,
    Document,
    Entity,
    Match,
    ModelError,
    Normalizer,
    Person,
    Pipeline,
    Segment,
    Sentence,
    Table,
    Token,
    WarraqError,
    __version__,
    find,
    is_stop,
    load,
    normalize,
    options,
    presets,
    replace,
    segment,
    sentences,
    stem,
    stop_words,
    tokenize,
    transliterate,
    visual_order,
)

__all__ = [
    "Aligned",
    "Column",
    "DataError",
    "Document",
    "Entity",
    "Match",
    "ModelError",
    "Normalizer",
    "Person",
    "Pipeline",
    "Segment",
    "Sentence",
    "Table",
    "Token",
    "WarraqError",
    "__version__",
    "find",
    "is_stop",
    "load",
    "normalize",
    "options",
    "presets",
    "replace",
    "segment",
    "sentences",
    "stem",
    "stop_words",
    "tokenize",
    "transliterate",
    "visual_order",
]
