//! What a file is by its content, whether it is there to its end, and whether it is something else as well.
//!
//! Decoders are kind: they draw half a JPEG with a grey rest. A cut upload must not become a photo, so the marks at the end
//! are asked for here.

use image::ImageFormat;

/// # Errors
/// In words: no picture, another kind of picture, cut off, or a file that hides another one.
pub fn check(bytes: &[u8]) -> Result<ImageFormat, String> {
    let format = kind(bytes)?;
    let end = match format {
        ImageFormat::Jpeg => jpeg_end(bytes),
        ImageFormat::Png => png_end(bytes),
        _ => webp_end(bytes),
    };
    if end.is_none() {
        return Err("This picture is cut off or damaged. Send it again, or take a new photo".to_owned());
    }
    if hides_another(bytes) {
        return Err("This file is a picture and something else at once. Take a new photo".to_owned());
    }
    Ok(format)
}

fn kind(bytes: &[u8]) -> Result<ImageFormat, String> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        [] => Err("This file is empty. Choose a photo".to_owned()),
        [0xff, 0xd8, 0xff, ..] => Ok(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(ImageFormat::Png),
        _ if webp => Ok(ImageFormat::WebP),
        _ if bytes.get(4..8) == Some(b"ftyp") => Err(other_kind(bytes.get(8..12).unwrap_or_default()).to_owned()),
        _ => Err("This is no photo: JPEG, PNG and WebP pictures are read. Choose another file".to_owned()),
    }
}

/// The brand of a file in the format that Apple and others keep pictures and videos in (ISO/IEC 14496-12, 4.3).
fn other_kind(brand: &[u8]) -> &'static str {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
            "This is a HEIC picture. On an iPhone choose Settings, Camera, Formats, “Most Compatible” and take the photo again; \
             or open it, share it by mail, and choose the JPEG that arrives"
        }
        b"avif" | b"avis" => "This is an AVIF picture. Open it, and save or share it as JPEG or PNG",
        _ => "This is a video. Send a photo: JPEG, PNG and WebP pictures are read",
    }
}

/// Walks from marker to marker to the end of the picture (ITU-T T.81, annex B). What cameras put behind it does not matter.
fn jpeg_end(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut scanned) = (2, false);
    loop {
        if *bytes.get(at)? != 0xff {
            // Between a scan's header and the next marker lies its data.
            if !scanned {
                return None;
            }
            at += 1;
            continue;
        }
        match *bytes.get(at + 1)? {
            // Fill bytes; a stuffed zero and restart marks belong to the data.
            0xff => at += 1,
            0x00 | 0xd0..=0xd7 if scanned => at += 2,
            0xd9 => return scanned.then_some(at + 2),
            0x00..=0x01 | 0xd0..=0xd8 => return None,
            marker => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                scanned |= marker == 0xda;
                at += 2 + length.max(2);
            }
        }
    }
}

/// Walks from chunk to chunk to `IEND` (W3C PNG, 5.3).
fn png_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    loop {
        let head = bytes.get(at..at + 8)?;
        let length = usize::try_from(u32::from_be_bytes(head[..4].try_into().ok()?)).ok()?;
        at = at.checked_add(12)?.checked_add(length)?;
        if at > bytes.len() {
            return None;
        }
        if &head[4..] == b"IEND" {
            return Some(at);
        }
    }
}

/// The size that stands in the head (RIFF).
fn webp_end(bytes: &[u8]) -> Option<usize> {
    let size = usize::try_from(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?)).ok()?;
    size.checked_add(8).filter(|end| *end <= bytes.len())
}

/// Words that no camera writes, each long enough not to stand in a picture's data by chance.
const MARKUP: [&[u8]; 7] = [b"<script", b"<html>", b"<html ", b"<!doctype html", b"<?php", b"<svg xmlns", b"<iframe"];

/// Drawn anew it would be harmless; that somebody hid a page or an archive in a photo is reason enough to refuse it.
fn hides_another(bytes: &[u8]) -> bool {
    let starts_markup = |at: usize| {
        MARKUP.iter().any(|word| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)))
    };
    let markup = (0..bytes.len()).any(|at| bytes[at] == b'<' && starts_markup(at));
    let head = &bytes[..bytes.len().min(1_024)];
    let pdf = head.windows(5).any(|found| found == b"%PDF-");
    // The end of an archive's directory lies in its last 64 KiB (APPNOTE 4.3.16).
    let tail = &bytes[bytes.len().saturating_sub(65_557)..];
    let archive = tail.windows(4).any(|found| found == b"PK\x05\x06")
        && zip::ZipArchive::new(std::io::Cursor::new(bytes)).is_ok();
    markup || pdf || archive
}
