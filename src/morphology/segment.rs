//! The parts of a word, what each is for, and how far the schemes of the literature take it apart.

use std::borrow::Cow;

use super::fold::letter;
use crate::{Error, Result, Span};

/// A part of a word: a clitic, or what is left without them.
///
/// The segments of a token follow one another without a gap, from its first byte to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// The bytes of the text; marks and tatweel belong to the letter before them.
    pub span: Span,
    /// What it is for.
    pub role: Role,
    /// How its form differs from what stands in the text.
    pub edit: Edit,
}

impl Segment {
    /// A part of the text as it stands there.
    pub fn new(span: Span, role: Role) -> Self {
        Self { span, role, edit: Edit::default() }
    }

    /// The underlying form, as it is written where it stands alone: `الصين` for the `لصين` of
    /// `للصين`, `مدرسة` for the `مدرست` of `مدرستهم`. Its marks and tatweel stay.
    ///
    /// # Panics
    /// If `text` is not the text that it is a segment of.
    pub fn form(self, text: &str) -> Cow<'_, str> {
        self.edit.apply(self.span.of(text))
    }

    /// Appends the underlying form.
    pub(crate) fn push_form(self, text: &str, out: &mut String) {
        self.edit.push(self.span.of(text), out);
    }
}

/// How the form of a segment differs from its surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Edit {
    /// What the front has lost.
    pub front: Front,
    /// How the end has changed.
    pub back: Back,
}

/// What a proclitic took from the front of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Front {
    /// Nothing.
    #[default]
    Unchanged,
    /// The alef of the article: `لصين` in `للصين` is `الصين`.
    Alef,
    /// The article, whose ل fell together with the first of the stem: `لجنة` in `للجنة` is `اللجنة`.
    Article,
    /// The ل of the stem, which fell together with that of the article: with the article apart,
    /// `جنة` in `للجنة` is `لجنة`.
    Lam,
}

/// How what follows changed the end of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Back {
    /// Not at all.
    #[default]
    Unchanged,
    /// ة is written ت: `مدرست` in `مدرستهم` is `مدرسة`.
    TaMarbuta,
    /// ى is written ا or ي: `مدا` in `مداه` is `مدى`, `إلي` in `إليه` is `إلى`.
    AlefMaksura,
    /// ء is written on ئ or ؤ: `أعضائ` in `أعضائه` is `أعضاء`.
    Hamza,
    /// أ is written ئ or ؤ: `مبدئ` in `مبدئه` is `مبدأ`.
    HamzaOnAlef,
    /// A silent ا is not written: `كتبو` in `كتبوه` is `كتبوا`.
    Alef,
    /// ن fell together with the next letter: `م` in `مما` is `من`.
    Nun,
    /// ي fell together with the pronoun: `ف` in `فيّ` is `في`.
    Ya,
    /// ى fell together with the pronoun: `عل` in `عليّ` is `على`.
    AlefMaksuraLost,
    /// ا is written ي: `كلي` in `كليهما` is `كلا`.
    AlefOnYa,
}

impl Edit {
    fn apply(self, surface: &str) -> Cow<'_, str> {
        if self == Self::default() {
            return surface.into();
        }
        let mut form = String::with_capacity(surface.len() + 6);
        self.push(surface, &mut form);
        form.into()
    }

    fn push(self, surface: &str, form: &mut String) {
        let front = match self.front {
            Front::Unchanged => "",
            Front::Alef => "ا",
            Front::Article => "ال",
            Front::Lam => "ل",
        };
        let (replaces, back) = match self.back {
            Back::Unchanged => (false, ""),
            Back::TaMarbuta => (true, "ة"),
            Back::AlefMaksura => (true, "ى"),
            Back::Hamza => (true, "ء"),
            Back::HamzaOnAlef => (true, "أ"),
            Back::Alef => (false, "ا"),
            Back::Nun => (false, "ن"),
            Back::Ya => (false, "ي"),
            Back::AlefMaksuraLost => (false, "ى"),
            Back::AlefOnYa => (true, "ا"),
        };
        form.push_str(front);
        match surface.char_indices().rfind(|&(_, c)| letter(c) != 0) {
            Some((at, last)) if replaces => {
                let (before, from) = surface.split_at(at);
                form.push_str(before);
                form.push_str(back);
                // A hamza or madda that is a mark is of the letter replaced, and so is the sukun of
                // a ي: the vowel that ends the form has none.
                let vowel = matches!(self.back, Back::AlefMaksura | Back::AlefOnYa);
                let marks = from[last.len_utf8()..].chars();
                form.extend(marks.filter(|mark| match mark {
                    '\u{653}'..='\u{655}' => false,
                    '\u{652}' => !vowel,
                    _ => true,
                }));
            }
            _ => {
                form.push_str(surface);
                form.push_str(back);
            }
        }
    }
}

