//! Invented histories of counting against a model of one screen: sums balance, states agree, nothing that is refused leaves a
//! trace. A failure names its seed; a soak plays two hundred (`PORTAL_TEST_RECEIPT_HISTORIES`).

use domain::{
    Viewer,
    item::{Condition, ItemKind},
    receipt::{Count, NewReceipt},
    round::{LineState, NewLine, RoundStatus},
};
use store::{Db, LineRow, Tx, receipts, rounds};

use crate::{
    chain::{People, add_round, line, phase, programme},
    sample,
    support::{NOW, execute, told, whole_round},
};

const SAMPLE: u64 = 30;
const WHOLE: u64 = 200;
const STEPS: usize = 20;
const ROUND: &str = "R-HISTORY";

/// SplitMix64: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n) as i64
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// What a line should be.
#[derive(Debug)]
struct Model {
    id: i64,
    customs: bool,
    quantity: i64,
    cents: i64,
    version: i64,
    outstanding: i64,
    received: i64,
    lost: i64,
    surplus: i64,
    remarked: bool,
    counts: i64,
}

impl Model {
    fn of(line: &LineRow) -> Self {
        Model {
            id: line.id,
            customs: line.agency_code == "SCC",
            quantity: line.quantity,
            cents: line.value.minor,
            version: line.version,
            outstanding: line.quantity,
            received: 0,
            lost: 0,
            surplus: 0,
            remarked: false,
            counts: 0,
        }
    }

    fn state(&self) -> LineState {
        let plain = self.surplus == 0 && !self.remarked;
        match (self.received, self.lost) {
            (received, _) if received == self.quantity && plain => LineState::Accepted,
            (received, _) if received == self.quantity => LineState::AcceptedWithRemarks,
            (0, lost) if lost == self.quantity => LineState::Refused,
            (0, _) => LineState::Awaiting,
            _ => LineState::PartlyAccepted,
        }
    }

    fn take(&mut self, count: &Count) {
        self.version += 1;
        self.counts += 1;
        self.outstanding = count.short;
        self.received += count.received;
        self.lost += count.damaged + count.refused;
        self.surplus += count.surplus;
        self.remarked |= count.remark.is_some() || !matches!(count.condition, Condition::New | Condition::Good);
    }

    /// A count as an officer might send it: mostly right, now and then old, foreign or badly added up.
    fn count(&self, dice: &mut Dice) -> Count {
        let expected = if dice.one_in(20) { self.quantity } else { self.outstanding };
        // Mostly a part only, so that a history is longer than one receipt.
        let most = if dice.one_in(6) { expected } else { (expected + 2) / 3 };
        let received = dice.below(most as u64 + 1);
        let short = if dice.one_in(4) { dice.below((expected - received) as u64 + 1) } else { expected - received };
        let damaged = dice.below((expected - received - short) as u64 + 1);
        Count {
            line: self.id,
            expected,
            version: self.version - i64::from(dice.one_in(20)),
            received,
            short,
            damaged,
            refused: expected - received - short - damaged + i64::from(dice.one_in(20)),
            surplus: i64::from(dice.one_in(10)),
            condition: Condition::ALL[dice.below(Condition::ALL.len() as u64) as usize],
            remark: dice.one_in(4).then(|| "a remark".to_owned()),
            found: Default::default(),
        }
    }
}

/// What should be said to this receipt: the beginning of the words.
fn expected(models: &[Model], customs: bool, counts: &[Count]) -> &'static str {
    if models.iter().all(|m| m.customs != customs) {
        return "not found";
    }
    for count in counts {
        if count.short > 0 && count.surplus > 0 {
            return ": Short and surplus contradict each other";
        }
        if count.received + count.short + count.damaged + count.refused != count.expected {
            return ": Received, short";
        }
    }
    for count in counts {
        match models.iter().find(|m| m.id == count.line) {
            Some(m) if m.customs != customs => return "not found",
            Some(m) if m.version == count.version && m.outstanding == count.expected && m.outstanding > 0 => {}
            _ => return "“",
        }
    }
    "done"
}

