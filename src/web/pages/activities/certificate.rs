//! `/activities/{code}/certificate.pdf`: one page to print for everybody who completed it. The name is written by hand.

use axum::extract::Path;
use documents::certificate::Certificate;
use domain::activity::ActivityState;

use crate::{AppError, Cx, cx::PageResult, typesetter};

pub async fn file(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::activities::show(&mut tx, cx.viewer()?, &code).await?;
    tx.rollback().await?;
    let activity = shown.activity;
    // Nobody completed what was not held.
    if activity.state != ActivityState::Held {
        return Err(AppError::NotFound);
    }
    let of = Certificate {
        kind: Certificate::kind_in_words(activity.kind),
        title: activity.title.clone(),
        dates: activity.dates(),
        place: activity.place.clone(),
        topics: shown.topics,
        organisers: shown.organisers,
        qualifies_for: shown.qualifies_for,
        code: activity.code,
    };
    let file = cx.app.typesetter.certificate(of).await?;
    typesetter::answer(&cx, &format!("certificate-{code}.pdf"), file)
}
