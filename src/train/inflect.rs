//! The tables of Camel Morph MSA (Khairallah et al. 2024), spelt out: inflected forms without
//! diacritics, each with its lemma and part of speech.
//!
//! The tables give stems and the conditions under which affixes join them. What is spelt out here is
//! what can stand in text once clitics and the article are off, passives and rare moods aside; it
//! errs on the side of too many forms, which no text has.

use std::path::Path;

use super::camel::{arabic, each_row};
use crate::Result;

/// A form of the lexicon.
pub(crate) struct Entry<'a> {
    /// As it is spelt, without diacritics.
    pub(crate) form: &'a str,
    /// The lemma with its diacritics.
    pub(crate) lemma: &'a str,
    /// As the tables call it: `verb`, `adj`, `noun_prop`, …
    pub(crate) pos: &'a str,
    /// `p`, `i` or `c` for verbs, as the tables have it.
    pub(crate) aspect: Option<char>,
    pub(crate) usage: Use,
    /// Whether it is of a verb that takes an object.
    pub(crate) transitive: bool,
}

/// How much such a form is used in news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    Common,
    /// What people say of themselves: the first person.
    Speech,
    /// The jussive of a weak verb, passives, the second person, the dual.
    Rare,
}

use Use::{Common, Rare, Speech};

/// What takes the forms.
type Sink<'a> = dyn FnMut(&str, Use) + 'a;

/// Gives every form of a table, whichever it is, to `each`.
pub(crate) fn each_form(path: &Path, mut each: impl FnMut(Entry)) -> Result<()> {
    let columns = ["CLASS", "LEMMA", "FORM", "FEAT", "COND-T", "COND-S"];
    each_row(path, columns, |[class, lemma, form, features, needs, sets]| {
        let value = |key: &str| features.split(' ').find_map(|feature| feature.strip_prefix(key));
        let Some(pos) = value("pos:") else { return };
        let lemma = arabic(lemma, true);
        let stem = arabic(form, false);
        if stem.is_empty() || lemma.is_empty() {
            return;
        }
        let conditions = Conditions { needs, sets };
        let aspect = value("asp:").and_then(|aspect| aspect.chars().next());
        let transitive = conditions.has("trans") || conditions.has("ditrans");
        let sink = &mut |form: &str, usage: Use| {
            each(Entry { form, lemma: &lemma, pos, aspect, usage, transitive });
        };
        match class {
            "[STEM-PV]" => perfective(&stem, &conditions, sink),
            "[STEM-IV]" => imperfective(&stem, &conditions, false, sink),
            "[STEM-CV]" => imperfective(&stem, &conditions, true, sink),
            "[STEM-NOM]" | "[STEM-ADJ]" => nominal(&stem, &conditions, pos == "noun_prop", sink),
            _ if conditions.has("X100") => {}
            _ => sink(&stem, Common),
        }
    })
}

/// Under what conditions a stem stands, and what it says of itself.
struct Conditions<'a> {
    needs: &'a str,
    sets: &'a str,
}

impl Conditions<'_> {
    fn has(&self, condition: &str) -> bool {
        self.sets.split(' ').any(|set| set == condition)
    }

    /// Whether an affix that is such may join.
    fn may(&self, affix: &str) -> bool {
        let known = ["v-suff", "c-suff"];
        !known.iter().any(|known| self.needs.contains(known)) || self.needs.contains(affix)
    }

    /// What it ends in, by the tables' names: `#-ay`.
    fn ending(&self) -> &str {
        self.sets.split(' ').find(|set| set.starts_with("#-")).unwrap_or("")
    }
}

/// How a suffix begins: with nothing, ا, و, ي, another vowel, or a consonant.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Null,
    Alef,
    Waw,
    Ya,
    Vowel,
    Consonant,
}

use Kind::{Alef, Consonant, Null, Vowel, Waw, Ya};

