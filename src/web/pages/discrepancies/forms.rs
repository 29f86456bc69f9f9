//! What can be done with a discrepancy, on its page.

use domain::{Role, discrepancy::Settlement};
use leptos::prelude::*;
use store::discrepancies::{DiscrepancyRow, DiscrepancyShow};

use crate::kit::*;

/// The form of this page that was refused gets its values and mistakes back; the others stay as they are.
fn own(form: &FormState, field: &str) -> FormState {
    if form.value(field).is_some() { form.clone() } else { FormState::default() }
}

pub fn assign(shown: &DiscrepancyShow, owners: Vec<(i64, String, Role)>, key: String, form: &FormState) -> AnyView {
    let state = own(form, "due_on");
    let options = owners
        .into_iter()
        .map(|(id, name, role)| (id.to_string(), format!("{name} · {}", role.label())))
        .collect::<Vec<_>>();
    let owner = shown.owner_id.map(|id| id.to_string());
    let due = shown.row.due_on.map(|due| domain::PartialDate::Day(due).words());
    let id = shown.row.public_id.clone();
    let words = if owner.is_some() { "Change owner and due date" } else { "Name the owner" };
    view! {
        <Section title="Who looks after it" id="assign">
            <form class="form" method="post" action="/api/assign_discrepancy">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="discrepancy" value=id/>
                <Select name="assignee" label="Owner" state=state.clone() options value=owner blank="Choose a person"/>
                <DateField name="due_on" label="Due" state=state.clone() value=due/>
                <Field name="remark" label="Remark" state=state optional=true/>
                <SubmitButton text=words quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}

pub fn settle(row: &DiscrepancyRow, key: String, form: &FormState) -> AnyView {
    let state = own(form, "settled_on");
    let choices = Settlement::ALL.iter().map(|s| Choice::new(s.word(), s.label())).collect::<Vec<_>>();
    let (id, words) = (row.public_id.clone(), format!("Settle {} {}", row.left, row.kind.word()));
    view! {
        <Section title="Settle it" id="settle">
            <form class="form" method="post" action="/api/settle_discrepancy">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="discrepancy" value=id/>
                <Radios name="settlement" legend="How it was settled" state=state.clone() choices/>
                <DateField name="settled_on" label="Settled on" state=state.clone()/>
                <TextArea name="reason" label="Reason" state=state.clone() rows=3/>
                <Field name="document" label="Document" state=state optional=true
                    hint="Number and date of the decision or paper. A write-off needs one"/>
                <SubmitButton text=words/>
            </form>
        </Section>
    }
    .into_any()
}

pub fn remark(row: &DiscrepancyRow, key: String, form: &FormState) -> AnyView {
    let state = own(form, "note");
    let id = row.public_id.clone();
    view! {
        <Section title="Add a remark" id="remarks">
            <form class="form" method="post" action="/api/remark_on_discrepancy">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="discrepancy" value=id/>
                <TextArea name="note" label="What was found out" state rows=3 hint="Donors do not read it"/>
                <SubmitButton text="Add the remark" quiet=true/>
            </form>
        </Section>
    }
    .into_any()
}