/// What a segment is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Role {
    /// What is left without clitics; the whole of a token that has none, or is no Arabic word.
    #[default]
    Stem,
    /// و and ف; `أن` in `ألا`.
    Conjunction,
    /// ب, ل, ك; `من` in `مما`.
    Preposition,
    /// ال.
    Article,
    /// س before a verb.
    Future,
    /// أ at the front of a question.
    Interrogative,
    /// ل of emphasis: `لقد`.
    Emphatic,
    /// A pronoun after a noun: `كتابه`. What it follows is judged by its part of speech where that is
    /// computed, else by the stem alone; so for [`Object`](Self::Object).
    Possessive,
    /// A pronoun after a verb, a preposition or a particle: `رآه`, `له`, `إنه`.
    Object,
}

/// What is listed of a role.
struct Listed {
    role: Role,
    name: &'static str,
    upos: &'static str,
    atb: &'static str,
    camel: &'static str,
    meaning: &'static str,
    meaning_ar: &'static str,
}

/// Every role with its names and its meaning: the one list of them.
const ROLES: [Listed; 9] = {
    const fn role(
        role: Role,
        [name, upos, atb, camel]: [&'static str; 4],
        [meaning, meaning_ar]: [&'static str; 2],
    ) -> Listed {
        Listed { role, name, upos, atb, camel, meaning, meaning_ar }
    }
    use Role::*;
    [
        role(Stem, ["stem", "X", "", "stem"], ["what is left without clitics", "الجذع بلا لواصق"]),
        role(
            Conjunction,
            ["conjunction", "CCONJ", "CONJ", "conj"],
            ["conjunction", "حرف عطف أو وصل"],
        ),
        role(Preposition, ["preposition", "ADP", "PREP", "prep"], ["preposition", "حرف جر"]),
        role(Article, ["article", "DET", "DET", "det"], ["definite article", "أداة التعريف"]),
        role(Future, ["future", "PART", "FUT_PART", "fut"], ["future particle", "حرف استقبال"]),
        role(
            Interrogative,
            ["interrogative", "PART", "INTERROG_PART", "ques"],
            ["interrogative particle", "حرف استفهام"],
        ),
        role(
            Emphatic,
            ["emphatic", "PART", "EMPHATIC_PART", "emph"],
            ["emphatic particle", "لام التوكيد"],
        ),
        role(
            Possessive,
            ["possessive", "PRON", "POSS_PRON", "poss"],
            ["possessive pronoun", "ضمير مضاف إليه"],
        ),
        role(
            Object,
            ["object", "PRON", "PRON", "dobj"],
            ["object pronoun, of a verb, preposition or particle", "ضمير متصل بفعل أو حرف"],
        ),
    ]
};

impl Role {
    /// Every role, in the order of their numbers.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        ROLES.iter().map(|listed| listed.role)
    }

    /// The name, in lower case.
    pub fn name(self) -> &'static str {
        ROLES[self as usize].name
    }

    /// The tag of Universal Dependencies; `X` for a stem, whose tag is not known from its role.
    pub fn upos(self) -> &'static str {
        ROLES[self as usize].upos
    }

    /// The tag of the Penn Arabic Treebank; none for a stem.
    pub fn atb(self) -> &'static str {
        ROLES[self as usize].atb
    }

    /// The name in CAMeL Tools, where it is the end of the value of a clitic feature
    /// (`wa_conj`, `bi_prep`, `Al_det`, `sa_fut`, `3ms_poss`).
    pub fn camel(self) -> &'static str {
        ROLES[self as usize].camel
    }

    /// What the role means, in English.
    pub fn meaning(self) -> &'static str {
        ROLES[self as usize].meaning
    }

    /// What the role means, in Arabic.
    pub fn meaning_ar(self) -> &'static str {
        ROLES[self as usize].meaning_ar
    }

    /// The role of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::all()
            .find(|role| role.name() == name)
            .ok_or_else(|| Error::unknown("role", name, &ROLES.map(|listed| listed.name)))
    }

    /// Whether it is a pronoun.
    pub fn is_pronoun(self) -> bool {
        matches!(self, Self::Possessive | Self::Object)
    }
}

/// How far words are taken apart: the schemes of Habash and Sadat (2006), all of them obtained from
/// the same analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Scheme {
    /// Conjunctions and the interrogative أ apart: `و` `سيكتبونها`, `و` `للمدرسة`.
    D1,
    /// Prepositions, future and emphatic particles too: `و` `س` `يكتبونها`, `و` `ل` `المدرسة`.
    D2,
    /// That of the Penn Arabic Treebank: pronouns too, all but the article: `و` `س` `يكتبون` `ها`,
    /// `و` `ل` `المدرسة`.
    #[default]
    Atb,
    /// All clitics: `و` `س` `يكتبون` `ها`, `و` `ل` `ال` `مدرسة`.
    D3,
}

