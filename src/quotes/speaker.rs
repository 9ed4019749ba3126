//! Noun phrases: who speaks.

use super::cues::{Classes, Known, Marks};
use super::grammar::{Finder, Item, NONE};
use crate::Span;
use crate::morphology::Upos;
use crate::tokenize::TokenKind;

/// The most words of a noun phrase, so that a text without end takes no longer.
const MOST: usize = 24;

/// How far back the subject of a verb is looked for, in words.
const BACK: usize = 30;

/// How far a name may stand after the words of its title.
const REACH: usize = 12;

/// A noun phrase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    pub(super) span: Span,
    /// The item after it.
    pub(super) end: usize,
    /// The number of the person in it.
    pub(super) person: Option<u32>,
    /// Whether it names what can speak.
    pub(super) source: bool,
    /// Whether its first word is a noun of people.
    pub(super) human: bool,
    /// Whether it begins with an article.
    pub(super) definite: bool,
    /// What its first word tells of the verbs that agree with it: whether it is feminine, if that is known,
    /// and whether it is of people.
    pub(super) feminine: Option<bool>,
    pub(super) plural: bool,
}

/// A word within a noun phrase.
fn is_nominal(upos: Upos) -> bool {
    use Upos::{Adj, Det, Noun, Num, Propn, X};
    matches!(upos, Noun | Adj | Propn | Num | Det | X)
}

