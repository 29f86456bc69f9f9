//! Corrections of receipts, for the database that holds a row in every table.

use domain::{
    Viewer,
    receipt::{Count, NewCorrection},
};
use store::{Tx, receipts};

use crate::{custody::later, support::NOW};

/// A receipt that was wrong twice: corrected at once, and later with the consent of staff, who refuse something else.
pub async fn corrected(t: &mut Tx, colleague: &Viewer, dana: &Viewer) {
    let signed = format!("receipt-of-{}", colleague.login);
    let right = async |t: &mut Tx, receipt: &str, [received, short, damaged, refused]: [i64; 4]| {
        let shown = receipts::show(t, colleague, receipt).await.expect("a receipt");
        let counted = &shown.lines[0];
        let count = Count {
            received,
            short,
            damaged,
            refused,
            remark: Some("One lens is broken".into()),
            ..Count::whole(counted.line.id, 0, counted.expected)
        };
        NewCorrection {
            received_on: shown.head.received_on.start(),
            remark: Some("Counted in the rain".into()),
            reason: Some("Counted anew".into()),
            counts: vec![count],
        }
    };
    let damaged = right(t, &signed, [1, 1, 1, 0]).await;
    let soon = NOW.plus_seconds(60);
    receipts::correct(t, colleague, soon, &signed, &damaged, "receipt-2").await.expect("corrected");
    let refused = right(t, "receipt-2", [1, 0, 1, 1]).await;
    for (asked, at) in [("asked-1", later(3)), ("asked-2", later(4)), ("asked-3", later(5))] {
        receipts::ask(t, colleague, at, "receipt-2", &refused, asked).await.expect(asked);
        match asked {
            "asked-1" => receipts::refuse(t, dana, at, asked, "The driver says otherwise").await.expect("refused"),
            "asked-2" => receipts::withdraw(t, colleague, at, asked).await.expect("withdrawn"),
            _ => receipts::agree(t, dana, later(6), asked, "receipt-3").await.expect("agreed"),
        }
    }
}