fn perfective(stem: &str, conditions: &Conditions, sink: &mut Sink) {
    let suffixes = [
        (Null, ""),
        (Alef, "ا"),
        (Waw, "وا"),
        (Waw, "و"),
        (Vowel, "ت"),
        (Vowel, "تا"),
        (Consonant, "ت"),
        (Consonant, "نا"),
        (Consonant, "تم"),
        (Consonant, "تما"),
        (Consonant, "تن"),
        (Consonant, "ن"),
    ];
    for (kind, suffix) in suffixes {
        if !conditions.may(if kind == Consonant { "c-suff" } else { "v-suff" }) {
            continue;
        }
        let buffers: &[&str] = match (conditions.ending(), kind) {
            ("#-a>", Alef) => &["آ"],
            ("#-a>", Waw) => &["ؤ"],
            ("#-a>", _) => &["أ"],
            ("#-aw", Null) | ("#-aA", Null) => &["ا"],
            ("#-aw", Alef | Consonant) => &["و"],
            ("#-ay", Null) => &["ى", "ا", "ي"],
            ("#-ay" | "#-aA", Alef | Consonant) => &["ي"],
            ("#->ay" | "#->~ay", Null) => &["أى", "آ"],
            ("#->ay" | "#->~ay", Alef | Consonant) => &["أي"],
            ("#->ay" | "#->~ay", _) => &["أ"],
            ("#-iy", Waw) => &[""],
            ("#-iy", _) => &["ي"],
            ("#-}iy" | "#-}~iy", Waw) => &["ؤ"],
            ("#-}iy" | "#-}~iy", _) => &["ئي"],
            ("#-iy'", Consonant) => &["ئ"],
            ("#-iy'", Null) => &["يء"],
            ("#-iy'", _) => &["يئ"],
            ("#-A'", Consonant) => &["أ"],
            ("#-A'", Waw) => &["اؤ"],
            ("#-A'", _) => &["اء"],
            _ => &[""],
        };
        let suffix = match kind {
            Alef if conditions.ending() == "#-a>" => "",
            Consonant if conditions.has("#t") => suffix.strip_prefix('ت').unwrap_or(suffix),
            Consonant if conditions.has("#n") => suffix.strip_prefix('ن').unwrap_or(suffix),
            _ => suffix,
        };
        let usage = match suffix {
            "" | "ت" | "وا" | "و" if kind != Alef => Common,
            "نا" => Speech,
            _ => Rare,
        };
        for buffer in buffers {
            let usage = if *buffer == "ي" && kind == Null { Rare } else { usage };
            sink(&format!("{stem}{buffer}{suffix}"), usage);
        }
        // The passive of a hollow verb: أقام, أقيم; قال, قيل.
        if conditions.needs.contains("v-suff")
            && let Some((at, _)) = stem.char_indices().nth_back(1)
            && stem[at..].starts_with('ا')
        {
            let last = &stem[at + 'ا'.len_utf8()..];
            sink(&format!("{}ي{last}{suffix}", &stem[..at]), Rare);
        }
    }
}

/// Imperfective forms, or imperatives, which have no prefix.
fn imperfective(stem: &str, conditions: &Conditions, imperative: bool, sink: &mut Sink) {
    let suffixes = [
        (Null, "", "أنتي"),
        (Alef, "ان", "تي"),
        (Alef, "ا", "تي"),
        (Waw, "ون", "تي"),
        (Waw, "وا", "تي"),
        (Waw, "و", "تي"),
        (Ya, "ين", "ت"),
        (Ya, "ي", "ت"),
        (Consonant, "ن", "تي"),
    ];
    for (kind, suffix, prefixes) in suffixes {
        let phone = if kind == Consonant { "c-suff" } else { "v-suff" };
        // The jussive, without a suffix, is formed from either stem.
        if kind != Null && !conditions.may(phone) {
            continue;
        }
        let buffers: &[&str] = match (conditions.ending(), kind) {
            ("#-aA", Null) => &["ا", ""],
            ("#-aY", Null) => &["ى", "", "ا"],
            ("#-uw", Null) => &["و", ""],
            ("#-iy", Null) => &["ي", "", "ى"],
            ("#-aA" | "#-aY" | "#-uw" | "#-iy", Waw | Ya) => &[""],
            ("#-uw", _) => &["و"],
            ("#-aA" | "#-aY" | "#-iy", _) => &["ي"],
            ("#-a>", Null) => &["أ", "ؤ"],
            ("#-a>", Alef) => &["آ"],
            ("#-a>", Waw) => &["ؤ"],
            ("#-a>", Ya) => &["ئ"],
            ("#-a>", _) => &["أ"],
            ("#-u&", Ya) => &["ئ"],
            ("#-u&", _) => &["ؤ"],
            ("#-A'", Null) => &["اء", "اؤ", "أ"],
            ("#-A'", Waw) => &["اؤ"],
            ("#-A'", Ya) => &["ائ"],
            ("#-A'", Consonant) => &["أ"],
            ("#-A'", _) => &["اء"],
            ("#-uw'", Ya) => &["وئ"],
            ("#-uw'", Consonant) => &["ؤ"],
            ("#-uw'", _) => &["وء"],
            ("#-iy'", Null) => &["يء", "ئ"],
            ("#-iy'", Consonant) => &["ئ"],
            ("#-iy'", _) => &["يئ"],
            ("#-}iy", Waw) => &["ؤ"],
            ("#-}iy", Ya) => &["ئ"],
            ("#-}iy", Null) => &["ئي", "ئ"],
            ("#-}iy", _) => &["ئي"],
            ("#->ay", Waw | Ya) => &["أ"],
            ("#->ay", Null) => &["أى", "أ"],
            ("#->ay", _) => &["أي"],
            _ => &[""],
        };
        let suffix = match kind {
            Alef if conditions.ending() == "#-a>" => &suffix['ا'.len_utf8()..],
            Consonant if conditions.has("#n") => "",
            _ => suffix,
        };
        for buffer in buffers {
            if imperative {
                sink(&format!("{stem}{buffer}{suffix}"), Rare);
                continue;
            }
            // A weak letter that falls, or turns to ى in the passive.
            let weak = kind == Null
                && (conditions.needs.contains("c-suff")
                    || buffers.len() > 1
                        && !conditions.ending().contains(['\'', '>', '&'])
                        && *buffer != buffers[0]);
            for prefix in prefixes.chars() {
                let hamza = conditions.has(">-#");
                let low = conditions.has("u-#");
                let front = match (hamza, prefix, low) {
                    (true, 'أ', false) => "آ".to_owned(),
                    (true, 'أ', true) => "أو".to_owned(),
                    (true, _, false) => format!("{prefix}أ"),
                    (true, _, true) => format!("{prefix}ؤ"),
                    (false, ..) => prefix.to_string(),
                };
                let usage = match prefix {
                    _ if weak || matches!(kind, Consonant | Ya | Alef) => Rare,
                    'ي' | 'ت' => Common,
                    _ => Speech,
                };
                sink(&format!("{front}{stem}{buffer}{suffix}"), usage);
                // The passive of a hollow verb: يقيم, يقام.
                if conditions.needs.contains("v-suff")
                    && let Some((at, middle)) = stem.char_indices().nth_back(1)
                    && matches!(middle, 'و' | 'ي')
                {
                    let last = &stem[at + middle.len_utf8()..];
                    sink(&format!("{front}{}ا{last}{suffix}", &stem[..at]), Rare);
                }
            }
        }
    }
}

