//! Where to go afterwards, when the address itself says so.

/// Longer paths are nobody's.
const LONGEST: usize = 2000;

/// The path, if it leads to a page of this portal and cannot be read as another host by any browser.
pub fn safe_path(path: &str) -> Option<&str> {
    let mut letters = path.chars();
    let own = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    let odd = path.chars().any(char::is_control) || path.len() > LONGEST;
    (own && !odd).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::safe_path;

    #[test]
    fn only_paths_of_this_portal_are_followed() {
        for good in ["/", "/rounds/R-2019-05/receipt", "/rounds/new?again", "/items?q=a//b", "/%2f/evil.example"] {
            assert_eq!(safe_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(2000));
        for bad in [
            "",
            "rounds",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            " /rounds",
            "/\t/evil.example",
            "/rounds\r\nSet-Cookie: sid=x",
            long.as_str(),
        ] {
            assert_eq!(safe_path(bad), None, "{bad:?}");
        }
    }
}
