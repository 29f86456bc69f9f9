//! Twins, for the pages of units and of agencies: which records are read as this one, the form that says so of two, and the one that
//! takes it back.

use domain::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::merges::TwinRow;

use crate::kit::*;

/// Two records are one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Merging {
    pub submission: String,
    /// What is read as the other from then on.
    pub code: String,
    pub into: String,
    pub reason: String,
}

/// They are two after all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parting {
    pub submission: String,
    pub code: String,
    pub reason: String,
}

/// What the forms are about.
pub struct Asked {
    /// `unit`, `agency`
    pub word: &'static str,
    pub code: String,
    pub title: String,
    pub back: String,
    pub steps: Vec<(String, String)>,
    pub form: FormState,
    pub submission: String,
}

/// Which other record it is the same as.
pub fn merge_form(asked: Asked, action: &'static str, others: Vec<(String, String)>, moves: &[String]) -> AnyView {
    let Asked { word, code, title, back, steps, form, submission } = asked;
    let words = format!(
        "Whatever names {code} (lines, receipts, activities, documents …) is read as the other one from then on. Nothing that was recorded is written anew, both codes go on leading there, and it can be taken back."
    );
    let label = format!("The {word} that it is the same as");
    let blank = format!("Choose the {word} that stays");
    view! {
        <Breadcrumb steps/>
        <PageHeader kind=capital(word) code=code.clone() title=format!("{title} is the same as another {word}")
            lead=view! { <p>{words}</p> }.into_any()/>
        <ErrorSummary state=form.clone()/>
        {what_moves(&code, moves)}
        <form class="form" method="post" action=action novalidate>
            <HiddenInput name="submission" value=submission/>
            <HiddenInput name="code" value=code/>
            <Select name="into" label state=form.clone() options=others blank/>
            <Field name="reason" label="How it is known" state=form
                hint="Such as “entered twice from list 7”. Staff alone read it"/>
            <FormActions cancel=back><SubmitButton text="Merge the two"/></FormActions>
        </form>
    }
    .into_any()
}

/// What is read as the other's from then on, before anybody says so.
fn what_moves(code: &str, moves: &[String]) -> AnyView {
    if moves.is_empty() {
        return view! { <p class="panel">{format!("Nothing that was recorded names {code} yet.")}</p> }.into_any();
    }
    let title = format!("Read as the other one’s from then on, of {code}:");
    let rows: Vec<AnyView> = moves.iter().map(|words| view! { <li>{words.clone()}</li> }.into_any()).collect();
    view! { <div class="panel"><p>{title}</p> <ul>{rows}</ul></div> }.into_any()
}

/// Takes the merger of a twin back.
pub fn part_form(asked: Asked, action: &'static str, twin: TwinRow) -> AnyView {
    let Asked { word, code, title, back, steps, form, submission } = asked;
    let words = format!("{} is read as {code}: {}", twin.code, twin.reason);
    let lead = format!(
        "What was recorded for {} is read as its own again; what was recorded for {code} since the two were merged stays there, and so do the names that it took over.",
        twin.code
    );
    view! {
        <Breadcrumb steps/>
        <PageHeader kind=capital(word) code title=format!("{} and {title} are two after all", twin.code)
            lead=view! { <p>{lead}</p> }.into_any()/>
        <ErrorSummary state=form.clone()/>
        <p class="panel">{words}</p>
        <form class="form" method="post" action=action novalidate>
            <HiddenInput name="submission" value=submission/>
            <HiddenInput name="code" value=twin.code/>
            <Field name="reason" label="How it is known" state=form/>
            <FormActions cancel=back><SubmitButton text="Part the two" tone=Tone::Bad/></FormActions>
        </form>
    }
    .into_any()
}

/// The records that are read as this one; nothing where there are none. `base` is its address.
pub fn section(base: &str, twins: Vec<TwinRow>, may_part: bool) -> Option<AnyView> {
    let entries: Vec<Happening> = twins.into_iter().map(|twin| happening(base, twin, may_part)).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title="Merged into this one" id="twins"><Timeline entries/></Section> }.into_any())
}

fn happening(base: &str, twin: TwinRow, may_part: bool) -> Happening {
    let at = Timestamp(twin.recorded_at);
    let part = may_part.then(|| {
        let href = format!("{base}/twins/{}", twin.code);
        view! { <p><a href=href>{format!("{} is another one after all", twin.code)}</a></p> }.into_any()
    });
    Happening::on(at.day().into(), format!("{} is read as this one", twin.code))
        .recorded(at)
        .who(twin.person)
        .note(view! { <p>{twin.reason}</p> {part} }.into_any())
}
