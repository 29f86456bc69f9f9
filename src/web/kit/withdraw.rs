//! A page before something that was recorded is withdrawn: it asks why.

use leptos::prelude::*;

use super::{
    field::Field,
    form::{ErrorSummary, FormActions, HiddenInput, SubmitButton},
    header::{Breadcrumb, PageHeader},
    state::FormState,
    status::Tone,
    text::Text,
};

/// Says what is withdrawn and what that means, and asks for the reason.
#[component]
pub fn WithdrawPage(
    form: FormState,
    #[prop(optional)] steps: Vec<(String, String)>,
    #[prop(optional, into)] kind: Text,
    #[prop(optional, into)] code: Text,
    /// The question: "Withdraw the document?"
    #[prop(into)]
    title: String,
    /// The thing itself in words.
    #[prop(into)]
    what: String,
    /// Who reads it from then on, and as what.
    #[prop(into)]
    then: String,
    /// Where the form is sent: "/api/withdraw_document".
    #[prop(into)]
    action: String,
    /// What it sends besides the reason.
    hidden: Vec<(&'static str, String)>,
    /// The label of the reason.
    #[prop(default = "Why it is wrong")]
    why: &'static str,
    /// The words of the button: "Withdraw the document".
    #[prop(into)]
    button: String,
    /// Where "Cancel" leads.
    #[prop(into)]
    cancel: String,
) -> impl IntoView {
    let steps = (!steps.is_empty()).then(|| view! { <Breadcrumb steps/> }.into_any());
    let hidden: Vec<_> =
        hidden.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
    view! {
        {steps}
        <PageHeader kind code title/>
        <ErrorSummary state=form.clone()/>
        <p class="panel">{what}</p>
        <p>{then}</p>
        <form class="form" method="post" action=action>
            {hidden}
            <Field name="reason" label=why state=form/>
            <FormActions cancel><SubmitButton text=button tone=Tone::Bad/></FormActions>
        </form>
    }
    .into_any()
}
