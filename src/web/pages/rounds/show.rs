//! `/rounds/{code}`

use axum::extract::Path;
use domain::{
    Action, Viewer,
    change::Entity,
    document::Subject as Noun,
    handover::round::Deed::{ChangeLines, Complete, CountPart, Stage},
    official::Part,
    round::{LineState, RoundStatus, Step},
};
use leptos::prelude::*;
use store::{
    LineRow, Totals, acts,
    discrepancies::{self, Within},
    list::Page,
    officials::AppearanceRow,
    quotes::Subject,
    rounds::{self, LineFilters, RoundShow, StepRow},
};

use super::{chain, known};
use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::*,
    pages::{
        acts::mention as acts_of,
        changes::history,
        discrepancies::mention,
        documents,
        officials::{self, named},
        quotes::{self, Offer},
    },
};

pub async fn page(cx: Cx, Path(code): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let round = rounds::front(&mut tx, &viewer, &code).await?;
    let listed = rounds::lines(&mut tx, &viewer, &code, &cx.query.asked()).await?;
    let selects = selects(rounds::line_filters(&mut tx, &viewer, &code).await?);
    let differ = discrepancies::counts_within(&mut tx, &viewer, cx.today(), Within::Round(&round.code)).await?;
    let made = if round.has_acts { acts::of_round(&mut tx, &viewer, round.id).await? } else { Vec::new() };
    let signers = acts::named_signers(&mut tx, &viewer, &round).await?;
    let history = history(&mut tx, &viewer, Entity::Round, &round.code).await?;
    let offer = if round.status.is_planned() { Offer::OnlyBeside } else { Offer::Always };
    let about_round = Subject::Round(round.code.clone());
    let published = quotes::section(&mut tx, &viewer, &about_round, &round.quotes, offer).await?;
    let guests = match round.has_appearances {
        true => store::officials::of_round(&mut tx, &viewer, &round.code).await?,
        false => Vec::new(),
    };
    let documents = documents::section(&mut tx, &viewer, Noun::Round, &round.code).await?;
    let key = cx.submission_key()?;
    let refused = cx.form(&mut tx, FormState::default()).await?;
    let query = cx.query.clone();
    let title = round.title.clone();
    cx.page(&title, move || {
        let actions = actions(&viewer, &round, &key, &made);
        let tag = if viewer.agency().is_ok() { own_round_tag } else { round_tag };
        let kind = round.number.map_or("Round".to_owned(), |n| format!("Round {n}"));
        let is_known = round.status == RoundStatus::Published;
        view! {
            <PageHeader kind=kind code=round.code.clone() title=round.title.clone() status=tag(round.status) actions=actions/>
            <ChainStrip links=chain::links(&round)/>
            <ErrorSummary state=refused/>
            {if is_known { known::no_lines() } else { tiles(&viewer, &round) }}
            {mention(differ, format!("/discrepancies?round={}", round.code))}
            {(!is_known).then(|| lines(&round, &query, listed, selects))}
            {published}
            {receipts(&round)}
            {acts_of(&viewer, &round, &made, &signers)}
            {documents}
            {about(&viewer, &round, &guests)}
            {timeline(&round)}
            {history}
            {terms(&["round", "dispatch", "receipt", "act", "discrepancy", "illustrative"])}
        }
        .into_any()
    })
}

/// The next step of staff after the dispatch: the acts that are not made yet.
fn acts_next(viewer: &Viewer, round: &RoundShow, made: &[acts::Mention]) -> Option<AnyView> {
    let off = matches!(round.status, RoundStatus::Cancelled | RoundStatus::Published);
    if !viewer.role.may(Action::ManageActs) || round.status.is_planned() || off {
        return None;
    }
    let agencies = round.tally.agencies.iter();
    let without: Vec<_> = agencies.filter(|agency| made.iter().all(|act| act.agency_code != agency.code)).collect();
    let (href, text) = match without.as_slice() {
        [] => return None,
        [only] => (format!("/rounds/{}/acts/{}", round.code, only.code), "Prepare 1 act".to_owned()),
        several => ("#acts".to_owned(), format!("Prepare {} acts", several.len())),
    };
    Some(view! { <ButtonLink href text primary=true/> }.into_any())
}

