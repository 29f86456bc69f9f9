//! How large a zipped file is once it is unzipped: asked before anything is built from it.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A packing list has a dozen parts; pictures make some more.
const MOST_PARTS: usize = 500;

/// Unzips every part into nothing and counts. What the directory says is looked at first, and then not trusted.
///
/// # Errors
/// In words: broken, locked, or larger than `most` bytes.
pub fn weigh(bytes: &[u8], most: u64) -> Result<(), String> {
    let too_large = || {
        let megabytes = most / 1024 / 1024;
        format!(
            "Unzipped, this file is larger than {megabytes} MB. Save the list alone, without pictures and other sheets"
        )
    };
    let broken = |_| "This file is damaged, or it is no .xlsx spreadsheet. Save it again as .xlsx or .csv".to_owned();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err("This file has too many parts for a spreadsheet. Save the list alone as .xlsx or .csv".to_owned());
    }
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        declared = declared.saturating_add(archive.by_index_raw(index).map_err(|e| broken(e.to_string()))?.size());
    }
    if declared > most {
        return Err(too_large());
    }
    let mut left = most;
    let mut buffer = [0_u8; 16 * 1024];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|e| broken(e.to_string()))?;
        loop {
            let read = part.read(&mut buffer).map_err(|e| broken(e.to_string()))? as u64;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read).ok_or_else(too_large)?;
        }
    }
    Ok(())
}
