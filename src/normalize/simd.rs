//! The table applied to 64 bytes at a time, by processors that can, as found when the program runs.
//!
//! Arabic is written in pairs of bytes, a lead `D8` to `DB` and a trail: 256 pairs, so that one byte
//! names the pair and two lookups in 256 bytes tell what becomes of it. What does not fit so, a
//! character of another length or a longer result, stops the block and is left to [`Table`].
//!
//! This module is the only one of normalization with `unsafe`. Its invariants:
//! - a kernel writes within the capacity that it has reserved, and reads within the text;
//! - it stops only before a character or at the end of the text, and what it has written by then is
//!   UTF-8: whole characters of the text, or whole results of the table;
//! - it is called only where the processor has its features.

#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::table::{self, Table};

/// The table, as the kernels look it up.
#[repr(align(64))]
pub(super) struct Lanes {
    /// By pair: what becomes of the lead, and of the trail. [`NONE`] goes; a lead [`STOP`] stops.
    lead: [u8; 256],
    trail: [u8; 256],
    /// By pair: [`STOP`] if it becomes something else, or nothing.
    changed: [u8; 256],
    /// By ASCII character.
    ascii: [u8; 128],
    /// By the lower bits of any other first byte from `C0`: [`STOP`] if a character with it may
    /// change.
    other: [u8; 64],
    changes_ascii: bool,
}

/// No byte of any result: no rule makes a NUL.
const NONE: u8 = 0;
/// No byte of UTF-8.
const STOP: u8 = 0xFF;

/// Room beyond the text that a kernel needs for its last block.
pub(crate) const SLACK: usize = 64;

/// Texts shorter than this are not worth the start.
const SHORT: usize = 24;

/// Bytes that a kernel takes at a time.
const BLOCK: usize = 64;
/// The most bytes that are left to the table before a kernel is tried again.
const FARTHEST: usize = 1024;

impl Lanes {
    pub(super) fn new(changes: impl Iterator<Item = (char, String)>) -> Self {
        let mut lanes = Self {
            lead: std::array::from_fn(|pair| 0xD8 | (pair >> 6) as u8),
            trail: std::array::from_fn(|pair| 0x80 | (pair & 0x3F) as u8),
            changed: [NONE; 256],
            ascii: std::array::from_fn(|c| c as u8),
            other: [NONE; 64],
            changes_ascii: false,
        };
        for (c, result) in changes {
            let bytes = result.as_bytes();
            let plain = !bytes.contains(&NONE);
            match (c, bytes) {
                ('\0'..='\x7F', _) => {
                    lanes.changes_ascii = true;
                    lanes.ascii[c as usize] = match bytes {
                        [byte] if plain => *byte,
                        _ => STOP,
                    };
                }
                ('\u{600}'..='\u{6FF}', _) => {
                    let pair = c as usize & 0xFF;
                    lanes.changed[pair] = STOP;
                    (lanes.lead[pair], lanes.trail[pair]) = match bytes {
                        [] => (NONE, NONE),
                        [only] if plain => (*only, NONE),
                        [first, second] if plain => (*first, *second),
                        _ => (STOP, NONE),
                    };
                }
                _ => {
                    let first = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
                    lanes.other[first as usize & 0x3F] = STOP;
                }
            }
        }
        lanes
    }
}

impl std::fmt::Debug for Lanes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lanes")
    }
}

/// Appends what becomes of `text` to `out`, if this processor can.
pub(super) fn append(table: &Table, lanes: &Lanes, text: &str, out: &mut String) -> bool {
    if text.len() < SHORT || !has_avx512() {
        return false;
    }
    let (mut done, mut slow) = (0, 0);
    while done < text.len() {
        // SAFETY: the kernel adds only characters, and the processor has the features.
        let read = unsafe { avx512::append(lanes, &text.as_bytes()[done..], out.as_mut_vec()) };
        done += read;
        // Where the kernel comes to nothing the table goes on, farther each time.
        slow = if read < BLOCK { (2 * slow).clamp(1, FARTHEST) } else { 1 };
        let mut end = text.len().min(done + slow);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        table.run(&text[done..end], out);
        done = end;
    }
    true
}