fn actions(viewer: &Viewer, round: &RoundShow, key: &str, made: &[acts::Mention]) -> Option<AnyView> {
    if viewer.role.may(Action::ConfirmReceipt) {
        return round.check(CountPart).is_ok().then(|| view! { <ButtonLink href=format!("/rounds/{}/receipt", round.code) text="Count what arrived" primary=true/> }.into_any());
    }
    if round.check(ChangeLines).is_err() {
        let href = format!("/rounds/{}/edit", round.code);
        let complete = round.check(Complete).is_ok();
        let withdraw = (round.status == RoundStatus::Published).then(|| {
            let href = format!("/rounds/{}/cancel", round.code);
            view! { <ButtonLink href text="Recorded in error"/> }.into_any()
        });
        let next = acts_next(viewer, round, made);
        return (complete || next.is_some()).then(|| {
            let complete =
                complete.then(|| view! { <ButtonLink href text="Complete the description"/> {withdraw} }.into_any());
            view! { {next} {complete} }.into_any()
        });
    }
    let to = |end: &str| format!("/rounds/{}/{end}", round.code);
    let step = match round.status {
        RoundStatus::Draft if round.tally.lines == 0 => view! { <ButtonLink href=to("lines/new") text="Add a line" primary=true/> }.into_any(),
        RoundStatus::Draft => view! {
            <form method="post" action="/api/schedule_round">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="code" value=round.code.clone()/>
                <SubmitButton text=format!("Schedule {}", count_of(round.tally.lines, "line", "lines"))/>
            </form>
        }
        .into_any(),
        _ => view! { <ButtonLink href=to("dispatch") text=format!("Dispatch {}", count_of(round.tally.lines, "line", "lines")) primary=true/> }.into_any(),
    };
    let (edit, cancel) = (to("edit"), to("cancel"));
    let announce = (round.status == RoundStatus::Scheduled)
        .then(|| view! { <a href=to("announce")>"Tell the donors of the day"</a> }.into_any());
    let packing =
        round.check(Stage).is_ok().then(|| view! { <a href=to("packing")>"Import a packing list"</a> }.into_any());
    Some(
        view! {
            {step}
            <Menu label="More">
                {packing}
                {announce}
                <a href=edit>"Edit the description"</a>
                <a href=cancel>"Call the round off"</a>
            </Menu>
        }
        .into_any(),
    )
}

fn tiles(viewer: &Viewer, round: &RoundShow) -> AnyView {
    let planned = round.status.is_planned();
    let tally = &round.tally;
    let own = if viewer.is_donor() { "the part that your grants paid" } else { "as entered" };
    let worth = |sum: &Totals| amounts(sum, round.illustrative);
    let mut tiles =
        vec![StatTile::new(if planned { "Planned value" } else { "Handed-over value" }, worth(&round.value)).note(own)];
    if !planned {
        tiles.push(StatTile::new("Confirmed value", worth(&round.confirmed)).note("what the agencies accepted"));
        tiles.push(StatTile::new("Lines counted", format!("{} of {}", tally.counted, tally.lines).into_any()));
        tiles.push(StatTile::new("Still expected", count(tally.expected).into_any()).note(count_of(
            tally.open_lines,
            "line",
            "lines",
        )));
        tiles.push(StatTile::new("Short, damaged, refused", count(tally.missing).into_any()));
    }
    view! { <StatTiles tiles/> }.into_any()
}

