//! What is to be paid of the grants of the small programme.

use domain::{Currency, Money, Viewer, instalment::NewInstalment, source::SourceChoice};
use store::{Tx, grants};

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
