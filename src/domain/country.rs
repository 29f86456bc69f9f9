//! A country by its two-letter code (ISO 3166).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::grant::country_code;

/// `UZ`. Two capital letters; nobody knows here whether there is such a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Country([u8; 2]);

impl FromStr for Country {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let code = country_code(typed)?;
        code.as_bytes().try_into().map(Country).map_err(|_| format!("“{typed}” is no two-letter code"))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        assert_eq!("uz".parse::<Country>().map(|country| country.to_string()), Ok("UZ".to_owned()));
        for bad in ["", "U", "UZB", "Uz1", "ÜZ"] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
    }
}
