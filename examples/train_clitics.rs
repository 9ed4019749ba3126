//! Trains the default clitic model, until the command line does:
//! `cargo run --release --features train --example train_clitics -- OUT DATE`.
use std::path::PathBuf;

use warraq::model::{Component, ModelFile, ModelWriter, Source, save};
use warraq::train::{CliticOptions, train_clitics};

const MODEL: &str = "models/default.warraq";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, date] = &arguments[..] else { return Err("OUT DATE".into()) };
    let data = |path: &str| {
        PathBuf::from(std::env::var("WARRAQ_DATA").unwrap_or("../shared/data".into())).join(path)
    };
    let options = CliticOptions {
        segments: vec![data("segmentation/ar_pud-dev-words.tsv")],
        names: Some((
            data("ner/fane/wikifane-coarse-words.conll"),
            data("ner/fane/wikifane-fine-segmented.conll"),
        )),
        raw: vec![data("raw/ant-jawhara.txt.xz"), data("raw/ant-multisource.txt.xz")],
        frequencies: vec![data("lexicons/wordfreq_large_ar.msgpack.gz")],
        persons: vec![data("lexicons/person_names_wikidata_cc0.tsv")],
        places: vec![data("lexicons/geonames_cities_ar.tsv")],
        transliterated: vec![data("lexicons/arabnamer_ccby4.json")],
        proper_nouns: vec![data("lexicons/camel_morph_msa_csv/MSA-Noun-Prop-LEX.csv")],
        dev: Some(data("segmentation/wikinews-dev.tsv")),
    };
    let source = |name: &str, licence: &str| Source { name: name.into(), licence: licence.into() };
    let metadata = Component {
        licence: "CC BY-SA 4.0".into(),
        data: vec![
            source("UD Arabic PUD, first half", "CC BY-SA 3.0"),
            source("WikiFANE gold", "CC BY-SA 3.0"),
            source("ANT corpus (word counts)", "Apache-2.0; counts only"),
            source("wordfreq large_ar", "CC BY-SA 4.0"),
            source("Wikidata person names", "CC0 1.0"),
            source("ArabNamer", "CC BY 4.0"),
            source("GeoNames cities", "CC BY 4.0"),
            source("Camel Morph MSA proper nouns", "CC BY 4.0"),
        ],
        command: "cargo run --release --features train --example train_clitics".into(),
        date: date.clone(),
        ..Component::default()
    };
    let mut model = ModelWriter::from(&ModelFile::parse(&std::fs::read(MODEL)?)?);
    let evaluation = train_clitics(&options, metadata, &mut model, |line| {
        eprintln!("{line}");
        Ok(())
    })?;
    save(out, &model.to_bytes()?)?;
    println!("{}", serde_json::to_string(&evaluation)?);
    Ok(())
}
