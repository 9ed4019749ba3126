//! What fuzz targets reach of what is not public.

/// Asserts that the kernels of the tagger's hidden layer agree on numbers that `bytes` give, again and
/// again.
///
/// # Panics
/// If they do not.
pub fn assert_kernels_agree(ratio: f32, bytes: &[u8]) {
    let mut bytes = bytes.iter().cycle().copied();
    let mut byte = move || bytes.next().unwrap_or_default();
    crate::entities::assert_kernels_agree(ratio, |most| {
        let number = i16::from_le_bytes([byte(), byte()]);
        // So many are the greatest, which alone reach the bounds of sums.
        number.clamp(-most, most)
    });
}
