//! Sixteen people at once, who read lists and details, against as many at the bare page; and what memory that takes.

use super::{
    client::Client,
    figures::{Table, Times, ratio},
    form,
    lists::READERS,
    scaled::{Running, Scaled},
};
use crate::Result;
use std::{
    thread,
    time::{Duration, Instant},
};

const PEOPLE: usize = 16;
const LASTING: Duration = Duration::from_secs(10);

struct Load {
    answers: u128,
    errors: u128,
    times: Vec<Duration>,
}

pub fn measure(scaled: &Scaled, table: &mut Table) -> Result<()> {
    let bare = scaled.bare()?;
    let plain = (0..PEOPLE).map(|_| (Client::new(bare.address, ""), vec!["/".to_owned()])).collect();
    let bare_load = all_at_once(plain)?;
    drop(bare);
    let portal = scaled.serve()?;
    let idle = portal.memory();
    let people = people(scaled, &portal)?;
    portal.forget_peak();
    let load = all_at_once(people)?;
    let seconds = u128::from(LASTING.as_secs());
    let (own, to) = (load.answers / seconds, bare_load.answers / seconds);
    let measured = format!("{own} a second of {to} bare, 1/{}", to / own.max(1));
    table.add(&scaled.name(), "16 at once, lists and details", measured, "≥ 1/8 of the bare page", Some(own * 8 >= to));
    let errors = load.errors;
    table.add(&scaled.name(), "16 at once: errors", errors.to_string(), "0", Some(errors == 0));
    let times = Times::new(load.times);
    let bare_times = Times::new(bare_load.times);
    let slower = ratio(times.p50().as_micros(), bare_times.p50().as_micros());
    table.add(&scaled.name(), "16 at once: an answer", format!("{times}: {slower}"), "", None);
    if let (Some((idle, _)), Some((_, most))) = (idle, portal.memory()) {
        table.add(&scaled.name(), "memory idle", format!("{idle} MB"), "≤ 40 MB", Some(idle <= 40));
        table.add(
            &scaled.name(),
            "memory under that load, at most",
            format!("{most} MB"),
            "≤ 120 MB",
            Some(most <= 120),
        );
    }
    Ok(())
}

/// Each reads the lists, and what the lists lead to.
fn people(scaled: &Scaled, portal: &Running) -> Result<Vec<(Client, Vec<String>)>> {
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let (_, login) = READERS[number % READERS.len()];
        let mut client = scaled.signed_in(portal, login)?;
        let mut paths: Vec<String> = vec!["/items".into(), "/rounds".into(), "/items?component=IMT&sort=-value".into()];
        for (list, detail) in [("/items", "/items/"), ("/rounds", "/rounds/")] {
            let links = form::links(&client.get(list)?.body);
            let details = links
                .into_iter()
                .filter(|link| link.starts_with(detail) && !link.contains(['?', '.']) && !link.ends_with("/new"));
            // Everybody reads others: one page that is read by all would be in every cache.
            paths.extend(details.skip(number).take(3));
        }
        people.push((client, paths));
    }
    Ok(people)
}

fn all_at_once(people: Vec<(Client, Vec<String>)>) -> Result<Load> {
    let until = Instant::now() + LASTING;
    let reading: Vec<_> =
        people.into_iter().map(|(client, paths)| thread::spawn(move || read(client, &paths, until))).collect();
    let mut load = Load { answers: 0, errors: 0, times: Vec::new() };
    for person in reading {
        let own = person.join().map_err(|_| "a reader stopped")?;
        load.answers += own.answers;
        load.errors += own.errors;
        load.times.extend(own.times);
    }
    Ok(load)
}

fn read(mut client: Client, paths: &[String], until: Instant) -> Load {
    let mut load = Load { answers: 0, errors: 0, times: Vec::new() };
    for path in paths.iter().cycle() {
        if Instant::now() > until {
            break;
        }
        match client.get(path) {
            // What comes too late is no answer a second, and no error either.
            Ok(reply) if reply.status == 200 && Instant::now() > until => {}
            Ok(reply) if reply.status == 200 => {
                load.answers += 1;
                load.times.push(reply.whole);
            }
            _ => load.errors += 1,
        }
    }
    load
}
