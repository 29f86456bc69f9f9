//! `/rounds.csv` and `.xlsx`: the list as a file.

use store::{Totals, rounds::RoundRow};

use super::list::confirmed;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Amounts, Field, Sheet},
};

pub async fn file(cx: Cx) -> PageResult {
    // Every row has as many pairs of columns as the fullest needs, so all are read first.
    let viewer = cx.viewer()?.clone();
    let rows = export::whole(&cx, |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { store::rounds::list(tx, &viewer, &asked).await })
    })
    .await?;
    sheet(&rows).download(&cx, "rounds", cx.today())
}

/// The columns of the table.
fn sheet(rows: &[RoundRow]) -> Sheet {
    let nothing = Totals::default();
    let value = Amounts::fitting(rows.iter().map(|row| &row.value));
    let received = Amounts::fitting(rows.iter().map(|row| confirmed(row).unwrap_or(&nothing)));
    let mut sheet = Sheet::new(&["Round", "Title", "Date", "Agencies", "Lines"]);
    sheet.head.extend(value.head("Value"));
    sheet.head.push("Value marked".to_owned());
    sheet.head.extend(received.head("Confirmed"));
    sheet.head.extend(["Status".to_owned(), "Published figure, no lines".to_owned()]);
    let fields = |row: &RoundRow| {
        let mut fields = vec![
            Field::words(&row.code),
            Field::words(&row.title),
            Field::date(row.day),
            Field::words(row.agencies.join(", ")),
            Field::number(row.lines),
        ];
        fields.extend(value.fields(&row.value));
        fields.push(Field::some(row.illustrative.then_some("illustrative")));
        fields.extend(received.fields(confirmed(row).unwrap_or(&nothing)));
        fields.push(Field::words(row.status.label()));
        fields.push(Field::words(row.published.join("; ")));
        fields
    };
    sheet.rows = rows.iter().map(fields).collect();
    sheet
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money, round::RoundStatus};

    use super::*;

    fn row(status: RoundStatus) -> RoundRow {
        RoundRow {
            code: "R-2019-05".into(),
            number: Some(5),
            title: "+ Fifth round".into(),
            day: "2019-12-10".parse().ok(),
            place: Some("Tashkent".into()),
            status,
            lines: 24,
            open_lines: 3,
            agencies: vec!["State Customs Committee".into(), "State Security Service".into()],
            value: Totals(vec![Money::new(15_000_000, Currency::Usd)]),
            confirmed: Totals(vec![Money::new(13_140_000, Currency::Usd)]),
            illustrative: true,
            published: Vec::new(),
        }
    }

    #[test]
    fn a_round_has_the_columns_of_its_table() {
        let text = sheet(&[row(RoundStatus::Receiving), row(RoundStatus::Scheduled)]).text().expect("written");
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines[0],
            "Round,Title,Date,Agencies,Lines,Value,Value currency,Value marked,Confirmed,Confirmed currency,Status,\
             \"Published figure, no lines\""
        );
        let start = "R-2019-05,'+ Fifth round,2019-12-10,\"State Customs Committee, State Security Service\",24,\
                     150000.00,USD,illustrative";
        assert!(lines[1].starts_with(&format!("{start},131400.00,USD,")), "{}", lines[1]);
        // Nothing is confirmed of what has not been sent.
        assert!(lines[2].starts_with(&format!("{start},,,")), "{}", lines[2]);
    }
}
