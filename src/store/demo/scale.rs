//! A demonstration as large as one likes: invented programmes in more countries, written through the functions that the
//! pages use, and then copied.
//!
//! Writing a million items one by one would take hours. So one *block* is written: rounds with a thousand items, their
//! receipts, and what came of them. Every further block is a copy of it, made by the database itself (`copy`): moved to
//! another of the invented countries, to later days, with numbers of its own. Its rows of the audit chain are made from
//! those of the first block and hashed like any other (`chain`), so that `portal verify` holds on all of it. What was
//! decided against: inventing rows and audit rows apart from the store's functions, which would have to follow every change
//! of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{Role, Timestamp};

use super::SignIn;
use crate::{Db, Result, Tx, db::sql, now};

mod aftermath;
mod block;
mod chain;
mod copy;
mod countries;
mod goods;

use copy::{Kind, Spans};

/// Items of a block; the whole is rounded up to blocks.
pub const BLOCK: i64 = 1_000;

/// Countries among which the blocks are dealt out.
const COUNTRIES: i64 = countries::COUNTRIES.len() as i64;

/// Blocks that are copied in one transaction.
const AT_ONCE: i64 = 25;

/// 1 Dec 2018, 12:00 in Tashkent: when the first block was recorded. The others follow until yesterday.
const BEGUN: Timestamp = Timestamp(1_543_647_600_000);

/// Who can sign in besides [`super::SIGN_INS`]: the officers of the first country's agencies. Every other country has its
/// officers too, without passwords.
pub const SIGN_INS: &[SignIn] = &[
    ("kz.customs", "Logistics officer, customs of Kazakhstan (invented)", Role::Officer, Some("KZ-CUS")),
    ("kz.border", "Logistics officer, border guard of Kazakhstan (invented)", Role::Officer, Some("KZ-BOR")),
    ("kz.interior", "Logistics officer, internal affairs of Kazakhstan (invented)", Role::Officer, Some("KZ-INT")),
];

/// Numbers that look like chance and are the same for the same seed.
pub(super) struct Chance(u64);

impl Chance {
    /// From 0 to one less than `most` (SplitMix64).
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most.max(1)
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).unsigned_abs()) as i64
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len() as u64) as usize]
    }
}

/// What a database gets.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Items to add, rounded up to whole blocks of [`BLOCK`].
    pub items: i64,
    pub seed: u64,
}

/// Adds the items to a database that holds the demonstration and nothing else. `password_hashes`: login → argon2id PHC
/// string, one for each of [`SIGN_INS`]. `told` hears how many items there are already. Answers how many were added.
///
/// # Errors
/// The demonstration is not there; the database does not answer, and then holds a part of the items.
pub async fn scale(
    db: &Db,
    at: Timestamp,
    scale: Scale,
    password_hashes: &HashMap<String, String>,
    mut told: impl FnMut(i64),
) -> Result<i64> {
    let mut tx = write(db).await?;
    let words = countries::load(&mut tx, BEGUN, password_hashes).await?;
    tx.commit().await?;

    let mut tx = write(db).await?;
    let before = Spans::ends(&mut tx).await?;
    let chain_before = end_of_chain(&mut tx).await?;
    let mut chance = Chance(scale.seed);
    block::write(&mut tx, BEGUN, &mut chance).await?;
    aftermath::write(&mut tx, BEGUN, &mut chance).await?;
    let spans = Spans::since(&mut tx, &before).await?;
    let mut chain = chain::Chain::read(&mut tx, chain_before, &spans, words).await?;
    tx.commit().await?;
    told(BLOCK);

    let blocks = (scale.items + BLOCK - 1) / BLOCK;
    let days = (at.day() - BEGUN.day()).num_days().max(1) - 1;
    for first in (1..blocks).step_by(AT_ONCE as usize) {
        let last = (first + AT_ONCE).min(blocks) - 1;
        let mut tx = write(db).await?;
        copy::copy(&mut tx, &spans, &Dealt { blocks, days }, first, last).await?;
        for block in first..=last {
            chain.append(&mut tx, &Dealt { blocks, days }.block(block)).await?;
        }
        chain.flush(&mut tx).await?;
        tx.commit().await?;
        told((last + 1) * BLOCK);
    }
    let mut tx = write(db).await?;
    copy::count_on(&mut tx).await?;
    tx.commit().await?;
    // Copies are no changes of the store's functions: what stands now learns of them here.
    now::rebuild(db).await?;
    Ok(blocks * BLOCK)
}

/// How the blocks are dealt out over countries and days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dealt {
    blocks: i64,
    days: i64,
}

/// A copy of the first block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    number: i64,
    country: i64,
    /// How many blocks the country had before.
    lap: i64,
    /// How much later it all happened.
    days: i64,
}

impl Dealt {
    fn block(self, number: i64) -> Block {
        Block {
            number,
            country: number % COUNTRIES,
            lap: number / COUNTRIES,
            days: number * self.days / self.blocks.max(1),
        }
    }
}

/// A unit of change that may take as long as it takes.
async fn write(db: &Db) -> Result<Tx> {
    let mut tx = db.upkeep().await?;
    if let Tx::Sqlite(t, _) = &mut tx {
        // Kibibytes, for this connection: what is copied is found in memory.
        sqlx::query("PRAGMA cache_size = -262144").execute(&mut **t).await?;
    }
    Ok(tx)
}

async fn end_of_chain(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, |c| sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(c))?)
}

/// A day of 2018.
fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2018, month, day).unwrap_or_default()
}
