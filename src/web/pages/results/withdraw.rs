//! What was recorded in error is withdrawn: a case, or one of its stages.

use axum::extract::Path;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

pub async fn of_case(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::cases::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let hidden = [("submission", cx.submission_key()?), ("of", code.clone()), ("version", form.version(shown.version))];
    let words = ("Withdraw the case?", shown.case.title.clone(), "Withdraw the case");
    page(&cx, form, hidden.to_vec(), words, ("/api/withdraw_case", format!("/results/{code}")))
}

pub async fn of_stage(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let stage = store::cases::stage(&mut tx, cx.viewer()?, id).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let hidden =
        vec![("submission", cx.submission_key()?), ("of", id.to_string()), ("version", form.version(stage.version))];
    let what = format!("Stage {} of {}: {}", stage.number, stage.case_code, stage.place);
    let words = ("Withdraw the stage?", what, "Withdraw the stage");
    page(&cx, form, hidden, words, ("/api/withdraw_stage", format!("/results/{}", stage.case_code)))
}

fn page(
    cx: &Cx,
    form: FormState,
    hidden: Vec<(&'static str, String)>,
    (title, what, button): (&'static str, String, &'static str),
    (action, back): (&'static str, String),
) -> PageResult {
    cx.page(title, || {
        let hidden: Vec<_> =
            hidden.into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
        view! {
            <PageHeader title=title/>
            <ErrorSummary state=form.clone()/>
            <p class="panel">{what}</p>
            <p>"It counts nowhere any more. Programme staff go on to read it as withdrawn; nobody else does."</p>
            <form class="form" method="post" action=action>
                {hidden}
                <Field name="reason" label="Why it is wrong" state=form/>
                <FormActions cancel=back><SubmitButton text=button tone=Tone::Bad/></FormActions>
            </form>
        }
        .into_any()
    })
}
