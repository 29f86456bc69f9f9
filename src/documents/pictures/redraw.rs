//! Decodes, turns upright, makes smaller, writes a JPEG.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, Rgba, metadata::Orientation};

use super::{LONGEST_SIDE, MOST_PIXELS, Picture};

/// Bytes of the decoded picture: the largest one in four channels of a byte.
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
            "This picture has {width} × {height} pixels, more than the 64 megapixels that are read. Take it with a lower resolution"
        ));
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES);
    decoder.set_limits(limits).map_err(broken)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    // Before it is made smaller: what is transparent has a colour as well, which would come out at the edges.
    picture = DynamicImage::ImageRgb8(on_white(picture));
    if width.max(height) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    picture.apply_orientation(orientation);
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).map_err(broken)?;
    Ok(Picture { width: picture.width(), height: picture.height(), jpeg: jpeg.into_inner() })
}

/// What is transparent shows the paper: a JPEG would make it black.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *picture.get_pixel(x, y);
        let over = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;

    #[test]
    fn what_is_transparent_is_white() {
        let mut drawn = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0]));
        for x in 0..20 {
            for y in 0..40 {
                drawn.put_pixel(x, y, Rgba([200, 0, 0, 255]));
            }
        }
        let mut png = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(drawn).write_to(&mut png, ImageFormat::Png).expect("a picture");
        let kept = redraw(png.get_ref(), ImageFormat::Png).expect("drawn");
        let kept = image::load_from_memory(&kept.jpeg).expect("a JPEG").into_rgb8();
        let (red, white) = (kept.get_pixel(8, 20), kept.get_pixel(32, 20));
        assert!(red[0] > 180 && red[1] < 40, "{red:?}");
        assert!(white.0.iter().all(|channel| *channel > 245), "{white:?}");
    }
}
