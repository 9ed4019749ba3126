//! Which mentions of a text are of one entity.
//!
//! A person's name is looked at as words. What is left of a longer name of the same text when some of
//! its words are left out is a short form of it: `بوتين` and `كيم` of `فلاديمير بوتين` and
//! `كيم جونغ أون`, whichever word a people calls a person by. A name that is no short form of another
//! is a person; a short form belongs to the person of such a name who was mentioned last before it, or
//! else to the one who is mentioned first after it. All else is one entity if it has the same words.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::words::Units;

/// A mention of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'a> {
    /// Its name, without clitics.
    pub name: &'a str,
    /// The number of its label: those of different labels are different entities.
    pub label: u32,
    /// Whether it is a person: see [`is_person`](super::is_person).
    pub person: bool,
    /// Whether its entity is numbered after those of others, as those of
    /// [extra labels](super::ExtraLabel) are.
    pub last: bool,
}

/// The entities that the mentions of a text are of, numbered from 0 in the order of their first
/// mentions, those of mentions that come last after all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    of: Vec<u32>,
    names: Vec<u32>,
}

impl Clusters {
    /// The number of entities.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Of each mention, the number of its entity.
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// Of each entity, the mention whose name is the best for it: of those with the most words, and
    /// without a title, the most frequent, and of these the first.
    pub fn names(&self) -> &[u32] {
        &self.names
    }
}

/// The most words of a name of which any may be left out.
const MOST: usize = 6;

const NONE: u32 = u32::MAX;

/// Words of a name by number, after its label; the rest is [`NONE`].
type Key = [u32; MOST + 1];

fn key(label: u32, units: impl Iterator<Item = u32>) -> Key {
    let mut key = [NONE; MOST + 1];
    key[0] = label;
    for (to, unit) in key[1..].iter_mut().zip(units) {
        *to = unit;
    }
    key
}

/// A name in the text.
#[derive(Clone, Copy, Debug)]
struct Form {
    key: Key,
    /// How many of its words the key has; 0 where nothing may be left out: of what is no person's.
    count: usize,
    /// Whether the key has all of its words.
    whole: bool,
    /// The entity that it is the name of, if it is not short for another.
    cluster: u32,
}

impl Form {
    /// What is left of the name when some of its words are left out, and whether this begins or ends
    /// it: no word from the midst alone.
    fn short(self) -> impl Iterator<Item = (Key, bool)> {
        let Self { key: whole, count, .. } = self;
        (1..(1_u32 << count).saturating_sub(1)).map(move |words| {
            let kept = (0..count).filter(|at| words >> at & 1 == 1).map(|at| whole[at + 1]);
            let midst = words.is_power_of_two() && words != 1 && words != 1 << (count - 1);
            (key(whole[0], kept), !midst)
        })
    }
}

/// The people of whose name something is short for.
#[derive(Clone, Copy, Debug)]
struct Short {
    /// Who was mentioned last.
    last: u32,
    /// Who is mentioned first in the text.
    first: u32,
}

/// Finds the entities of one text after another in the same buffers. What it remembers changes no
/// result.
#[derive(Debug, Default)]
pub struct Clusterer {
    units: Units,
    /// The numbers of words. Whoever writes texts must not be able to make it slow: its hash is
    /// random.
    numbers: HashMap<Box<str>, u32>,
    buffer: Vec<u32>,
    forms: Vec<Form>,
    form_numbers: FxHashMap<Box<[u32]>, u32>,
    /// Of each mention its form, and whether it has a title.
    mentions: Vec<(u32, bool)>,
    short: FxHashMap<(Key, bool), Short>,
    clusters: Clusters,
}

/// Words, and forms of names, that are remembered from text to text.
const REMEMBERED: usize = 1 << 14;