/// Every scheme with its name and what it cuts: the one list of them.
const SCHEMES: [(Scheme, &str, &str); 4] = [
    (Scheme::D1, "d1", "conjunctions and the interrogative particle apart"),
    (Scheme::D2, "d2", "prepositions, future and emphatic particles too"),
    (Scheme::Atb, "atb", "all clitics but the article, as the Penn Arabic Treebank"),
    (Scheme::D3, "d3", "all clitics"),
];

impl Scheme {
    /// Every scheme, the coarsest first.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        SCHEMES.iter().map(|entry| entry.0)
    }

    /// The name, in lower case.
    pub fn name(self) -> &'static str {
        SCHEMES[self as usize].1
    }

    /// What the scheme cuts, in English.
    pub fn meaning(self) -> &'static str {
        SCHEMES[self as usize].2
    }

    /// The scheme of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::all()
            .find(|scheme| scheme.name() == name)
            .ok_or_else(|| Error::unknown("scheme", name, &SCHEMES.map(|entry| entry.1)))
    }

    /// Whether a segment of that role stands apart.
    pub fn cuts(self, role: Role) -> bool {
        match role {
            Role::Stem => false,
            Role::Conjunction | Role::Interrogative => true,
            Role::Preposition | Role::Future | Role::Emphatic => self >= Self::D2,
            Role::Possessive | Role::Object => self >= Self::Atb,
            Role::Article => self >= Self::D3,
        }
    }

    /// The segments of one token, those joined that the scheme leaves together. What is joined has
    /// the role [`Role::Stem`].
    pub fn join(self, segments: &[Segment]) -> impl Iterator<Item = Segment> + Clone {
        let mut rest = segments;
        std::iter::from_fn(move || {
            let (&first, after) = rest.split_first()?;
            rest = after;
            let mut joined = first;
            while !self.cuts(joined.role)
                && let Some((&next, after)) = rest.split_first()
                && !self.cuts(next.role)
            {
                rest = after;
                joined = join(joined, next);
            }
            Some(joined)
        })
    }
}

/// Two segments that follow one another as one. Between them what stands in the text is right.
fn join(first: Segment, second: Segment) -> Segment {
    let front = match (first.role, second.edit.front) {
        (Role::Article, Front::Lam) => Front::Article,
        _ => first.edit.front,
    };
    Segment {
        span: Span { start: first.span.start, end: second.span.end },
        role: Role::Stem,
        edit: Edit { front, back: second.edit.back },
    }
}

/// The segments of all tokens of a text.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    all: Vec<Segment>,
    /// Where those of each token end.
    ends: Vec<u32>,
}

impl Segments {
    /// The segments of the token of that number, at least one.
    ///
    /// # Panics
    /// If there are no so many tokens.
    pub fn of(&self, token: usize) -> &[Segment] {
        &self.all[self.range(token)]
    }

    /// Where the segments of a token are among [all](Self::all).
    ///
    /// # Panics
    /// If there are no so many tokens.
    pub fn range(&self, token: usize) -> std::ops::Range<usize> {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[token] as usize
    }

    /// The number among [all](Self::all) of a token's stem; of a word that is all clitics, of what
    /// follows the conjunction: `ل` in `وله`.
    ///
    /// # Panics
    /// If there are no so many tokens.
    pub fn stem(&self, token: usize) -> usize {
        self.head(self.range(token))
    }

    /// Which of these segments carries what is known of all of them.
    fn head(&self, range: std::ops::Range<usize>) -> usize {
        let find = |wanted: fn(Role) -> bool| range.clone().find(|&at| wanted(self.all[at].role));
        find(|role| role == Role::Stem)
            .or_else(|| find(|role| role != Role::Conjunction))
            .unwrap_or(range.start)
    }

    /// The segments of a token as a scheme has them, each with the number among [all](Self::all) of
    /// what carries its part of speech and its lemma: of joined ones the stem.
    ///
    /// # Panics
    /// If there are no so many tokens.
    pub fn joined(
        &self,
        token: usize,
        scheme: Scheme,
    ) -> impl Iterator<Item = (Segment, usize)> + Clone {
        let mut at = self.range(token).start;
        scheme.join(self.of(token)).map(move |joined| {
            let parts = &self.all[at..];
            let count = parts.iter().take_while(|part| part.span.end <= joined.span.end).count();
            let head = self.head(at..at + count);
            at += count;
            (joined, head)
        })
    }

    /// The segments of all tokens, in order.
    pub fn all(&self) -> &[Segment] {
        &self.all
    }