fn lines(round: &RoundShow, query: &ListQuery, listed: Page<LineRow>, selects: Vec<FilterSelect>) -> AnyView {
    let query = &query.clone().at("lines");
    let paging = Paging::of(&listed);
    let editable = round.check(ChangeLines).is_ok();
    let add = editable.then(|| {
        let to = |end: &str| format!("/rounds/{}/{end}", round.code);
        let packing = round
            .check(Stage)
            .is_ok()
            .then(|| view! { <ButtonLink href=to("packing") text="Import a packing list"/> }.into_any());
        view! { {packing} <ButtonLink href=to("lines/new") text="Add a line"/> }.into_any()
    });
    let labels = (round.tally.lines > 0)
        .then(|| view! { <ButtonLink href=format!("/rounds/{}/labels", round.code) text="Labels"/> }.into_any());
    let aside = view! { {labels} {add} }.into_any();
    let found = paging.words("line", "lines");
    let paging_shown = paging.shown;
    let content = if paging.count.is_zero() {
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
        let rows = listed.rows.iter().map(|line| line_row(round, line, editable)).collect();
        view! { <DataTable caption="Lines of this round" columns rows query=query.clone() paging=Some(paging)/> }
            .into_any()
    };
    let tools = export::links(query, &format!("/rounds/{}/lines", round.code), paging_shown);
    let query = query.clone();
    view! {
        <Section title="Lines" id="lines" aside=aside>
            <FilterBar query=query search="Search lines" selects count=found tools/>
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

fn receipts(round: &RoundShow) -> Option<AnyView> {
    if round.status.is_planned() || matches!(round.status, RoundStatus::Cancelled | RoundStatus::Published) {
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

fn about(viewer: &Viewer, round: &RoundShow, guests: &[AppearanceRow]) -> AnyView {
    let may_record = viewer.role.may(Action::ManageOfficials);
    let who = |part: Part| {
        let rows: Vec<&AppearanceRow> =
            guests.iter().filter(|one| one.part == part && one.withdrawn.is_none()).collect();
        named(&rows, may_record)
    };
    let add = may_record.then(|| {
        view! { <ButtonLink href=format!("/rounds/{}/guests/new", round.code) text="Record who spoke or came"/> }
            .into_any()
    });
    let date = |date: Option<domain::PartialDate>| date.map(|date| view! { <DateView date/> }.into_any());
    // The day on which it was held is said with its dispatch, and a plan ends there.
    let held = round.held_on.map(|day| Fact::view("Held on", date(Some(day))));
    let planned = (round.planned_on.is_some() || round.status.is_planned())
        .then(|| Fact::view("Planned for", date(round.planned_on)));
    let mut facts: Vec<Fact> = held.into_iter().chain(planned).collect();
    facts.extend([
        Fact::text("Place", round.place.clone()),
        Fact::text("Occasion", round.occasion.clone()),
        Fact::text("Guests", round.guests.clone()),
        Fact::text("Present", round.present.clone()),
        Fact::text("Shown", round.shown.clone()),
    ]);
    let spoke = who(Part::Spoke).map(|who| Fact::view("Spoke", who));
    let attended = who(Part::Attended).map(|who| Fact::view("Attended", who));
    facts.extend([spoke, attended].into_iter().flatten());
    // What a source says of a past round is recorded with it, and its form has no place for more.
    let published = round.receiving_agencies.map(|n| Fact::text("Receiving agencies, as published", n.to_string()));
    let source = round.source.clone().map(|title| Fact::text("Source", title));
    facts.extend([published, source].into_iter().flatten());
    let withdrawn = officials::withdrawn(guests);
    // Whoever may complete the description reads what it lacks; others read what is there.
    let may_complete = round.check(ChangeLines).is_ok() || round.check(Complete).is_ok();
    let lacks = may_complete.then(|| format!("/rounds/{}/edit", round.code));
    view! { <Section title="About this round" id="about" aside=add><RecordedFacts facts add=lacks/> {withdrawn}</Section> }
        .into_any()
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

fn selects(filters: LineFilters) -> Vec<FilterSelect> {
    let states = LineState::ALL.iter().filter(|state| filters.states.iter().any(|word| word == state.word()));
    vec![
        FilterSelect::new("agency", "Agency", filters.agencies),
        FilterSelect::new("unit", "Unit", filters.units),
        FilterSelect::new("status", "Status", states.map(|s| (s.word().to_owned(), s.label().to_owned())).collect()),
    ]
}
