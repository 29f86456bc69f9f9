//! `/grants/{code}/ledger/{number}/approve`, `…/reject` and `…/reverse`: decisions that stay, asked on a page of their own.

use axum::extract::Path;
use domain::PartialDate;
use leptos::prelude::*;
use store::ledger::EventRow;

use super::{
    parts::{booked, event_href, named, steps},
    show::rate,
};
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn approve(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let asked = Asked::read(&cx, code, number).await?;
    asked.event.check_undecided(&asked.code)?;
    asked.event.check_approver(cx.viewer()?.person)?;
    let words = named(asked.event.kind, asked.event.amount, asked.event.reverses);
    cx.page("Approve", || {
        let effect = match asked.event.booked {
            Some(money) if asked.event.kind.is_promise() => format!("{words} ({money}) stands in the ledger for good."),
            Some(money) if asked.event.pinned.is_none() => format!("{money} is certified."),
            Some(money) => format!("{money} is certified at the pinned rate: later rates do not change it."),
            None => "It is certified without an amount in US dollars: totals say that they leave it out.".to_owned(),
        };
        let happens = vec![
            effect,
            "The donor sees it, on the pages and in statements, without your name.".to_owned(),
            "The event cannot be edited or withdrawn. If it turns out wrong, it is reversed and posted again."
                .to_owned(),
        ];
        asked.page(
            format!("Approve the {words}?"),
            "/api/approve_money_event",
            happens,
            None,
            view! { <SubmitButton text=format!("Approve the {words}")/> }.into_any(),
        )
    })
}

pub async fn reject(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let asked = Asked::read(&cx, code, number).await?;
    asked.event.check_undecided(&asked.code)?;
    let words = named(asked.event.kind, asked.event.amount, asked.event.reverses);
    let (title, button) = if asked.own {
        (format!("Take back the {words}?"), "Take it back")
    } else {
        (format!("Reject the {words}?"), "Reject it")
    };
    cx.page(button, || {
        let happens = vec![
            "The event stays in the ledger as rejected, with your reason, and counts nowhere.".to_owned(),
            "Donors never see it.".to_owned(),
            "It can be entered again, with what is right.".to_owned(),
        ];
        let state = asked.state.clone();
        let reason = view! { <TextArea name="reason" label="Reason" state rows=2/> }.into_any();
        let button = view! { <SubmitButton text=button tone=Tone::Bad/> }.into_any();
        asked.page(title, "/api/reject_money_event", happens, Some(reason), button)
    })
}

pub async fn reverse(cx: Cx, Path((code, number)): Path<(String, i64)>) -> PageResult {
    let asked = Asked::read(&cx, code, number).await?;
    asked.event.check_reversible(&asked.code)?;
    let words = named(asked.event.kind, asked.event.amount, None);
    let today = PartialDate::Day(cx.today()).words();
    cx.page("Reverse", || {
        let happens = vec![
            "The exact opposite is posted, at the same pinned rate. Both events stay in the ledger.".to_owned(),
            "Another member of staff approves it; until then the event counts as before.".to_owned(),
            "Then you can post the amount again, with what is right.".to_owned(),
        ];
        let (date, reason) = (asked.state.clone(), asked.state.clone());
        let fields = view! {
            <DateField name="value_date" label="Value date of the reversal" state=date value=today/>
            <TextArea name="reason" label="Reason" state=reason rows=2 hint="Donors read it"/>
        }
        .into_any();
        let button = view! { <SubmitButton text="Post the reversal" tone=Tone::Bad/> }.into_any();
        asked.page(format!("Reverse the {words}?"), "/api/reverse_money_event", happens, Some(fields), button)
    })
}

/// An event that somebody is asked to decide about.
struct Asked {
    code: String,
    event: EventRow,
    state: FormState,
    submission: String,
    /// The viewer entered it, and takes it back instead of rejecting it.
    own: bool,
}

impl Asked {
    async fn read(cx: &Cx, code: String, number: i64) -> Result<Self, AppError> {
        let viewer = cx.viewer()?;
        let mut tx = cx.read().await?;
        let event = store::ledger::show(&mut tx, viewer, &code, number).await?;
        let state = cx.form(&mut tx, FormState::default()).await?;
        Ok(Asked {
            own: event.check_approver(viewer.person).is_err(),
            code,
            event,
            state,
            submission: cx.submission_key()?,
        })
    }

    fn name(&self) -> String {
        format!("{}/{}", self.code, self.event.number)
    }

    fn facts(&self) -> Vec<Fact> {
        let event = &self.event;
        let money = event.amount;
        let mut facts = vec![Fact::view("Amount", view! { <MoneyView money/> }.into_any())];
        if money.currency != domain::Currency::Usd {
            facts.push(Fact::view("Booked in US dollars", booked(event.booked, event.pinned.as_ref())));
        }
        facts.extend(event.pinned.as_ref().map(|pinned| Fact::view("Rate", rate(event, pinned))));
        facts.extend([
            Fact::text("Value date", PartialDate::Day(event.value_date).words()),
            Fact::text("Purpose", event.purpose.clone()),
            Fact::text("Reference", event.external_ref.clone()),
            Fact::text("Document", event.document.clone()),
            Fact::text("Phase", event.phase.clone()),
            Fact::text("Budget line", event.budget_line.clone()),
        ]);
        facts.extend(event.entered_by.clone().map(|who| Fact::text("Entered by", who)));
        facts
    }

    fn page(
        &self,
        title: String,
        action: &'static str,
        happens: Vec<String>,
        fields: Option<AnyView>,
        button: AnyView,
    ) -> AnyView {
        let happens: Vec<_> = happens.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        view! {
            <Breadcrumb steps=steps(&self.code, true)/>
            <PageHeader kind="Money event" code=self.name() title/>
            <form class="form" method="post" action=action novalidate>
                <ErrorSummary state=self.state.clone()/>
                <div class="stack">
                    <ul>{happens}</ul>
                    <SummaryList facts=self.facts()/>
                    {fields}
                </div>
                <HiddenInput name="submission" value=self.submission.clone()/>
                <HiddenInput name="grant" value=self.code.clone()/>
                <HiddenInput name="number" value=self.event.number.to_string()/>
                <FormActions cancel=event_href(&self.code, self.event.number)>{button}</FormActions>
            </form>
        }
        .into_any()
    }
}
