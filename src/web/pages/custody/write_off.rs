//! `/items/{tag}/write-off`: given up by a decision; a second member of staff approves.

use axum::extract::Path;
use domain::custody::Place;
use leptos::prelude::*;

use super::parts::{self, holder, pieces, places};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Write off", move || {
        let from = places(&item, |place| !matches!(place, Place::Transit(_) | Place::WrittenOff));
        let nothing = from.is_empty().then_some("Nothing of it can be written off.");
        parts::page(&item, "Write off", &state, nothing, || {
            let cancel = format!("/items/{tag}");
            view! {
                <p>"A second member of staff approves it. It is written off from the day of the decision; nothing brings it back."</p>
                <form class="form" method="post" action="/api/propose_write_off" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="item" value=tag.clone()/>
                    {holder(&state, "It is", &from)}
                    {pieces(&item, &state, &from)}
                    <Field name="document" label="Decision" state=state.clone() width=Width::Medium hint="Its number, such as PSB 14/2020"/>
                    <DateField name="occurred_on" label="Day of the decision" state=state.clone()/>
                    <TextArea name="reason" label="Reason" state=state.clone() rows=3/>
                    <FormActions cancel><SubmitButton text="Propose the write-off" tone=Tone::Bad/></FormActions>
                </form>
            }
            .into_any()
        })
    })
}