/// Names keep their endings, and are rare in the accusative: كوبا is no كوب, بن no بني.
fn nominal(stem: &str, conditions: &Conditions, is_name: bool, sink: &mut Sink) {
    let ending = conditions.sets.split(' ').find(|set| set.starts_with('#') && *set != "#dip");
    for kind in conditions.needs.split("||") {
        let suffixes: &[&str] = match kind {
            "MS" => &["", "ا"],
            "FS" => &["ة"],
            "MD" => &["ان", "ين", "ا", "ي"],
            "FD" => &["تان", "تين", "تا", "تي"],
            "MP" => &["ون", "ين", "و", "ي"],
            "FP" => &["ات"],
            _ => continue,
        };
        let buffers: &[&str] = match (ending.unwrap_or(""), kind) {
            ("#iy", "MS") => &["ي", ""],
            ("#iy", "MP") => &[""],
            ("#iy", _) => &["ي"],
            ("#aY-Ap-y" | "#aY-Ap-w", "MS") => &["ى", "ا"],
            ("#aA-Ap-y" | "#aA-Ap-w" | "#aA", "MS") => &["ا"],
            ("#aY-Ap-y" | "#aA-Ap-y" | "#aY-Ap-w" | "#aA-Ap-w", "FS" | "FD") => &["ا"],
            ("#aY-Ap-y" | "#aA-Ap-y", "MD" | "FP") => &["ي"],
            ("#aY-Ap-w" | "#aA-Ap-w", "MD" | "FP") => &["و"],
            ("#A'-w", "MD" | "FP") => &["و"],
            ("#A'" | "#A'-w" | "#A'@w" | "#w'" | "#o'-con" | "#o'-dis", "MS") => &["ء", "ؤ", "ئ"],
            ("#A'" | "#A'@w", "MP") => &["ؤ", "ئ"],
            ("#A'" | "#A'-w" | "#A'@w" | "#w'", _) => &["ء"],
            ("#o'-con", _) => &["ئ"],
            ("#a>", "FP") => &["آ"],
            ("#a>", _) => &["أ"],
            ("#A}iy", "MS") => &["ئي", "ء"],
            ("#A}iy", _) => &["ئي"],
            _ => &[""],
        };
        let buffers = if is_name { &buffers[..1] } else { buffers };
        for buffer in buffers {
            for suffix in suffixes {
                let usage = if is_name && *suffix == "ا" { Rare } else { Common };
                sink(&format!("{stem}{buffer}{suffix}"), usage);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(make: impl Fn(&mut Sink)) -> Vec<String> {
        let mut forms = Vec::new();
        make(&mut |form, _| forms.push(form.to_owned()));
        forms
    }

    #[test]
    fn names_keep_their_endings() {
        let conditions = Conditions { needs: "MS", sets: "#iy" };
        let name = forms(|sink| nominal("بن", &conditions, true, sink));
        assert_eq!(name, ["بني", "بنيا"]);
        assert!(forms(|sink| nominal("بن", &conditions, false, sink)).contains(&"بن".to_owned()));
    }

    #[test]
    fn weak_verbs_are_inflected() {
        let conditions = Conditions { needs: "", sets: "#-ay trans" };
        let past = forms(|sink| perfective("قض", &conditions, sink));
        for form in ["قضى", "قضيت", "قضوا", "قضت", "قضينا"] {
            assert!(past.contains(&form.to_owned()), "{form}");
        }
        let conditions = Conditions { needs: "", sets: "a-# >-# trans" };
        let present = forms(|sink| imperfective("خذ", &conditions, false, sink));
        for form in ["آخذ", "يأخذ", "تأخذين", "يأخذون"] {
            assert!(present.contains(&form.to_owned()), "{form}");
        }
    }
}
