"""Arabic text in scikit-learn: transformers and an analyzer for its vectorizers.

>>> from sklearn.feature_extraction.text import TfidfVectorizer
>>> from sklearn.pipeline import make_pipeline
>>> from warraq.sklearn import ArabicTokenizer
>>> vectorizer = make_pipeline(ArabicTokenizer(unit="lemma"), TfidfVectorizer(analyzer=list))
>>> vectorizer.fit(["كتب الطالب رسالة", "الطلاب يكتبون رسائلهم"]).get_feature_names_out().tolist()
['رساله', 'طالب', 'كتب']

What all of them have in common:

`X` is a column of texts: a list, a one-dimensional array, a pandas or Polars Series, an Arrow
array, or an array or a DataFrame with one column. TypeError says which row is no text, and of a
DataFrame which column. A missing text (None, NaN, NA) stays one in `ArabicNormalizer`; the others
raise ValueError, as the vectorizers do. Both errors have the number of the row as `row`.

Parameters are checked when an estimator is used, with scikit-learn's InvalidParameterError, a
ValueError and a TypeError. `nlp` is the pipeline, by default `warraq.load()`. `threads` is the
number of threads; None is the environment variable WARRAQ_NUM_THREADS, else OMP_NUM_THREADS, which
joblib sets in its workers so that together they do not take more than the processors, else one for
each processor.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar

import warraq
from warraq._extra import need

pa = need("pyarrow", "sklearn")
compute = need("pyarrow.compute", "sklearn")
need("sklearn", "sklearn")

import numpy as np  # noqa: E402
from scipy import sparse  # noqa: E402
from sklearn import get_config  # noqa: E402
from sklearn.base import BaseEstimator, TransformerMixin  # noqa: E402
from sklearn.utils._param_validation import Interval, StrOptions  # noqa: E402
from sklearn.utils._set_output import _get_output_config  # noqa: E402
from sklearn.utils.validation import check_is_fitted, validate_data  # noqa: E402

__all__ = ["ArabicNormalizer", "ArabicTokenizer", "EntityFeatures", "TextStatistics"]

_Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
_Bools: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

_Answer = TypeVar("_Answer")

_NO_WORDS = ("punctuation", "symbol", "control")
_LETTERS = ("arabic", "latin", "other", "mixed")


def _library(X: Any) -> str:  # noqa: N803
    return type(X).__module__.partition(".")[0]


def _names(X: Any) -> list[Any] | None:  # noqa: N803
    """The names of the columns of a DataFrame; none of an array; None of anything else."""
    if isinstance(X, np.ndarray):
        return []
    if _library(X) in ("pandas", "polars") and len(getattr(X, "shape", ())) == 2:
        return list(X.columns)
    return None


class _TextEstimator(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """What all have in common: a column of texts, a pipeline, threads."""

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "nlp": [warraq.Pipeline, None],
        "threads": [Interval(Integral, 1, None, closed="left"), None],
    }

    nlp: warraq.Pipeline | None
    threads: int | None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        # As scikit-learn's own vectorizers say it; its checks, which pass numbers, go by the last.
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        return tags

    def fit(self, X: Any, y: Any = None) -> Any:  # noqa: N803
        """Checks the parameters, and the shape of `X`; nothing is learnt."""
        self._check()
        self._column(X, reset=True)
        return self

    def _check(self) -> None:
        self._validate_params()

    @property
    def _pipeline(self) -> warraq.Pipeline:
        return warraq.load() if self.nlp is None else self.nlp

    @property
    def _threads(self) -> int | None:
        # Of OpenMP's forms, a list among them, joblib writes the plain number.
        count = os.environ.get("OMP_NUM_THREADS", "")
        if self.threads is None and "WARRAQ_NUM_THREADS" not in os.environ and count.isdigit():
            return max(int(count), 1)
        return self.threads

    def _column(self, X: Any, *, reset: bool = False) -> Any:  # noqa: N803
        """The only column of what has two dimensions; what has one as it is."""
        me = type(self).__name__
        if reset:
            for name in ("feature_names_in_", "n_features_in_"):
                if hasattr(self, name):
                    delattr(self, name)
        if isinstance(X, str | bytes):
            raise ValueError(f"{me}: an iterable over texts is needed, not one {type(X).__name__}")
        shape = getattr(X, "shape", None)
        if shape == () or (shape and len(shape) == 2 and _names(X) is None):
            raise TypeError(f"{me}: a column of texts is needed, not {type(X).__name__}")
        if not shape or len(shape) == 1:
            return X
        names = _names(X)
        if len(shape) > 2 or shape[1] != 1:
            named = f": {', '.join(map(repr, names[:20]))}" if names else ""
            raise ValueError(
                f"{me}: one column of texts is needed, not an array of shape {tuple(shape)}{named}"
            )
        # The names of the columns can only be checked by what has seen some.
        if reset or hasattr(self, "n_features_in_"):
            validate_data(self, X, reset=reset, skip_check_array=True)
        if _library(X) == "pandas":
            return X.iloc[:, 0]
        return X[names[0]] if names else X[:, 0]

    def _mapped(self, X: Any, work: Callable[[Any], _Answer]) -> _Answer:  # noqa: N803
        """The answer of the core for a column, whose errors know of no columns' names."""
        try:
            return work(self._column(X))
        except TypeError as error:
            names = _names(X)
            message = str(error)
            if "on_error" not in self.get_params(deep=False):
                # The core advises what this estimator has not.
                message = message.removesuffix(' (on_error="null" takes it as null)')
            named = TypeError(f"column {names[0]!r}: {message}" if names else message)
            named.row = getattr(error, "row", None)  # type: ignore[attr-defined]
            raise named from None

    def _texts(self, X: Any) -> Any:  # noqa: N803
        """The texts as an Arrow column without nulls."""
        as_they_are = warraq.Normalizer(None)
        texts = pa.chunked_array(
            self._mapped(X, lambda column: as_they_are.arrow(column, threads=self._threads))
        )
        if texts.null_count:
            row = compute.index(texts.is_null(), True).as_py()
            names = _names(X)
            column = f"column {names[0]!r}: " if names else ""
            error = ValueError(
                f"{column}row {row}: the text is missing, and {type(self).__name__} needs one:"
                ' leave such rows out or fill them, as with SimpleImputer(strategy="constant",'
                ' fill_value="")'
            )
            error.row = row  # type: ignore[attr-defined]
            raise error
        return texts


