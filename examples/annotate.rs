//! Lists the entities of a text file: `cargo run --example annotate [FILE]`.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "examples/news.txt".into());
    let text = std::fs::read_to_string(path)?;
    let pipeline = warraq::Pipeline::embedded()?;
    let document = pipeline.annotate(&text)?;
    for entity in document.entities() {
        let span = entity.span;
        println!(
            "{}..{}\t{}\t{:.2}\t{}",
            span.start,
            span.end,
            document.label(entity),
            entity.score,
            document.name(entity)
        );
    }
    Ok(())
}
