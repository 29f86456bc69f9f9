//! A receipt, a money event and a dispatch of 200 lines, durable, against a bare write of one row.

use super::{
    client::{Client, Reply},
    figures::{Table, Times, millis},
    form,
    scaled::Scaled,
};
use crate::Result;
use std::time::Duration;

const RUNS: usize = 20;
const LINES: usize = 200;

pub fn measure(scaled: &Scaled, table: &mut Table) -> Result<()> {
    let bare = scaled.bare()?;
    let mut client = Client::new(bare.address, "");
    let mut times = Vec::new();
    for _ in 0..5 * RUNS {
        let reply = client.post("/", "/", &[])?;
        if reply.body != "written" {
            return Err(format!("the bare write failed: {}", reply.body).into());
        }
        times.push(reply.whole);
    }
    drop(bare);
    let bare = Times::new(times);
    table.add(&scaled.name(), "bare durable write of one row", bare.to_string(), "", None);
    let portal = scaled.serve()?;
    let mut officer = scaled.signed_in(&portal, "kz.interior")?;
    let mut staff = scaled.signed_in(&portal, "staff")?;
    for (what, times) in [("receipt of one line", receipts(&mut officer)?), ("money event", money(&mut staff)?)] {
        let above = times.p50().saturating_sub(bare.p50());
        let measured = format!("{times}: {} above", millis(above));
        table.add(&scaled.name(), what, measured, "≤ 3 ms above the bare", Some(above <= Duration::from_millis(3)));
    }
    let times = dispatches(&mut staff)?;
    let reached = times.p50() <= Duration::from_millis(150);
    table.add(&scaled.name(), "dispatch of 200 lines", times.to_string(), "≤ 150 ms", Some(reached));
    Ok(())
}

/// Sends the form of a page to its function, and wants it carried out.
fn submit(client: &mut Client, page: &str, action: &str, values: &[(&str, &str)]) -> Result<Reply> {
    let shown = client.get(page)?;
    let fields =
        form::fields(&shown.body, action).ok_or(format!("{page} has no form for {action}: {}", shown.status))?;
    let reply = client.post(page, action, &form::filled(fields, values))?;
    if reply.status != 303 || reply.location.contains("again") {
        let told = client.get(&reply.location).map(|page| errors(&page.body)).unwrap_or_default();
        return Err(
            format!("{action} from {page} was answered with {} {}: {told}", reply.status, reply.location).into()
        );
    }
    Ok(reply)
}

/// What a rejected form says.
fn errors(page: &str) -> String {
    let errors = page.split("class=\"error\"").skip(1).filter_map(|part| part.split("</p>").next());
    errors.map(|error| error.chars().take(200).collect::<String>()).collect::<Vec<_>>().join("; ")
}

/// The round of the first country that its last agency is still to count.
fn receipts(client: &mut Client) -> Result<Times> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        submit(client, "/rounds/HR-00005/receipt", "/api/save_receipt_draft", &[("lines[0][answer]", "all")])?;
        let reply = submit(client, "/rounds/HR-00005/receipt/review", "/api/sign_receipt", &[])?;
        times.push(reply.whole);
    }
    Ok(Times::new(times))
}

/// Checked first, then posted as it was shown; the posting is measured.
fn money(client: &mut Client) -> Result<Times> {
    let mut times = Vec::new();
    for number in 0..RUNS {
        let amount = format!("{}", 1_000 + number);
        let typed = [
            ("kind", "expenditure"),
            ("amount", amount.as_str()),
            ("currency", "USD"),
            ("value_date", "3 Dec 2018"),
            ("purpose", "Spare parts"),
        ];
        submit(client, "/grants/US-KZ-2018/ledger/new", "/api/check_money_event", &typed)?;
        times.push(submit(client, "/grants/US-KZ-2018/ledger/check", "/api/post_money_event", &[])?.whole);
    }
    Ok(Times::new(times))
}

fn dispatches(client: &mut Client) -> Result<Times> {
    let mut times = Vec::new();
    for number in 1..=3 {
        let code = format!("R-BENCH-{number}");
        let round = format!("/rounds/{code}");
        submit(client, "/rounds/new", "/api/create_round", &[("code", &code), ("title", "Handover of radios")])?;
        let new = format!("{round}/lines/new");
        let phase = form::first_choice(&client.get(&new)?.body, "phase").ok_or("no phase to choose")?;
        for line in 0..LINES {
            let serial = format!("BENCH-{number}-{line:04}");
            let typed = [
                ("kind", "equipment"),
                ("name", "Portable radio"),
                ("serial", serial.as_str()),
                ("quantity", "1"),
                ("unit", "IMT-KZ-TRZ"),
                ("agency", "KZ-CUS"),
                ("phase", phase.as_str()),
                ("value", "620"),
                ("currency", "USD"),
                ("shares[0][grant]", "JP-KZ-2018"),
                ("shares[0][percent]", "100"),
            ];
            submit(client, &new, "/api/add_line", &typed)?;
        }
        submit(client, &round, "/api/schedule_round", &[])?;
        times.push(submit(client, &format!("{round}/dispatch"), "/api/dispatch_round", &[])?.whole);
    }
    Ok(Times::new(times))
}
