//! What is remembered of words, so that running text is fast. It changes no result.

/// The longest text that is remembered, in bytes.
pub(crate) const LONGEST: usize = 30;

/// Texts that share a hash.
const SET: usize = 4;

/// Short texts, each under a number, with what is remembered of them, in sets that share a hash. One that
/// is asked for again moves before another, and a new one takes the place of the last: so words that come
/// once do not push out those that come often.
#[derive(Debug)]
pub(crate) struct Memory<V> {
    /// The model that it serves; 0 is none.
    model: u64,
    /// Those of a set follow each other.
    slots: Vec<Slot<V>>,
}

impl<V> Default for Memory<V> {
    fn default() -> Self {
        Self { model: 0, slots: Vec::new() }
    }
}

/// Lies in as few lines of the processor's memory as it can.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Slot<V> {
    /// All zeros where nothing is remembered.
    key: Key,
    /// Its number in the set, wherever it moves.
    number: u8,
    value: V,
}

/// The text, padded; its number; its length.
pub(crate) type Key = [u64; 4];

/// The key of a text under a number; none if it is empty or too long.
#[inline]
pub(crate) fn key(text: &str, number: u8) -> Option<Key> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > LONGEST {
        return None;
    }
    let mut key = [0; 4];
    let (words, rest) = bytes.as_chunks();
    for (part, word) in key.iter_mut().zip(words) {
        *part = u64::from_le_bytes(*word);
    }
    key[words.len()] = match bytes.last_chunk() {
        _ if rest.is_empty() => 0,
        Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        None => rest.iter().rev().fold(0, |last, &byte| last << 8 | u64::from(byte)),
    };
    key[3] |= u64::from(number) << 48 | (bytes.len() as u64) << 56;
    Some(key)
}

impl<V: Copy + Default> Memory<V> {
    /// Makes ready to remember `2 << bits` texts for a model, known by its
    /// [number](crate::model::unique), and forgets what was remembered for another.
    #[inline]
    pub(crate) fn serve(&mut self, model: u64, bits: u32) {
        debug_assert!(2 << bits >= SET, "no set");
        if self.model != model {
            self.model = model;
            let slot = |at: usize| Slot { number: (at % SET) as u8, ..Slot::default() };
            self.slots = (0..2 << bits).map(slot).collect();
        }
    }

    /// Whether it is ready for that model.
    pub(crate) fn serves(&self, model: u64) -> bool {
        self.model == model
    }

    /// Forgets everything.
    pub(crate) fn forget(&mut self) {
        self.model = 0;
    }

    /// What is remembered under a key, and whether it is; if not, a place where it is to be written,
    /// with anything in it.
    ///
    /// # Panics
    /// Before it [serves](Self::serve) a model.
    #[inline]
    pub(crate) fn entry(&mut self, key: &Key) -> (&mut V, bool) {
        let (value, is_known, _) = self.numbered(key);
        (value, is_known)
    }

    /// The same, and the number of the place, less than the number of texts that it remembers: for
    /// what is kept elsewhere.
    #[inline(always)]
    pub(crate) fn numbered(&mut self, key: &Key) -> (&mut V, bool, usize) {
        // Odd numbers, random otherwise.
        let sum = (key[0].wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_add(key[1].wrapping_mul(0xc2b2_ae3d_27d4_eb4f))
            .wrapping_add(key[2].wrapping_mul(0x1656_67b1_9e37_79f9))
            .wrapping_add(key[3].wrapping_mul(0xd6e8_feb8_6659_fd93));
        let sets = self.slots.len() / SET;
        let set = (sum ^ sum >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let first = SET * (set as usize & (sets - 1));
        let slots = &mut self.slots[first..first + SET];
        let known = slots.iter().position(|slot| slot.key == *key);
        let at = match known {
            Some(0) => 0,
            Some(at) => {
                slots.swap(at - 1, at);
                at - 1
            }
            None => slots.iter().position(|slot| slot.key == Key::default()).unwrap_or(SET - 1),
        };
        let slot = &mut slots[at];
        slot.key = *key;
        (&mut slot.value, known.is_some(), first + usize::from(slot.number))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is remembered is what was written last under the same text and number.
        #[test]
        fn agrees_with_a_map(words in prop::collection::vec(("[ابa]{0,16}", 0..3u8), 0..200)) {
            let mut memory = Memory::default();
            memory.serve(1, 2);
            let mut map = HashMap::new();
            for (number, word) in (1u32..).zip(&words) {
                let Some(key) = key(&word.0, word.1) else {
                    prop_assert!(word.0.is_empty() || word.0.len() > LONGEST);
                    continue;
                };
                let (value, known) = memory.entry(&key);
                if known {
                    prop_assert_eq!(Some(&*value), map.get(word));
                }
                *value = number;
                map.insert(word, number);
                prop_assert_eq!(memory.entry(&key), (&mut number.clone(), true));
                memory.serve(1, 2);
                prop_assert!(memory.entry(&key).1);
            }
            memory.serve(2, 2);
            for (word, number) in map.into_keys() {
                prop_assert!(!memory.entry(&key(word, *number).unwrap()).1);
            }
        }

        #[test]
        fn no_two_texts_have_one_key(a in "[\0ab]{1,30}", b in "[\0ab]{1,30}", numbers in (0..3u8, 0..3u8)) {
            let same = (&a, numbers.0) == (&b, numbers.1);
            prop_assert_eq!(key(&a, numbers.0) == key(&b, numbers.1), same);
        }
    }
}
