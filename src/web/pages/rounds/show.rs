//! `/rounds/{code}`

use axum::extract::Path;
use domain::{
    Action, Viewer,
    handover::round::Deed::{ChangeLines, CountPart, Stage},
    round::{LineState, RoundStatus, Step},
};
use leptos::prelude::*;
use store::{
    LineRow, acts,
    discrepancies::{self, Within},
    rounds::{self, RoundShow, StepRow},
    signing,
};

use super::chain;
use crate::{
    Cx,
    cx::PageResult,
    kit::*,
    listing::{Listed, Listing},
    pages::{acts::mention as acts_of, discrepancies::mention},
};

const LINES: Listing<LineRow> = Listing {
    text: |l| {
        let identity = l.identity.clone().unwrap_or_default();
        let numbers =
            [identity.serial, identity.vin, identity.chassis, identity.plate].into_iter().flatten().collect::<Vec<_>>();
        format!("{} {} {} {} {}", l.tag, l.name, l.unit.label, l.agency_name, numbers.join(" "))
    },
    filters: &[
        ("agency", |l, code| l.agency_code == code),
        ("unit", |l, label| l.unit.label == label),
        ("status", |l, word| l.state.word() == word),
    ],
    sorts: &[
        ("line", |a, b| a.id.cmp(&b.id)),
        ("item", |a, b| a.name.cmp(&b.name).then(a.tag.cmp(&b.tag))),
        ("unit", |a, b| a.unit.label.cmp(&b.unit.label)),
        ("agency", |a, b| a.agency_name.cmp(&b.agency_name)),
        ("sent", |a, b| a.quantity.cmp(&b.quantity)),
        ("value", |a, b| a.value.currency.cmp(&b.value.currency).then(a.value.minor.cmp(&b.value.minor))),
        ("status", |a, b| a.state.cmp(&b.state)),
    ],
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::show(&mut tx, &viewer, &code).await?;
    let differ = discrepancies::counts_within(&mut tx, &viewer, cx.today(), Within::Round(&round.code)).await?;
    let made = acts::of_round(&mut tx, &viewer, round.id).await?;
    let states = signing::states_of_round(&mut tx, round.id).await?;
    let signers = acts::named_signers(&mut tx, &viewer, &round).await?;
    let key = cx.submission_key()?;
    let refused = cx.form(&mut tx, FormState::default()).await?;
    let selects = selects(&round.lines);
    let listed = LINES.arrange(&cx.query, round.lines.clone());
    let query = cx.query.clone();
    let title = round.title.clone();
    cx.page(&title, move || {
        let actions = actions(&viewer, &round, &key);
        let tag = if viewer.agency().is_ok() { own_round_tag } else { round_tag };
        let kind = round.number.map_or("Round".to_owned(), |n| format!("Round {n}"));
        view! {
            <PageHeader kind=kind code=round.code.clone() title=round.title.clone() status=tag(round.status) actions=actions/>
            <ChainStrip links=chain::links(&round)/>
            <ErrorSummary state=refused/>
            {tiles(&viewer, &round)}
            {mention(differ, format!("/discrepancies?round={}", round.code))}
            {lines(&round, &query, listed, selects)}
            {published(&viewer, &round)}
            {receipts(&round)}
            {acts_of(&viewer, &round, (&made, &states), &signers)}
            {about(&round)}
            {timeline(&round)}
        }
        .into_any()
    })
}