impl Finder<'_> {
    /// What kind of nominal a token is by itself: a word that may stand in a noun phrase.
    fn is_word(&self, item: Item) -> bool {
        use TokenKind::{Arabic, Hashtag, Latin, Mention, Mixed, Number, Other};
        let kind = self.text.tokens[item.first as usize].kind;
        matches!(kind, Arabic | Latin | Mixed | Other | Hashtag | Mention | Number)
    }

    fn stops(&self, item: Item, word: Known) -> bool {
        let upos = self.pos(item);
        word.is(Classes::TIME | Classes::BREAK | Classes::RELATIVE)
            || word.is_that()
            || matches!(upos, Upos::Verb | Upos::Aux | Upos::Part | Upos::Sconj | Upos::Intj)
                && !word.is(Classes::COMPLEMENT)
            || word.cue != 0 && word.has(Marks::NOMINAL)
    }

    /// Whether a person is named within the next words, before anything that ends a noun phrase.
    fn reaches_person(&self, items: &[Item], from: usize, to: usize) -> bool {
        let mut commas = 0;
        for &item in &items[from..to.min(from + REACH)] {
            if item.pair != NONE {
                // `شركة «مدار» رائد الشوبكي`.
                if item.words > 3 || item.clause {
                    return false;
                }
                continue;
            }
            if self.person_at(item).is_some() {
                return true;
            }
            if self.is(item, &['،', ',']) {
                commas += 1;
                if commas > 1 {
                    return false;
                }
            } else if !self.is_word(item) || self.stops(item, self.word(item)) {
                return false;
            }
        }
        false
    }

    /// The noun phrase that begins at an item and ends before `to`. With `governed` its first word may
    /// have a preposition.
    pub(super) fn noun_phrase(
        &self,
        items: &[Item],
        from: usize,
        to: usize,
        governed: bool,
    ) -> Option<Phrase> {
        let to = to.min(items.len()).min(from + MOST);
        let mut at = from;
        let (mut end, mut person, mut source) = (from, None, false);
        let (mut last, mut titles) = (0, false);
        let first = *items.get(from).filter(|_| from < to)?;
        let mut start = self.text.tokens[first.first as usize].span.start;
        // Whether the word before is definite, of a head that is indefinite, and takes a complement.
        let (mut definite, mut indefinite, mut some, mut organization) =
            (false, false, false, false);
        // Whether a person named in it is only whose it is: `محامي ترامب`.
        let mut kin = first.pair == NONE && self.is_kin(items, from);
        while at < to {
            let item = items[at];
            let is_first = at == from;
            if item.pair != NONE {
                let short = item.words <= 6 && !(item.clause && item.words > 3);
                if !short || person.is_some() || is_first && governed {
                    break;
                }
                (end, last) = (at + 1, self.end_of(item));
                source |= is_first;
                definite = true;
                at += 1;
                continue;
            }
            let word = self.word(item);
            if let Some(number) = self.name_at(item) {
                let (entity, is_person) = self.text.entities[number as usize];
                let token = self.text.tokens[item.first as usize].span;
                let clitics = entity.span.start > token.start;
                if !is_first && clitics {
                    let joined = word.has(Marks::AND);
                    let within = word.has(Marks::LAM) || word.has(Marks::BA);
                    if joined && word.has(Marks::PREPOSITION) || !joined && !within {
                        break;
                    }
                    if within && (person.is_some() || is_person || word.is(Classes::AUDIENCE)) {
                        break;
                    }
                } else if is_first && clitics {
                    if word.has(Marks::PREPOSITION) && !governed {
                        return None;
                    }
                    start = entity.span.start;
                } else if person.is_some()
                    && !is_first
                    && !self.joins(items, at)
                    // `جاره الجزار نعيم`.
                    && !self.word(first).has(Marks::PRONOUN)
                {
                    break;
                }
                if is_person && !kin {
                    person = person.or(Some(number));
                }
                kin &= !is_person;
                organization |= !is_person;
                source = true;
                definite = true;
                while at < to && items[at].pair == NONE && self.starts(items[at]) < entity.span.end
                {
                    at += 1;
                }
                if at < to && self.starts(items[at]) < entity.span.end {
                    at += 1;
                }
                // Not what introduces the words said.
                (end, last) = (at, entity.span.end.min(self.end_of(items[at - 1])));
                continue;
            }
            if self.is(item, &['،', ',']) {
                let begins = |at: usize| {
                    items.get(at).filter(|_| at < to).is_some_and(|&next| {
                        next.pair == NONE
                            && self.person_at(next).is_some_and(|number| {
                                let name = self.text.entities[number as usize].0.span;
                                name.start == self.starts(next)
                            })
                    })
                };
                // Or after a rank: `المتحدث باسم الجيش، العميد أحمد`.
                let ranked = items
                    .get(at + 1)
                    .is_some_and(|&next| next.pair == NONE && self.word(next).has(Marks::ARTICLE));
                let named = begins(at + 1) || ranked && begins(at + 2);
                if is_first || person.is_some() || !named {
                    break;
                }
                at += 1;
                continue;
            }
            // `المنظمات غير الحكومية`.
            if !is_first
                && person.is_none()
                && self.text_of(item) == "غير"
                && let Some(&next) = items.get(at + 1).filter(|_| at + 1 < to)
                && next.pair == NONE
                && self.word(next).has(Marks::ARTICLE)
                && definite
            {
                (end, last) = (at + 2, self.end_of(next));
                at += 2;
                continue;
            }
            // `السفيرة الأميركية لدى قبرص`.
            let at_body = !is_first
                && person.is_none()
                && self.text_of(item) == "لدى"
                && items.get(at + 1).filter(|_| at + 1 < to).is_some_and(|&next| {
                    let place = self.name_at(next).is_some() && self.person_at(next).is_none();
                    next.pair == NONE && (place || self.word(next).is(Classes::SOURCE))
                });
            if at_body {
                (definite, at) = (false, at + 1);
                continue;
            }
            if !self.is_word(item)
                || self.stops(item, word) && !(is_first && word.is(Classes::SOURCE))
            {
                break;
            }
            // `سأل الخليفة شاعره`.
            if !is_first
                && definite
                && word.has(Marks::PRONOUN)
                && word.is(Classes::PERSON)
                && !word.is(Classes::SELF)
                && items[at - 1].pair == NONE
                && self.word(items[at - 1]).has(Marks::ARTICLE)
            {
                break;
            }
            let upos = self.pos(item);
            if word.is(Classes::TITLE) && !is_first {
                if person.is_some() {
                    break;
                }
                (definite, at) = (false, at + 1);
                continue;
            }
            let free = word.clitics == word.conjunction;
            // `نائب رئيس غرفة الصناعة`.
            titles = word.is(Classes::SOURCE) && (is_first || titles);
            if !is_first && person.is_some() && !word.has(Marks::AND) {
                // What is said of a person after the name is no part of the phrase.
                if upos != Upos::Propn || word.is(Classes::SOURCE) || word.has(Marks::ARTICLE) {
                    break;
                }
            }
            if upos == Upos::Adp || matches!(upos, Upos::Adv | Upos::Pron | Upos::Cconj) {
                if is_first || person.is_some() || upos != Upos::Adp {
                    break;
                }
                let Some(&next) = items.get(at + 1).filter(|_| at + 1 < to) else { break };
                let after = self.word(next);
                let before = self.word(items[at - 1]);
                if after.is(Classes::TIME | Classes::OCCASION) && !after.is(Classes::SOURCE) {
                    break;
                }
                let form = self.text_of(item);
                // Not `في ختام الاجتماع`.
                let hashtag = self.text.tokens[next.first as usize].kind == TokenKind::Hashtag;
                let own = after.has(Marks::PRONOUN) && (definite || after.is(Classes::WORK));
                // `في كلية الطب`.
                let within = items.get(at + 2).filter(|_| at + 2 < to).is_some_and(|&it| {
                    it.pair == NONE
                        && !definite
                        && matches!(self.pos(next), Upos::Noun | Upos::Propn)
                        && self.word(it).clitics == 0
                        && (self.word(it).has(Marks::ARTICLE) || self.name_at(it).is_some())
                });
                let bounded = next.pair == NONE
                    && !own
                    && (self.name_at(next).is_some()
                        || self.pos(next) == Upos::Propn
                        || hashtag
                        || within
                        || after.has(Marks::ARTICLE)
                        || after.is(Classes::SOURCE));
                let takes = match form {
                    // `الإحصاءات الصادرة عن الهيئة`.
                    "عن" | "على" | "من" if before.is(Classes::COMPLEMENT) => true,
                    // `الناجية الوحيدة من الحادث`.
                    "من" if self.word(first).is(Classes::COMPLEMENT) => true,
                    "من" => some || indefinite && !definite,
                    "في" if after.is(Classes::OCCASION) || !bounded => false,
                    "في" => {
                        indefinite
                            || organization
                            || self.organized(items, from, at)
                            || self.reaches_person(items, at + 1, to)
                    }
                    "عن" | "على" if !before.is(Classes::SOURCE) => false,
                    // Not `كتب النواب إلى ترامب`.
                    _ => self.person_at(next).is_none() && self.reaches_person(items, at + 1, to),
                };
                let follows = next.pair == NONE
                    && (self.name_at(next).is_some() || is_nominal(self.pos(next)))
                    && !self.stops(next, after);
                if !takes || !follows {
                    break;
                }
                // `أوساط مقربة من ماكرون`.
                kin |= before.is(Classes::COMPLEMENT);
                (definite, some, at) = (false, false, at + 1);
                continue;
            }
            if !is_nominal(upos) && !word.is(Classes::COMPLEMENT) {
                break;
            }
            if word.has(Marks::PREPOSITION) && !free {
                if is_first && !governed {
                    return None;
                }
                let inner = word.has(Marks::LAM)
                    && !word.is(Classes::AUDIENCE)
                    && !(definite && (word.has(Marks::PRONOUN) || self.inflection(item).1))
                    && (word.has(Marks::ARTICLE)
                        || word.is(Classes::SOURCE)
                        || indefinite
                        || at > from && self.word(items[at - 1]).is(Classes::COMPLEMENT))
                    || word.has(Marks::BA)
                        // Not `رحب رئيس البلدية بالقرار`.
                        && (word.has(Marks::ARTICLE) && !definite || word.is(Classes::SOURCE))
                        && !word.is(Classes::OCCASION)
                        && (indefinite || self.reaches_person(items, at, to));
                if !is_first && (person.is_some() || !inner) {
                    break;
                }
            }
            if is_first {
                // `معاليه`, for who was named.
                if word.is(Classes::PRONOUN) {
                    return None;
                }
                // `ختم حديثه`.
                if word.is(Classes::OCCASION)
                    && !word.is(Classes::SOURCE)
                    && word.has(Marks::PRONOUN)
                {
                    return None;
                }
                // An accusative is no subject: `أخبرت موظفا`.
                let written = self.text_of(item).trim_end_matches('\u{64b}');
                // But `وزيرا الخارجية` are two.
                let one = self.text_of(item).trim_end_matches('ا');
                let two = self.text.lexicon.classes(one).intersects(Classes::SOURCE)
                    && items.get(at + 1).filter(|_| at + 1 < to).is_some_and(|&next| {
                        next.pair == NONE && self.word(next).has(Marks::ARTICLE)
                    });
                // `كبيرة الاقتصاديين`.
                let construct = items.get(at + 1).filter(|_| at + 1 < to).is_some_and(|&next| {
                    next.pair == NONE
                        && self.word(next).has(Marks::ARTICLE)
                        && !self.word(next).has(Marks::PREPOSITION)
                });
                let object = !word.has(Marks::ARTICLE)
                    && !word.has(Marks::PRONOUN)
                    && !governed
                    && !two
                    && (written.ends_with('ا')
                        && (upos != Upos::Propn || written.chars().nth(4).is_some())
                        // `تقول مبتسمة`.
                        || upos == Upos::Adj
                            && written.ends_with('ة')
                            && !word.is(Classes::SOURCE)
                            && !construct);
                if object {
                    return None;
                }
                start += u32::from(if governed { word.clitics } else { word.conjunction });
                let name = upos == Upos::Propn
                    && !word.is(Classes::SOURCE)
                    && !self.text_of(item).ends_with("ون");
                indefinite = !word.has(Marks::ARTICLE) && !name;
                source = word.is(Classes::SOURCE)
                    || self.text.tokens[item.first as usize].kind == TokenKind::Hashtag
                    || upos == Upos::Propn && !word.has(Marks::ARTICLE)
                    || two;
            } else if definite
                && upos != Upos::Propn
                && !word.has(Marks::ARTICLE)
                && !word.has(Marks::PRONOUN)
                && free
                && self.text_of(item).ends_with('ا')
            {
                // `قال الأب باكيا`.
                break;
            } else if definite && word.is(Classes::SAYING) && word.has(Marks::ARTICLE) {
                // `جدد الوزير التأكيد على أن`.
                break;
            } else if word.has(Marks::AND) {
                // `مصادر عسكرية ومحلية`.
                let before = items[at - 1];
                let adjective = upos == Upos::Adj
                    && before.pair == NONE
                    && self.pos(before) == Upos::Adj
                    && word.has(Marks::ARTICLE) == self.word(before).has(Marks::ARTICLE)
                    && self.text_of(before).ends_with('ة') == self.text_of(item).ends_with('ة');
                let alike =
                    word.has(Marks::ARTICLE) && definite || word.is(Classes::SOURCE) || adjective;
                if !alike {
                    break;
                }
            } else if definite
                && !word.is(Classes::SELF)
                && !word.has(Marks::ARTICLE)
                && free
                && matches!(upos, Upos::Noun | Upos::Num | Upos::Adj)
                && !(word.is(Classes::SOURCE)
                    && !word.has(Marks::PRONOUN)
                    && self.reaches_person(items, at, to))
                && !self.is_last_before_speech(items, at, to)
            {
                break;
            } else if definite
                && upos == Upos::Noun
                && word.has(Marks::ARTICLE)
                && free
                && !word.is(Classes::SOURCE)
                && at > from + 1
                && !self.text_of(item).ends_with(['ي', 'ة'])
                && (!self.text_of(item).ends_with("ين") || word.is(Classes::AUDIENCE))
                && !self.reaches_person(items, at, to)
            {
                // `اختتم رئيس الجلسة النقاش`.
                break;
            }
            definite = word.has(Marks::ARTICLE)
                || word.has(Marks::PRONOUN)
                || upos == Upos::Propn && !titles;
            if definite && !is_first && at > from + 1 {
                let head = self.pos(first) == Upos::Noun || self.word(first).is(Classes::SOURCE);
                indefinite &= !word.has(Marks::ARTICLE) || head;
            }
            // `عدد من الخبراء`.
            let some_of = self.word(first).is(Classes::SOME) || self.pos(first) == Upos::Num;
            source |= some_of && word.is(Classes::SOURCE);
            some = word.is(Classes::SOME) && !word.is(Classes::SELF);
            (end, last) = (at + 1, self.text.tokens[item.last as usize].span.end);
            at += 1;
        }
        if end == from || last <= start {
            return None;
        }
        // A name in marks, without these.
        if end == from + 1 && first.pair != NONE {
            let content = self.content(self.text.pairs[first.pair as usize]);
            (start, last) = (content.start, content.end);
        }
        if last <= start {
            return None;
        }
        let definite = first.pair == NONE && self.word(first).has(Marks::ARTICLE);
        let span = Span { start, end: last };
        let (feminine, plural) = self.inflection(first);
        // A name of women that the model does not know is one of the list.
        let human = first.pair == NONE && {
            let word = self.word(first);
            word.is(Classes::PERSON)
                || word.is(Classes::FEMININE) && !word.has(Marks::ARTICLE)
                || self.is_construct_plural(first)
        };
        Some(Phrase { span, end, person, source, human, definite, feminine, plural })
    }

    /// What the first word of a noun phrase tells of its gender, and whether it is of people.
    fn inflection(&self, first: Item) -> (Option<bool>, bool) {
        if first.pair != NONE {
            return (None, false);
        }
        let (word, written) = (self.word(first), self.text_of(first));
        let ends = |endings: &[&str]| endings.iter().any(|it| written.ends_with(it));
        // `18 نائبا`.
        if self.text.tokens[first.first as usize].kind == TokenKind::Number {
            return (None, true);
        }
        let article = word.has(Marks::ARTICLE);
        let name = self.name_at(first).is_some() || self.pos(first) == Upos::Propn && !article;
        // Not `مدون`: a plural has a word before its ending.
        let bare = written.get(usize::from(word.clitics)..).unwrap_or_default();
        let long = bare.chars().count() > if article { 6 } else { 4 };
        let plural = !name
            && (word.is(Classes::PLURAL)
                || long && ends(&["ون", "ين"])
                || self.is_construct_plural(first))
            && !word.is(Classes::FEMININE);
        // `نظيرته`.
        let possessed = word.has(Marks::PRONOUN)
            && word.is(Classes::PERSON | Classes::SOURCE)
            && ends(&["ته", "تها", "تهم", "تنا"]);
        let feminine = match () {
            // `عجوز` is of both.
            () if word.classes.contains(Classes::MASCULINE | Classes::FEMININE) => None,
            () if word.is(Classes::MASCULINE) => Some(false),
            () if word.is(Classes::FEMININE) || ends(&["ة", "ات"]) || possessed => Some(true),
            () if plural && ends(&["ون", "ين"]) => Some(false),
            () if name || plural => None,
            () => Some(false),
        };
        (feminine, plural)
    }

    /// Whether a word is a sound plural of people before what they are of: `مسؤولو الصحة`.
    fn is_construct_plural(&self, item: Item) -> bool {
        let clitics = usize::from(self.word(item).clitics);
        let stem = self.text_of(item).get(clitics..).and_then(|word| word.strip_suffix('و'));
        let classes = stem.map(|stem| self.text.lexicon.classes(stem)).unwrap_or_default();
        classes.intersects(Classes::PERSON)
    }

    /// Whether a word is a sound plural of people that is no subject.
    fn is_object_plural(&self, item: Item) -> bool {
        let clitics = usize::from(self.word(item).clitics);
        let stem = self.text_of(item).get(clitics..).and_then(|word| word.strip_suffix("ين"));
        let stem = stem.map(|stem| stem.strip_prefix("ال").unwrap_or(stem));
        // Not `أمين`.
        self.name_at(item).is_none()
            && stem.is_some_and(|stem| {
                stem.chars().nth(2).is_some()
                    && self.text.lexicon.classes(stem).intersects(Classes::PERSON)
            })
    }

    /// Whether the person that is named right after a word is only whose it is: `محامي ترامب`, `شقيق اللاعب أحمد`.
    fn is_kin(&self, items: &[Item], from: usize) -> bool {
        let word = self.word(items[from]);
        // `عمي شاكر`.
        let mine = self.text_of(items[from]).strip_suffix('ي');
        let kin = |word| self.text.lexicon.classes(word).contains(Classes::KIN);
        let mine = mine.is_some_and(|stem| kin(stem) && !kin(self.text_of(items[from])));
        if !word.is(Classes::KIN) || word.has(Marks::ARTICLE) || word.has(Marks::PRONOUN) || mine {
            return false;
        }
        let person = |at: usize| {
            items.get(at).is_some_and(|&it| it.pair == NONE && self.person_at(it).is_some())
        };
        let titled = items.get(from + 1).is_some_and(|&next| {
            let next_word = self.word(next);
            next.pair == NONE && next_word.has(Marks::ARTICLE) && next_word.is(Classes::SOURCE)
        });
        self.name_at(items[from]).is_none() && (person(from + 1) || titled && person(from + 2))
    }

    /// Whether a word is followed by what is said, so that it is rather a name than an object.
    fn is_last_before_speech(&self, items: &[Item], at: usize, to: usize) -> bool {
        let comma = |at: usize| items.get(at).is_some_and(|&it| self.is(it, &['،', ',']));
        let marks = |at: usize| items.get(at).is_some_and(|&it| it.pair != NONE);
        let bare = !self.word(items[at]).has(Marks::PRONOUN);
        // `قال جاره نعيم، "…"`, `قال المتحدث يزن عودة، "…"`.
        let named = comma(at + 1) && marks(at + 2) || comma(at + 2) && marks(at + 3);
        // `قال صاحب الهدف وسيم ضاحكا`.
        let manner = |at: usize| {
            items.get(at).is_some_and(|&it| it.pair == NONE && self.word(it).is(Classes::BREAK))
        };
        let named = named || manner(at + 1);
        at < to
            && items.get(at + 1).is_some_and(|&next| {
                next.pair != NONE || self.is(next, &[':']) || self.word(next).has(Marks::INNA)
            })
            || bare && named
    }

    /// Whether a name after another is joined to it.
    fn joins(&self, items: &[Item], at: usize) -> bool {
        self.word(items[at]).has(Marks::AND)
    }

    /// Whether the words so far name a body, not a person: `وزارة الصحة` of `وزارة الصحة في غزة`.
    fn organized(&self, items: &[Item], from: usize, at: usize) -> bool {
        let head = self.text_of(items[from]);
        at == from + 1 && head.ends_with("ات") || at > from && head.ends_with(['ة', 'ت'])
    }

    /// The subject of the cue at `cue`, among the items up to `to`: after it, or before.
    pub(super) fn subject(&self, items: &[Item], cue: usize, to: usize) -> Option<Phrase> {
        // `كان الرئيس قد أعلن، الثلاثاء، الانسحاب`.
        if self.is_past_perfect(items, cue)
            && let Some(phrase) = self.subject_before(items, cue)
            && (phrase.source || phrase.person.is_some() || phrase.definite)
        {
            return Some(phrase);
        }
        self.subject_after(items, cue, to)
            .or_else(|| self.antecedent(items, cue))
            .or_else(|| self.subject_before(items, cue))
    }

    /// What the relative pronoun right before a verb stands for: `روسيا التي أكدت`.
    fn antecedent(&self, items: &[Item], cue: usize) -> Option<Phrase> {
        // Not `اللقاء الذي قال عنه`.
        let of_it = items.get(cue + 1).is_some_and(|&next| {
            next.pair == NONE && self.pos(next) == Upos::Adp && self.word(next).has(Marks::PRONOUN)
        });
        if of_it || self.word(items[cue]).cue == 0 || !self.is_relative(items, cue) {
            return None;
        }
        // It agrees, or somebody else speaks: `القمة التي قال إنها قريبة`.
        let verb = self.word(items[cue]);
        let pronoun = self.text_of(items[cue - 1]).trim_start_matches('و');
        let agrees = match pronoun {
            "التي" => verb.has(Marks::FEMININE),
            "الذي" => !verb.has(Marks::FEMININE) && !verb.has(Marks::PLURAL),
            _ => verb.has(Marks::PLURAL),
        };
        if !agrees {
            return None;
        }
        let mut end = cue - 1;
        while end > 0 && self.is(items[end - 1], &['،', ',']) {
            end -= 1;
        }
        let mut from = end;
        while from > 0 && end - from < REACH {
            let item = items[from - 1];
            let word = self.word(item);
            let ends = item.pair == NONE
                && (!self.is_word(item)
                    || self.name_at(item).is_none()
                        && (self.stops(item, word) || self.pos(item) == Upos::Adp));
            if ends {
                break;
            }
            from -= 1;
            if item.pair == NONE && word.has(Marks::PREPOSITION) && self.name_at(item).is_some() {
                break;
            }
        }
        (from..end)
            .filter(|&from| {
                let word = self.word(items[from]);
                let named = items[from].pair == NONE && self.name_at(items[from]).is_some();
                word.is(Classes::SOURCE) || word.has(Marks::ARTICLE) || named
            })
            .filter_map(|from| self.noun_phrase(items, from, end, true))
            .find(|phrase| phrase.end == end)
    }

    pub(super) fn subject_after(&self, items: &[Item], cue: usize, to: usize) -> Option<Phrase> {
        let mut at = cue + 1;
        let mut left = 6;
        while at < to && left > 0 {
            left -= 1;
            let item = items[at];
            if item.pair != NONE {
                break;
            }
            let word = self.word(item);
            let time = word.is(Classes::TIME) && !word.is(Classes::PREPOSITION);
            if self.is(item, &['،', ',']) || time && self.name_at(item).is_none() {
                at += 1;
                continue;
            }
            // `العام الماضي`: `العام` alone is general.
            let next = items.get(at + 1).filter(|next| next.pair == NONE);
            if self.text_of(item) == "العام"
                && next.is_some_and(|&next| self.word(next).is(Classes::TIME))
            {
                at += 2;
                continue;
            }
            // `لـ"الحياة"`.
            if self.is_proclitic(item) && items.get(at + 1).is_some_and(|next| next.pair != NONE) {
                at += 2;
                continue;
            }
            // له, عليه.
            let token = self.text.tokens[item.first as usize].span;
            let attached = usize::from(word.clitics) >= token.len()
                || self.pos(item) == Upos::Adp && word.has(Marks::PRONOUN);
            if attached && self.is_word(item) {
                at += 1;
                continue;
            }
            // من جانبه.
            if self.text_of(item) == "من"
                && let Some(&next) = items.get(at + 1)
                && next.pair == NONE
                && self.word(next).has(Marks::PRONOUN)
            {
                at += 2;
                continue;
            }
            break;
        }
        let other = || self.noun_phrase(items, self.after_told(items, at, to)?, to, false);
        if at == cue + 1
            && let Some(phrase) = self.name_with_letter(items, at)
        {
            return Some(phrase);
        }
        // `أبلغت الصحفيين`: an object.
        let told = self.entry(items[cue]).is_some_and(|entry| entry.told);
        if told && at < to && items[at].pair == NONE && self.is_object_plural(items[at]) {
            return other();
        }
        let mut phrase = self.noun_phrase(items, at, to, false).or_else(other)?;
        // `أبلغت الأمم المتحدة مجلس الأمن`, `زار الوزير المصنع`.
        let word = self.word(items[cue]);
        if word.cue == 0 || self.text.lexicon.cue(word.cue).told {
            let name = |at: usize| {
                Some(items[at]).filter(|it| it.pair == NONE).and_then(|it| self.name_at(it))
            };
            // A second name that is no person's, or a second noun with the article before no person.
            let is_object = |at: usize| {
                let (word, before) = (self.word(items[at]), self.word(items[at - 1]));
                match name(at) {
                    Some(number) => {
                        let person = self.text.entities[number as usize].1;
                        !person && name(at - 1).is_some_and(|before| before != number)
                    }
                    None => {
                        items[at].pair == NONE
                            && word.has(Marks::ARTICLE)
                            && word.clitics == 0
                            && self.pos(items[at]) == Upos::Noun
                            && (name(at - 1).is_some()
                                || before.has(Marks::ARTICLE)
                                || word.is(Classes::AUDIENCE) && !before.is(Classes::SOURCE))
                            && (at..phrase.end).all(|at| self.person_at(items[at]).is_none())
                    }
                }
            };
            let next = (at + 1..phrase.end).find(|&at| is_object(at));
            phrase = next.and_then(|to| self.noun_phrase(items, at, to, false)).unwrap_or(phrase);
        }
        // `يخالفها الرأي الخبير شوقي ناصيف`: the subject comes last.
        if !phrase.source
            && !phrase.human
            && items[at].pair == NONE
            && self.word(items[at]).has(Marks::ARTICLE)
            && let Some(&next) = items.get(at + 1).filter(|next| next.pair == NONE)
            && let known = self.word(next)
            && known.has(Marks::ARTICLE)
            && known.is(Classes::PERSON)
            && !known.has(Marks::PREPOSITION)
            && self.pos(next) != Upos::Adj
            && self.reaches_person(items, at + 2, to)
            && at + 1 < phrase.end
            && let Some(last) = self.noun_phrase(items, at + 1, to, false)
        {
            phrase = last;
        }
        // Right after a verb و begins the name: `وأضاف وينسر`.
        let token = self.text.tokens[items[at].first as usize].span;
        let named = at == cue + 1
            && items[at].pair == NONE
            && self.word(items[at]).has(Marks::AND)
            && matches!(self.pos(items[at]), Upos::Propn | Upos::X)
            && phrase.span.start > token.start;
        let span = Span { start: token.start, ..phrase.span };
        Some(if named { Phrase { span, person: None, ..phrase } } else { phrase })
    }

    /// A name of one word right after a verb that begins with the letter of a preposition: `وأضاف بافضل، أن`.
    fn name_with_letter(&self, items: &[Item], at: usize) -> Option<Phrase> {
        let item = *items.get(at).filter(|item| item.pair == NONE)?;
        let (word, span) = (self.word(item), self.text.tokens[item.first as usize].span);
        let split = word.has(Marks::PREPOSITION)
            && !word.marks.intersects(Marks::ARTICLE | Marks::AND | Marks::PRONOUN)
            && usize::from(word.clitics) < span.len();
        let named = self.person_at(item).is_some() || self.pos(item) == Upos::Propn;
        let next = items.get(at + 1)?;
        let ends =
            next.pair != NONE || self.is(*next, &['،', ',', ':']) || self.word(*next).is_that();
        (split && named && ends && word.classes.is_empty()).then_some(Phrase {
            span,
            end: at + 1,
            person: None,
            source: true,
            human: true,
            definite: false,
            feminine: None,
            plural: false,
        })
    }

    /// Where the subject begins after who is told, or where: `قال لوكالة رويترز مسؤول`, `قال في تصريح للصحيفة المدير`.
    fn after_told(&self, items: &[Item], from: usize, to: usize) -> Option<usize> {
        let to = to.min(items.len()).min(from + REACH);
        let governs = |at: usize| {
            let word = self.word(items[at]);
            let next = items.get(at + 1).filter(|next| next.pair == NONE);
            let occasion =
                next.is_some_and(|&next| self.word(next).is(Classes::OCCASION | Classes::AUDIENCE));
            word.has(Marks::LAM) && word.is(Classes::AUDIENCE)
                || word.is(Classes::PREPOSITION)
                || self.pos(items[at]) == Upos::Adp && occasion
        };
        if from >= to || items[from].pair != NONE || !governs(from) {
            return None;
        }
        // Whether the word before goes on with this one, and whether it is a preposition.
        let (mut joined, mut after) = (true, false);
        for at in from..to {
            let item = items[at];
            let word = self.word(item);
            if item.pair != NONE {
                joined = false;
                continue;
            }
            let name = self.name_at(item);
            let adposition =
                name.is_none() && (self.pos(item) == Upos::Adp || word.is(Classes::PREPOSITION));
            if !self.is_word(item) || name.is_none() && self.stops(item, word) && !adposition {
                return None;
            }
            let free = word.clitics == 0 && !adposition;
            let person = self.person_at(item).is_some();
            // Not `في المؤتمر الصحفي`.
            let occasion = at > from && self.word(items[at - 1]).is(Classes::OCCASION);
            let source = word.is(Classes::SOURCE) && !(occasion && self.pos(item) == Upos::Adj);
            if free && !joined && (person || source) {
                return Some(at);
            }
            let whole = word.has(Marks::ARTICLE) || word.has(Marks::PRONOUN) || name.is_some();
            joined = adposition || (after || word.clitics > 0) && !whole;
            after = adposition;
        }
        None
    }

    /// The subject that stands before its verb.
    pub(super) fn subject_before(&self, items: &[Item], cue: usize) -> Option<Phrase> {
        let verb = self.word(items[cue]);
        // `أما الوزير فقال`.
        let topic = |&item: &Item| item.pair == NONE && self.word(item).is(Classes::TOPIC);
        let near = &items[cue.saturating_sub(BACK / 2)..cue];
        if verb.has(Marks::AND) && !verb.has(Marks::NOMINAL) && !near.iter().any(topic) {
            return None;
        }
        let topic = near.iter().any(topic);
        // What is said of it between commas: `ليلى، وهي ممرضة، تقول`.
        let comma = |at: usize| self.is(items[at], &['،', ',']);
        let aside = cue > 2 && comma(cue - 1);
        let aside = aside.then(|| {
            (cue.saturating_sub(BACK)..cue - 2).rev().find(|&at| comma(at)).filter(|&at| {
                let next = items[at + 1];
                let word = self.word(next);
                next.pair == NONE
                    && (word.is(Classes::RELATIVE)
                        || word.has(Marks::AND) && self.pos(next) == Upos::Pron
                        // `مسؤول في الوزارة، طلب عدم ذكر اسمه، قال`.
                        || self.pos(next) == Upos::Verb && word.cue == 0 && !word.has(Marks::AND))
            })
        });
        let mut cue = aside.flatten().unwrap_or(cue);
        let mut from = cue;
        let first = cue.saturating_sub(BACK);
        while from > first {
            let item = items[from - 1];
            if item.pair == NONE {
                let word = self.word(item);
                let upos = self.pos(item);
                let ends = word.is_that()
                    || self.is(item, &[':', '؛', ';', '.', '!', '؟'])
                    || word.is(Classes::BREAK | Classes::BUT)
                    || matches!(upos, Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Cconj)
                        && self.name_at(item).is_none()
                        && !word.is(Classes::CLAUSE);
                // وكان الوزير قد قال.
                let near = from == cue
                    || from + 1 == cue && {
                        // `كان الوزير قال`, not `كان قد قال`.
                        self.word(items[from]).is(Classes::CLAUSE)
                    };
                let auxiliary = word.is(Classes::CLAUSE) && !near;
                // `السفير الذي غادر البلاد كشف`, `جدتي الله يرحمها قالت`.
                let joined = from.checked_sub(2).filter(|&at| {
                    let before = items[at];
                    let joins = self.word(before).is(Classes::RELATIVE)
                        || self.text_of(before) == "الله" && word.has(Marks::PRONOUN);
                    upos == Upos::Verb && before.pair == NONE && joins && at > 0
                });
                if let Some(at) = joined {
                    (from, cue) = (at, at);
                    continue;
                }
                if ends || auxiliary {
                    // What follows another verb is rather that one's.
                    if upos == Upos::Verb && !auxiliary && !word.is_that() {
                        return None;
                    }
                    break;
                }
                // `، والمحاسب قال`.
                let begins = word.has(Marks::AND) && word.has(Marks::ARTICLE);
                if begins && from > 1 && comma(from - 2) {
                    from -= 1;
                    break;
                }
            }
            from -= 1;
        }
        // What comes before the subject ends with a comma.
        while from < cue {
            let item = items[from];
            if item.pair == NONE && self.name_at(item).is_none() {
                let word = self.word(item);
                if word.is(Classes::TIME) && !word.is(Classes::PREPOSITION) {
                    from += 1;
                    continue;
                }
                let adverbial = matches!(self.pos(item), Upos::Adp | Upos::Adv)
                    || word.is(Classes::TIME)
                    || word.has(Marks::PREPOSITION) && word.clitics > word.conjunction;
                if self.is(item, &['،', ',', '-', '–', '—']) {
                    from += 1;
                    continue;
                }
                if adverbial {
                    let comma = items[from..cue].iter().position(|&it| self.is(it, &['،', ',']));
                    from += comma? + 1;
                    continue;
                }
            }
            break;
        }
        if items.get(from).is_some_and(|item| item.pair != NONE) {
            return None;
        }
        // `غير أن مسؤولا`: an accusative.
        let governed =
            from > 0 && items[from - 1].pair == NONE && self.word(items[from - 1]).is_that();
        let phrase = self.noun_phrase(items, from, cue, governed)?;
        let end = phrase.end + usize::from(self.is_past_perfect(items, cue));
        // `ذوو السجناء أكدوا`.
        let last = items.get(phrase.end.saturating_sub(1)).filter(|it| it.pair == NONE);
        let whole = last.is_some_and(|&last| self.word(last).has(Marks::ARTICLE));
        let agrees = verb.has(Marks::PLURAL) == phrase.plural
            && phrase.feminine.is_none_or(|own| own == verb.has(Marks::FEMININE));
        let definite = (phrase.definite || whole && agrees) && end == cue;
        // `لكن نسبة مماثلة أشارت إلى`.
        let begins = agrees && phrase.feminine == Some(true) && end == cue && from + 3 > cue;
        (phrase.source || definite || topic || begins).then_some(phrase)
    }

    /// The noun phrase that a name ends.
    pub(super) fn titled(&self, items: &[Item], name: usize) -> Option<Phrase> {
        let number = self.name_at(items[name])?;
        let end = (name..items.len().min(name + MOST))
            .take_while(|&at| items[at].pair == NONE && self.name_at(items[at]) == Some(number))
            .last()?
            + 1;
        let mut from = name;
        while from > 0 && name - from < 8 {
            let item = items[from - 1];
            let word = self.word(item);
            let adverbial = word.has(Marks::PREPOSITION) && !word.has(Marks::LAM);
            if item.pair != NONE || !self.is_word(item) || self.stops(item, word) || adverbial {
                break;
            }
            from -= 1;
        }
        (from..=name)
            .filter(|&from| {
                let word = self.word(items[from]);
                from == name
                    || word.is(Classes::SOURCE | Classes::PERSON)
                    || word.has(Marks::ARTICLE)
            })
            .filter_map(|from| self.noun_phrase(items, from, end, false))
            .find(|phrase| phrase.end == end && phrase.person == Some(number))
    }
}
