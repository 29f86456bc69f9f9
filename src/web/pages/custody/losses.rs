//! `/items/{tag}/loss` and `/items/{tag}/found`: reports that count at once.

use axum::extract::Path;
use domain::{Role, custody::Place};
use leptos::prelude::*;

use super::parts::{conditions, holder, page, pieces, places};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn lost(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let staff = viewer.role == Role::Staff;
    cx.page("Report a loss or theft", move || {
        let (from, nothing) = if staff {
            let from = places(&item, |place| place == Place::Store);
            (from, "UNODC has none of it in store. What a unit has is reported by an officer of its own agency.")
        } else {
            (places(&item, |place| matches!(place, Place::Unit(_))), "No unit of your agency has it.")
        };
        let nothing = from.is_empty().then_some(nothing);
        page(&item, "Report a loss or theft:", &state, nothing, || {
            let choices = vec![
                Choice::new("lost", "Lost"),
                Choice::new("stolen", "Stolen").hint("Needs the number of the police report"),
            ];
            let cancel = format!("/items/{tag}");
            view! {
                <p>"The act of handover says within how many days a loss is reported. The report counts at once."</p>
                <form class="form" method="post" action="/api/report_loss" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="item" value=tag.clone()/>
                    {holder(&state, "It was", &from)}
                    <Radios name="kind" legend="What happened" state=state.clone() choices/>
                    {pieces(&item, &state, &from)}
                    <DateField name="occurred_on" label="Day" state=state.clone() partial=true/>
                    <TextArea name="circumstances" label="Place and circumstances" state=state.clone() rows=4
                        hint="Donors do not read it"/>
                    <Field name="police_report" label="Police report" state=state.clone() optional=true width=Width::Medium
                        hint="Its number. Donors do not read it"/>
                    <FormActions cancel><SubmitButton text="Report it" tone=Tone::Bad/></FormActions>
                </form>
            }
            .into_any()
        })
    })
}

pub async fn found(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let staff = viewer.role == Role::Staff;
    cx.page("Report a find", move || {
        let from = places(&item, |place| matches!(place, Place::Lost(_) | Place::Stolen(_)));
        let nothing = from.is_empty().then_some("Nothing of it is lost or stolen.");
        page(&item, "Report as found:", &state, nothing, || {
            let cancel = format!("/items/{tag}");
            let (to, words) = if staff {
                ("store", "From this day on UNODC has it in store.")
            } else {
                ("", "From this day on the unit that lost it has it again.")
            };
            view! {
                <p>{words}</p>
                <form class="form" method="post" action="/api/report_find" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="item" value=tag.clone()/>
                    <HiddenInput name="to" value=to/>
                    {holder(&state, "It was", &from)}
                    {pieces(&item, &state, &from)}
                    <DateField name="occurred_on" label="Found on" state=state.clone() partial=true/>
                    {conditions(&state, "Its condition")}
                    <TextArea name="circumstances" label="Where and how it was found" state=state.clone() rows=3
                        hint="Donors do not read it"/>
                    <FormActions cancel><SubmitButton text="Report it as found"/></FormActions>
                </form>
            }
            .into_any()
        })
    })
}
