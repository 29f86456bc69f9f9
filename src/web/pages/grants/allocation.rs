//! `/grants/{code}/allocations/new` and `…/{id}/withdraw`: what a grant is for, and what of the booked money is for nothing yet.

use std::collections::BTreeSet;

use axum::extract::Path;
use documents::statement::excludes;
use domain::{
    Currency, Money,
    allocation::{Unallocated, proportion},
    grant::Basis,
};
use leptos::prelude::*;
use store::grants::{AllocationRow, GrantShow};

use super::parts::{amount_fields, source_fields, sources};
use crate::{AppError, Cx, cx::PageResult, kit::*, pages::agencies::countries};

pub async fn new(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let show = store::grants::show(&mut tx, viewer, &code).await?;
    let assumed = store::ledger::is_assumed(&mut tx, viewer, &code).await?;
    let grant = show.row.clone();
    let of =
        show.countries.iter().map(|code| (code.clone(), countries(std::slice::from_ref(code)))).collect::<Vec<_>>();
    let phases = store::components::phase_choices(&mut tx, viewer).await?;
    let phases: Vec<_> = phases.into_iter().map(|phase| (phase.id.to_string(), phase.label)).collect();
    let sources = sources(&mut tx, viewer).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let page = format!("/grants/{}", grant.code);
    cx.page(&format!("Allocate {}", grant.code), || {
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (grant.code.clone(), page.clone())];
        let content = if phases.is_empty() {
            let yet = "A grant pays for a phase of a component. Record the component and its phase first.";
            let action = Some(("Open the components".to_owned(), "/components".to_owned()));
            view! { <EmptyState things="phases" yet action/> }.into_any()
        } else {
            view! {
                <form class="form" method="post" action="/api/allocate_grant">
                    <HiddenInput name="submission" value=submission/>
                    <HiddenInput name="grant" value=grant.code.clone()/>
                    <Select name="phase" label="Component and phase" state=form.clone() options=phases
                        blank="Choose the component and phase"/>
                    {(!of.is_empty()).then(|| view! {
                        <Select name="country" label="Country" state=form.clone() options=of blank="All countries of the grant" optional=true/>
                    }.into_any())}
                    {amount(&form)}
                    {source_fields(&form, sources, "Where the allocation is stated: choose a source or enter a new one", true)}
                    <FormActions cancel=page><SubmitButton text="Allocate the grant"/></FormActions>
                </form>
            }
            .into_any()
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=grant.code title="Allocate it to a phase"/>
            <ErrorSummary state=form.clone()/>
            <div class="stack">
                {held_against_booked(&show, assumed)}
                {proposal(&show)}
                {content}
            </div>
        }
        .into_any()
    })
}

fn amount(form: &FormState) -> AnyView {
    let (inside, state) = (form.clone(), form.clone());
    let basis = |basis: Basis, label: &str, hint: &str| Choice::new(basis.word(), label).hint(hint);
    let choices = vec![
        basis(Basis::Quoted, "Quoted", "Printed in a release or a letter; never summed"),
        basis(Basis::Booked, "Booked", "Stands in the accounts"),
    ];
    view! {
        <Fieldset legend="Amount" hint="Leave it empty when no amount is known for this phase">
            {amount_fields(&inside, "Such as 4,500,000", true)}
            <Radios name="basis" legend="What the amount rests on" state=state choices=choices
                hint="Needed when there is an amount"/>
        </Fieldset>
    }
    .into_any()
}

/// Taking an allocation back; it is asked once, on a page of its own.
pub async fn withdraw(cx: Cx, Path((code, id)): Path<(String, String)>) -> PageResult {
    let mut tx = cx.read().await?;
    let grant = store::grants::show(&mut tx, cx.viewer()?, &code).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let found = grant.allocations.into_iter().find(|a| a.id.to_string() == id);
    // Somebody whose form was refused reads who was faster, and when.
    let allocation = found.ok_or_else(|| match form.error("") {
        Some(words) => AppError::Conflict { message: words.to_owned() },
        None => AppError::NotFound,
    })?;
    let submission = cx.submission_key()?;
    cx.page("Withdraw an allocation", || {
        let page = format!("/grants/{code}");
        let steps = vec![("Grants".to_owned(), "/grants".to_owned()), (code.clone(), page.clone())];
        let qualifier = allocation.qualifier.clone();
        let badge = (allocation.basis == Some(Basis::Quoted)).then_some(Badge::Quoted);
        let amount = allocation.amount.map(|money| view! { <Figure money qualifier badge/> }.into_any());
        let facts = vec![
            Fact::text("Component and phase", name(&allocation)),
            Fact::text("Country", allocation.country.clone().map(|code| countries(&[code]))),
            Fact::view("Amount", amount),
            Fact::text("Rests on", allocation.basis.map(|basis| basis.label().to_owned())),
        ];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Grant" code=code.clone() title=question(&allocation)/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/withdraw_allocation" novalidate>
                <SummaryList facts/>
                <ul>
                    <li>"It stays on record as withdrawn and counts nowhere any more."</li>
                    <li>"Donors no longer see the component’s phase and its activities through it."</li>
                </ul>
                <p>"You can allocate the grant anew."</p>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="grant" value=code.clone()/>
                <HiddenInput name="allocation" value=id/>
                <Field name="reason" label="Reason" state=form.clone()/>
                <FormActions cancel=page><SubmitButton text="Withdraw the allocation" tone=Tone::Bad/></FormActions>
            </form>
        }
        .into_any()
    })
}

