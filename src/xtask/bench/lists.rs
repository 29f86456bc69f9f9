//! The item list as everybody reads it, against the bare page that writes 50 rows.

use super::{
    client::Client,
    figures::{Table, Times, ratio},
    form,
    scaled::Scaled,
};
use crate::Result;
use std::time::{Duration, Instant};

/// One request is repeated so often, or until it took so long.
const RUNS: usize = 200;
const PATIENCE: Duration = Duration::from_secs(8);

/// The same for each of the many kinds of pages.
pub const BRIEFLY: (usize, Duration) = (60, Duration::from_secs(2));

/// Who reads: a role each.
pub const READERS: [(&str, &str); 3] = [("staff", "staff"), ("officer", "kz.customs"), ("donor", "japan")];

const LISTS: [(&str, &str); 4] = [
    ("item list", "/items"),
    ("item list, filtered and sorted", "/items?component=IMT&sort=-value"),
    ("item list, searched", "/items?q=DP48-00004"),
    ("search", "/search?q=DP48-00004"),
];

/// Pages that are turned, one after the other, to get to the last one that is measured.
const FAR: usize = 10_000;

pub fn measure(scaled: &Scaled, table: &mut Table) -> Result<()> {
    let bare = scaled.bare()?;
    let bare_times = repeat(&mut Client::new(bare.address, ""), "/", (RUNS, PATIENCE))?;
    drop(bare);
    table.add(&scaled.name(), "bare page of 50 rows", bare_times.to_string(), "", None);
    let portal = scaled.serve()?;
    for (role, login) in READERS {
        let mut client = scaled.signed_in(&portal, login)?;
        let mut lists: Vec<(String, String)> =
            LISTS.iter().map(|(what, path)| ((*what).to_owned(), (*path).to_owned())).collect();
        lists.extend(far(&mut client)?);
        for (what, path) in lists {
            let times = repeat(&mut client, &path, (RUNS, PATIENCE))?;
            let (of, to) = (times.p50().as_micros(), bare_times.p50().as_micros());
            let what = format!("{what}, as {role}");
            let measured = format!("{times}: {}", ratio(of, to));
            table.add(&scaled.name(), &what, measured, "≤ 5× the bare page", Some(of <= 5 * to));
            table.add_list(scaled.engine, scaled.items, what.split(", page").next().unwrap_or(&what), times.p50());
        }
    }
    Ok(())
}

/// Turns page after page, as a person would, for as long as there are some.
fn far(client: &mut Client) -> Result<Option<(String, String)>> {
    let mut path = "/items".to_owned();
    let begun = Instant::now();
    let mut page = 1;
    while page < FAR && begun.elapsed() < 10 * PATIENCE {
        let reply = client.get(&path)?;
        let Some(next) = form::next(&reply.body) else { break };
        path = if next.starts_with('?') { format!("/items{next}") } else { next };
        page += 1;
    }
    Ok((page > 1).then(|| (format!("item list, page {page}"), path)))
}

pub fn repeat(client: &mut Client, path: &str, (most, patience): (usize, Duration)) -> Result<Times> {
    let mut times = Vec::with_capacity(most);
    let begun = Instant::now();
    // The first answer fills caches; it is not a median's business.
    client.get(path)?;
    while times.len() < most && (begun.elapsed() < patience || times.len() < 3) {
        let reply = client.get(path)?;
        if reply.status != 200 {
            return Err(format!("{path} was answered with {}", reply.status).into());
        }
        times.push(reply.whole);
    }
    Ok(Times::new(times))
}
