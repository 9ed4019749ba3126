//! The kernels of the tagger's hidden layer agree with the plain loop, whatever the numbers.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &[u8])| {
    let (ratio, bytes) = input;
    warraq::fuzzing::assert_kernels_agree(f32::from(ratio) * 1e-9, bytes);
});