class _OneToOne(_TextEstimator, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """One column in, one out, which scikit-learn is not to wrap in a DataFrame."""

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The name of the column: that of the DataFrame in `fit`, else `"x0"`."""
        seen = getattr(self, "feature_names_in_", None)
        if input_features is None:
            input_features = ["x0"] if seen is None else seen
        elif seen is not None and list(input_features) != list(seen):
            raise ValueError("input_features is not equal to feature_names_in_")
        return np.asarray(input_features, dtype=object)


class ArabicNormalizer(_OneToOne, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """Texts under one spelling.

    What goes in comes out: a list for a list, an array of objects for an array, a Series with its
    index and name for a Series, a DataFrame for a DataFrame. `set_output` makes it one of pandas or
    Polars, with as many dimensions as before: the vectorizers need a Series, ColumnTransformer
    a DataFrame. Missing texts stay missing.

    Parameters
    ----------
    preset : str or None, default="search"
        As of `warraq.Normalizer`; None changes nothing but what `options` say.
    options : dict of str to str, default=None
        Rules that differ from the preset, as `{"digits": "keep"}`.
    on_error : {"raise", "null"}, default="raise"
        Whether a row that is no text is an error or missing.
    threads : int, default=None

    >>> ArabicNormalizer().fit_transform(["إِلى المَدْرَسَةِ", None])
    ['الي المدرسه', None]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "preset": [StrOptions(set(warraq.presets())), None],
        "options": [Mapping, None],
        "on_error": [StrOptions({"raise", "null"})],
        "threads": _TextEstimator._parameter_constraints["threads"],
    }

    def __init__(
        self,
        *,
        preset: str | None = "search",
        options: Mapping[str, str] | None = None,
        on_error: Literal["raise", "null"] = "raise",
        threads: int | None = None,
    ) -> None:
        self.preset = preset
        self.options = options
        self.on_error = on_error
        self.threads = threads

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _check(self) -> None:
        super()._check()
        self._normalizer()

    def _normalizer(self) -> warraq.Normalizer:
        return warraq.Normalizer(self.preset, **(self.options or {}))

    def set_output(
        self, *, transform: Literal["default", "pandas", "polars"] | None = None
    ) -> ArabicNormalizer:
        """What `transform` gives: as `X` is, or a Series or DataFrame of that library."""
        if transform is not None:
            self._sklearn_output_config = {"transform": transform}
            _get_output_config("transform", self)
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Normalizes.

        Parameters
        ----------
        X : column of n texts

        Returns
        -------
        column of n texts, of the kind that `X` is or that `set_output` says
        """
        self._check()
        normalizer, threads, on_error = self._normalizer(), self._threads, self.on_error
        library = _get_output_config("transform", self)["dense"]
        if library == "default":
            library = _library(X)
        if library not in ("pandas", "polars", "pyarrow"):
            answer = self._mapped(
                X, lambda column: normalizer.map(column, threads=threads, on_error=on_error)
            )
            array = isinstance(X, np.ndarray)
            return np.array(answer, dtype=object).reshape(X.shape) if array else answer
        texts = self._mapped(
            X, lambda column: normalizer.arrow(column, threads=threads, on_error=on_error)
        )
        if library == "pyarrow":
            return texts.to_arrow()

        # Of an array and of a frame; what has one dimension keeps its name, if any.
        names = _names(X) or self.get_feature_names_out().tolist()
        flat = len(getattr(X, "shape", (0,))) < 2
        if library == "pandas":
            series = texts.to_pandas()
            if _library(X) == "polars":
                series.name = X.name if flat else None
            return series if flat else series.to_frame(names[0])
        name = getattr(X, "name", None) if flat else names[0]
        column = texts.to_polars().alias("" if name is None else str(name))
        return column if flat else column.to_frame()


@lru_cache(maxsize=8)
def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(warraq.Normalizer("search").map(list(words)))  # type: ignore[arg-type]


def _encoded(column: Any) -> tuple[list[str], _Ints]:
    """The different values of a column, and which of them stands in each row."""
    if isinstance(column, list):
        return column, np.arange(len(column))
    column = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    return column.dictionary.to_pylist(), column.indices.to_numpy()


def _flags(values: Iterable[object]) -> _Bools:
    return np.fromiter(values, dtype=bool)


class ArabicTokenizer(_OneToOne, auto_wrap_output_keys=None):  # type: ignore[call-arg]
    """The terms of texts, for `CountVectorizer`, `TfidfVectorizer` and `HashingVectorizer`.

    As a transformer it takes a column to a list of lists of terms, at the speed of the core; the
    vectorizer takes these as they are with `analyzer=list`. As a callable it takes one text to the
    list of its terms, and so is an analyzer, or with `token_pattern=None` a tokenizer, of a
    vectorizer, which calls it for each text.

    Punctuation, symbols and control characters are no terms. Terms are made from the text as it is,
    and normalized then.

    Parameters
    ----------
    unit : {"word", "stem", "lemma", "segment"}, default="word"
        What a term is: a word, its stem, its lemma, or each of its segments, as it would be alone.
    algorithm : {"light10", "snowball", "isri"}, default="light10"
        That of stems.
    scheme : {"d1", "d2", "atb", "d3"}, default="atb"
        That of segments.
    stop_words : str or collection of str, default=None
        Words to leave out: a set of `warraq.stop_words`, as `"all"`, found with clitics and in any
        spelling; or words of your own, left out where the word in the text or its term is one of
        them under the preset `search`. With either, segments that are clitics are left out too.
    normalize : str, Normalizer or None, default="search"
        The preset under which terms are one.
    nlp : Pipeline, default=None
    threads : int, default=None
        Of `transform`; a call uses one.

    >>> tokenizer = ArabicTokenizer(unit="stem", stop_words="all")
    >>> tokenizer("ذهبوا إلى المكتبات!")
    ['ذهبوا', 'مكتب']
    >>> tokenizer.fit_transform(["ذهبوا إلى المكتبات!", ""])
    [['ذهبوا', 'مكتب'], []]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "unit": [StrOptions({"word", "stem", "lemma", "segment"})],
        "algorithm": [StrOptions({"light10", "snowball", "isri"})],
        "scheme": [StrOptions({"d1", "d2", "atb", "d3"})],
        "stop_words": [str, list, tuple, set, frozenset, None],
        "normalize": [StrOptions(set(warraq.presets())), warraq.Normalizer, None],
        **_TextEstimator._parameter_constraints,
    }

    def __init__(
        self,
        *,
        unit: Literal["word", "stem", "lemma", "segment"] = "word",
        algorithm: Literal["light10", "snowball", "isri"] = "light10",
        scheme: Literal["d1", "d2", "atb", "d3"] = "atb",
        stop_words: str | Iterable[str] | None = None,
        normalize: str | warraq.Normalizer | None = "search",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
    ) -> None:
        self.unit = unit
        self.algorithm = algorithm
        self.scheme = scheme
        self.stop_words = stop_words
        self.normalize = normalize
        self.nlp = nlp
        self.threads = threads

    def _check(self) -> None:
        super()._check()
        if isinstance(self.stop_words, str):
            warraq.is_stop("", self.stop_words)
        elif self.stop_words is not None:
            _folded(frozenset(self.stop_words))

    def __call__(self, text: str) -> list[str]:
        """The terms of one text."""
        if not isinstance(text, str):
            raise TypeError(f"a text must be str, not {type(text).__name__}")
        self._check()
        return self._terms([text], 1)[0]

    def transform(self, X: Any) -> list[list[str]]:  # noqa: N803
        """The terms of each text.

        Parameters
        ----------
        X : column of n texts

        Returns
        -------
        list of n lists of str
        """
        self._check()
        return self._terms(self._texts(X), self._threads)

    def _terms(self, texts: Any, threads: int | None) -> list[list[str]]:
        nlp = self._pipeline
        columns: Any = ["kind", "lemma"] if self.unit == "lemma" else None
        # Of one text, lists are faster than Arrow.
        read: Any = warraq.Table.to_dict if isinstance(texts, list) else pa.table
        tokens = read(nlp.tokens(texts, columns, threads=threads))
        row = np.asarray(tokens["row"], dtype=np.int64)
        words, word = _encoded(tokens["text"])
        kinds, kind = _encoded(tokens["kind"])
        keep = _flags(name not in _NO_WORDS for name in kinds)[kind]

        # What is to be said of a word is said once for all its occurrences.
        if self.unit == "segment":
            parts = read(nlp.segments(texts, self.scheme, threads=threads))
            part_row = np.asarray(parts["row"], dtype=np.int64)
            token = np.searchsorted(row, part_row) + np.asarray(parts["token"], dtype=np.int64)
            row, word, keep = part_row, word[token], keep[token]
            terms, term = _encoded(parts["form"])
            if self.stop_words is not None:
                roles, role = _encoded(parts["role"])
                keep &= _flags(name == "stem" for name in roles)[role]
        elif self.unit == "lemma":
            terms, term = _encoded(tokens["lemma"])
        else:
            terms, term = words, word
        if self.unit == "stem":
            terms = warraq.stem(words, self.algorithm).to_pylist()  # type: ignore[assignment]

        if isinstance(self.stop_words, str):
            name = self.stop_words
            keep &= ~_flags(warraq.is_stop(one, name) for one in words)[word]
        elif self.stop_words is not None:
            stops = _folded(frozenset(self.stop_words))
            search = warraq.Normalizer("search")
            keep &= ~_flags(one in stops for one in search.map(words))[word]
            keep &= ~_flags(one in stops for one in search.map(terms))[term]

        if self.normalize is not None:
            normalizer = self.normalize
            if isinstance(normalizer, str):
                normalizer = warraq.Normalizer(normalizer)
            terms = normalizer.map(terms)  # type: ignore[assignment]
        keep &= _flags(terms)[term]
        found = np.array(terms, dtype=object)[term[keep]].tolist()
        ends = np.bincount(row[keep], minlength=len(texts)).cumsum().tolist()
        return [found[start:end] for start, end in zip([0, *ends], ends, strict=False)]


