//! `/appearances/{id}/withdraw`: somebody who did not sign, or did not come.

use axum::extract::Path;
use leptos::prelude::*;
use store::officials::AppearanceRow;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let row = store::officials::appearance(&mut tx, cx.viewer()?, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw an entry", || {
        let what = format!("{}: {}", row.part.label(), row.words());
        let hidden = [("submission", submission), ("appearance", id.to_string())];
        view! {
            <WithdrawPage form title="Withdraw what was recorded in error?" what
                then="Programme staff go on to read it as withdrawn; nobody else does."
                action="/api/withdraw_appearance" hidden=hidden.to_vec() button="Withdraw it" cancel=address(&row)/>
        }
        .into_any()
    })
}

/// The page on which it stands.
pub fn address(row: &AppearanceRow) -> String {
    match (&row.grant, &row.round, &row.official) {
        (Some((code, _)), ..) => format!("/grants/{code}/agreement"),
        (_, Some((code, _)), _) => format!("/rounds/{code}#about"),
        (.., Some((code, _))) => format!("/officials/{code}"),
        _ => "/officials".to_owned(),
    }
}
