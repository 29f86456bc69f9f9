//! A browser in the words of its owner.

/// `Firefox on Windows` from what the browser says about itself; anything unknown is shown as it came.
pub fn device_words(named_itself: &str) -> String {
    // The order matters: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
    let browser = first(
        named_itself,
        &[
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("YaBrowser/", "Yandex Browser"),
            ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"),
            ("FxiOS/", "Firefox"),
            ("CriOS/", "Chrome"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ],
    );
    let system = first(
        named_itself,
        &[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS X", "Mac"),
            ("CrOS", "Chromebook"),
            ("Linux", "Linux"),
        ],
    );
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(words), None) | (None, Some(words)) => words.to_owned(),
        (None, None) => named_itself.chars().take(60).collect(),
    }
}

fn first(text: &str, known: &[(&str, &'static str)]) -> Option<&'static str> {
    known.iter().find(|(mark, _)| text.contains(mark)).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::device_words;

    #[test]
    fn names_what_the_owner_recognises() {
        let chrome = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0";
        assert_eq!(device_words(chrome), "Chrome on Android");
        assert_eq!(device_words(edge), "Edge on Windows");
        assert_eq!(device_words("curl/8.5"), "curl/8.5");
    }
}
