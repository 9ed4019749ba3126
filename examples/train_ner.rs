//! Trains the default entity tagger, until the command line does:
//! `cargo run --release --features train --example train_ner -- OUT DATE`.
use std::path::PathBuf;

use warraq::model::{Component, ModelFile, ModelWriter, Source, save};
use warraq::train::{NerOptions, train_ner};

const MODEL: &str = "models/default.warraq";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, date] = &arguments[..] else { return Err("OUT DATE".into()) };
    let data = |path: &str| {
        PathBuf::from(std::env::var("WARRAQ_DATA").unwrap_or("../shared/data".into())).join(path)
    };
    let options = NerOptions {
        train: vec![data("ner/anercorp/train.conll")],
        dev: Some(data("ner/anercorp/dev.conll")),
        raw: vec![data("raw/ant-jawhara.txt.xz"), data("raw/ant-multisource.txt.xz")],
        persons: vec![data("lexicons/person_names_wikidata_cc0.tsv")],
        places: vec![data("lexicons/geonames_cities_ar.tsv")],
        transliterated: vec![data("lexicons/arabnamer_ccby4.json")],
        proper_nouns: vec![data("lexicons/camel_morph_msa_csv/MSA-Noun-Prop-LEX.csv")],
        hints: vec![data("ner/fane/wikifane-coarse-words.conll")],
        ..NerOptions::default()
    };
    let source = |name: &str, licence: &str| Source { name: name.into(), licence: licence.into() };
    let metadata = Component {
        licence: "CC BY-SA 4.0".into(),
        data: vec![
            source("ANERcorp, CAMeL Lab split, part of its training part", "CC BY-SA 4.0"),
            source("WikiFANE gold (statistics)", "CC BY-SA 3.0"),
            source("ANT corpus (clusters and statistics)", "Apache-2.0; statistics only"),
            source("Wikidata person names", "CC0 1.0"),
            source("ArabNamer", "CC BY 4.0"),
            source("GeoNames cities", "CC BY 4.0"),
            source("Camel Morph MSA proper nouns", "CC BY 4.0"),
        ],
        command: "cargo run --release --features train --example train_ner".into(),
        date: date.clone(),
        ..Component::default()
    };
    let mut model = ModelWriter::from(&ModelFile::parse(&std::fs::read(MODEL)?)?);
    let evaluation = train_ner(&options, metadata, &mut model, |line| {
        eprintln!("{line}");
        Ok(())
    })?;
    save(out, &model.to_bytes()?)?;
    println!("{}", serde_json::to_string_pretty(&evaluation)?);
    Ok(())
}
