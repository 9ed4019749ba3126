//! Hard-wrapped lines: is a text wrapped at some width, and is a given line full?

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
    /// Learns it from each line and what comes after it, both without space around them.
    pub fn of<'t>(lines: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        // Differences of the number of breaks that agree on each width.
        let mut agree = [0i32; WIDEST + 2];
        let mut breaks = 0;
        for (line, rest) in lines {
            // Where a sentence ends anyway, nothing is learned.
            if line.ends_with(['.', '؟', '!', '?']) {
                continue;
            }
            breaks += 1;
            let width = length(line);
            if width <= WIDEST {
                agree[width] += 1;
                agree[(width + first_word(rest)).min(WIDEST) + 1] -= 1;
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

    /// In a wrapped text, whether a line is full: the first word of the rest would not have fitted.
    pub fn fills(self, line: &str, rest: &str) -> Option<bool> {
        Some(length(line) + first_word(rest) >= self.width?)
    }
}

/// The characters of a line; of a line wider than all, one more than those.
fn length(line: &str) -> usize {
    line.chars().take(WIDEST + 1).count()
}

/// The characters of the word that `text` begins with.
fn first_word(text: &str) -> usize {
    text.chars().take(WIDEST).take_while(|c| !c.is_whitespace()).count()
}
