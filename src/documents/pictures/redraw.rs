//! Decodes, turns upright, makes smaller, writes a JPEG.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, metadata::Orientation};

use super::{LONGEST_SIDE, MOST_PIXELS, Picture};

/// Bytes of the decoded picture: 50 megapixels in four channels of a byte.
const MOST_BYTES: u64 = 4 * MOST_PIXELS;

/// # Errors
/// In words: too large, or it cannot be decoded to its end.
pub fn redraw(bytes: &[u8], format: ImageFormat) -> Result<Picture, String> {
    let broken = |_| "This picture is damaged. Take a new photo, or choose another file".to_owned();
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    // Asked before anything is decoded: a picture of a few hundred bytes can claim any size.
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(format!(
            "This picture has {width} × {height} pixels, more than the 50 megapixels that are read. Take it with a lower resolution"
        ));
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    decoder.set_limits(limits).map_err(broken)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if width.max(height) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    picture.apply_orientation(orientation);
    let picture = DynamicImage::ImageRgb8(picture.into_rgb8());
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).map_err(broken)?;
    Ok(Picture { width: picture.width(), height: picture.height(), jpeg: jpeg.into_inner() })
}
