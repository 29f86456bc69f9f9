//! Figures say what they are: currency, qualifier, badge, date and source.

use domain::{Money, money::group_thousands};
use leptos::prelude::*;

use super::text::{Slot, Text, link};

/// How firm an amount is. The first two are never summed into the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    Ceiling,
    Quoted,
    Indicative,
    Booked,
    Certified,
    /// Booked at a rate that follows from a published figure.
    Assumed,
    /// Invented for demonstration, in sums that add up.
    Illustrative,
}

impl Badge {
    pub fn word(self) -> &'static str {
        match self {
            Badge::Ceiling => "ceiling",
            Badge::Quoted => "quoted",
            Badge::Indicative => "indicative",
            Badge::Booked => "booked",
            Badge::Certified => "certified",
            Badge::Assumed => "assumed",
            Badge::Illustrative => "illustrative",
        }
    }

    fn explained(self) -> &'static str {
        match self {
            Badge::Ceiling => "The most the agreement allows, in its own currency",
            Badge::Quoted => "As published; never summed",
            Badge::Indicative => "Converted at a rate for orientation",
            Badge::Booked => "Recorded at the pinned rate",
            Badge::Certified => "Confirmed in a certified statement",
            Badge::Assumed => "At a rate that follows from a published figure, not taken from the accounts",
            Badge::Illustrative => "Invented for demonstration; adds up to the published total",
        }
    }
}

/// An amount with its currency before it: `¥743,000,000`, `USD 7,110,047.85`, `−USD 12.50`. With `short`, no `.00`.
#[component]
pub fn MoneyView(money: Money, #[prop(optional)] short: bool) -> impl IntoView {
    let figure = if short { money.short_figure() } else { money.figure() };
    let sign = (money.minor < 0).then_some("−");
    let figure = figure.trim_start_matches('−').to_owned();
    let prefix = money.currency.prefix();
    let (code, figure) = match prefix.strip_suffix(' ') {
        Some(code) => (code, format!("\u{a0}{figure}")),
        None => (prefix, figure),
    };
    view! { <span class="money">{sign}<span class="ccy">{code}</span>{figure}</span> }.into_any()
}

/// The word that says how firm an amount is.
#[component]
pub fn BadgeTag(badge: Badge) -> impl IntoView {
    view! { <span class=format!("badge badge-{}", badge.word()) title=badge.explained()>{badge.word()}</span> }
        .into_any()
}

/// An amount with everything a reader needs to trust it:
/// "approximately USD 2,500,000 `quoted` as of 27 Feb 2020, Exchange of Notes".
#[component]
pub fn Figure(
    money: Money,
    /// As the source words it: "over", "nearly", "approximately".
    #[prop(optional, into)]
    qualifier: Text,
    #[prop(optional_no_strip)] badge: Option<Badge>,
    /// A date in words.
    #[prop(optional, into)]
    as_of: Text,
    /// Where it was read: words and address.
    #[prop(optional_no_strip)]
    source: Option<(String, String)>,
) -> impl IntoView {
    let short = matches!(badge, Some(Badge::Quoted | Badge::Ceiling));
    let badge = badge.map(|badge| view! { " " <BadgeTag badge/> }.into_any());
    let qualifier = qualifier.into_option().map(|q| view! { <span class="qualifier">{q} " "</span> }.into_any());
    let as_of = as_of.into_option().map(|date| format!("as of {date}"));
    let source = source.map(|(words, href)| link(words, Some(&href)));
    let note = (as_of.is_some() || source.is_some()).then(|| {
        let comma = (as_of.is_some() && source.is_some()).then_some(", ");
        view! { " " <span class="figure-note">{as_of}{comma}{source}</span> }.into_any()
    });
    view! { <span class="figure">{qualifier}<MoneyView money short/>{badge}{note}</span> }.into_any()
}

/// A whole number with separators of thousands: `1,284`.
pub fn count(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", group_thousands(number.unsigned_abs()))
}

/// `count_of(1, "line", "lines")` → "1 line".
pub fn count_of(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// `10 pieces`, `1 piece`, `2 pairs`: a number with its unit of measure, as it was entered in the singular.
pub fn quantity(number: i64, measure: &str) -> String {
    let ending = if number == 1 || measure.is_empty() || measure.ends_with('s') { "" } else { "s" };
    format!("{} {measure}{ending}", count(number))
}

/// One tile of [`StatTiles`].
pub struct StatTile {
    pub value: AnyView,
    pub label: String,
    pub note: Option<String>,
    pub href: Option<String>,
}

impl StatTile {
    /// `value` is a figure or words; `label` says what it is.
    pub fn new(label: impl Into<String>, value: AnyView) -> Self {
        Self { value, label: label.into(), note: None, href: None }
    }

    /// A second line: "88 %", "oldest 12 days".
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// Where the number can be looked into.
    pub fn href(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}

/// The row of key figures at the top of a page: "handed over USD 150,000 booked | open 3 lines · oldest 12 days".
#[component]
pub fn StatTiles(tiles: Vec<StatTile>) -> impl IntoView {
    let tiles: Vec<_> = tiles.into_iter().map(one_tile).collect();
    view! { <dl class="tiles">{tiles}</dl> }.into_any()
}

fn one_tile(tile: StatTile) -> AnyView {
    let note = tile.note.map(|note| view! { <dd class="tile-note">{note}</dd> }.into_any());
    view! {
        <div class="tile">
            <dt>{link(tile.label, tile.href.as_deref())}</dt>
            <dd class="tile-value">{tile.value}</dd>
            {note}
        </div>
    }
    .into_any()
}

/// A labelled bar, for shares of one whole: `part` of `whole` as words and as a drawn length.
#[component]
pub fn ShareBar(
    #[prop(into)] label: String,
    part: i64,
    whole: i64,
    #[prop(optional, into)] value: Slot,
) -> impl IntoView {
    let percent = if whole > 0 { (i128::from(part.max(0)) * 100 / i128::from(whole)).min(100) } else { 0 };
    let value = value.into_option().map(|value| view! { {value} " · " }.into_any());
    let bar = bar(percent);
    view! {
        <div class="share">
            <span class="share-label">{label}</span>
            {bar}
            <span class="share-value">{value} {format!("{percent}\u{a0}%")}</span>
        </div>
    }
    .into_any()
}

/// So much of a hundred as a drawn length, beside the figure that says it.
pub fn bar(percent: i128) -> AnyView {
    view! {
        <svg class="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="share-track" width="100" height="8"></rect>
            <rect class="share-part" width=percent.to_string() height="8"></rect>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::quantity;

    #[test]
    fn quantities_read_as_words() {
        for (number, measure, words) in [
            (10, "piece", "10 pieces"),
            (1, "piece", "1 piece"),
            (2, "pair", "2 pairs"),
            (3, "set", "3 sets"),
            (4, "pieces", "4 pieces"),
            (1_284, "kit", "1,284 kits"),
            (0, "piece", "0 pieces"),
        ] {
            assert_eq!(quantity(number, measure), words);
        }
    }
}
