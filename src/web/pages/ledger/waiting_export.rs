//! `/ledger/waiting.csv` and `.xlsx`: the events that wait for a second person, as their page shows them.

use store::{ledger::WaitingEvent, list::Asked};

use super::parts::named;
use crate::{
    Cx,
    cx::PageResult,
    export::{Field, Sheet},
    kit::capital,
};

pub async fn file(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    // All that waits, whatever page it was asked from.
    let (mut events, mut asked) = (Vec::new(), Asked::default().part(None));
    loop {
        let page = store::ledger::waiting(&mut tx, viewer, &asked).await?;
        events.extend(page.rows);
        let Some(next) = page.next else { break };
        asked = Asked::default().part(Some(next));
    }
    drop(tx);
    let mut sheet = Sheet::new(&[
        "Event",
        "What",
        "Purpose",
        "Value date",
        "Amount",
        "Currency",
        "Booked USD",
        "Entered by",
        "Entered at (UTC)",
    ]);
    sheet.rows = events.iter().map(fields).collect();
    sheet.download(&cx, "waiting-for-approval", cx.today())
}

fn fields(event: &WaitingEvent) -> Vec<Field> {
    let [amount, currency] = Field::money(Some(event.amount));
    let [booked, _] = Field::money(event.booked);
    vec![
        Field::words(format!("{}/{}", event.grant_code, event.number)),
        Field::words(capital(&named(event.kind, event.amount, event.reverses))),
        Field::words(&event.purpose),
        Field::date(Some(event.value_date)),
        amount,
        currency,
        booked,
        Field::words(&event.entered_by),
        Field::instant(event.recorded_at.0),
    ]
}
