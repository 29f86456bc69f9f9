//! Compressed once at build time, so that the server never does it for a file that cannot change.

use crate::Result;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

pub struct Level {
    brotli: i32,
    gzip: u32,
}

impl Level {
    pub const BEST: Self = Self { brotli: 11, gzip: 9 };
    pub const QUICK: Self = Self { brotli: 3, gzip: 1 };
}

pub fn brotli(bytes: &[u8], level: &Level) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: level.brotli, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

pub fn gzip(bytes: &[u8], level: &Level) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level.gzip));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
