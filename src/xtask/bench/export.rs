//! All items as CSV: when it begins, and what it takes.

use super::{
    figures::{Table, millis},
    scaled::Scaled,
};
use crate::Result;
use std::time::Duration;

/// Megabytes above what the server has when nobody asks it anything.
const MOST: u64 = 64;

pub fn measure(scaled: &Scaled, table: &mut Table) -> Result<()> {
    let portal = scaled.serve()?;
    let mut client = scaled.signed_in(&portal, "staff")?;
    client.get("/items")?;
    portal.forget_peak();
    let idle = portal.memory();
    let (reply, bytes) = client.download("/items.csv")?;
    if reply.status != 200 {
        return Err(format!("/items.csv was answered with {}", reply.status).into());
    }
    let what = format!("all items as CSV, {} MB: first byte", bytes / 1_000_000);
    let soon = reply.first <= Duration::from_millis(200);
    table.add(
        &scaled.name(),
        &what,
        format!("{}, whole {}", millis(reply.first), millis(reply.whole)),
        "≤ 200 ms",
        Some(soon),
    );
    if let (Some((before, _)), Some((_, most))) = (idle, portal.memory()) {
        let above = most.saturating_sub(before);
        let goal = format!("≤ {MOST} MB above");
        table.add(
            &scaled.name(),
            "all items as CSV: memory",
            format!("{above} MB above {before} MB"),
            &goal,
            Some(above <= MOST),
        );
    }
    Ok(())
}
