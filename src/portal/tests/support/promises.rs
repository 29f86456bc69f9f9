//! What is to be paid of the grants of the small programme, and what was published of its agencies.

use domain::{
    Currency, Money, Viewer,
    instalment::NewInstalment,
    quote::{Measure, NewQuote, Published, QuoteWords},
    source::SourceChoice,
};
use store::{
    Tx, grants,
    quotes::{self, Subject},
};

use super::{NOW, marks::Marks, reference::Side};

/// An instalment of the grant of a side, which waits for the first milestone that it pays for where there is one.
pub async fn instalment(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    let own = [side.donor_login];
    let waits = grants::instalment_choices(tx, dana, side.grant).await.expect("choices").milestones;
    let instalment = NewInstalment {
        amount: Money::new(371_500_000, Currency::Jpy),
        donor: None,
        due_on: "2021".parse().ok(),
        milestone: waits.first().map(|(id, _)| *id),
        receipt: None,
        note: marks.some("InstalmentNote", &own),
        source: Some(SourceChoice::Known(side.source.into())),
    };
    grants::record_instalment(tx, dana, NOW, side.grant, &instalment).await.expect("instalment");
}

/// A figure about the agency of a side. The United States pay for a part of the car that was sent to the northern one.
pub async fn figure_of_agency(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side) {
    let mut readers = side.both();
    readers.extend((side.donor == "JP").then_some("usa"));
    readers.push("nodira");
    let words =
        QuoteWords { note: marks.some("AgencyNote", &readers), ..QuoteWords::about(marks.put("What", &readers)) };
    let quote = NewQuote {
        words,
        published: Published { measure: Measure::Count, amount: 12, currency: None, qualifier: None },
        source: SourceChoice::New("Published by the agency".into()),
        whole: false,
    };
    quotes::record(tx, dana, NOW, &Subject::Agency(side.agency.into()), &quote).await.expect("figure");
}
