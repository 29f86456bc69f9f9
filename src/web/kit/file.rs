//! A file to send. A browser never fills it in again, so a rejected form says which file it was.

use leptos::prelude::*;

use super::{
    field::{described_by, field_frame},
    state::{FormState, field_id},
    text::Text,
};

/// The form around it needs `enctype="multipart/form-data"`.
#[component]
pub fn FileField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    state: FormState,
    /// What the chooser offers: ".xlsx,.csv".
    #[prop(into)]
    accept: String,
    #[prop(optional, into)] hint: Text,
    #[prop(optional)] optional: bool,
    /// Several files can be chosen at once.
    #[prop(optional)]
    multiple: bool,
) -> impl IntoView {
    let invalid = state.error(&name).map(|_| "true");
    let described = described_by(&name, &state, &hint);
    let input = view! {
        <input class="input" type="file" id=field_id(&name) name=name.clone() accept=accept multiple=multiple aria-describedby=described
            aria-invalid=invalid/>
    };
    field_frame(&name, label, optional, hint, &state, input.into_any())
}
