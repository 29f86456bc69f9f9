//! `/items/{tag}/upkeep`: the papers of a thing with their expiry, what was done to it, and what is due.

use axum::extract::Path;
use domain::{
    Action, Currency, PartialDate,
    item::ItemKind,
    odometer::km_words,
    upkeep::{PaperKind, WorkKind},
};
use leptos::prelude::*;
use store::upkeep::{PaperRow, Upkeep, WorkRow};

use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let upkeep = store::upkeep::of_item(&mut tx, viewer, &tag).await?;
    let may = viewer.role.may(Action::KeepUp);
    let today = PartialDate::Day(cx.today());
    cx.page(&format!("Papers and upkeep of {tag}"), move || {
        let button = |what: &str, words: &'static str| {
            may.then(|| view! { <ButtonLink href=format!("/items/{tag}/{what}/new") text=words/> }.into_any())
        };
        let (paper, work) = (button("papers", "Record a paper"), button("works", "Record work"));
        let odometer = upkeep.km.map(|km| {
            let words = format!("The odometer showed {} last.", km_words(km));
            view! { <p><a href=format!("/items/{tag}#odometer")>{words}</a></p> }.into_any()
        });
        let papers = papers(&tag, &upkeep, today, may);
        let works = works(&tag, &upkeep, may);
        view! {
            <Breadcrumb steps=steps(&tag)/>
            <PageHeader kind="Item" code=tag.clone() title=format!("Papers and upkeep of {}", upkeep.name)/>
            {due(&upkeep, today)}
            <Section title="Papers" id="papers" aside=paper>{papers}</Section>
            <Section title="What was done" id="works" aside=work>{odometer} {works}</Section>
        }
        .into_any()
    })
}

/// What is over, in words; nothing when nothing is.
fn due(upkeep: &Upkeep, today: PartialDate) -> Option<AnyView> {
    let ended = upkeep.papers.iter().filter(|paper| upkeep.stands(paper) && ended(paper, today));
    let ended = ended.map(|paper| format!("{} ended on {}", paper.kind.label(), until(paper)));
    let services = upkeep.works.iter().filter(|work| upkeep.plans(work) && is_due(work, upkeep.km, today));
    let services = services.map(|work| format!("{} is due{}", work.kind.label(), next(work)));
    let all: Vec<_> = ended.chain(services).map(|words| view! { <li>{words}</li> }.into_any()).collect();
    (!all.is_empty()).then(|| view! { <Section title="Due" id="due"><ul class="plain">{all}</ul></Section> }.into_any())
}

fn ended(paper: &PaperRow, today: PartialDate) -> bool {
    paper.valid_until.is_some_and(|until| until.surely_before(today))
}

fn is_due(work: &WorkRow, km: Option<i64>, today: PartialDate) -> bool {
    work.next_on.is_some_and(|day| day.surely_before(today))
        || work.next_km.zip(km).is_some_and(|(next, now)| now >= next)
}

fn until(paper: &PaperRow) -> String {
    paper.valid_until.map(PartialDate::words).unwrap_or_default()
}

/// ` on 14 May 2023 or at 30,000 km`
fn next(work: &WorkRow) -> String {
    let day = work.next_on.map(|day| format!(" on {}", day.words()));
    let km = work.next_km.map(|km| format!(" at {}", km_words(km)));
    [day, km].into_iter().flatten().collect::<Vec<_>>().join(" or")
}

