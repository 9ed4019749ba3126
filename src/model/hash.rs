//! The hash of what model files know by its hash alone.

/// Hashes bytes and numbers into 64 bits.
///
/// Model files hold such hashes, so that what it gives may never change: that of a library may, with
/// its version or the machine.
#[derive(Debug)]
pub(crate) struct StableHasher(u64);

impl Default for StableHasher {
    /// Not zero, which zeros would leave as it is.
    fn default() -> Self {
        Self(0x2545_f491_4f6c_dd1d)
    }
}

impl StableHasher {
    pub(crate) fn number(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.number(u64::from_le_bytes(*word));
        }
        let last = rest.iter().rev().fold(0, |last, &byte| last << 8 | u64::from(byte));
        self.number(last | (bytes.len() as u64) << 56);
    }

    /// The hash, all bits of it equally good.
    pub(crate) fn finish(&self) -> u64 {
        mix(self.0)
    }
}

/// Makes all bits of a hash depend on all (the last steps of MurmurHash3).
pub(crate) fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: u64, text: &str) -> u64 {
        let mut hasher = StableHasher::default();
        hasher.number(number);
        hasher.bytes(text.as_bytes());
        hasher.finish()
    }

    /// Another hash asks for another version of the model file.
    #[test]
    fn stays_as_it_is() {
        let found = [hash(0, ""), hash(1, "كتاب"), hash(1, "المستشفيات")];
        assert_eq!(found, [0x897d_8bbf_0cce_4870, 0x87a6_f2ec_3e17_52f5, 0x5a62_8fb8_7319_61dc]);
    }

    #[test]
    fn tells_apart() {
        let mut hashes: Vec<u64> = (0..50_000)
            .flat_map(|n: u64| [hash(0, &n.to_string()), hash(n, ""), hash(1, &format!("كلمة{n}"))])
            .map(|hash| hash >> 16)
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        // `hash(0, "")` is there once.
        assert_eq!(hashes.len(), 150_000);
    }
}
