#!/bin/sh
# Builds models/default.warraq from the data, with the command line of an installed warraq and a Python
# that has it and models/teacher.txt:
#     sh models/train.sh [DATA [DATE [MODEL]]]
# The same data and date give the same bytes on the same machine. Takes half an hour of two cores and 3 GB.
set -eu
data=${1:-../shared/data}
date=${2:-$(date +%F)}
model=${3:-models/default.warraq}

command="sh models/train.sh $data $date"
ner=$data/ner
lexicons=$data/lexicons
set -- --raw "$data/raw/ant-jawhara.txt.xz" "$data/raw/ant-multisource.txt.xz" \
    --persons "$lexicons/person_names_wikidata_cc0.tsv" \
    --places "$lexicons/geonames_cities_ar.tsv" \
    --transliterated "$lexicons/arabnamer_ccby4.json" \
    --proper-nouns "$lexicons/camel_morph_msa_csv/MSA-Noun-Prop-LEX.csv" \
    --source "ANT corpus (statistics)=Apache-2.0; statistics only" \
    --source "Wikidata person names=CC0 1.0" \
    --source "GeoNames cities=CC BY 4.0" \
    --source "ArabNamer=CC BY 4.0" \
    --source "Camel Morph MSA proper nouns=CC BY 4.0" \
    --licence "CC BY-SA 4.0" --date "$date" --command "$command" --base "$model" --output "$model"

# A transformer tags raw text for the entity tagger to learn from. It needs nothing of what is built here.
silver=$(mktemp -d)
trap 'rm -rf "$silver"' EXIT
teach() {
    teacher=$(dirname "$0")/teacher.py
    python "$teacher" train --train "$ner/anercorp/train.conll" --steps 1700 --threads 1 --model "$silver/model.pt" \
        --aux "$ner/wojood/train.conll" --aux "$ner/fane/wikifane-coarse-words.conll:0.33" \
        --person-names "$lexicons/person_names_wikidata_cc0.tsv" \
        --foreign-names "$lexicons/arabnamer_ccby4.json" --cities "$lexicons/geonames_cities_ar.tsv"
    python "$teacher" tag --model "$silver/model.pt" --tokens 1000000 --threads 1 --out "$silver/silver.tsv" \
        --raw "$data/raw/ant-multisource.txt.xz" "$data/raw/ant-jawhara.txt.xz"
}
teach 2> "$silver/log" &
teaching=$!

# The taggers compare stems, so the segmenter comes first.
warraq train segment "$data/segmentation/ar_pud-dev-words.tsv" "$@" \
    --names "$ner/fane/wikifane-coarse-words.conll" "$ner/fane/wikifane-fine-segmented.conll" \
    --verbs "$lexicons/camel_morph_msa_csv/MSA-Verb-LEX-PV.csv" \
    "$lexicons/camel_morph_msa_csv/MSA-Verb-LEX-IV.csv" \
    "$lexicons/camel_morph_msa_csv/MSA-Verb-LEX-CV.csv" \
    --adjectives "$lexicons/camel_morph_msa_csv/MSA-Adj-LEX.csv" \
    --plurals data/morphology/plurals.tsv \
    --frequencies "$lexicons/wordfreq_large_ar.msgpack.gz" \
    --dev "$data/segmentation/wikinews-dev.tsv" --cross-validate 5 \
    --source "Camel Morph MSA verbs and adjectives=CC BY 4.0" \
    --source "UD Arabic PUD, first half=CC BY-SA 3.0" \
    --source "WikiFANE gold=CC BY-SA 3.0" \
    --source "wordfreq large_ar=CC BY-SA 4.0"

camel=$lexicons/camel_morph_msa_csv
warraq train pos "$data/segmentation/ar_pud-dev.conllu" "$@" \
    --lexicon "$camel/MSA-Verb-LEX-PV.csv" "$camel/MSA-Verb-LEX-IV.csv" "$camel/MSA-Verb-LEX-CV.csv" \
    "$camel/MSA-Adj-LEX.csv" "$camel/MSA-Adj-Comp-LEX.csv" "$camel/MSA-Adj-Num-LEX.csv" "$camel/MSA-Noun-Num-LEX.csv" \
    "$camel/MSA-Noun-Quant-LEX.csv" "$camel/MSA-Other-LEX.csv" \
    --hints "$ner/fane/wikifane-coarse-words.conll" "$ner/anercorp/train.conll" \
    --plurals data/morphology/plurals.tsv \
    --cross-validate 5 \
    --source "UD Arabic PUD, first half=CC BY-SA 3.0" \
    --source "Camel Morph MSA (forms and lemmas)=CC BY 4.0" \
    --source "WikiFANE gold (statistics)=CC BY-SA 3.0" \
    --source "ANERcorp, CAMeL Lab split, nine tenths of the training part (statistics)=CC BY-SA 4.0"

wait "$teaching" || { cat "$silver/log" >&2; exit 1; }
warraq train ner "$ner/anercorp/train.conll" "$@" \
    --dev "$ner/anercorp/dev.conll" \
    --hints "$ner/fane/wikifane-coarse-words.conll" \
    --silver "$silver/silver.tsv" \
    --others "$ner/fane/wikifane-coarse-words.conll" \
    "$ner/fane/newsfane-trainonly-coarse-words.conll" "$ner/wojood/train.conll" \
    --source "ANERcorp, CAMeL Lab split, nine tenths of the training part=CC BY-SA 4.0" \
    --source "WikiFANE gold=CC BY-SA 3.0" \
    --source "NewsFANE gold, its part that is ANERcorp's training part=CC BY-SA 3.0" \
    --source "Wojood, public sample, training part=MIT" \
    --source "multilingual-e5-small (teacher)=MIT"