fn papers(tag: &str, upkeep: &Upkeep, today: PartialDate, may: bool) -> AnyView {
    if upkeep.papers.is_empty() {
        return view! { <p class="muted">"No paper is recorded yet."</p> }.into_any();
    }
    let mut columns = vec![
        Column::text("Paper"),
        Column::text("Number"),
        Column::text("Issued"),
        Column::text("Valid until"),
        Column::text("Recorded"),
    ];
    columns.extend(may.then(|| Column::text("Mistake")));
    let rows = upkeep.papers.iter().map(|paper| {
        let state = match () {
            () if paper.taken_back.is_some() => Some(view! { <StatusTag text="Taken back"/> }.into_any()),
            () if !upkeep.stands(paper) => Some(view! { <StatusTag text="Replaced"/> }.into_any()),
            () if ended(paper, today) => Some(view! { <StatusTag tone=Tone::Bad text="Ended"/> }.into_any()),
            () => None,
        };
        let why = paper.taken_back.clone().or(paper.remark.clone());
        let why = why.map(|words| view! { <span class="below">{words}</span> }.into_any());
        let issued = [paper.issued_on.map(PartialDate::words), paper.issuer.clone()];
        let issued = issued.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let mut cells = vec![
            view! { <div>{paper.kind.label()} " " {state} {why}</div> }.into_any(),
            cell(paper.number.clone()),
            cell(Some(issued).filter(|words| !words.is_empty())),
            view! { <DateView date=paper.valid_until/> }.into_any(),
            recorded(&paper.person, paper.recorded_at),
        ];
        cells.extend(may.then(|| take_back(tag, "papers", paper.id, paper.taken_back.is_some())));
        Row::new(cells)
    });
    view! { <DataTable caption="Papers" columns rows=rows.collect()/> }.into_any()
}

fn works(tag: &str, upkeep: &Upkeep, may: bool) -> AnyView {
    if upkeep.works.is_empty() {
        return view! { <p class="muted">"Nothing is recorded yet."</p> }.into_any();
    }
    let mut columns = vec![
        Column::text("Work"),
        Column::text("Done on"),
        Column::text("Odometer"),
        Column::text("Next"),
        Column::number("Cost"),
        Column::text("Recorded"),
    ];
    columns.extend(may.then(|| Column::text("Mistake")));
    let rows = upkeep.works.iter().map(|work| {
        let state = work.taken_back.as_ref().map(|_| view! { <StatusTag text="Taken back"/> }.into_any());
        let below = [Some(work.what.clone()), work.workshop.clone(), work.taken_back.clone()];
        let below = below.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let planned = Some(next(work)).filter(|words| upkeep.plans(work) && !words.is_empty());
        let mut cells = vec![
            view! { <div>{work.kind.label()} " " {state} <span class="below">{below}</span></div> }.into_any(),
            view! { <DateView date=Some(work.done_on)/> }.into_any(),
            cell(work.km.map(km_words)),
            cell(planned.map(|words| words.trim().to_owned())),
            view_cell(work.cost.map(|money| view! { <MoneyView money/> }.into_any())),
            recorded(&work.person, work.recorded_at),
        ];
        cells.extend(may.then(|| take_back(tag, "works", work.id, work.taken_back.is_some())));
        Row::new(cells)
    });
    view! { <DataTable caption="What was done" columns rows=rows.collect()/> }.into_any()
}

fn recorded(person: &str, at: domain::Timestamp) -> AnyView {
    view! { <div>{person.to_owned()} <span class="below"><InstantView at/></span></div> }.into_any()
}

fn take_back(tag: &str, what: &str, id: i64, taken_back: bool) -> AnyView {
    if taken_back {
        return none();
    }
    view! { <a href=format!("/items/{tag}/{what}/{id}/withdraw")>"Take back"</a> }.into_any()
}

fn steps(tag: &str) -> Vec<(String, String)> {
    vec![("Items".to_owned(), "/items".to_owned()), (tag.to_owned(), format!("/items/{tag}"))]
}

fn back(tag: &str) -> String {
    format!("/items/{tag}/upkeep")
}

