//! Metamorphic: whatever is done to the table of rates, no figure that was booked before changes. Only the section that
//! announces newer rates may.

use chrono::{Days, NaiveDate};
use domain::{
    AsOf, Currency, Money, Role, Timestamp, Viewer,
    donor::DonorForm,
    grant::{GrantForm, NewGrant},
    ledger::{EventForm, NewEvent},
    rate::{NewRate, RateSource},
};
use serde_json::Value;
use store::{Db, Tx, ledger, rates, statements};

use crate::support::*;

const EDITS: u64 = 500;

/// 1 Jun 2022.
const TODAY: Timestamp = Timestamp(1_654_063_200_000);

/// SplitMix64: the same edits in every run and on both databases.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date") + Days::new(self.roll(850))
    }
}

both_databases!(five_hundred_edits_of_rates_change_no_booked_figure, async |db: Db| {
    let mut dice = Dice(743);
    let (dana, farid) = (staff(&db).await, person(&db, "farid", Role::Staff, None).await);
    let mut tx = db.write().await.expect("write");
    let mut known = first_rates(&mut tx, &dana, &farid).await;
    a_ledger(&mut tx, &dana, &farid, &mut dice).await;
    let before = figures(&mut tx, &dana).await;
    assert!(before.iter().any(|text| text.contains("711004785")), "the receipt is booked at 104.50");
    let mut refused = 0;
    for edit in 0..EDITS {
        let at = Timestamp(TODAY.0 + 1 + i64::try_from(edit).expect("small") * 60_000);
        match one_edit(&mut tx, &dana, &farid, at, &mut dice, &known).await {
            Some(id) => known.push(id),
            None => refused += 1,
        }
        if edit % 50 == 49 {
            assert_eq!(figures(&mut tx, &dana).await, before, "after {} edits", edit + 1);
        }
    }
    assert!(refused < EDITS / 2, "{refused} of the edits were refused: too few were made");
    let statement = statements::statement(&mut tx, &dana, "JP-2020", AsOf::default()).await.expect("statement");
    assert!(!statement.announced.is_empty(), "superseded rates are announced");
});

/// A new rate, a backdated one, or one that supersedes; most are approved.
async fn one_edit(
    tx: &mut Tx,
    dana: &Viewer,
    farid: &Viewer,
    at: Timestamp,
    dice: &mut Dice,
    known: &[i64],
) -> Option<i64> {
    let entered = if dice.roll(2) == 0 {
        let old = known[usize::try_from(dice.roll(known.len() as u64)).expect("small")];
        let row = rates::show(tx, dana, old).await.expect("a rate");
        let new = rate(row.source, row.currency, row.effective_on, dice);
        rates::supersede(tx, dana, at, old, &new, "Mended by the publisher").await
    } else {
        let currency = [Currency::Jpy, Currency::Uzs][usize::from(dice.roll(2) == 0)];
        let new = rate(RateSource::UnOperational, currency, dice.day(), dice);
        rates::enter(tx, dana, at, &new).await
    };
    let id = entered.ok()?;
    if dice.roll(5) > 0 {
        rates::approve(tx, farid, at, id).await.expect("approved");
    }
    Some(id)
}

fn rate(source: RateSource, currency: Currency, effective_on: NaiveDate, dice: &mut Dice) -> NewRate {
    let (from, spread) = if currency == Currency::Jpy { (9_000, 4_000) } else { (900_000, 300_000) };
    let hundredths = from + dice.roll(spread);
    let rate = format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().expect("a rate");
    NewRate { source, currency, rate, effective_on, published_on: None, source_url: None, note: None }
}

async fn first_rates(tx: &mut Tx, dana: &Viewer, farid: &Viewer) -> Vec<i64> {
    let mut ids = Vec::new();
    for (currency, day, text) in [
        (Currency::Jpy, "2020-03-01", "104.50"),
        (Currency::Jpy, "2021-01-01", "103.9012"),
        (Currency::Uzs, "2020-02-01", "9530.00"),
        (Currency::Uzs, "2021-06-01", "10580.5"),
    ] {
        let effective_on = day.parse().expect("a date");
        let mut new = rate(RateSource::UnOperational, currency, effective_on, &mut Dice(1));
        new.rate = text.parse().expect("a rate");
        let id = rates::enter(tx, dana, TODAY, &new).await.expect("entered");
        rates::approve(tx, farid, TODAY, id).await.expect("approved");
        ids.push(id);
    }
    ids
}

/// The receipt in yen, expenditures in dollars and in sum, one of them before any rate was known.
async fn a_ledger(tx: &mut Tx, dana: &Viewer, farid: &Viewer, dice: &mut Dice) {
    store::donors::add(tx, dana, TODAY, &donor()).await.expect("donor");
    let grant = NewGrant::parse(&GrantForm {
        code: "JP-2020".into(),
        title: "Boots for the northern posts".into(),
        donor: "JP".into(),
        ceiling: "743,000,000".into(),
        currency: "JPY".into(),
        ..Default::default()
    });
    store::grants::create(tx, dana, TODAY, &grant.expect("a grant")).await.expect("grant");
    let mut lines = vec![("receipt", "743,000,000".to_owned(), "JPY", "2020-03-16".to_owned())];
    lines.push(("expenditure", "950,000".to_owned(), "UZS", "2020-01-15".to_owned()));
    for _ in 0..40 {
        let currency = ["USD", "UZS"][usize::from(dice.roll(2) == 0)];
        let amount = Money::new(1 + i64::try_from(dice.roll(90_000_000)).expect("small"), Currency::Usd).figure();
        lines.push(("expenditure", amount, currency, dice.day().to_string()));
    }
    for (kind, amount, currency, value_date) in &lines {
        let form = EventForm {
            kind: (*kind).into(),
            amount: amount.into(),
            currency: (*currency).into(),
            value_date: value_date.into(),
            rate_source: "UNORE".into(),
            purpose: "Boots and radios".into(),
            reason: "The rates of these years are what is tried here".into(),
            ..Default::default()
        };
        let new = NewEvent::parse(&form, TODAY.day()).expect("an event");
        let seal = ledger::check(tx, dana, TODAY, "JP-2020", &new).await.expect("checked").seal();
        let number = ledger::post(tx, dana, TODAY, "JP-2020", &new, &seal).await.expect("posted");
        ledger::approve(tx, farid, TODAY, "JP-2020", number).await.expect("approved");
    }
}

fn donor() -> domain::donor::NewDonor {
    domain::donor::NewDonor::parse(&DonorForm {
        code: "JP".into(),
        name: "Japan".into(),
        currency: "JPY".into(),
        ..Default::default()
    })
    .expect("a donor")
}

/// Every figure of the statement for several dates on both clocks, without the announcements, and every event.
async fn figures(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let mut all = Vec::new();
    for day in [None, Some("2020-03-16"), Some("2020-12-31"), Some("2021-06-30")] {
        let day = day.map(|day| day.parse().expect("a date"));
        for known in [None, Some(TODAY)] {
            let as_of = AsOf { day, known };
            let statement = statements::statement(tx, viewer, "JP-2020", as_of).await.expect("statement");
            let mut json = serde_json::to_value(&statement).expect("JSON");
            json.as_object_mut().expect("an object").insert("announced".into(), Value::Null);
            all.push(json.to_string());
        }
    }
    let events =
        ledger::list(tx, viewer, "JP-2020", AsOf::default(), &crate::support::everything()).await.expect("events").rows;
    all.extend(events.iter().map(|e| format!("{}: {} {:?} {:?}", e.number, e.amount, e.booked, e.pinned)));
    all
}