async fn begin(tx: &mut Tx, people: &People, dice: &mut Dice) -> Vec<Model> {
    add_round(tx, &people.dana, ROUND, "A history").await;
    for i in 0..2 + dice.below(3) {
        let shares = [("JP-2020", 600_000), ("US-2020", 400_000)];
        let mut new = NewLine {
            phase_id: phase(tx).await,
            ..line(ItemKind::Lot, &format!("Lot {i}"), 1 + dice.below(40), 1 + dice.below(99_999), &shares)
        };
        if dice.one_in(2) {
            new.agency_code = "SCC".into();
        }
        rounds::add_line(tx, &people.dana, NOW, ROUND, &new).await.expect("line");
    }
    rounds::schedule(tx, &people.dana, NOW, ROUND).await.expect("schedule");
    let sent = "2019-12-10".parse().expect("day");
    rounds::dispatch(tx, &people.dana, NOW, ROUND, sent).await.expect("dispatch");
    let shown = whole_round(tx, &people.dana, ROUND).await.expect("round");
    shown.lines.iter().map(Model::of).collect()
}

/// One receipt; was it recorded?
async fn step(tx: &mut Tx, people: &People, dice: &mut Dice, models: &mut [Model], id: &str) -> bool {
    let customs = dice.one_in(2);
    let officer: &Viewer = if customs { &people.customs } else { &people.security };
    let mut counts = Vec::new();
    for model in &*models {
        if (model.customs == customs || dice.one_in(40)) && dice.one_in(2) {
            counts.push(model.count(dice));
        }
    }
    if counts.is_empty() {
        return false;
    }
    let answer = expected(models, customs, &counts);
    let new = NewReceipt { received_on: NOW.day(), counts, remark: None };
    execute(tx, "SAVEPOINT step").await.expect("savepoint");
    let words = told(receipts::record(tx, officer, NOW, ROUND, &new, id).await);
    assert!(words.starts_with(answer), "expected {answer}, was told {words}: {new:?} {models:?}");
    if answer == "done" {
        execute(tx, "RELEASE SAVEPOINT step").await.expect("release");
        for count in &new.counts {
            models.iter_mut().find(|m| m.id == count.line).expect("line").take(count);
        }
        return true;
    }
    execute(tx, "ROLLBACK TO SAVEPOINT step").await.expect("rollback");
    false
}

async fn compare(tx: &mut Tx, people: &People, models: &[Model]) {
    let shown = whole_round(tx, &people.dana, ROUND).await.expect("round");
    for (line, model) in shown.lines.iter().zip(models) {
        let counted = line.counted;
        assert_eq!(line.quantity, counted.received + counted.damaged + counted.refused + line.outstanding);
        assert_eq!(
            (line.outstanding, line.version, line.counts, line.state, counted.surplus, counted.received),
            (model.outstanding, model.version, model.counts, model.state(), model.surplus, model.received),
            "{model:?}"
        );
        let half_up = (2 * model.cents * model.received + model.quantity) / (2 * model.quantity);
        assert_eq!(line.confirmed().minor, half_up, "{model:?}");
    }
    let open = models.iter().any(|m| m.outstanding > 0);
    let status = match (open, models.iter().any(|m| m.counts > 0)) {
        (false, _) => RoundStatus::Closed,
        (true, true) => RoundStatus::Receiving,
        (true, false) => RoundStatus::Dispatched,
    };
    assert_eq!(shown.status, status);
}

both_databases!(counts_balance_whatever_is_sent, async |db: Db| {
    let people = programme(&db).await;
    let mut recorded = 0;
    let (histories, first) = (sample::figure("PORTAL_TEST_RECEIPT_HISTORIES", SAMPLE, WHOLE), sample::seed());
    for seed in first..first + histories {
        println!("history {seed} (PORTAL_TEST_SEED plays it again)");
        let mut dice = Dice(seed);
        let mut tx = db.write().await.expect("write");
        let mut models = begin(&mut tx, &people, &mut dice).await;
        for i in 0..STEPS {
            if step(&mut tx, &people, &mut dice, &mut models, &format!("receipt-{i}")).await {
                compare(&mut tx, &people, &models).await;
                recorded += 1;
            }
        }
        store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
        tx.rollback().await.expect("rollback");
    }
    println!("{recorded} receipts recorded");
    assert!(recorded > histories * 3, "the histories are too short to say anything: {recorded}");
});