impl Clusterer {
    /// A clusterer with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entities that the mentions, in the order of the text, are of. Takes about as long as there
    /// are words in them.
    pub fn cluster<'a>(&mut self, mentions: &[Mention<'a>]) -> &Clusters {
        self.clear();
        self.read(mentions);
        let people = self.forms.iter().any(|form| form.count > 1);
        if people {
            self.shorten();
        }
        self.assign(mentions, people);
        self.choose_names(mentions);
        &self.clusters
    }

    fn clear(&mut self) {
        if self.numbers.len() > REMEMBERED {
            self.numbers = HashMap::default();
        }
        // To clear a table takes as long as it is large.
        if self.form_numbers.capacity() > REMEMBERED {
            self.form_numbers = FxHashMap::default();
        }
        if self.short.capacity() > REMEMBERED {
            self.short = FxHashMap::default();
        }
        self.form_numbers.clear();
        self.short.clear();
        self.forms.clear();
        self.mentions.clear();
        self.clusters.of.clear();
        self.clusters.names.clear();
    }

    /// The form of each mention.
    fn read(&mut self, mentions: &[Mention]) {
        let Self { units, numbers, buffer, forms, form_numbers, .. } = self;
        for mention in mentions {
            buffer.clear();
            buffer.push(mention.label);
            let titled = units.of(mention.name, mention.person, |unit| {
                let next = numbers.len() as u32;
                let number = numbers.get(unit).copied().unwrap_or_else(|| {
                    numbers.insert(unit.into(), next);
                    next
                });
                buffer.push(number);
            });
            let form = form_numbers.get(buffer.as_slice()).copied().unwrap_or_else(|| {
                let words = &buffer[1..];
                // Of a very long name the first words and the last.
                let whole = words.len() <= MOST;
                let kept = words.len().min(MOST);
                let last = words.len().saturating_sub(1);
                let at = |at: usize| words[if at == MOST - 1 && !whole { last } else { at }];
                forms.push(Form {
                    key: key(mention.label, (0..kept).map(at)),
                    count: if mention.person { kept } else { 0 },
                    whole,
                    cluster: NONE,
                });
                let number = forms.len() as u32 - 1;
                form_numbers.insert(buffer.as_slice().into(), number);
                number
            });
            self.mentions.push((form, titled));
        }
    }

    /// Notes what is short for what, and numbers the forms that are short for none: they are in the
    /// order of their first mentions.
    fn shorten(&mut self) {
        let Self { forms, short, .. } = self;
        for form in forms.iter() {
            for what in form.short() {
                short.entry(what).or_insert(Short { last: NONE, first: NONE });
            }
        }
        for (number, form) in forms.iter_mut().enumerate() {
            let is_short = form.count > 0
                && form.whole
                && [true, false].iter().any(|&edge| short.contains_key(&(form.key, edge)));
            if is_short {
                continue;
            }
            form.cluster = number as u32;
            for what in form.short() {
                if let Some(short) = short.get_mut(&what)
                    && short.first == NONE
                {
                    short.first = number as u32;
                }
            }
        }
    }

    /// Gives each mention its entity.
    fn assign(&mut self, given: &[Mention], people: bool) {
        let Self { forms, short, mentions, clusters, .. } = self;
        // Of each form that is an entity, its number.
        let mut numbers = vec![NONE; forms.len()];
        let mut before = NONE;
        clusters.of.resize(mentions.len(), NONE);
        let order = [false, true].into_iter().flat_map(|last| {
            given.iter().enumerate().filter(move |(_, mention)| mention.last == last)
        });
        for (at, _) in order {
            let (form, _) = mentions[at];
            let Form { key, cluster, count, .. } = forms[form as usize];
            let found = if !people || count == 0 || cluster != NONE {
                form
            } else {
                let of = |edge| short.get(&(key, edge)).copied();
                let (edge, midst) = (of(true), of(false));
                let known = |who: Option<u32>| who.filter(|&who| who != NONE);
                let last = |short: Option<Short>| known(short.map(|short| short.last));
                let first = |short: Option<Short>| known(short.map(|short| short.first));
                let person = last(edge).or(last(midst)).or(first(edge)).or(first(midst));
                person.expect("a short form is that of a name")
            };
            if people && count > 0 && found != before {
                for what in forms[found as usize].short() {
                    if let Some(short) = short.get_mut(&what) {
                        short.last = found;
                    }
                }
                before = found;
            }
            let number = &mut numbers[found as usize];
            if *number == NONE {
                *number = clusters.names.len() as u32;
                clusters.names.push(NONE);
            }
            clusters.of[at] = *number;
        }
    }

    /// Chooses the name of each entity.
    fn choose_names(&mut self, mentions: &[Mention]) {
        let Self { forms, clusters, .. } = self;
        if clusters.names.len() == mentions.len() {
            // Each its own.
            for (&cluster, at) in clusters.of.iter().zip(0..) {
                clusters.names[cluster as usize] = at;
            }
            return;
        }
        // How often a name is there, and where first.
        let mut counts: FxHashMap<(u32, &str), (u32, u32)> = FxHashMap::default();
        for (at, (mention, &cluster)) in mentions.iter().zip(&clusters.of).enumerate() {
            counts.entry((cluster, mention.name)).or_insert((0, at as u32)).0 += 1;
        }
        let mut best = vec![None; clusters.names.len()];
        for (at, (mention, &cluster)) in mentions.iter().zip(&clusters.of).enumerate() {
            let (count, first) = counts[&(cluster, mention.name)];
            if first != at as u32 {
                continue;
            }
            let (form, titled) = self.mentions[at];
            let full = forms[form as usize].cluster != NONE;
            let rank = (full, !titled, count);
            let best = &mut best[cluster as usize];
            if best.is_none_or(|best| rank > best) {
                *best = Some(rank);
                clusters.names[cluster as usize] = at as u32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::assert_linear;

    fn people<'a>(names: &[&'a str]) -> Vec<Mention<'a>> {
        names.iter().map(|name| Mention { name, label: 0, person: true, last: false }).collect()
    }

    #[track_caller]
    fn check(names: &[&str], of: &[u32], best: &[&str]) {
        let mut clusterer = Clusterer::new();
        let clusters = clusterer.cluster(&people(names));
        assert_eq!(clusters.of(), of, "{names:?}");
        let found: Vec<_> = clusters.names().iter().map(|&at| names[at as usize]).collect();
        assert_eq!(found, best);
    }

    #[test]
    fn short_forms_belong_to_full_names() {
        check(
            &[
                "كيم جونغ-أون",
                "فلاديمير بوتين",
                "كيم جونغ أون",
                "كيم",
                "بوتين",
                "الزعيم كيم",
                "كيم جونغ أون",
            ],
            &[0, 1, 0, 0, 1, 0, 0],
            &["كيم جونغ أون", "فلاديمير بوتين"],
        );
        // The short form first, as in a headline.
        check(&["بوتين", "فلاديمير بوتين"], &[0, 0], &["فلاديمير بوتين"]);
        check(
            &["عبد الفتاح السيسي", "السيسى", "عبدالفتاح", "فتاح"],
            &[0, 0, 0, 1],
            &["عبد الفتاح السيسي", "فتاح"],
        );
        check(&["محمد بن سلمان", "بن سلمان", "محمد"], &[0; 3], &["محمد بن سلمان"]);
        check(&["أبو مازن", "مازن"], &[0, 1], &["أبو مازن", "مازن"]);
        check(&["الرئيس بوتين", "بوتين"], &[0, 0], &["بوتين"]);
    }

    #[test]
    fn a_shared_surname_goes_to_who_was_mentioned_last() {
        check(
            &["جورج بوش", "بوش", "لورا بوش", "بوش", "جورج", "بوش", "جيب بوش"],
            &[0, 0, 1, 1, 0, 0, 2],
            &["جورج بوش", "لورا بوش", "جيب بوش"],
        );
        // None before: the first after.
        check(&["بوش", "جورج بوش", "لورا بوش"], &[0, 0, 1], &["جورج بوش", "لورا بوش"]);
        // What begins or ends a name comes before what is in its midst.
        check(
            &["كيم يو جونغ", "علي يو حسن", "سارة علي", "علي"],
            &[0, 1, 2, 2],
            &["كيم يو جونغ", "علي يو حسن", "سارة علي"],
        );
        check(
            &["حسن علي رضا", "علي", "علي سالم", "علي"],
            &[0, 0, 1, 1],
            &["حسن علي رضا", "علي سالم"],
        );
    }

    #[test]
    fn what_is_no_person_is_the_same_words() {
        let names = ["كوريا الشمالية", "كوريا", "الأمم المتحدة", "أمم متحدة", "كوريا الشماليه"];
        let mention = |name| Mention { name, label: 1, person: false, last: false };
        let mut clusterer = Clusterer::new();
        assert_eq!(clusterer.cluster(&names.map(mention)).of(), [0, 1, 2, 2, 0]);
        let mut mentions = names.map(mention).to_vec();
        mentions[4].label = 2;
        assert_eq!(clusterer.cluster(&mentions).of(), [0, 1, 2, 2, 3]);
        // What comes last is numbered after the others, and joins what is the same.
        mentions[0].last = true;
        mentions[3].last = true;
        let clusters = clusterer.cluster(&mentions);
        assert_eq!((clusters.of(), clusters.names()), (&[3, 0, 1, 1, 2][..], &[1, 2, 4, 0][..]));
        mentions.remove(3);
        let clusters = clusterer.cluster(&mentions);
        assert_eq!((clusters.of(), clusters.names()), (&[3, 0, 1, 2][..], &[1, 2, 3, 0][..]));
    }

    #[test]
    fn very_long_names_have_short_forms_too() {
        let long = "أ ب ت ث ج ح خ د ذ ر";
        check(
            &[long, "أ ر", "ر", "ب ت ر", "خ", "أ ب ت ث ج ر"],
            &[0, 0, 0, 0, 1, 2],
            &[long, "خ", "أ ب ت ث ج ر"],
        );
    }

    /// Whether one name is what is left of the other.
    fn is_short(short: &[String], long: &[String]) -> bool {
        let mut rest = long.iter();
        short.len() < long.len() && short.iter().all(|word| rest.any(|own| own == word))
    }

    fn units(name: &str) -> Vec<String> {
        let mut units = Vec::new();
        Units::default().of(name, true, |unit| units.push(unit.to_owned()));
        units
    }

    /// By its definition, in quadratic time.
    fn naive(names: &[String]) -> Vec<usize> {
        let forms: Vec<_> = names.iter().map(|name| units(name)).collect();
        let full = |at: usize| !forms.iter().any(|other| is_short(&forms[at], other));
        // The entity of a full name is where that is first.
        let first = |at: usize| forms.iter().position(|form| *form == forms[at]).unwrap();
        let mut of: Vec<usize> = Vec::new();
        for at in 0..names.len() {
            let edge = |long: &Vec<String>| {
                forms[at].len() > 1
                    || long.first() == Some(&forms[at][0])
                    || long.last() == Some(&forms[at][0])
            };
            let is_of = |who: usize, edges: bool| {
                is_short(&forms[at], &forms[who]) && (!edges || edge(&forms[who]))
            };
            let before = |edges| of.iter().rev().copied().find(|&who| is_of(who, edges));
            let after =
                |edges| (at..names.len()).find(|&who| full(who) && is_of(who, edges)).map(first);
            of.push(match full(at) {
                true => first(at),
                false => before(true)
                    .or_else(|| before(false))
                    .or_else(|| after(true))
                    .or_else(|| after(false))
                    .unwrap(),
            });
        }
        of
    }

    proptest! {
        /// A partition, numbered in order, as its definition says; names are of its mentions; the same
        /// from a clusterer that has seen others.
        #[test]
        fn clusters_are_a_partition(names in prop::collection::vec("(الشيخ )?(عبد |بن )?[أبت]( [أبتث]){0,3}|[ -~]{1,3}|بن", 1..24)) {
            let mentions: Vec<_> = names.iter().map(|name| &**name).collect();
            let mut clusterer = Clusterer::new();
            clusterer.cluster(&people(&["ب ت", "أ ب ث", "ب"]));
            let clusters = clusterer.cluster(&people(&mentions)).clone();
            prop_assert_eq!(clusters.of().len(), names.len());
            let mut next = 0;
            for &cluster in clusters.of() {
                prop_assert!(cluster <= next);
                next = next.max(cluster + 1);
            }
            prop_assert_eq!(clusters.len(), next as usize);
            for (cluster, &at) in clusters.names().iter().enumerate() {
                prop_assert_eq!(clusters.of()[at as usize] as usize, cluster);
            }
            let naive = naive(&names);
            for one in 0..names.len() {
                for other in 0..names.len() {
                    let together = clusters.of()[one] == clusters.of()[other];
                    prop_assert_eq!(together, naive[one] == naive[other], "{} {}", names[one], names[other]);
                }
            }
        }
    }

    #[test]
    fn hostile_mentions_take_linear_time() {
        fn check(name: impl Fn(usize) -> String) {
            assert_linear(
                |bytes| (0..bytes / 16).map(|at| name(at) + "\n").collect(),
                |text| {
                    let names: Vec<_> = text.lines().collect();
                    Clusterer::new().cluster(&people(&names));
                },
            );
        }
        // One shared word; the same with short forms between; all of few words; one long name.
        check(|at| format!("ب{at} محمد"));
        check(|at| if at % 2 == 0 { format!("محمد ب{at}") } else { "محمد".into() });
        check(|at| (0..6).map(|bit| format!("{} ", at >> (2 * bit) & 3)).collect());
        check(|at| if at == 0 { "ب ".repeat(5000) } else { "ب".into() });
    }
}
