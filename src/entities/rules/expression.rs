//! Regular expressions, of the crate `regex`: in time linear in the text.

use regex::{Regex, RegexBuilder};
use regex_syntax::Parser;

use crate::{Error, Result};

/// The most bytes that a compiled expression takes.
const MOST_BYTES: usize = 4 << 20;

/// # Errors
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the place if it is malformed; if it is too large,
/// or can match what is empty, or nothing.
pub(super) fn compile(pattern: &str) -> Result<Regex> {
    let wrong = |what: String| Error::data(format!("the regular expression {pattern:?}: {what}"));
    if pattern.is_empty() {
        return Err(Error::data("the regular expression is empty"));
    }
    let parsed = Parser::new().parse(pattern).map_err(|error| {
        use regex_syntax::Error::{Parse, Translate};
        let at = |offset: usize| pattern[..offset].chars().count();
        match &error {
            Parse(error) => {
                wrong(format!("{} at character {}", error.kind(), at(error.span().start.offset)))
            }
            Translate(error) => {
                wrong(format!("{} at character {}", error.kind(), at(error.span().start.offset)))
            }
            _ => wrong("it is malformed".into()),
        }
    })?;
    match parsed.properties().minimum_len() {
        Some(0) => Err(wrong("it matches the empty string".into())),
        None => Err(wrong("it matches nothing".into())),
        Some(_) => RegexBuilder::new(pattern).size_limit(MOST_BYTES).build().map_err(|error| {
            wrong(match error {
                regex::Error::CompiledTooBig(most) => {
                    format!("compiled it takes more than {most} bytes")
                }
                error => error.to_string(),
            })
        }),
    }
}