/// A place in `text` from `from` on, before the first character that changes or not far before it, if
/// this processor can tell.
pub(super) fn unchanged(lanes: &Lanes, text: &str, from: usize) -> usize {
    if text.len() - from < SHORT || !has_avx512() {
        return from;
    }
    // SAFETY: the processor has the features.
    let mut at = from + unsafe { avx512::unchanged(lanes, &text.as_bytes()[from..]) };
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// As [`table::in_blocks`], faster if this processor can.
pub(super) fn has_pair(text: &str, first: u8, low: u8, high: u8) -> bool {
    if !has_avx512() {
        return table::in_blocks(text, first, low, high);
    }
    // SAFETY: the processor has the features.
    unsafe { avx512::has_pair(text, first, low, high) }
}

fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("popcnt")
        && is_x86_feature_detected!("bmi1")
}

mod avx512 {
    use super::*;

    /// The lookups in registers.
    struct Registers {
        lead: [__m512i; 4],
        trail: [__m512i; 4],
        ascii: [__m512i; 2],
        other: __m512i,
        changes_ascii: bool,
    }

    /// The lookups that tell what stays.
    struct Watch {
        changed: [__m512i; 4],
        ascii: [__m512i; 2],
        other: __m512i,
        changes_ascii: bool,
    }

    /// A block looked up.
    struct Block {
        /// What becomes of each byte.
        bytes: __m512i,
        /// The bytes that stay or become others; all that is left out goes.
        keep: u64,
        /// The first bytes of characters that the kernel leaves.
        stops: u64,
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(bytes: &[u8]) -> __m512i {
        let bytes: &[u8; 64] = bytes.first_chunk().expect("64 bytes");
        // SAFETY: they can be read.
        unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn set(byte: u8) -> __m512i {
        _mm512_set1_epi8(byte as i8)
    }

    /// What `table` has at each of `indices`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn look_up(table: &[__m512i; 4], indices: __m512i) -> __m512i {
        let low = _mm512_permutex2var_epi8(table[0], indices, table[1]);
        let high = _mm512_permutex2var_epi8(table[2], indices, table[3]);
        _mm512_mask_blend_epi8(_mm512_movepi8_mask(indices), low, high)
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn is_lead(bytes: __m512i) -> u64 {
        _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, set(0xFC)), set(0xD8))
    }

