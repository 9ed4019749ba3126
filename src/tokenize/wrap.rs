//! Hard-wrapped lines: is a text wrapped at some width, and is a given line full?

use memchr::memchr_iter;
use memchr::memrchr;

/// Widths, in characters, at which texts are wrapped.
const NARROWEST: usize = 20;
const WIDEST: usize = 240;
/// A text is wrapped if at least so many of its line breaks, and this share, agree on a width.
const BREAKS: usize = 3;
const SHARE: f32 = 0.6;

/// The width at which a text is wrapped, if it is.
///
/// A line of `w` characters before a word of `n` was broken at a width from `w` to `w + n`: it
/// held the line but not the word. The width on which most breaks agree is the text's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wrap {
    width: Option<usize>,
}

impl Wrap {
    pub fn of(text: &str) -> Self {
        // Differences of the number of breaks that agree on each width.
        let mut agree = [0i32; WIDEST + 2];
        let mut breaks = 0;
        let mut start = 0;
        for newline in memchr_iter(b'\n', text.as_bytes()) {
            let line = text[start..newline].trim();
            start = newline + 1;
            let next = first_word(&text[start..]);
            // Where a sentence ends anyway, nothing is learned.
            if line.is_empty() || next == 0 || line.ends_with(['.', '؟', '!', '?']) {
                continue;
            }
            breaks += 1;
            let width = line.chars().take(WIDEST + 1).count();
            if width <= WIDEST {
                agree[width] += 1;
                agree[(width + next).min(WIDEST) + 1] -= 1;
            }
        }
        let (mut count, mut best) = (0, (0, 0));
        for (width, change) in agree.iter().enumerate() {
            count += change;
            if width >= NARROWEST && count > best.0 {
                best = (count, width);
            }
        }
        let wrapped = best.0 as usize >= BREAKS && best.0 as f32 >= SHARE * breaks as f32;
        Self { width: wrapped.then_some(best.1) }
    }

    /// In a wrapped text, whether the line that contains byte `end`, past its last word, is full:
    /// the next word would not have fitted.
    pub fn fills(self, text: &str, end: usize) -> Option<bool> {
        let width = self.width?;
        let start = memrchr(b'\n', &text.as_bytes()[..end]).map_or(0, |newline| newline + 1);
        let next = first_word(text[end..].trim_start());
        let line = text[start..end].trim_start().chars().take(WIDEST + 1).count();
        Some(line + next >= width)
    }
}

/// The characters of the word that `text` begins with, none on a blank line.
fn first_word(text: &str) -> usize {
    let text = text.trim_start_matches([' ', '\t']);
    text.chars().take(WIDEST).take_while(|c| !c.is_whitespace()).count()
}
