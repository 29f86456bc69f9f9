//! Every cell of the table of rounds that the store can reach: state × action × person. It answers as the rules do, and what it
//! refuses changes nothing. The rules themselves are held against `domain/tests/handover_table`.

use domain::{
    Refusal, Role, Viewer,
    handover::{
        Actor,
        round::{At, Deed, check},
    },
    item::{Condition, ItemKind},
    receipt::{Count, NewReceipt},
    round::{NewLine, NewPublishedRound, RoundStatus},
    source::SourceChoice,
};
use store::{
    Db, Tx,
    packing::{self, NewList},
    receipts, rounds,
};

use crate::{
    chain::{People, add_round, line, phase, programme, round},
    support::{NOW, execute, number, person, told, whole_round},
};

const ROUND: &str = "R-TABLE";
const BOTH: [bool; 2] = [false, true];

async fn boots(tx: &mut Tx) -> NewLine {
    let phase_id = phase(tx).await;
    NewLine { phase_id, ..line(ItemKind::Lot, "Boots", 4, 400, &[("JP-2020", 1_000_000)]) }
}

/// Brings a round of one line (or none) of four pieces for the security service to this state. Answers the line.
async fn bring(tx: &mut Tx, people: &People, status: RoundStatus, has_lines: bool) -> i64 {
    let dana = &people.dana;
    if status == RoundStatus::Published {
        rounds::record_published(tx, dana, NOW, &published()).await.expect("published");
        return 0;
    }
    add_round(tx, dana, ROUND, "Boots for the northern posts").await;
    let new = boots(tx).await;
    rounds::add_line(tx, dana, NOW, ROUND, &new).await.expect("line");
    let line = whole_round(tx, dana, ROUND).await.expect("round").lines[0].id;
    if status != RoundStatus::Draft {
        rounds::schedule(tx, dana, NOW, ROUND).await.expect("schedule");
    }
    if !has_lines {
        rounds::remove_line(tx, dana, NOW, ROUND, line).await.expect("remove");
    }
    match status {
        RoundStatus::Draft | RoundStatus::Scheduled => {}
        RoundStatus::Cancelled => rounds::cancel(tx, dana, NOW, ROUND, "No boots").await.expect("cancel"),
        _ => rounds::dispatch(tx, dana, NOW, ROUND, NOW.day()).await.expect("dispatch"),
    }
    let counted = match status {
        RoundStatus::Receiving => Some(1),
        RoundStatus::Closed => Some(4),
        _ => None,
    };
    if let Some(received) = counted {
        let new = receipt(line, 4, 1, received);
        receipts::record(tx, &people.security, NOW, ROUND, &new, "the-first").await.expect("receipt");
    }
    line
}

/// Known from a source alone.
fn published() -> NewPublishedRound {
    NewPublishedRound {
        round: round(ROUND, "Boots for the northern posts"),
        held_on: None,
        receiving_agencies: None,
        component_codes: Vec::new(),
        figures: Vec::new(),
        source: SourceChoice::New("News of 2018".into()),
    }
}

fn receipt(line: i64, expected: i64, version: i64, received: i64) -> NewReceipt {
    let count = Count {
        line,
        expected,
        version,
        received,
        short: expected - received,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::Good,
        found: Default::default(),
        remark: None,
    };
    NewReceipt { received_on: NOW.day(), counts: vec![count], remark: None }
}

async fn attempt(tx: &mut Tx, viewer: &Viewer, deed: Deed, status: RoundStatus, line: i64) -> String {
    let (expected, version) = if status == RoundStatus::Receiving { (3, 2) } else { (4, 1) };
    match deed {
        Deed::Describe => {
            let version = number(tx, &format!("SELECT version FROM round WHERE code = '{ROUND}'")).await;
            told(rounds::update(tx, viewer, NOW, ROUND, version, &round(ROUND, "Other words")).await)
        }
        Deed::Complete => {
            let version = number(tx, &format!("SELECT version FROM round WHERE code = '{ROUND}'")).await;
            told(rounds::complete(tx, viewer, NOW, ROUND, version, &round(ROUND, "Boots, handed over")).await)
        }
        Deed::ChangeLines => {
            let new = boots(tx).await;
            told(rounds::add_line(tx, viewer, NOW, ROUND, &new).await)
        }
        Deed::Stage => {
            let rows = vec![(1, vec!["Item".into(), "Qty".into()]), (2, vec!["Boots".into(), "4".into()])];
            let list = NewList { name: "list.csv".into(), rows, ..NewList::default() };
            told(packing::stage(tx, viewer, NOW, ROUND, &list).await)
        }
        Deed::Schedule => told(rounds::schedule(tx, viewer, NOW, ROUND).await),
        Deed::Dispatch => told(rounds::dispatch(tx, viewer, NOW, ROUND, NOW.day()).await),
        Deed::Cancel => told(rounds::cancel(tx, viewer, NOW, ROUND, "No boots").await),
        Deed::CountPart | Deed::CountRest => {
            let received = if deed == Deed::CountPart { 1 } else { expected };
            let new = receipt(line, expected, version, received);
            told(receipts::record(tx, viewer, NOW, ROUND, &new, "the-next").await)
        }
    }
}