/// `Withdraw over USD 4,500,000 from IMT Phase II?`: as it was entered.
fn question(allocation: &AllocationRow) -> String {
    let qualifier = allocation.qualifier.as_ref().map(|words| format!("{words} ")).unwrap_or_default();
    match allocation.amount {
        Some(money) => {
            let amount = format!("{}{}", money.currency.prefix(), money.short_figure());
            format!("Withdraw {qualifier}{amount} from {}?", name(allocation))
        }
        None => format!("Withdraw the allocation to {}?", name(allocation)),
    }
}

fn name(allocation: &AllocationRow) -> String {
    let country = allocation.country.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    format!("{} {}{country}", allocation.component_code, allocation.phase)
}

/// The parts that were quoted in dollars, as they were printed.
fn quoted(grant: &GrantShow) -> impl Iterator<Item = (&AllocationRow, Money)> {
    let quoted = grant.allocations.iter().filter(|a| a.basis == Some(Basis::Quoted));
    quoted.filter_map(|a| a.amount.filter(|money| money.currency == Currency::Usd).map(|money| (a, money)))
}

/// `Booked USD 7,110,047.85 · quoted split 4,500,000 + 2,300,000 = 6,800,000 · USD 310,047.85 unallocated`. Nothing before
/// something was received.
pub fn held_against_booked(grant: &GrantShow, assumed: bool) -> Option<AnyView> {
    let held = grant.unallocated.as_ref()?;
    let amount = |money| view! { <MoneyView money/> }.into_any();
    let parts: Vec<String> = quoted(grant)
        .map(|(a, money)| {
            let qualifier = a.qualifier.as_ref().map(|words| format!("{words} ")).unwrap_or_default();
            format!("{qualifier}{}", money.short_figure())
        })
        .collect();
    let split = (!parts.is_empty()).then(|| {
        // A sum is no more exact than its parts.
        let qualifiers: BTreeSet<&str> = quoted(grant).filter_map(|(a, _)| a.qualifier.as_deref()).collect();
        let all = match Vec::from_iter(qualifiers).as_slice() {
            [] => String::new(),
            [only] => format!("{only} "),
            _ => "about ".to_owned(),
        };
        let sum = if parts.len() > 1 { format!(" = {all}{}", held.split().short_figure()) } else { String::new() };
        view! { " · quoted split " {parts.join(" + ")} {sum} " " <BadgeTag badge=Badge::Quoted/> }.into_any()
    });
    let allocated =
        (held.allocated.minor != 0).then(|| view! { " · allocated as booked " {amount(held.allocated)} }.into_any());
    let left_out = (held.left_out > 0).then(|| {
        let parts = count_of(whole(held.left_out), "quoted part", "quoted parts");
        format!("{parts} in another currency: left out. ")
    });
    let mark = || assumed.then(|| view! { " " <BadgeTag badge=Badge::Assumed/> }.into_any());
    let assumed_rest = (held.rest().minor != 0).then(mark).flatten();
    let assumed = mark();
    let unknown = excludes(held.without_rate).map(|words| format!(" ({words})"));
    let (end, told) = rest(held);
    let note = view! {
        <div class="panel stack">
            <p>"Booked " {amount(held.booked)} " " <BadgeTag badge=Badge::Booked/> {assumed} {unknown} {split} {allocated} " · " <strong>{end}</strong> {assumed_rest}</p>
            <p class="muted">{left_out}{told}</p>
        </div>
    };
    Some(note.into_any())
}

fn rest(held: &Unallocated) -> (String, &'static str) {
    let rest = held.rest();
    match rest.minor {
        0 => ("nothing is unallocated".to_owned(), "What is booked and what it is for come to the same."),
        more if more > 0 => (
            format!("{rest} unallocated"),
            "It stays unallocated until an amount is allocated as booked. Quoted amounts stay as printed and are not scaled to fit.",
        ),
        less => (
            format!("{} more than is booked", Money::new(-less, rest.currency)),
            "The parts come to more than is booked: withdraw a quoted one where a booked one replaces it.",
        ),
    }
}

/// What the booked amount would be in the proportion of the quoted split: to read, not to take over.
fn proposal(grant: &GrantShow) -> Option<AnyView> {
    let held = grant.unallocated.as_ref()?;
    let parts = proportion(held.booked, &held.quoted).filter(|parts| parts.len() > 1)?;
    let names = quoted(grant).map(|(a, _)| name(a));
    let words: Vec<String> = names.zip(parts).map(|(name, part)| format!("{part} for {name}")).collect();
    let words = format!(
        "In the proportion of the quoted split, {} would be {}. This is a proposal: it is entered only when you type it.",
        held.booked,
        words.join(" + ")
    );
    Some(view! { <p class="muted">{words}</p> }.into_any())
}