pub async fn new_paper(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let (kind, name) = store::upkeep::kind_of(&mut tx, cx.viewer()?, &tag).await?;
    let form = cx.form(&mut tx, FormState::default()).await?;
    let submission = cx.submission_key()?;
    let kinds: Vec<_> =
        PaperKind::ALL.iter().filter(|k| k.fits(kind)).map(|k| (k.word().to_owned(), k.label().to_owned())).collect();
    cx.page("Record a paper", move || {
        view! {
            <Breadcrumb steps=steps(&tag)/>
            <PageHeader kind="Item" code=tag.clone() title=format!("Record a paper of {name}")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_paper" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="item" value=tag.clone()/>
                <Select name="kind" label="Paper" state=form.clone() options=kinds blank="Choose what paper it is"/>
                <Field name="number" label="Number" state=form.clone() optional=true/>
                <Field name="issuer" label="Issued by" state=form.clone() optional=true/>
                <DateField name="issued_on" label="Issued on" state=form.clone() partial=true optional=true/>
                <DateField name="valid_until" label="Valid until" state=form.clone() optional=true
                    hint="The last day; it stands in the list of what is due before it ends"/>
                <Field name="remark" label="Remark" state=form optional=true/>
                <FormActions cancel=back(&tag)><SubmitButton text="Record the paper"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn new_work(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let (kind, name) = store::upkeep::kind_of(&mut tx, cx.viewer()?, &tag).await?;
    let form = cx.form(&mut tx, FormState::filled([("currency", "UZS".to_owned())])).await?;
    let submission = cx.submission_key()?;
    let kinds: Vec<_> = WorkKind::ALL.iter().map(|k| (k.word().to_owned(), k.label().to_owned())).collect();
    let currencies: Vec<_> = Currency::ALL.iter().map(|c| (c.code().to_owned(), c.code().to_owned())).collect();
    let driven = kind == ItemKind::Vehicle;
    cx.page("Record work", move || {
        let odometer = driven.then(|| {
            view! {
                <Field name="odometer_km" label="Kilometres on the odometer" state=form.clone() width=Width::Short optional=true/>
            }
            .into_any()
        });
        let next_km = driven.then(|| {
            view! {
                <Field name="next_km" label="Next one at so many kilometres" state=form.clone() width=Width::Short optional=true
                    hint="Such as 30,000"/>
            }
            .into_any()
        });
        view! {
            <Breadcrumb steps=steps(&tag)/>
            <PageHeader kind="Item" code=tag.clone() title=format!("Record what was done to {name}")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/record_work" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="item" value=tag.clone()/>
                <Select name="kind" label="Work" state=form.clone() options=kinds blank="Choose what was done"/>
                <DateField name="done_on" label="Done on" state=form.clone() partial=true/>
                <TextArea name="what" label="What was done, or what happened" state=form.clone() rows=3/>
                {odometer}
                <Field name="workshop" label="By whom" state=form.clone() optional=true/>
                <Field name="cost" label="Cost" state=form.clone() width=Width::Short optional=true
                    hint="What the agency paid; it is never added to money of grants"/>
                <Select name="currency" label="Currency" state=form.clone() options=currencies/>
                <DateField name="next_on" label="Next one on" state=form.clone() optional=true/>
                {next_km}
                <FormActions cancel=back(&tag)><SubmitButton text="Record the work"/></FormActions>
            </form>
        }
        .into_any()
    })
}

pub async fn withdraw_paper(cx: Cx, Path((tag, id)): Path<(String, i64)>) -> PageResult {
    let mut tx = cx.read().await?;
    let upkeep = store::upkeep::of_item(&mut tx, cx.viewer()?, &tag).await?;
    let paper = upkeep.papers.iter().find(|paper| paper.id == id && paper.taken_back.is_none());
    let paper = paper.ok_or(AppError::NotFound)?;
    let number = paper.number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
    let what = format!("{}{number}", paper.kind.label());
    withdraw(&cx, &mut tx, &tag, id, ("Take the paper back?", what, "/api/take_back_paper", "Take the paper back"))
        .await
}

pub async fn withdraw_work(cx: Cx, Path((tag, id)): Path<(String, i64)>) -> PageResult {
    let mut tx = cx.read().await?;
    let upkeep = store::upkeep::of_item(&mut tx, cx.viewer()?, &tag).await?;
    let work = upkeep.works.iter().find(|work| work.id == id && work.taken_back.is_none()).ok_or(AppError::NotFound)?;
    let what = format!("{}, {}: {}", work.kind.label(), work.done_on.words(), work.what);
    withdraw(&cx, &mut tx, &tag, id, ("Take this back?", what, "/api/take_back_work", "Take it back")).await
}

type Asked = (&'static str, String, &'static str, &'static str);

async fn withdraw(cx: &Cx, tx: &mut store::Tx, tag: &str, id: i64, (title, what, action, button): Asked) -> PageResult {
    let form = cx.form(tx, FormState::default()).await?;
    let hidden = vec![("submission", cx.submission_key()?), ("item", tag.to_owned()), ("number", id.to_string())];
    cx.page(title, move || {
        view! {
            <WithdrawPage form steps=steps(tag) kind="Item" code=tag.to_owned() title what action hidden button cancel=back(tag)
                then="It stays on record as taken back, with your reason; nothing is due because of it any more."/>
        }
        .into_any()
    })
}