    /// The number of each pair: two bits of the lead above six of the trail.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn pair(lead: __m512i, trail: __m512i) -> __m512i {
        _mm512_ternarylogic_epi64::<0xCA>(set(0xC0), _mm512_slli_epi16::<6>(lead), trail)
    }

    impl Registers {
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
        fn new(lanes: &Lanes) -> Self {
            let Lanes { lead, trail, ascii, other, changes_ascii, .. } = lanes;
            Self {
                lead: [load(lead), load(&lead[64..]), load(&lead[128..]), load(&lead[192..])],
                trail: [load(trail), load(&trail[64..]), load(&trail[128..]), load(&trail[192..])],
                ascii: [load(ascii), load(&ascii[64..])],
                other: load(other),
                changes_ascii: *changes_ascii,
            }
        }

        /// Looks up the 64 bytes of `text` from `at` on, or as many as there are. Blocks need not
        /// begin with a character: each byte is read with those beside it, so that no block waits
        /// for the one before.
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
        fn block(&self, text: &[u8], at: usize) -> Block {
            let (before, source, after, within);
            if at > 0 && text.len() - at > 64 {
                before = load(&text[at - 1..]);
                source = load(&text[at..]);
                after = load(&text[at + 1..]);
                within = u64::MAX;
            } else {
                let start = text[at..].as_ptr();
                within = u64::MAX >> (64 - (text.len() - at).min(64));
                let behind = if at == 0 { within & !1 } else { within };
                let ahead = if text.len() - at > 64 { within } else { within >> 1 };
                // SAFETY: what a mask leaves out is not read; the rest lies in the text.
                unsafe {
                    before = _mm512_maskz_loadu_epi8(behind, start.wrapping_sub(1).cast());
                    source = _mm512_maskz_loadu_epi8(within, start.cast());
                    after = _mm512_maskz_loadu_epi8(ahead, start.wrapping_add(1).cast());
                }
            }
            let (leads, trails) = (is_lead(source), is_lead(before));
            let lead = look_up(&self.lead, pair(source, after));
            let trail = look_up(&self.trail, pair(before, source));
            let mut bytes = _mm512_mask_mov_epi8(source, trails, trail);
            bytes = _mm512_mask_mov_epi8(bytes, leads, lead);
            let mut stops = _mm512_mask_cmpeq_epi8_mask(leads, lead, set(STOP));
            let others = _mm512_cmpge_epu8_mask(source, set(0xC0)) & !leads;
            if others != 0 {
                let other = _mm512_permutexvar_epi8(source, self.other);
                stops |= _mm512_mask_test_epi8_mask(others, other, other);
            }
            if self.changes_ascii {
                let ascii = !_mm512_movepi8_mask(source) & within;
                let result = _mm512_permutex2var_epi8(self.ascii[0], source, self.ascii[1]);
                bytes = _mm512_mask_mov_epi8(bytes, ascii, result);
                stops |= _mm512_mask_cmpeq_epi8_mask(ascii, result, set(STOP));
            }
            let gone = _mm512_mask_testn_epi8_mask(leads | trails, bytes, bytes);
            Block { bytes, keep: within & !gone, stops }
        }
    }

    impl Watch {
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
        fn new(lanes: &Lanes) -> Self {
            let Lanes { changed, ascii, other, changes_ascii, .. } = lanes;
            Self {
                changed: [
                    load(changed),
                    load(&changed[64..]),
                    load(&changed[128..]),
                    load(&changed[192..]),
                ],
                ascii: [load(ascii), load(&ascii[64..])],
                other: load(other),
                changes_ascii: *changes_ascii,
            }
        }

        /// Whether something changes, or may, in these bytes; of the last character only if all of
        /// it is there. `after` are the bytes after each.
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
        fn sees(&self, source: __m512i, after: __m512i, within: u64) -> bool {
            let leads = is_lead(source) & within;
            let changed = look_up(&self.changed, pair(source, after));
            let mut found = _mm512_mask_test_epi8_mask(leads, changed, changed);
            let others = _mm512_cmpge_epu8_mask(source, set(0xC0)) & within & !leads;
            if others != 0 {
                let other = _mm512_permutexvar_epi8(source, self.other);
                found |= _mm512_mask_test_epi8_mask(others, other, other);
            }
            if self.changes_ascii {
                let ascii = !_mm512_movepi8_mask(source) & within;
                let result = _mm512_permutex2var_epi8(self.ascii[0], source, self.ascii[1]);
                found |= _mm512_mask_cmpneq_epi8_mask(ascii, result, source);
            }
            found != 0
        }
    }

    /// Appends what becomes of `text` up to a character that it leaves; the number of bytes read.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi1")]
    pub(super) fn append(lanes: &Lanes, text: &[u8], out: &mut Vec<u8>) -> usize {
        let registers = Registers::new(lanes);
        out.reserve(text.len() + SLACK);
        let (start, room) = (out.as_mut_ptr(), out.capacity());
        let mut length = out.len();
        let mut done = text.len();
        for at in (0..text.len()).step_by(64) {
            let mut block = registers.block(text, at);
            if block.stops != 0 {
                let stop = block.stops.trailing_zeros();
                block.keep &= (1 << stop) - 1;
                done = at + stop as usize;
            }
            let packed = _mm512_maskz_compress_epi8(block.keep, block.bytes);
            debug_assert!(length + 64 <= room);
            // SAFETY: no block adds more bytes than it reads, so `length` has grown by `at` at
            // most, which is less than the length of the text: there is room for 64 more.
            unsafe { _mm512_storeu_si512(start.add(length).cast(), packed) };
            length += block.keep.count_ones() as usize;
            if block.stops != 0 {
                break;
            }
        }
        // SAFETY: all up to here has been written.
        unsafe { out.set_len(length) };
        done
    }

    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn has_pair(text: &str, first: u8, low: u8, high: u8) -> bool {
        table::in_blocks(text, first, low, high)
    }

    /// Bytes before a block in which something changes, or may.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,popcnt,bmi1")]
    pub(super) fn unchanged(lanes: &Lanes, text: &[u8]) -> usize {
        let watch = Watch::new(lanes);
        let mut at = 0;
        // Each block with the byte after it.
        while text.len() - at > 64 {
            if watch.sees(load(&text[at..]), load(&text[at + 1..]), u64::MAX) {
                return at;
            }
            at += 64;
        }
        let rest = text.len() - at;
        if rest == 0 {
            return at;
        }
        let within = u64::MAX >> (64 - rest);
        let start = text[at..].as_ptr();
        // SAFETY: what a mask leaves out is not read; the rest lies in the text.
        let (source, after) = unsafe {
            (
                _mm512_maskz_loadu_epi8(within, start.cast()),
                _mm512_maskz_loadu_epi8(within >> 1, start.wrapping_add(1).cast()),
            )
        };
        if watch.sees(source, after, within) { at } else { text.len() }
    }
}
