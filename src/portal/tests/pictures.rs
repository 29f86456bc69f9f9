//! Hostile pictures in the real child process: none becomes a photo, each gets a sentence. The corpus is made here.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use documents::{
    confined::Unreadable,
    pictures::{LONGEST_SIDE, Pictures},
};
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::tables;

pub fn pictures() -> Pictures {
    Pictures::new(env!("CARGO_BIN_EXE_portal"))
}

fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    // A pattern that is not one colour, so that its data are cut when the file is.
    let pixels = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 7 + y) as u8, (y * 5) as u8, (x ^ y) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    drawn(width, height, ImageFormat::Png)
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    drawn(width, height, ImageFormat::Jpeg)
}

/// The JPEG with a segment (APP1, COM …) after its first marker.
fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

/// The JPEG, so many bytes larger.
pub fn padded(jpeg: &[u8], bytes: usize) -> Vec<u8> {
    (0..bytes / 60_000).fold(jpeg.to_vec(), |jpeg, _| with_segment(&jpeg, 0xfe, &[b' '; 59_996]))
}

/// As a telephone writes it: turned by 90 degrees, with its place (41° N) and a name.
pub fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    // Description at 50, orientation 6, GPS directory at 70.
    tiff.extend([3, 0]);
    tiff.extend([entry(0x010e, 2, 20, 50), entry(0x0112, 3, 1, 6), entry(0x8825, 4, 1, 70)].concat());
    tiff.extend([0; 4]);
    tiff.extend(b"Post at Amu Darya 7\0");
    tiff.extend([2, 0]);
    tiff.extend([entry(1, 2, 2, u32::from(b'N')), entry(2, 5, 3, 100)].concat());
    tiff.extend([0; 4]);
    for part in [41_u32, 1, 18, 1, 27, 1] {
        tiff.extend(part.to_le_bytes());
    }
    with_segment(jpeg, 0xe1, &[b"Exif\0\0", tiff.as_slice()].concat())
}

/// A PNG that says it is so large, with hardly anything in it.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut png = png(8, 8);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}

/// The JPEG with other sizes in its frame header.
fn jpeg_that_claims(size: u16) -> Vec<u8> {
    let mut jpeg = jpeg(16, 16);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).expect("a frame");
    jpeg[frame + 5..frame + 7].copy_from_slice(&size.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&size.to_be_bytes());
    jpeg
}

/// (what it is, its bytes); none of them is a photo.
pub fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let script = b"<script>alert(document.cookie)</script>";
    let page = [b"<!DOCTYPE html><html><body>", script.as_slice(), b"</body></html>"].concat();
    let photo = jpeg(64, 48);
    let mut webp = drawn(64, 48, ImageFormat::WebP);
    webp.truncate(webp.len() - 9);
    let pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    vec![
        ("nothing", Vec::new()),
        ("one byte", vec![0xff]),
        ("a GIF that is a script", b"GIF89a/*\x01\0\x01\0\0\0*/=1;alert(document.domain);".to_vec()),
        ("a JPEG with a page in its comment", with_segment(&photo, 0xfe, &page)),
        ("a JPEG with a page behind it", [photo.as_slice(), &page].concat()),
        ("a JPEG with a script in its EXIF", with_segment(&photo, 0xe1, &[b"Exif\0\0", script.as_slice()].concat())),
        ("a JPEG with an archive behind it", [photo.as_slice(), &tables::good()].concat()),
        ("a JPEG that is a PDF", with_segment(&photo, 0xfe, pdf)),
        ("a PNG with PHP behind it", [png(64, 48).as_slice(), b"<?php system($_GET['c']);"].concat()),
        ("a PDF that is an archive", [pdf.as_slice(), &tables::good()].concat()),
        (
            "an SVG with a script",
            [b"<svg xmlns=\"http://www.w3.org/2000/svg\">", script.as_slice(), b"</svg>"].concat(),
        ),
        ("a page", page.clone()),
        ("a spreadsheet", tables::good()),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec()),
        ("a HEIC picture", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("a PNG of ten thousand million pixels", claims(100_000, 100_000)),
        ("a PNG of four thousand million columns", claims(u32::MAX, u32::MAX)),
        ("a PNG without width", claims(0, 10)),
        ("a PNG of 49 megapixels that are not there", claims(7_000, 7_000)),
        ("a JPEG of four thousand million pixels", jpeg_that_claims(65_500)),
        ("a JPEG without a size", jpeg_that_claims(0)),
        ("a JPEG without its picture", vec![0xff, 0xd8, 0xff, 0xd9]),
        ("a WebP that is cut off", webp),
        ("9 MB of noise behind a JPEG's first bytes", [&photo[..3], &[0x5a; 9 * 1024 * 1024]].concat()),
    ]
}

#[tokio::test]
async fn no_hostile_picture_becomes_a_photo() {
    let pictures = pictures();
    for (name, bytes) in hostile() {
        let begun = Instant::now();
        let answer = pictures.redraw(&bytes).await;
        let Err(Unreadable::Refused(words)) = answer else { panic!("{name}: {answer:?}") };
        println!("{name}: {} ms: {words}", begun.elapsed().as_millis());
        assert!(begun.elapsed() < Duration::from_secs(15), "{name}: {:?}", begun.elapsed());
        assert!(words.len() > 20 && !words.contains("panicked"), "{name}: {words}");
    }
}

#[tokio::test]
async fn a_picture_that_is_cut_anywhere_is_none() {
    let pictures = pictures();
    for (name, whole) in [("JPEG", with_exif(&jpeg(200, 150))), ("PNG", png(120, 90))] {
        pictures.redraw(&whole).await.expect(name);
        let step = (whole.len() / 150).max(1);
        let offsets = (1..whole.len()).filter(|at| at % step == 0 || *at < 60 || whole.len() - at < 30);
        for at in offsets {
            let answer = pictures.redraw(&whole[..at]).await;
            assert!(matches!(answer, Err(Unreadable::Refused(_))), "{name} cut at {at} of {}", whole.len());
        }
    }
}

#[tokio::test]
async fn a_photo_is_upright_small_and_from_nowhere() {
    let sent = with_exif(&jpeg(2_400, 1_800));
    assert!(sent.windows(9).any(|w| w == b"Amu Darya"), "the corpus has a place");
    let kept = pictures().redraw(&sent).await.expect("a photo");
    // Orientation 6: the camera was turned, so height and width change places.
    assert_eq!((kept.width, kept.height), (1_200, LONGEST_SIDE));
    let decoded = image::load_from_memory_with_format(&kept.jpeg, ImageFormat::Jpeg).expect("a JPEG");
    assert_eq!((decoded.width(), decoded.height()), (1_200, 1_600));
    for word in [&b"Exif"[..], b"GPS", b"Amu Darya", b"http", b"II*\0", b"MM\0*"] {
        assert!(!kept.jpeg.windows(word.len()).any(|found| found == word), "{}", String::from_utf8_lossy(word));
    }
    // APP1 to APP15 and comments are where such things stand.
    let segments = kept.jpeg.windows(2).take_while(|two| *two != [0xff, 0xda]);
    assert!(!segments.into_iter().any(|two| two[0] == 0xff && (0xe1..=0xef).contains(&two[1])));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Jpeg] {
        let small = pictures().redraw(&drawn(40, 30, format)).await.expect("a small picture");
        assert_eq!((small.width, small.height), (40, 30), "{format:?} is not made larger");
        assert!(small.jpeg.starts_with(&[0xff, 0xd8, 0xff]), "{format:?}");
    }
}