    /// Sets the role of one of [all](Self::all).
    pub(crate) fn set_role(&mut self, at: usize, role: Role) {
        self.all[at].role = role;
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
    }

    /// Appends the segments of a token, which `segment` is to push.
    pub(crate) fn push(&mut self, segment: impl FnOnce(&mut Vec<Segment>)) {
        segment(&mut self.all);
        self.ends.push(self.all.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Segments of a word written `surface/role`, an edit made by hand.
    fn segments(parts: &[(&str, Role, Front, Back)]) -> (String, Vec<Segment>) {
        let mut word = String::new();
        let segments = parts.iter().map(|&(surface, role, front, back)| {
            let start = word.len();
            word.push_str(surface);
            Segment { span: Span::new(start, word.len()), role, edit: Edit { front, back } }
        });
        let segments = segments.collect();
        (word, segments)
    }

    fn forms(scheme: Scheme, word: &str, segments: &[Segment]) -> Vec<String> {
        scheme.join(segments).map(|segment| segment.form(word).into_owned()).collect()
    }

    #[test]
    fn listed_once_in_order() {
        for (number, role) in Role::all().enumerate() {
            assert_eq!(role as usize, number);
            assert_eq!(Role::from_name(role.name()).unwrap(), role);
        }
        for (number, scheme) in Scheme::all().enumerate() {
            assert_eq!(scheme as usize, number);
            assert_eq!(Scheme::from_name(scheme.name()).unwrap(), scheme);
        }
        let error = Scheme::from_name("bw").unwrap_err().to_string();
        assert!(error.contains("d1, d2, atb, d3"), "{error}");
        assert_eq!(Scheme::default().name(), "atb");
    }

    #[test]
    fn schemes_join_what_they_leave_together() {
        use {Back as B, Front as F, Role::*};
        let (word, found) = segments(&[
            ("و", Conjunction, F::Unchanged, B::Unchanged),
            ("ل", Preposition, F::Unchanged, B::Unchanged),
            ("ل", Article, F::Alef, B::Unchanged),
            ("صين", Stem, F::Unchanged, B::Unchanged),
        ]);
        assert_eq!(forms(Scheme::D1, &word, &found), ["و", "للصين"]);
        assert_eq!(forms(Scheme::D2, &word, &found), ["و", "ل", "الصين"]);
        assert_eq!(forms(Scheme::Atb, &word, &found), ["و", "ل", "الصين"]);
        assert_eq!(forms(Scheme::D3, &word, &found), ["و", "ل", "ال", "صين"]);
        let (word, found) = segments(&[
            ("ل", Preposition, F::Unchanged, B::Unchanged),
            ("ل", Article, F::Alef, B::Unchanged),
            ("جنة", Stem, F::Lam, B::Unchanged),
        ]);
        assert_eq!(forms(Scheme::D1, &word, &found), ["للجنة"]);
        assert_eq!(forms(Scheme::Atb, &word, &found), ["ل", "اللجنة"]);
        assert_eq!(forms(Scheme::D3, &word, &found), ["ل", "ال", "لجنة"]);
        let (word, found) = segments(&[
            ("س", Future, F::Unchanged, B::Unchanged),
            ("يرا", Stem, F::Unchanged, B::AlefMaksura),
            ("ها", Object, F::Unchanged, B::Unchanged),
        ]);
        assert_eq!(forms(Scheme::D1, &word, &found), ["سيراها"]);
        assert_eq!(forms(Scheme::D2, &word, &found), ["س", "يراها"]);
        assert_eq!(forms(Scheme::D3, &word, &found), ["س", "يرى", "ها"]);
    }

    #[test]
    fn edits_leave_marks_where_they_are() {
        for (surface, back, form) in [
            ("مَدْرَسَتُ", Back::TaMarbuta, "مَدْرَسَةُ"),
            ("مدرستـ", Back::TaMarbuta, "مدرسةـ"),
            ("أعضائ", Back::Hamza, "أعضاء"),
            ("أعضاي\u{654}ِ", Back::Hamza, "أعضاءِ"),
            ("مبدئ", Back::HamzaOnAlef, "مبدأ"),
            ("كتبو", Back::Alef, "كتبوا"),
            ("م", Back::Nun, "من"),
            ("فِ", Back::Ya, "فِي"),
            ("عَل", Back::AlefMaksuraLost, "عَلى"),
            ("عَلَيْ", Back::AlefMaksura, "عَلَى"),
            ("كِلَيْ", Back::AlefOnYa, "كِلَا"),
            ("", Back::TaMarbuta, "ة"),
        ] {
            assert_eq!(Edit { front: Front::Unchanged, back }.apply(surface), form);
        }
    }
}
