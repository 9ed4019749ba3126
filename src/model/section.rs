use crate::{Error, Result};

/// A cursor over the bytes of a section that trusts none of them.
///
/// Every method fails, with the section and the offset in it, rather than read past the end. No
/// method allocates; [`count`](Self::count) makes sure that what a caller reserves is justified by
/// the bytes that are left.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    section: &'static str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Reads `bytes`, which errors call `section`.
    pub fn new(section: &'static str, bytes: &'a [u8]) -> Self {
        Self { section, bytes, at: 0 }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// An error about the bytes just read, for what only the caller can check.
    pub fn error(&self, what: impl std::fmt::Display) -> Error {
        Error::model(format!(
            "the model file is malformed: section {:?}, byte {}: {what}",
            self.section, self.at
        ))
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if so many are not left; so do all that
    /// follow.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        if length > self.left() {
            return Err(self.error(format_args!("{length} bytes needed, {} left", self.left())));
        }
        let taken = &self.bytes[self.at..self.at + length];
        self.at += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N).map(|bytes| bytes.try_into().expect("N bytes"))
    }

    /// The next byte.
    pub fn u8(&mut self) -> Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// The byte that tells how a section is laid out, which must be the known one.
    pub(crate) fn layout(&mut self, known: u8) -> Result<()> {
        match self.u8()? {
            layout if layout == known => Ok(()),
            layout => Err(self.error(format_args!(
                "layout {layout}; this version of warraq has {known}: train the model anew"
            ))),
        }
    }

    /// Two bytes, little-endian.
    pub fn u16(&mut self) -> Result<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// Four bytes, little-endian.
    pub fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A number in four bytes, little-endian. Infinities and NaN are refused: no weight is one.
    pub fn f32(&mut self) -> Result<f32> {
        let value = f32::from_le_bytes(self.array()?);
        if value.is_finite() {
            Ok(value)
        } else {
            Err(self.error(format_args!("a weight is {value}")))
        }
    }

    /// The weight, unless it is greater, with or without its sign.
    pub(crate) fn weight(&self, weight: f32, greatest: f32) -> Result<f32> {
        if weight.abs() <= greatest {
            Ok(weight)
        } else {
            Err(self.error(format_args!("a weight is {weight}; the greatest is {greatest}")))
        }
    }

    /// Weights in four bytes each, none of which is greater, with or without its sign.
    pub(crate) fn weights(&mut self, weights: &mut [f32], greatest: f32) -> Result<()> {
        let bytes = self.take(4 * weights.len())?.as_chunks().0;
        for (weight, bytes) in weights.iter_mut().zip(bytes) {
            *weight = f32::from_le_bytes(*bytes);
        }
        match weights.iter().find(|weight| weight.is_nan() || weight.abs() > greatest) {
            None => Ok(()),
            Some(weight) => {
                Err(self.error(format_args!("a weight is {weight}; the greatest is {greatest}")))
            }
        }
    }

    /// An unsigned number of up to 32 bits, seven in a byte, the lowest first (LEB128), in as few
    /// bytes as it needs.
    pub fn varint(&mut self) -> Result<u32> {
        let mut value = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.u8()?;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && byte > 0xf || shift > 0 && byte == 0 {
                break;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.error("a number is malformed"))
    }

    /// A [`varint`](Self::varint) that counts items of at least `size` bytes each, which must all
    /// fit into what is left: a vector may be reserved for them.
    pub fn count(&mut self, size: usize) -> Result<usize> {
        let count = self.varint()? as usize;
        if count > self.left() / size.max(1) {
            return Err(self.error(format_args!(
                "{count} items of {size} bytes or more announced, {} bytes left",
                self.left()
            )));
        }
        Ok(count)
    }

    /// Bytes behind their length.
    pub fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.count(1)?;
        self.take(length)
    }

    /// Text in UTF-8 behind its length in bytes.
    pub fn str(&mut self) -> Result<&'a str> {
        let bytes = self.bytes()?;
        std::str::from_utf8(bytes).map_err(|_| self.error("a text is not UTF-8"))
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if bytes are left over.
    pub fn finish(self) -> Result<()> {
        match self.left() {
            0 => Ok(()),
            left => Err(self.error(format_args!("{left} bytes are left over"))),
        }
    }
}

/// Writes what a [`Reader`] reads.
#[derive(Clone, Debug, Default)]
pub struct SectionWriter {
    bytes: Vec<u8>,
}

impl SectionWriter {
    /// An empty section.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes as they are, without their length.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// A byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.raw(&[value])
    }

    /// Two bytes, little-endian.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.raw(&value.to_le_bytes())
    }

    /// Four bytes, little-endian.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_le_bytes())
    }

    /// A number in four bytes, little-endian.
    ///
    /// # Panics
    /// If it is infinite or NaN.
    pub fn f32(&mut self, value: f32) -> &mut Self {
        assert!(value.is_finite(), "a weight is {value}");
        self.raw(&value.to_le_bytes())
    }

    /// A number, seven bits in a byte.
    pub fn varint(&mut self, mut value: u32) -> &mut Self {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8)
    }

    /// A [`varint`](Self::varint) from a length.
    ///
    /// # Panics
    /// If it does not fit 32 bits.
    pub fn count(&mut self, count: usize) -> &mut Self {
        self.varint(u32::try_from(count).expect("a count of 32 bits"))
    }

    /// Bytes behind their length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.count(bytes.len()).raw(bytes)
    }

    /// Text behind its length in bytes.
    pub fn str(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// The section.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