class EntityFeatures(_TextEstimator):
    """How many names of each label, or how often each name, a text has.

    Parameters
    ----------
    by : {"label", "name"}, default="label"
        Whether features are the labels of the pipeline, as `PER`, or the names that are seen in
        `fit`, as `PER_محمود عباس`. A name is one in all its spellings, as `Pipeline.names` finds
        them, and by its short forms in a text that has the full one. A spelling that was not seen
        counts if it is one that was under the preset `matching`; other names do not count.
    min_df : int or float, default=1
        Of names: the number of texts, or the share of them, that a name must be in.
    max_features : int, default=None
        Of names: take the most frequent only.
    min_score : float, default=0.0
        Leave out entities with a lower score.
    sparse_output : bool, default=True
        Whether `transform` gives a CSR matrix or an array; `set_output` needs the latter.
    nlp : Pipeline, default=None
    threads : int, default=None

    Attributes
    ----------
    vocabulary_ : dict of str to int
        The column of each feature: labels in the order of the pipeline, names by their frequency.

    >>> counts = EntityFeatures(by="label").fit_transform(["وصل محمود عباس إلى القاهرة."])
    >>> counts.toarray().tolist()           # LOC, MISC, ORG, PER
    [[1, 0, 0, 1]]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "by": [StrOptions({"label", "name"})],
        "min_df": [
            Interval(Integral, 1, None, closed="left"),
            Interval(Real, 0, 1, closed="both"),
        ],
        "max_features": [Interval(Integral, 1, None, closed="left"), None],
        "min_score": [Interval(Real, 0, 1, closed="both")],
        "sparse_output": ["boolean"],
        **_TextEstimator._parameter_constraints,
    }

    def __init__(
        self,
        *,
        by: Literal["label", "name"] = "label",
        min_df: int | float = 1,
        max_features: int | None = None,
        min_score: float = 0.0,
        sparse_output: bool = True,
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
    ) -> None:
        self.by = by
        self.min_df = min_df
        self.max_features = max_features
        self.min_score = min_score
        self.sparse_output = sparse_output
        self.nlp = nlp
        self.threads = threads

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = True
        return tags

    def fit(self, X: Any, y: Any = None) -> EntityFeatures:  # noqa: N803
        """Learns the features.

        Raises ValueError if no name is left.
        """
        super().fit(X)
        texts = self._texts(X)
        if self.by == "label":
            self.vocabulary_ = {label: i for i, label in enumerate(self._pipeline.labels)}
            self._spellings: dict[tuple[str, str], int] = {}
            return self
        names = self._pipeline.names(texts, min_score=self.min_score, threads=self._threads)
        table = names.to_dict()
        least = self.min_df if isinstance(self.min_df, Integral) else self.min_df * len(texts)
        kept = [i for i, rows in enumerate(table["rows"]) if rows >= least][: self.max_features]
        if not kept:
            raise ValueError(
                f"no name is in as many texts as min_df={self.min_df} asks for"
                f" ({len(table['name'])} names in {len(texts)} texts)"
            )
        self.vocabulary_ = {
            f"{table['label'][i]}_{table['name'][i]}": column for column, i in enumerate(kept)
        }
        # Also names that were seen and not kept have their spellings: they are not those of others.
        columns = dict(zip(kept, range(len(kept)), strict=True))
        fold = warraq.Normalizer("matching")
        self._spellings = {}
        for spellings in ([[name] for name in table["name"]], table["variants"]):
            for i, some in enumerate(spellings):
                for spelling in fold.map(some):
                    key = (table["label"][i], spelling or "")
                    self._spellings.setdefault(key, columns.get(i, _DROPPED))
        return self

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:  # noqa: N803
        """As `fit`, then `transform`; an iterator is read once."""
        if not hasattr(X, "__len__"):
            X = list(X)  # noqa: N806
        return super().fit_transform(X, y, **fit_params)

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Counts.

        Parameters
        ----------
        X : column of n texts

        Returns
        -------
        CSR matrix or array of shape (n, features), int64
        """
        check_is_fitted(self)
        texts = self._texts(X)
        entities = self._pipeline.entities(
            texts, clusters=self.by == "name", min_score=self.min_score, threads=self._threads
        )
        table = pa.table(entities)
        row = table["row"].to_numpy()
        labels, label = _encoded(table["label"])
        if self.by == "label":
            known = [self.vocabulary_.get(name, _UNKNOWN) for name in labels]
            column = np.array(known, dtype=np.int64)[label]
        else:
            column = self._of_clusters(table, labels, label)
        row, column = row[column >= 0], column[column >= 0]
        # As scikit-learn's own since 1.9, which has arrays replace matrices step by step.
        arrays = get_config().get("sparse_interface") == "sparray"
        counts = (sparse.csr_array if arrays else sparse.csr_matrix)(
            (np.ones(len(row), dtype=np.int64), (row, column)),
            shape=(len(texts), len(self.vocabulary_)),
        )
        return counts if self.sparse_output else counts.toarray()

    def _of_clusters(self, table: Any, labels: list[str], label: _Ints) -> _Ints:
        """The feature of each mention: that of the longest name of its cluster that is known."""
        names, name = _encoded(table["name"])
        folded = warraq.Normalizer("matching").map(names)
        pairs, pair = np.unique(label.astype(np.int64) * len(names) + name, return_inverse=True)
        known = [
            self._spellings.get(
                (labels[one // len(names)], folded[one % len(names)] or ""), _UNKNOWN
            )
            for one in pairs.tolist()
        ]
        column = np.array(known, dtype=np.int64)[pair]
        length = np.array([len(one or "") for one in folded], dtype=np.int64)[name]
        clusters = np.stack([table["row"].to_numpy(), table["cluster"].to_numpy()])
        _, cluster = np.unique(clusters, axis=1, return_inverse=True)
        cluster = cluster.reshape(-1)
        best = np.lexsort((-length, column == _UNKNOWN, cluster))
        _, first = np.unique(cluster[best], return_index=True)
        answer: _Ints = column[best[first]][cluster]
        return answer

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The labels, or the names with their labels before them."""
        check_is_fitted(self)
        return np.array(list(self.vocabulary_), dtype=object)


# No name that `fit` has seen; one that it has seen and left out.
_UNKNOWN, _DROPPED = -1, -2


class TextStatistics(_TextEstimator):
    """Some numbers about each text.

    ==================== ==========================================================
    characters           the number of characters (code points)
    words                of tokens with letters
    sentences            of sentences
    word_length          characters a word, with marks
    arabic_share         of the characters, Arabic letters
    diacritic_share      of the characters, vowel marks and other Arabic diacritics
    digit_share          of the characters, digits
    punctuation_share    of the characters, punctuation
    numbers              the number of numbers
    dates                of dates, times and durations
    entities             of names
    ==================== ==========================================================

    Means and shares of nothing are 0.

    Parameters
    ----------
    features : list of str, default=None
        Which, and in what order; None is all. What is not asked for is not computed.
    nlp : Pipeline, default=None
    threads : int, default=None

    >>> TextStatistics(features=["words", "digit_share"]).fit_transform(["سنة 25", ""]).tolist()
    [[1.0, 0.3333333333333333], [0.0, 0.0]]
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "features": [list, tuple, None],
        **_TextEstimator._parameter_constraints,
    }

    def __init__(
        self,
        *,
        features: Iterable[str] | None = None,
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
    ) -> None:
        self.features = features
        self.nlp = nlp
        self.threads = threads

    def _check(self) -> None:
        super()._check()
        self._features()

    def _features(self) -> list[str]:
        features = list(_STATISTICS if self.features is None else self.features)
        for feature in features:
            if feature not in _STATISTICS:
                raise ValueError(f"features: {feature!r} is none of {', '.join(_STATISTICS)}")
        if len(set(features)) < len(features) or not features:
            raise ValueError("features must be some, each once")
        return features

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Computes them.

        Parameters
        ----------
        X : column of n texts

        Returns
        -------
        array of shape (n, features), float64
        """
        self._check()
        texts = self._texts(X)
        nlp, threads = self._pipeline, self._threads
        features = self._features()
        characters = compute.utf8_length(texts).to_numpy()
        known = {"characters": characters}

        def rows(table: warraq.Table) -> Any:
            return np.bincount(pa.table(table)["row"].to_numpy(), minlength=len(texts))

        if {"words", "word_length"} & set(features):
            tokens = pa.table(nlp.tokens(texts, threads=threads))
            kinds, kind = _encoded(tokens["kind"])
            keep = _flags(name in _LETTERS for name in kinds)[kind]
            row = tokens["row"].to_numpy()[keep]
            length = (tokens["end"].to_numpy() - tokens["start"].to_numpy())[keep]
            known["words"] = np.bincount(row, minlength=len(texts))
            letters = np.bincount(row, weights=length, minlength=len(texts))
            known["word_length"] = letters / np.maximum(known["words"], 1)
        for feature in features:
            if feature.endswith("_share"):
                count = self._count(feature, texts, characters)
                known[feature] = count / np.maximum(characters, 1)
            elif feature not in known:
                known[feature] = rows(getattr(nlp, feature)(texts, threads=threads))
        return np.stack([known[feature] for feature in features], axis=1).astype(np.float64)

    def _count(self, feature: str, texts: Any, characters: _Ints) -> Any:
        if feature == "diacritic_share":
            bare = warraq.Normalizer(None, **_BARE).arrow(texts, threads=self._threads)
            return characters - compute.utf8_length(pa.chunked_array(bare)).to_numpy()
        if feature == "arabic_share":
            # Runs of other characters are fewer than letters.
            letters = compute.replace_substring_regex(texts, r"[\P{L}\P{Arabic}]+", "")
            return compute.utf8_length(letters).to_numpy()
        pattern = {"digit_share": r"\p{Nd}", "punctuation_share": r"\p{P}"}[feature]
        return compute.count_substring_regex(texts, pattern).to_numpy()

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The names of the statistics."""
        return np.array(self._features(), dtype=object)


_STATISTICS = (
    "characters",
    "words",
    "sentences",
    "word_length",
    "arabic_share",
    "diacritic_share",
    "digit_share",
    "punctuation_share",
    "numbers",
    "dates",
    "entities",
)
_MARKS = ("harakat", "tanwin", "shadda", "sukun", "dagger_alef", "quranic_marks", "extended_marks")
_BARE = dict.fromkeys(_MARKS, "remove")