fn actions(viewer: &Viewer, round: &RoundShow, key: &str) -> Option<AnyView> {
    if viewer.role.may(Action::ConfirmReceipt) {
        return round.check(CountPart).is_ok().then(|| view! { <ButtonLink href=format!("/rounds/{}/receipt", round.code) text="Count what arrived" primary=true/> }.into_any());
    }
    if round.check(ChangeLines).is_err() {
        return None;
    }
    let to = |end: &str| format!("/rounds/{}/{end}", round.code);
    let step = match round.status {
        RoundStatus::Draft if round.lines.is_empty() => view! { <ButtonLink href=to("lines/new") text="Add a line" primary=true/> }.into_any(),
        RoundStatus::Draft => view! {
            <form method="post" action="/api/schedule_round">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="code" value=round.code.clone()/>
                <SubmitButton text=format!("Schedule {}", count_of(round.lines.len() as i64, "line", "lines"))/>
            </form>
        }
        .into_any(),
        _ => view! { <ButtonLink href=to("dispatch") text=format!("Dispatch {}", count_of(round.lines.len() as i64, "line", "lines")) primary=true/> }.into_any(),
    };
    let (edit, cancel) = (to("edit"), to("cancel"));
    let packing =
        round.check(Stage).is_ok().then(|| view! { <a href=to("packing")>"Import a packing list"</a> }.into_any());
    Some(
        view! {
            {step}
            <Menu label="More">
                {packing}
                <a href=edit>"Edit the description"</a>
                <a href=cancel>"Call the round off"</a>
            </Menu>
        }
        .into_any(),
    )
}

fn tiles(viewer: &Viewer, round: &RoundShow) -> AnyView {
    let planned = round.status.is_planned();
    let open: Vec<&LineRow> = round.lines.iter().filter(|l| l.dispatched && l.outstanding > 0).collect();
    let missing: i64 = round.lines.iter().map(|l| l.counted.short + l.counted.damaged + l.counted.refused).sum();
    let own = if viewer.is_donor() { "the part that your grants paid" } else { "as entered" };
    let mut tiles = vec![
        StatTile::new(if planned { "Planned value" } else { "Handed-over value" }, totals(&round.value)).note(own),
    ];
    if !planned {
        let accepted = round.lines.iter().filter(|l| l.outstanding == 0).count();
        tiles.push(StatTile::new("Confirmed value", totals(&round.confirmed)).note("what the agencies accepted"));
        tiles.push(StatTile::new("Lines counted", count_of_total(accepted, round.lines.len())));
        tiles.push(
            StatTile::new("Still expected", count(open.iter().map(|l| l.outstanding).sum::<i64>()).into_any())
                .note(count_of(open.len() as i64, "line", "lines")),
        );
        tiles.push(StatTile::new("Short, damaged, refused", count(missing).into_any()));
    }
    view! { <StatTiles tiles/> }.into_any()
}

fn count_of_total(part: usize, whole: usize) -> AnyView {
    format!("{part} of {whole}").into_any()
}

fn lines(round: &RoundShow, query: &ListQuery, listed: Listed<LineRow>, selects: Vec<FilterSelect>) -> AnyView {
    let editable = round.check(ChangeLines).is_ok();
    let add = editable.then(|| {
        let to = |end: &str| format!("/rounds/{}/{end}", round.code);
        let packing = round
            .check(Stage)
            .is_ok()
            .then(|| view! { <ButtonLink href=to("packing") text="Import a packing list"/> }.into_any());
        view! { {packing} <ButtonLink href=to("lines/new") text="Add a line"/> }.into_any()
    });
    let labels = (!round.lines.is_empty())
        .then(|| view! { <ButtonLink href=format!("/rounds/{}/labels", round.code) text="Labels"/> }.into_any());
    let aside = view! { {labels} {add} }.into_any();
    let found = count_of(listed.matching.len() as i64, "line", "lines");
    let content = if listed.is_empty() {
        let yet = if editable {
            "Add what is handed over, one line for each item or counted lot."
        } else {
            "Nothing has been entered for this round."
        };
        view! { <EmptyState things="lines" query=query.clone() yet=yet/> }.into_any()
    } else {
        let mut columns = vec![
            Column::text("Item").sorted("item"),
            Column::text("Unit").sorted("unit"),
            Column::text("Agency").sorted("agency"),
            Column::number("Sent").sorted("sent"),
            Column::number("Received"),
            Column::text("Short, damaged, refused"),
            Column::number("Value").sorted("value"),
            Column::text("Status").sorted("status"),
        ];
        if editable {
            columns.push(Column::text("Correct"));
        }
        let rows = listed.shown().iter().map(|line| line_row(round, line, editable)).collect();
        view! { <DataTable caption="Lines of this round" columns rows query=query.clone() sort=listed.sort state=Some(listed.state)/> }.into_any()
    };
    let query = query.clone();
    view! {
        <Section title="Lines" id="lines" aside=aside>
            <FilterBar query=query search="Search lines" selects count=found/>
            {content}
        </Section>
    }
    .into_any()
}

