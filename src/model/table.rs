use super::Reader;
use crate::Result;

/// From hashes to values; filled once.
///
/// Keys lie in buckets of one or two, all in a row: that takes little memory, and is quickly filled.
/// A key is known by its bucket and its lower half.
#[derive(Debug)]
pub(crate) struct HashTable<V> {
    bits: u32,
    /// Where each bucket begins, and one past the last.
    starts: Vec<u32>,
    entries: Vec<(u32, V)>,
}

/// The most keys of a bucket. By chance there are never so many, and a file made for it would make
/// every look long.
const MOST: u32 = 48;

impl<V> Default for HashTable<V> {
    fn default() -> Self {
        Self { bits: 1, starts: vec![0; 3], entries: Vec::new() }
    }
}

impl<V: Copy + Default> HashTable<V> {
    /// Of equal keys the last stays. `reader` is where they come from.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if very many have nearly the same hash.
    pub(crate) fn new(entries: &[(u64, V)], reader: &Reader) -> Result<Self> {
        let bits = entries.len().max(2).ilog2();
        let mut starts = vec![0u32; (1 << bits) + 1];
        for &(key, _) in entries {
            starts[bucket(key, bits)] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            if *start > MOST {
                return Err(reader.error("too many keys with nearly the same hash"));
            }
            end += *start;
            *start = end;
        }
        // Filled from its end, a bucket has the last of equal keys first.
        let mut placed = vec![(0, V::default()); entries.len()];
        for &(key, value) in entries {
            let start = &mut starts[bucket(key, bits)];
            *start -= 1;
            placed[*start as usize] = (key as u32, value);
        }
        Ok(Self { bits, starts, entries: placed })
    }

    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<V> {
        let bucket = bucket(key, self.bits);
        let bucket = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        self.entries[bucket].iter().find(|entry| entry.0 == key as u32).map(|entry| entry.1)
    }

    /// Calls `each` with the number of each key that is there and its value, in order.
    ///
    /// First all places are looked at of which a value may come, so that memory answers for many keys
    /// at once: what is found in one decides where no other is.
    pub(crate) fn get_all(&self, keys: &[u64], mut each: impl FnMut(usize, V)) {
        for (number, keys) in keys.chunks(TOGETHER).enumerate() {
            let mut buckets = [(0, 0); TOGETHER];
            for (found, &key) in buckets.iter_mut().zip(keys) {
                let bucket = bucket(key, self.bits);
                *found = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
            }
            let buckets = &buckets[..keys.len()];
            let first = |&(start, _): &(usize, usize)| self.entries.get(start).map_or(0, |e| e.0);
            std::hint::black_box(buckets.iter().map(first).fold(0, u32::wrapping_add));
            for (at, (&(start, end), &key)) in buckets.iter().zip(keys).enumerate() {
                let bucket = &self.entries[start..end];
                if let Some(entry) = bucket.iter().find(|entry| entry.0 == key as u32) {
                    each(number * TOGETHER + at, entry.1);
                }
            }
        }
    }
}

/// How many keys are looked up together.
const TOGETHER: usize = 32;

/// The bucket of a key is the upper bits of its product with what is odd, and random otherwise.
#[inline]
pub(crate) fn bucket(key: u64, bits: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_a_map(entries: Vec<(u16, u8)>, others: Vec<u16>) {
            // Keys that are not equal differ in their lower halves.
            let entries: Vec<(u64, u8)> =
                entries.iter().map(|&(key, value)| (u64::from(key) << 40 | u64::from(key), value)).collect();
            let Ok(table) = HashTable::new(&entries, &Reader::new("a.table", &[])) else {
                return Ok(());
            };
            let map: HashMap<u64, u8> = entries.iter().copied().collect();
            let keys = entries.iter().map(|entry| entry.0);
            let all: Vec<u64> = entries.iter().map(|entry| entry.0).chain(others.iter().map(|&key| u64::from(key) << 40 | u64::from(key))).collect();
            let mut found = vec![None; all.len()];
            table.get_all(&all, |at, value| found[at] = Some(value));
            let expected: Vec<_> = all.iter().map(|key| map.get(key).copied()).collect();
            prop_assert_eq!(found, expected);
            for key in keys.chain(others.into_iter().map(|key| u64::from(key) << 40 | u64::from(key))) {
                prop_assert_eq!(table.get(key), map.get(&key).copied());
            }
        }
    }

    #[test]
    fn keys_that_collide_are_refused() {
        let reader = Reader::new("a.table", &[]);
        let colliding = (0..).filter(|&key| bucket(key, 8) == 0).map(|key| (key, ()));
        let entries: Vec<(u64, ())> = colliding.take(300).collect();
        let error = HashTable::new(&entries, &reader).unwrap_err();
        assert!(error.to_string().contains("nearly the same hash"), "{error}");
        assert!(HashTable::new(&entries[..40], &reader).is_ok());
        assert_eq!(HashTable::<u8>::default().get(7), None);
    }
}
