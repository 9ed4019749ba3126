#!/bin/sh
# Builds models/default.warraq from the data, with the command line of an installed warraq:
#     sh models/train.sh [DATA [DATE [MODEL]]]
# The same data and date give the same bytes. Takes some minutes and 2 GB.
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

# The tagger compares stems, so the segmenter comes first.
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

warraq train ner "$ner/anercorp/train.conll" "$@" \
    --dev "$ner/anercorp/dev.conll" \
    --hints "$ner/fane/wikifane-coarse-words.conll" \
    --others "$ner/fane/wikifane-coarse-words.conll" \
    "$ner/fane/newsfane-trainonly-coarse-words.conll" "$ner/wojood/train.conll" \
    --source "ANERcorp, CAMeL Lab split, nine tenths of the training part=CC BY-SA 4.0" \
    --source "WikiFANE gold=CC BY-SA 3.0" \
    --source "NewsFANE gold, its part that is ANERcorp's training part=CC BY-SA 3.0" \
    --source "Wojood, public sample, training part=MIT"

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
