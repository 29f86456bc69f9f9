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
        view! {
            <PageHeader kind="Document" code=code.clone() title="Withdraw the document?"/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{shown.document.title.clone()}</p>
            <p>"Agencies and donors do not read it any more, and it is cited nowhere. Programme staff go on to read it as withdrawn, and \
                can let it stand again."</p>
            <form class="form" method="post" action="/api/withdraw_document">
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="code" value=code.clone()/>
                <HiddenInput name="version" value=version/>
                <Field name="reason" label="Why it is withdrawn" state=form/>
                <FormActions cancel=back><SubmitButton text="Withdraw the document" tone=Tone::Bad/></FormActions>
            </form>
        }
        .into_any()
    })
}
