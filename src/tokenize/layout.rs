//! How a text uses its line breaks: whether they wrap it, how evenly, and what a line's length says.
//!
//! A line break is either inside a sentence, where a line was full, or a boundary. How many are
//! which, and how long full lines are, is not known; but the words around each break speak for one
//! or the other. From them the rest is learned by expectation and maximization, in a few rounds.

/// A line break that no mark decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Break {
    /// What the words around it say for a boundary, in logits.
    pub evidence: f32,
    /// The characters of the line before it, at most [`WIDEST`] + 1.
    length: usize,
    /// The same with the first word after it.
    longer: usize,
}

/// Lengths beyond, in characters, are all alike.
const WIDEST: usize = 240;

impl Break {
    /// The break between a line and the rest of the text, both without space around them.
    pub fn new(evidence: f32, line: &str, rest: &str) -> Self {
        let length = line.chars().take(WIDEST + 1).count();
        let word = rest.chars().take(WIDEST).take_while(|c| !c.is_whitespace()).count();
        Self { evidence, length, longer: length + word }
    }

    /// About where the line would have ended if words could be cut.
    fn middle(self) -> f32 {
        (self.length + self.longer) as f32 / 2.0
    }
}

/// How full the lines of a text are that end inside a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lengths {
    Unknown,
    /// All are broken at one width: the line fitted, and with the next word it did not.
    Even(usize),
    /// They end about here.
    Ragged {
        mean: f32,
        deviation: f32,
    },
}

/// What is known of a text's line breaks together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// The evidence for a boundary at each of them, before its words are looked at.
    prior: f32,
    lengths: Lengths,
}

impl Default for Layout {
    fn default() -> Self {
        Self { prior: 0.0, lengths: Lengths::Unknown }
    }
}

/// What is expected of a text before it is read: so many breaks, this share inside sentences.
const EXPECTED: (f32, f32) = (2.0, 0.1);
/// Wrapped text has a mark amid its lines every few words. So many words without one speak for lines
/// that are sentences as one break more that is a boundary; each mark amid lines outweighs some of
/// these; and they count for at most so many breaks, or this share of all.
const UNMARKED: f32 = 40.0;
const AMID: f32 = 5.0;
const MOST: (f32, f32) = (6.0, 0.5);
/// A break that a mark stands before says so much for boundaries at those that have none.
const MARKED: f32 = 0.25;
const ROUNDS: usize = 8;
/// The first rounds look at words alone.
const WORDS_ALONE: usize = 3;
/// Words speak less surely here than in the news that they were learned from.
const TRUST: f32 = 0.8;
/// The width is learned from at least so many breaks inside sentences.
const BREAKS: f32 = 4.0;
/// One width holds if this share of them agrees on it.
const AGREE: f32 = 0.8;
/// In a text of one width, what a full line says and one that is not.
const FULL: f32 = -4.0;
const SHORT: f32 = 5.0;
/// Before lengths are known, they are taken to deviate so much, as if so many lines did.
const DEVIATION: (f32, f32) = (2.0, 20.0);
/// What the length of a ragged line may say.
const RAGGED: (f32, f32) = (-2.0, 6.0);

impl Layout {
    /// Learns from breaks without a mark, the number of those with one, of marks amid lines, and of
    /// words.
    pub fn of(breaks: &[Break], marked: usize, amid: usize, words: usize) -> Self {
        let (count, share) = EXPECTED;
        let mut outside = count * (1.0 - share) + MARKED * marked as f32;
        let unmarked = words as f32 / UNMARKED - AMID * amid as f32;
        outside += unmarked.clamp(0.0, MOST.0.max(MOST.1 * breaks.len() as f32));
        let mut layout = Self::default();
        let mut weights = vec![0.0; breaks.len()];
        for round in 0..ROUNDS {
            for (weight, line_break) in weights.iter_mut().zip(breaks) {
                *weight = 1.0 / (1.0 + layout.boundary(*line_break).exp());
            }
            let all: f32 = weights.iter().sum();
            let inside = (all + count * share) / (breaks.len() as f32 + count * share + outside);
            layout.prior = ((1.0 - inside) / inside).ln().clamp(-4.0, 5.0);
            if round >= WORDS_ALONE && all >= BREAKS {
                layout.lengths = Lengths::of(breaks, &weights, all);
            }
        }
        layout
    }

    /// What the words and the length of the line say for a boundary at a break of this text.
    pub fn boundary(self, line_break: Break) -> f32 {
        TRUST * line_break.evidence + self.without_words(line_break)
    }

    /// The same before the words are looked at.
    pub fn without_words(self, line_break: Break) -> f32 {
        self.prior
            + match self.lengths {
                Lengths::Unknown => 0.0,
                Lengths::Even(width) if line_break.length > width || line_break.longer >= width => {
                    FULL
                }
                Lengths::Even(_) => SHORT,
                Lengths::Ragged { mean, deviation } => {
                    let z = (line_break.middle() - mean) / deviation;
                    let full = (-z * z / 2.0).exp() / (deviation * 2.5);
                    let any = 1.0 / (mean + 2.0 * deviation);
                    (any / full).ln().clamp(RAGGED.0, RAGGED.1)
                }
            }
    }
}

impl Lengths {
    /// Of the breaks inside sentences, which each is by its weight.
    fn of(breaks: &[Break], weights: &[f32], all: f32) -> Self {
        // Differences of the weights that agree on each width.
        let mut agree = [0.0; WIDEST + 2];
        let (mut sum, mut squares) = (0.0, 0.0);
        for (line_break, weight) in breaks.iter().zip(weights) {
            if line_break.length <= WIDEST {
                agree[line_break.length] += weight;
                agree[line_break.longer.min(WIDEST) + 1] -= weight;
            }
            sum += weight * line_break.middle();
            squares += weight * line_break.middle() * line_break.middle();
        }
        let (mut count, mut best) = (0.0, (0.0, 0));
        for (width, change) in agree.iter().enumerate() {
            count += change;
            if count > best.0 + 1e-3 {
                best = (count, width);
            }
        }
        if best.0 >= AGREE * all {
            return Self::Even(best.1);
        }
        let mean = sum / all;
        let (lines, usual) = DEVIATION;
        let variance = (squares - sum * mean + lines * usual * usual) / (all + lines);
        Self::Ragged { mean, deviation: variance.max(1.0).sqrt() }
    }
}
