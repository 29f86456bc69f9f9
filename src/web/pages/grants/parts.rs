//! Fields that the forms of grants, allocations and published figures share.

use domain::{Currency, Viewer};
use leptos::prelude::*;
use store::Tx;

use crate::{AppError, kit::*};

pub fn currencies() -> Vec<(String, String)> {
    Currency::ALL.map(|c| (c.code().to_owned(), c.code().to_owned())).to_vec()
}

/// The known sources, as (value, label).
pub async fn sources(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(String, String)>, AppError> {
    let known = store::sources::list(tx, viewer).await?;
    Ok(known.into_iter().map(|source| (source.code, source.title)).collect())
}

/// The code of the source with this title; empty where it is none.
pub async fn source_code(tx: &mut Tx, viewer: &Viewer, title: Option<&str>) -> Result<String, AppError> {
    let Some(title) = title else { return Ok(String::new()) };
    let known = sources(tx, viewer).await?;
    Ok(known.into_iter().find(|(_, known)| known == title).map(|(code, _)| code).unwrap_or_default())
}

/// Where something was published: a known source or a new one. A fact may have none when it is `optional`.
pub fn source_fields(form: &FormState, known: Vec<(String, String)>, hint: &'static str, optional: bool) -> AnyView {
    let (state, inside) = (form.clone(), form.clone());
    let blank = if known.is_empty() { "None recorded yet" } else { "None of these" };
    view! {
        <Fieldset legend="Source" hint=hint>
            <Select name="source" label="Known source" state=state options=known blank=blank optional=optional/>
            <Field name="source_title" label="Title of a new source" state=inside autocomplete="off" optional=optional
                hint="Who published it, what and when, such as “UNODC, news of 3 March 2020”"/>
        </Fieldset>
    }
    .into_any()
}

/// An amount with the words that stand before it in print. `hint` stands under the field of the amount.
pub fn amount_fields(form: &FormState, hint: &'static str, optional: bool) -> AnyView {
    let state = || form.clone();
    view! {
        <Select name="currency" label="Currency" state=state() options=currencies() blank="Choose a currency"
            optional=optional/>
        <Field name="amount" label="Amount" state=state() kind=Input::Amount width=Width::Medium hint=hint
            autocomplete="off" optional=optional/>
        <Field name="qualifier" label="Words before the amount" state=state() width=Width::Medium optional=true
            autocomplete="off" hint="As printed: “over”, “nearly”, “approximately”. Shown before the figure, never computed with"/>
    }
    .into_any()
}