/// Grows with everything that a step could write.
async fn written(tx: &mut Tx) -> i64 {
    let tables = [
        "change",
        "round",
        "round_step",
        "line",
        "item",
        "funding_share",
        "receipt",
        "receipt_line",
        "custody_event",
        "discrepancy",
        "discrepancy_event",
        "packing_list",
        "packing_row",
        "notice",
    ];
    let counts: Vec<String> = tables.iter().map(|table| format!("(SELECT COUNT(*) FROM {table})")).collect();
    let versions = "(SELECT COALESCE(SUM(version), 0) FROM round) + (SELECT COALESCE(SUM(version), 0) FROM line)";
    number(tx, &format!("SELECT CAST({} + {versions} AS BIGINT)", counts.join(" + "))).await
}

both_databases!(the_store_answers_every_cell_as_the_rules_do, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let rustam = person(&db, "rustam", Role::Staff, None).await;
    let turned = Viewer { person: people.dana.person, ..people.security.clone() };
    let everybody = [
        (Actor::Administrator, &admin),
        (Actor::Staff, &rustam),
        (Actor::Dispatcher, &people.dana),
        (Actor::Officer, &people.security),
        (Actor::TurnedOfficer, &turned),
        (Actor::Outsider, &people.customs),
        (Actor::Donor, &people.japan),
    ];
    let mut cells = 0;
    for (status, has_lines) in RoundStatus::ALL.iter().flat_map(|status| BOTH.map(|has_lines| (*status, has_lines))) {
        if !has_lines && !status.is_planned() {
            continue;
        }
        let mut tx = db.write().await.expect("write");
        let line = bring(&mut tx, &people, status, has_lines).await;
        let sent = !status.is_planned() && !matches!(status, RoundStatus::Cancelled | RoundStatus::Published);
        for deed in Deed::ALL {
            for (actor, viewer) in everybody {
                // Nobody has dispatched it yet.
                if !sent && matches!(actor, Actor::Dispatcher | Actor::TurnedOfficer) {
                    continue;
                }
                let cell = format!("{deed} × {status} (lines: {has_lines}) × {actor}");
                execute(&mut tx, "SAVEPOINT cell").await.expect("savepoint");
                let before = written(&mut tx).await;
                let answer = attempt(&mut tx, viewer, *deed, status, line).await;
                // Without lines in scope a round is none for an officer.
                let actor = if actor == Actor::Officer && !has_lines { Actor::Outsider } else { actor };
                let expected = check(At { status, has_lines }, *deed, actor);
                let kind = match answer.as_str() {
                    "done" | "forbidden" | "not found" => answer.as_str(),
                    _ => "conflict",
                };
                match expected {
                    Ok(next) => {
                        assert_eq!(kind, "done", "{cell}: {answer}");
                        let now = whole_round(&mut tx, &people.dana, ROUND).await.expect("round").status;
                        assert_eq!(now, next, "{cell}");
                        assert!(written(&mut tx).await > before, "{cell}");
                    }
                    Err(refusal) => {
                        let told = match refusal {
                            Refusal::Forbidden => "forbidden",
                            Refusal::NotFound => "not found",
                            Refusal::Conflict(_) | Refusal::Invalid(_) => "conflict",
                        };
                        assert_eq!(kind, told, "{cell}: {answer}");
                        assert_eq!(written(&mut tx).await, before, "{cell} left something");
                    }
                }
                execute(&mut tx, "ROLLBACK TO SAVEPOINT cell").await.expect("rollback");
                cells += 1;
            }
        }
        tx.rollback().await.expect("rollback");
    }
    assert_eq!(cells, 9 * (4 * 5 + 3 * 7 + 2 * 5), "every cell was tried");
});
