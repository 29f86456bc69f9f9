//! `/grants/{code}/owner`: who of the staff looks after a grant, so that donors' questions find somebody.

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let code = store::grants::code_of(&mut tx, viewer, &code).await?;
    let owner = store::grants::owner(&mut tx, viewer, &code).await?;
    let people = store::grants::owners(&mut tx, viewer).await?;
    let chosen = owner.map(|owner| owner.id.to_string()).unwrap_or_default();
    let state = cx.form(&mut tx, FormState::filled([("looked_after_by", chosen)])).await?;
    let submission = cx.submission_key()?;
    cx.page("Who looks after the grant", move || {
        let back = format!("/grants/{code}/agreement");
        let options = people.into_iter().map(|person| (person.id.to_string(), person.name)).collect();
        view! {
            <Breadcrumb steps=vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), back.clone())]/>
            <PageHeader kind="Grant" code=code.clone() title="Who looks after it?"/>
            <p>"Questions of its donors go to this person. Where nobody is named, all programme staff are told."</p>
            <form class="form" method="post" action="/api/set_grant_owner" novalidate>
                <ErrorSummary state=state.clone()/>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                <Select name="looked_after_by" label="Looked after by" state=state options blank="Nobody in particular" optional=true/>
                <FormActions cancel=back><SubmitButton text="Save"/></FormActions>
            </form>
        }
        .into_any()
    })
}
