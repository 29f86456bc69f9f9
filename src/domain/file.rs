//! Files that are kept with a fact.

use crate::code::words;

words! {
    /// What a kept file is, by its content. Its name says nothing that could be trusted.
    MediaType {
        Jpeg = "image/jpeg", "JPEG picture";
        Png = "image/png", "PNG picture";
        Pdf = "application/pdf", "PDF document";
    }
}
