//! Corrections of receipts, for the database that holds a row in every table.

use domain::{
    Timestamp, Viewer,
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
            photos: String::new(),
        }
    };
    let damaged = right(t, &signed, [1, 1, 1, 0]).await;
    let soon = NOW.plus_seconds(60);
    receipts::correct(t, colleague, soon, &signed, &damaged, "receipt-2").await.expect("corrected");
    let refused = right(t, "receipt-2", [1, 0, 1, 1]).await;
    for (asked, at) in [("asked-1", later(3)), ("asked-2", later(4)), ("asked-3", later(5))] {
        let refused = photographed(t, colleague, at, &refused).await;
        receipts::ask(t, colleague, at, "receipt-2", &refused, asked).await.expect(asked);
        match asked {
            "asked-1" => receipts::refuse(t, dana, at, asked, "The driver says otherwise").await.expect("refused"),
            "asked-2" => receipts::withdraw(t, colleague, at, asked).await.expect("withdrawn"),
            _ => receipts::agree(t, dana, later(6), asked, "receipt-3").await.expect("agreed"),
        }
    }
}

/// The same with two photos, and one that was added and taken out again.
async fn photographed(t: &mut Tx, colleague: &Viewer, at: Timestamp, new: &NewCorrection) -> NewCorrection {
    let line = new.counts[0].line;
    for bytes in [b"a photo", b"another", b"a third"] {
        let photos = [(line, &bytes[..])];
        let digests = receipts::add_correction_photos(t, colleague, at, "receipt-2", &photos).await.expect("photo");
        if bytes == b"a photo" {
            receipts::remove_correction_photo(t, colleague, at, "receipt-2", line, &digests[0]).await.expect("removed");
        }
    }
    let changes = receipts::check_correction(t, colleague, at, "receipt-2", new).await.expect("looked at");
    NewCorrection { photos: changes.stamp, ..new.clone() }
}