fn line_row(round: &RoundShow, line: &LineRow, editable: bool) -> Row {
    let c = &line.counted;
    let differences = [(c.short, "short"), (c.damaged, "damaged"), (c.refused, "refused"), (c.surplus, "surplus")];
    let differences: Vec<String> =
        differences.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let marks = marks(line);
    let received = if line.state == LineState::Planned || line.counts == 0 { none() } else { number_cell(c.received) };
    let mut cells = vec![
        link_cell_with(line.name.clone(), format!("/items/{}", line.tag), identity_words(line)),
        match &line.unit.code {
            Some(code) => link_cell(line.unit.label.clone(), format!("/units/{code}")),
            None => cell(line.unit.label.clone()),
        },
        cell(line.agency_name.clone()),
        number_cell(line.quantity),
        received,
        cell(differences.join(", ")),
        view! { <span><MoneyView money=line.value/> {marks}</span> }.into_any(),
        line_tag(line.state),
    ];
    if editable {
        cells.push(link_cell("Change", format!("/rounds/{}/lines/{}", round.code, line.id)));
    }
    Row::new(cells)
}

fn marks(line: &LineRow) -> AnyView {
    let illustrative = line.illustrative.then(|| view! { " " <BadgeTag badge=Badge::Illustrative/> }.into_any());
    let co_funded = line.co_funded.then(|| view! { " " <StatusTag text="co-funded"/> }.into_any());
    view! { {illustrative} {co_funded} }.into_any()
}

/// "IMT-000123 · VIN …123456"; for a donor the tag alone.
fn identity_words(line: &LineRow) -> String {
    let identity = line.identity.clone().unwrap_or_default();
    let number = [("VIN", identity.vin), ("chassis", identity.chassis), ("SN", identity.serial)]
        .into_iter()
        .find_map(|(word, number)| number.map(|n| format!(" · {word} {n}")));
    format!("{}{}", line.tag, number.unwrap_or_default())
}

fn published(viewer: &Viewer, round: &RoundShow) -> Option<AnyView> {
    let aside = viewer.role.may(Action::ManageGrants).then(|| {
        view! { <ButtonLink href=format!("/rounds/{}/quotes/new", round.code) text="Record a published figure"/> }
            .into_any()
    });
    if round.quotes.is_empty() {
        // Before it was held nobody has published anything about it.
        let aside = aside.filter(|_| !round.status.is_planned())?;
        let nothing = view! { <p class="muted">"No published figure is recorded."</p> };
        return Some(view! { <Section title="Published figures" id="published" aside>{nothing}</Section> }.into_any());
    }
    let columns =
        vec![Column::text("Figure"), Column::text("What"), Column::text("As published"), Column::text("Source")];
    let rows = round
        .quotes
        .iter()
        .map(|quote| {
            let figure = quote.published.to_string();
            Row::new(vec![
                view! { {figure} " " <BadgeTag badge=Badge::Quoted/> }.into_any(),
                cell(quote.what.clone()),
                cell(
                    [quote.as_published.clone(), quote.note.clone()]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(" · "),
                ),
                cell(quote.source.clone()),
            ])
        })
        .collect();
    Some(
        view! {
            <Section title="Published figures" id="published" aside=aside>
                <p class="muted">"As printed; they are not added up and not compared with the lines by the portal."</p>
                <DataTable caption="Published figures about this round" columns rows/>
            </Section>
        }
        .into_any(),
    )
}

