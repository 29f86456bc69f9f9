//! What countries are called.

/// `Uzbekistan` for `UZ`; a code that the programme has not met yet stays as it is.
pub(crate) fn country(code: &str) -> String {
    let name = match code {
        "AF" => "Afghanistan",
        "AZ" => "Azerbaijan",
        "ES" => "Spain",
        "IR" => "Iran (Islamic Republic of)",
        "JP" => "Japan",
        "KG" => "Kyrgyzstan",
        "KZ" => "Kazakhstan",
        "RU" => "Russian Federation",
        "TJ" => "Tajikistan",
        "TM" => "Turkmenistan",
        "US" => "United States of America",
        "UZ" => "Uzbekistan",
        other => other,
    };
    name.to_owned()
}
