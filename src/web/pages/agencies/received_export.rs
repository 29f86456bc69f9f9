//! `/agencies/{code}/rounds.csv` and `.xlsx`: what an agency received, as its page shows it.

use axum::extract::Path;
use store::agencies::AgencyRound;

use crate::{
    AppError, Cx,
    cx::PageResult,
    export::{Amounts, Field, Sheet},
};

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::agencies::show(&mut tx, viewer, &code).await?;
    drop(tx);
    let rounds = show.rounds.ok_or(AppError::NotFound)?;
    let money = !show.sent.0.is_empty();
    let (sent, confirmed) = (
        Amounts::fitting(rounds.iter().map(|round| &round.sent)),
        Amounts::fitting(rounds.iter().map(|round| &round.confirmed)),
    );
    let mut sheet = Sheet::new(&["Round", "Title", "Held on", "Status", "Lines"]);
    if money {
        sheet.head.extend(sent.head("Handed over"));
        sheet.head.extend(confirmed.head("Signed for"));
    }
    let row = |round: &AgencyRound| {
        let mut fields = vec![
            Field::words(&round.code),
            Field::words(&round.title),
            Field::date(round.held_on),
            Field::words(round.status.label()),
            Field::number(round.lines),
        ];
        if money {
            fields.extend(sent.fields(&round.sent));
            fields.extend(confirmed.fields(&round.confirmed));
        }
        fields
    };
    sheet.rows = rounds.iter().map(row).collect();
    sheet.download(&cx, &format!("{}-rounds", show.agency.code.to_lowercase()), cx.today())
}
