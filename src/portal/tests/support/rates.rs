//! One rate that is used and one that waits for Dana.

use domain::{
    Viewer,
    rate::{NewRate, RateForm},
};
use store::{Tx, people, rates};

use super::{NOW, marks::Marks};

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    let finance = people::viewer(tx, "finance").await.expect("finance");
    let used = new(marks, "109.52", "2019-11-01", &["japan", "usa"]);
    let id = rates::enter(tx, dana, NOW, &used).await.expect("entered");
    rates::approve(tx, &finance, NOW, id).await.expect("approved");
    rates::enter(tx, &finance, NOW, &new(marks, "108.60", "2019-12-01", &[])).await.expect("entered");
}

fn new(marks: &mut Marks, rate: &str, effective_on: &str, readers: &[&'static str]) -> NewRate {
    let (note, site) = (marks.put("RateNote", readers), marks.put("RateSite", readers));
    let form = RateForm {
        source: "UNORE".into(),
        currency: "JPY".into(),
        rate: rate.into(),
        effective_on: effective_on.into(),
        published_on: "".into(),
        source_url: format!("https://treasury.example/{site}"),
        note,
        ..Default::default()
    };
    NewRate::parse(&form).expect("a rate")
}
