//! `/items/{tag}/title`: the title passes, by a document.

use axum::extract::Path;
use domain::{AsOf, item::ItemKind};
use leptos::prelude::*;

use super::parts;
use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let title = store::titles::of_item(&mut tx, viewer, &tag, AsOf::default()).await?;
    let agencies = store::agencies::list(&mut tx, viewer).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    cx.page("Pass the title", move || {
        let owners = title.owners.clone();
        parts::page(&item, "Pass the title of", &state, None, || {
            let cancel = format!("/items/{tag}");
            let lot = item.kind == ItemKind::Lot;
            let giver = match owners.as_slice() {
                [(name, code, _)] => {
                    let words = format!("Owned by {name}");
                    view! { <p>{words}</p><HiddenInput name="giver" value=code.clone().unwrap_or_default()/> }.into_any()
                }
                several => {
                    let options = several
                        .iter()
                        .map(|(name, code, owned)| (code.clone().unwrap_or_default(), format!("{name}: {owned}")))
                        .collect();
                    view! { <Select name="giver" label="From" state=state.clone() options/> }.into_any()
                }
            };
            let options = agencies
                .iter()
                .filter(|a| owners.len() > 1 || !owners.iter().any(|(_, code, _)| code.as_ref() == Some(&a.code)))
                .map(|a| (a.code.clone(), a.current_name().to_owned()))
                .collect::<Vec<_>>();
            let pieces = lot.then(|| {
                let hint = format!("Of {}", quantity(item.quantity, &item.unit_of_measure));
                let value = owners.first().filter(|_| owners.len() == 1).map(|(_, _, owned)| owned.to_string());
                view! {
                    <Field name="quantity" label="How many" state=state.clone() kind=Input::Number width=Width::Short hint value/>
                }
                .into_any()
            });
            view! {
                <p>"Title is who owns it. Who holds it does not change."</p>
                <form class="form" method="post" action="/api/pass_title" novalidate>
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="item" value=tag.clone()/>
                    {giver}
                    <Select name="agency" label="To" state=state.clone() options blank="Choose the agency that owns it from now on"/>
                    {pieces}
                    <DateField name="occurred_on" label="Passed on" state=state.clone() partial=true/>
                    <Field name="document" label="Document" state=state.clone() hint="Such as the number of the act"/>
                    <FormActions cancel><SubmitButton text="Pass the title"/></FormActions>
                </form>
            }
            .into_any()
        })
    })
}
