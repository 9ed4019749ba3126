//! What the words on both sides say for or against a sentence boundary between them.

/// Evidence above which an ellipsis ends a sentence.
pub(super) const ELLIPSIS: f32 = 2.0;
/// The same for an abbreviation that may stand at the end.
pub(super) const ABBREVIATION: f32 = 0.0;
/// The same for initials and other abbreviations.
pub(super) const INITIALS: f32 = 2.0;
/// The same for a line break.
pub(super) const LINE: f32 = -1.0;
/// A line of a wrapped text that is full speaks against a boundary, one that is not, for it.
pub(super) const FULL_LINE: f32 = -5.0;
pub(super) const SHORT_LINE: f32 = 2.0;

/// Evidence for a boundary between the word `last` and the word `first`.
pub(super) fn boundary(_last: &str, first: &str) -> f32 {
    if first.starts_with('و') { 1.0 } else { 0.0 }
}