fn receipts(round: &RoundShow) -> Option<AnyView> {
    if round.status.is_planned() || round.status == RoundStatus::Cancelled {
        return None;
    }
    if round.receipts.is_empty() {
        return Some(view! { <Section title="Receipts" id="receipts"><p class="muted">"Nobody has confirmed anything yet."</p></Section> }.into_any());
    }
    let columns = vec![
        Column::text("Received on"),
        Column::text("Agency"),
        Column::text("Confirmed by"),
        Column::text("Recorded"),
    ];
    let rows = round
        .receipts
        .iter()
        .map(|receipt| {
            Row::new(vec![
                link_cell(receipt.received_on.words(), format!("/receipts/{}", receipt.public_id)),
                cell(receipt.agency_name.clone()),
                cell(receipt.officer.clone().or(Some("the agency’s officer".to_owned()))),
                view! { <InstantView at=receipt.recorded_at/> }.into_any(),
            ])
        })
        .collect();
    Some(
        view! {
            <Section title="Receipts" id="receipts">
                <DataTable caption="Receipts of this round" columns rows/>
            </Section>
        }
        .into_any(),
    )
}

fn about(round: &RoundShow) -> AnyView {
    let date = |date: Option<domain::PartialDate>| date.map(|date| view! { <DateView date/> }.into_any());
    let facts = vec![
        Fact::view("Held on", date(round.held_on)),
        Fact::view("Planned for", date(round.planned_on)),
        Fact::text("Place", round.place.clone()),
        Fact::text("Occasion", round.occasion.clone()),
        Fact::text("Guests", round.guests.clone()),
        Fact::text("Receiving agencies, as published", round.receiving_agencies.map(|n| n.to_string())),
        Fact::text("Source", round.source.clone()),
    ];
    view! { <Section title="About this round" id="about"><SummaryList facts/></Section> }.into_any()
}

fn timeline(round: &RoundShow) -> Option<AnyView> {
    // By the day on which it happened, as people stated it (the system's day where nobody stated one), then as recorded.
    let when = |s: &StepRow| (s.occurred_on.map_or(s.recorded_at.day(), |d| d.start()), s.recorded_at);
    let mut entries: Vec<((chrono::NaiveDate, domain::Timestamp), Happening)> =
        round.steps.iter().map(|s| (when(s), step(s))).collect();
    entries.extend(round.receipts.iter().map(|receipt| {
        let href = format!("/receipts/{}", receipt.public_id);
        let title = view! { <a href=href>{format!("Confirmed by {}", receipt.agency_name)}</a> }.into_any();
        let entry = Happening::on(receipt.received_on, title)
            .recorded(receipt.recorded_at)
            .who(receipt.officer.clone())
            .tone(Tone::Good);
        ((receipt.received_on.start(), receipt.recorded_at), entry)
    }));
    entries.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
    let entries: Vec<Happening> = entries.into_iter().map(|(_, entry)| entry).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title="Timeline" id="timeline"><Timeline entries/></Section> }.into_any())
}

fn step(step: &StepRow) -> Happening {
    let title = step.step.label().into_any();
    let entry = match step.occurred_on {
        Some(date) => Happening::on(date, title).recorded(step.recorded_at),
        None => Happening::at(step.recorded_at, title),
    };
    let tone = if step.step == Step::Cancelled { Tone::Bad } else { Tone::Accent };
    let reason = step.reason.clone().map(|r| view! { <p>{r}</p> }.into_any());
    entry.who(step.person.clone()).tone(tone).note(reason)
}

fn selects(lines: &[LineRow]) -> Vec<FilterSelect> {
    let mut agencies: Vec<(String, String)> =
        lines.iter().map(|l| (l.agency_code.clone(), l.agency_name.clone())).collect();
    let mut units: Vec<(String, String)> = lines.iter().map(|l| (l.unit.label.clone(), l.unit.label.clone())).collect();
    for list in [&mut agencies, &mut units] {
        list.sort();
        list.dedup();
    }
    let states = LineState::ALL.iter().filter(|s| lines.iter().any(|l| l.state == **s));
    vec![
        FilterSelect::new("agency", "Agency", agencies),
        FilterSelect::new("unit", "Unit", units),
        FilterSelect::new("status", "Status", states.map(|s| (s.word().to_owned(), s.label().to_owned())).collect()),
    ]
}
