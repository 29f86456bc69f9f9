//! What the overviews of several roles have in common.

use domain::{Money, Timestamp};
use leptos::prelude::*;
use store::{Totals, changes::ChangeRow, discrepancies::Counts, receipts::ReceiptRef};

use crate::{
    kit::{ButtonLink, EmptyState, Happening, InstantView, Section, StatTile, Timeline, Tone, count, link, percent},
    pages::changes::{names, sentence, who},
};

/// The instant up to which every figure of the page counts.
pub fn as_of(at: Timestamp) -> AnyView {
    view! { <p>"As of "<InstantView at/></p> }.into_any()
}

/// `88 %` for each currency of the whole, rounded down: 100 % means all of it. Nothing while there is nothing.
pub fn share(part: &Totals, whole: &Totals) -> Option<String> {
    let of = |whole: &Money| percent(in_currency_of(part, whole), *whole);
    let shares: Vec<String> = match whole.0.as_slice() {
        [only] => of(only).into_iter().collect(),
        several => {
            several.iter().filter_map(|whole| of(whole).map(|share| format!("{share} of {}", whole.currency))).collect()
        }
    };
    (!shares.is_empty()).then(|| shares.join(" · "))
}

/// The amount in the currency of `like`; zero when there is none.
pub fn in_currency_of(totals: &Totals, like: &Money) -> Money {
    let found = totals.0.iter().find(|money| money.currency == like.currency);
    found.copied().unwrap_or(Money::zero(like.currency))
}

/// What is not settled, as a way to the list of it.
pub fn not_settled(counts: Counts) -> StatTile {
    let note = match counts.overdue {
        0 => "none is overdue".to_owned(),
        overdue => format!("{} overdue", count(overdue)),
    };
    StatTile::new("Discrepancies not settled", count(counts.open).into_any())
        .note(note)
        .href("/discrepancies?state=open")
}

/// What agencies signed for last.
pub fn receipts(receipts: Vec<ReceiptRef>, yet: &'static str) -> AnyView {
    let content = if receipts.is_empty() {
        view! { <EmptyState things="receipts" yet/> }.into_any()
    } else {
        let entries = receipts.into_iter().map(receipt).collect();
        view! { <Timeline entries/> }.into_any()
    };
    view! { <Section title="Latest receipts">{content}</Section> }.into_any()
}

fn receipt(receipt: ReceiptRef) -> Happening {
    let words = format!("{} confirmed {}", receipt.agency_code, receipt.round_title);
    let title = link(words, Some(&format!("/receipts/{}", receipt.public_id)));
    let note = format!("{} · round {}", receipt.agency_name, receipt.round_code);
    Happening::on(receipt.received_on, title)
        .recorded(receipt.recorded_at)
        .who(receipt.officer)
        .note(note.into_any())
        .tone(Tone::Good)
}

/// What was recorded last, by whomever.
pub fn changes(changes: &[ChangeRow]) -> AnyView {
    let content = if changes.is_empty() {
        view! { <EmptyState things="changes" yet="The first change to a record appears here."/> }.into_any()
    } else {
        let names = names(changes);
        let happening = |change: &ChangeRow| {
            Happening::at(Timestamp(change.recorded_at), sentence(change, &names)).who(who(change))
        };
        let entries = changes.iter().map(happening).collect();
        view! { <Timeline entries/> }.into_any()
    };
    let all = view! { <ButtonLink href="/changes" text="All changes"/> }.into_any();
    view! { <Section title="Latest changes" aside=all>{content}</Section> }.into_any()
}

#[cfg(test)]
mod tests {
    use domain::Currency;

    use super::*;

    #[test]
    fn shares_stay_within_their_currency_and_round_down() {
        let totals = |list: &[(i64, Currency)]| Totals(list.iter().map(|(minor, c)| Money::new(*minor, *c)).collect());
        let whole = totals(&[(1000, Currency::Usd), (300, Currency::Jpy)]);
        assert_eq!(
            share(&totals(&[(999, Currency::Usd)]), &totals(&[(1000, Currency::Usd)])),
            Some("99\u{a0}%".into())
        );
        assert_eq!(share(&totals(&[(500, Currency::Usd)]), &whole), Some("50\u{a0}% of USD · 0\u{a0}% of JPY".into()));
        assert_eq!(share(&whole, &totals(&[])), None);
    }
}
