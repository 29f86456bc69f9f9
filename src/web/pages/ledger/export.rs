//! `/grants/{code}/ledger.csv` and `.xlsx`: the list as a file.

use axum::extract::Path;
use domain::PartialDate;
use store::ledger::EventRow;

use crate::{
    Cx,
    cx::PageResult,
    export::{self, Field},
    kit::AskedAsOf,
};

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let names = viewer.sees_everything();
    let as_of = AskedAsOf::read(&cx.query, cx.today()).checked()?;
    let name = format!("{code}-ledger");
    export::stream(&cx, &name, head(names), move |tx, asked| {
        let (viewer, code) = (viewer.clone(), code.clone());
        Box::pin(async move {
            let events = store::ledger::list(tx, &viewer, &code, as_of, &asked).await?;
            Ok(export::part(events, |event| fields(&code, event, names)))
        })
    })
    .await
}

const HEAD: [&str; 18] = [
    "Event",
    "Value date",
    "Kind",
    "Purpose",
    "Amount",
    "Currency",
    "Rate",
    "Rate source",
    "Rate effective on",
    "Booked USD",
    "Standing",
    "Budget line",
    "From budget line",
    "Phase",
    "Reference",
    "Document",
    "Relates to",
    "Reverses",
];

/// The columns of the table and what stands on the page of each event; who entered and decided for staff only.
fn head(names: bool) -> Vec<String> {
    let people = ["Entered by", "Decided by"];
    let more = ["Reversed by"].into_iter().chain(people.into_iter().filter(|_| names));
    HEAD.into_iter().chain(more).map(str::to_owned).collect()
}

fn fields(code: &str, event: &EventRow, names: bool) -> Vec<Field> {
    let other = |number: Option<i64>| Field::words(number.map(|n| format!("{code}/{n}")).unwrap_or_default());
    let pinned = event.pinned.as_ref();
    let [amount, currency] = Field::money(Some(event.amount));
    let booked = match event.booked {
        Some(money) => Field::amount(money),
        None => Field::words("unknown"),
    };
    let mut fields = vec![
        other(Some(event.number)),
        Field::date(Some(PartialDate::Day(event.value_date))),
        Field::words(event.kind.label()),
        Field::words(&event.purpose),
        amount,
        currency,
        Field::number(pinned.map(|p| p.rate.to_string()).unwrap_or_default()),
        Field::words(pinned.map(|p| p.source.label()).unwrap_or_default()),
        Field::date(pinned.and_then(|p| p.effective_on).map(PartialDate::Day)),
        booked,
        Field::words(event.standing.label()),
        Field::some(event.budget_line.as_deref()),
        Field::some(event.from_budget_line.as_deref()),
        Field::some(event.phase.as_deref()),
        Field::some(event.external_ref.as_deref()),
        Field::some(event.document.as_deref()),
        Field::date(event.relates_to),
        other(event.reverses),
        other(event.reversed_by),
    ];
    if names {
        fields.extend([Field::some(event.entered_by.as_deref()), Field::some(event.decided_by.as_deref())]);
    }
    fields
}

#[cfg(test)]
mod tests {
    use domain::{
        Currency, Money, Timestamp,
        ledger::{EventKind, Standing},
        rate::RateSource,
    };
    use store::ledger::Pinned;

    use super::*;
    use crate::export::Sheet;

    fn event(number: i64, minor: i64) -> EventRow {
        EventRow {
            id: number,
            number,
            kind: EventKind::Receipt,
            amount: Money::new(minor, Currency::Jpy),
            value_date: "2020-03-16".parse().expect("day"),
            booked: None,
            pinned: None,
            standing: Standing::Approved,
            purpose: "=HYPERLINK(\"x\")".into(),
            phase: Some("IMT Phase II".into()),
            phase_id: Some(2),
            budget_line: None,
            from_budget_line: None,
            external_ref: Some("@17".into()),
            document: None,
            relates_to: "2020-02".parse().ok(),
            reverses: None,
            reversed_by: Some(2),
            donor_code: None,
            entered_by: Some("Dana".into()),
            entered_by_id: 1,
            recorded_at: Timestamp(0),
            decided_by: Some("Finance".into()),
            decided_at: Some(Timestamp(1)),
            decision_reason: None,
            reason: None,
        }
    }

    #[test]
    fn amounts_are_plain_and_words_are_never_formulas() {
        let pinned = Pinned {
            rate_id: Some(1),
            rate: "104.50".parse().expect("rate"),
            source: RateSource::UnOperational,
            effective_on: "2020-03-01".parse().ok(),
            note: None,
        };
        let back = EventRow {
            purpose: "Reversal".into(),
            booked: Some(Money::new(-711_004_785, Currency::Usd)),
            pinned: Some(pinned),
            reverses: Some(1),
            reversed_by: None,
            external_ref: None,
            relates_to: None,
            ..event(2, -743_000_000)
        };
        let sheet = |events: &[EventRow], names: bool| Sheet {
            head: head(names),
            rows: events.iter().map(|event| fields("JP-2020", event, names)).collect(),
        };
        let text = sheet(&[event(1, 743_000_000), back], true).text().expect("written");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].ends_with("Reverses,Reversed by,Entered by,Decided by"), "{}", lines[0]);
        assert_eq!(
            lines[1],
            "JP-2020/1,2020-03-16,Receipt of funds,\"'=HYPERLINK(\"\"x\"\")\",743000000,JPY,,,,unknown,approved,,,\
             IMT Phase II,'@17,,2020-02,,JP-2020/2,Dana,Finance"
        );
        assert_eq!(
            lines[2],
            "JP-2020/2,2020-03-16,Receipt of funds,Reversal,-743000000,JPY,104.50,UN operational rate,2020-03-01,\
             -7110047.85,approved,,,IMT Phase II,,,,JP-2020/1,,Dana,Finance"
        );
        let donor = sheet(&[event(1, 1)], false).text().expect("written");
        assert!(!donor.contains("Dana") && !donor.contains("Entered by"), "{donor}");
    }
}
