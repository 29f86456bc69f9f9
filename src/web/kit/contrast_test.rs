//! Every pair of text and background that the style uses reads well in light and in dark (WCAG 2.2: 4.5 to 1 for text,
//! 3 to 1 for the edges of what can be operated). Adjust a value in `style/tokens.css`, not the rule.

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// (text, background)
const TEXT: &[(&str, &str)] = &[
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "accent-weak"),
    ("ink", "good-tint"),
    ("ink", "warn-tint"),
    ("ink", "bad-tint"),
    ("ink", "idle-tint"),
    ("ink-2", "paper"),
    ("ink-2", "surface"),
    ("ink-2", "idle-tint"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-weak"),
    ("accent-strong", "paper"),
    ("accent-strong", "accent-weak"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("good", "paper"),
    ("good", "good-tint"),
    ("warn", "warn-tint"),
    ("bad", "paper"),
    ("bad", "bad-tint"),
    ("on-bad", "bad"),
    ("idle", "idle-tint"),
    ("paper", "ink"),
];

const EDGES: &[(&str, &str)] = &[("edge", "paper"), ("edge", "surface"), ("accent", "idle-tint"), ("warn", "paper")];

#[test]
fn text_reads_well_on_its_background() {
    check(TEXT, 4.5);
}

#[test]
fn edges_of_controls_can_be_seen() {
    check(EDGES, 3.0);
}

fn check(pairs: &[(&str, &str)], least: f64) {
    let colours = colours();
    for (front, back) in pairs {
        for (theme, index) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(colours[front][index], colours[back][index]);
            assert!(ratio >= least, "--{front} on --{back} in {theme}: {ratio:.2}, needs {least}");
        }
    }
}

/// Token → its colour in light and in dark, read from lines such as `--ink: light-dark(#16202a, #e9eef3);`.
fn colours() -> HashMap<&'static str, [[u8; 3]; 2]> {
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let (light, dark) = rest.split_once(')')?.0.split_once(", ")?;
            Some((name, [rgb(light)?, rgb(dark)?]))
        })
        .collect()
}

fn rgb(hex: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(hex.strip_prefix('#').filter(|h| h.len() == 6)?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

#[expect(clippy::float_arithmetic, reason = "the definition of contrast is written in real numbers")]
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[expect(clippy::float_arithmetic, reason = "the definition of luminance is written in real numbers")]
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
