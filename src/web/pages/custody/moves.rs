//! `/items/{tag}/reassign` and `/items/{tag}/return`: proposals that others confirm.

use axum::extract::Path;
use domain::{Role, custody::Place};
use leptos::prelude::*;

use super::parts::{conditions, holder, page, pieces, places};
use crate::{Cx, cx::PageResult, kit::*};

pub async fn reassign(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let keepers = store::custody::keepers(&mut tx, viewer).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let staff = viewer.role == Role::Staff;
    cx.page("Reassign", move || {
        let from = places(&item, |place| matches!(place, Place::Unit(_)));
        let nothing = from.is_empty().then_some("No unit that you speak for has it.");
        let consent = if staff {
            "If it leaves the agency, this proposal is the consent of the programme."
        } else {
            "If it leaves your agency, programme staff have to consent as well."
        };
        page(&item, "Reassign", &state, nothing, || {
            let cancel = format!("/items/{tag}");
            let only = from.first().filter(|_| from.len() == 1).and_then(|held| held.key.clone());
            let options: Vec<_> = keepers.into_iter().filter(|(key, _)| Some(key) != only.as_ref()).collect();
            let other = (!staff).then(|| {
                view! {
                    <Field name="receiver_code" label="Or a unit of another agency" state=state.clone() optional=true width=Width::Medium
                        hint="The code of the unit and of the agency, such as IMT-NUK/MIA"/>
                }
                .into_any()
            });
            view! {
                <ul>
                    <li>"The heads of both units confirm. Custody passes with the last confirmation, not before."</li>
                    <li>{consent}</li>
                </ul>
                <form class="form" method="post" action="/api/propose_reassignment" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="item" value=tag.clone()/>
                    {holder(&state, "Now", &from)}
                    <Select name="receiver" label="To" state=state.clone() options blank="Choose the unit that gets it"/>
                    {other}
                    {pieces(&item, &state, &from)}
                    <TextArea name="reason" label="Reason" state=state.clone() rows=3/>
                    <Field name="document" label="Document" state=state.clone() optional=true
                        hint="Number and date of the order or letter that it rests on"/>
                    <FormActions cancel><SubmitButton text="Propose the reassignment"/></FormActions>
                </form>
            }
            .into_any()
        })
    })
}

pub async fn give_back(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Return to UNODC", move || {
        let from = places(&item, |place| matches!(place, Place::Unit(_)));
        let nothing = from.is_empty().then_some("No unit of your agency has it.");
        page(&item, "Return to UNODC:", &state, nothing, || {
            let cancel = format!("/items/{tag}");
            view! {
                <p>"Programme staff accept it when it has arrived. Until then your unit answers for it."</p>
                <form class="form" method="post" action="/api/propose_return" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="item" value=tag.clone()/>
                    {holder(&state, "Now", &from)}
                    {pieces(&item, &state, &from)}
                    {conditions(&state, "Its condition")}
                    <TextArea name="reason" label="Reason" state=state.clone() rows=3/>
                    <FormActions cancel><SubmitButton text="Offer the return"/></FormActions>
                </form>
            }
            .into_any()
        })
    })
}
