//! QR codes, drawn as SVG.

use fast_qr::{
    ECL, QRBuilder,
    convert::{Builder, Shape, svg::SvgBuilder},
};

/// The text as a QR code that survives a scratch (level M), black on white.
///
/// # Errors
/// The text is too long for a code.
pub fn svg(text: &str) -> Result<String, String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|error| error.to_string())?;
    Ok(SvgBuilder::default().shape(Shape::Square).to_str(&code))
}
