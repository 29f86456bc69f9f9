//! `/documents/{code}/withdraw`: a document that does not stand any more, or was entered in error.

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::documents::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let version = form.version(shown.version);
    let submission = cx.submission_key()?;
    cx.page(&format!("Withdraw document {code}"), move || {
        let back = format!("/documents/{code}");
        let hidden = [("submission", submission), ("code", code.clone()), ("version", version)];
        view! {
            <WithdrawPage form kind="Document" code title="Withdraw the document?" what=shown.document.title.clone()
                then="Agencies and donors do not read it any more, and it is cited nowhere. Programme staff go on to read it as withdrawn, \
                    and can let it stand again."
                action="/api/withdraw_document" hidden=hidden.to_vec() why="Why it is withdrawn" button="Withdraw the document" cancel=back/>
        }
        .into_any()
    })
}
