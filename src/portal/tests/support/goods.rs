//! What was handed over: rounds in every state, with lines, receipts and notes.

use domain::{
    Currency, Money, Viewer,
    item::{Condition, Details, Identity, ItemKind},
    packing::Cell,
    quote::Measure,
    receipt::{Count, CountEdit, DraftEdit, NewCorrection, NewReceipt},
    round::{NewItem, NewLine, NewRound},
};
use store::{
    Tx, components,
    packing::{self, NewList},
    people,
    quotes::Subject,
    receipts,
    rounds::{self, RoundSource},
};

use super::{
    NOW,
    marks::Marks,
    reference::{NORTH, SOUTH, Side, add_quote},
};

/// Round, item, side, unit, readers of the item besides the staff.
type Line<'a> = (&'a str, ItemKind, &'a Side, &'a str, &'a [&'static str]);

const JAPAN: &[&str] = &["japan", "customs"];
const AMERICA: &[&str] = &["usa", "interior"];
/// The value of the car that both paid for, and the two parts of it.
pub const CAR: i64 = 2_450_000;

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    use ItemKind::{Equipment, Lot, Vehicle};
    let all = ["japan", "usa", "customs", "interior"];
    let donors = ["japan", "usa"];
    // Round, who reads its description, who reads its guests (never officers).
    let described: [(&str, &Side, &[&'static str], &[&'static str]); 7] = [
        ("R-NORTH", &NORTH, JAPAN, &["japan"]),
        ("R-SOUTH", &SOUTH, AMERICA, &["usa"]),
        ("R-SHARED", &NORTH, &all, &donors),
        ("R-OPEN", &NORTH, JAPAN, &["japan"]),
        ("R-PLAN", &NORTH, &["customs"], &[]),
        ("R-DRAFT", &NORTH, &[], &[]),
        ("R-OFF", &NORTH, &[], &[]),
    ];
    for (code, side, readers, of_guests) in described {
        add_round(tx, marks, dana, code, readers, of_guests).await;
        if code != "R-SHARED" {
            add_quote(tx, marks, dana, side, Subject::Round(code.into()), Measure::Money, of_guests).await;
        }
    }
    let lines: [Line; 10] = [
        ("R-NORTH", Lot, &NORTH, "BLO-OYB", JAPAN),
        ("R-NORTH", Equipment, &NORTH, "IMT-TER", JAPAN),
        ("R-SOUTH", Equipment, &SOUTH, "BLO-DUS", AMERICA),
        ("R-SHARED", Vehicle, &NORTH, "IMT-TER", &["japan", "usa", "customs"]),
        ("R-SHARED", Lot, &NORTH, "IMT-TER", JAPAN),
        ("R-SHARED", Lot, &SOUTH, "IMT-NUK", AMERICA),
        ("R-OPEN", Lot, &NORTH, "IMT-TER", JAPAN),
        ("R-PLAN", Lot, &NORTH, "IMT-TER", &["customs"]),
        ("R-DRAFT", Equipment, &NORTH, "IMT-TER", &[]),
        ("R-OFF", Lot, &NORTH, "IMT-TER", &[]),
    ];
    for line in lines {
        let new = new_line(tx, marks, line).await;
        rounds::add_line(tx, dana, NOW, line.0, &new).await.expect(line.0);
    }
    for code in ["R-NORTH", "R-SOUTH", "R-SHARED", "R-OPEN", "R-PLAN", "R-OFF"] {
        rounds::schedule(tx, dana, NOW, code).await.expect(code);
    }
    for code in ["R-NORTH", "R-SOUTH", "R-SHARED", "R-OPEN"] {
        rounds::dispatch(tx, dana, NOW, code, "2019-12-10".parse().expect("day")).await.expect(code);
    }
    rounds::cancel(tx, dana, NOW, "R-OFF", &marks.put("Reason", &[])).await.expect("cancelled");
    stage_list(tx, marks, dana).await;
    photograph(tx, "R-NORTH", "customs", &marks.put("Draft", &[]), b"a photo of the north").await;
    for (code, officer) in
        [("R-NORTH", "customs"), ("R-SOUTH", "interior"), ("R-SHARED", "customs"), ("R-SHARED", "interior")]
    {
        count_all_but_one(tx, marks, code, officer).await;
    }
    // What is short is being counted again, by the officer and by a colleague.
    photograph(tx, "R-NORTH", "customs", &marks.put("OwnDraft", &["customs"]), b"a photo that waits").await;
    count_the_photographed(tx, "R-NORTH", "customs", &marks.put("CountInDraft", &["customs"])).await;
    let aziz = people::viewer(tx, "aziz").await.expect("aziz");
    let edit = remarked(&marks.put("DraftOfAziz", &[]));
    receipts::drafts::save(tx, &aziz, NOW, "R-SHARED", &edit).await.expect("a draft");
    ask_for_a_correction(tx, marks).await;
    let interior = people::viewer(tx, "interior").await.expect("interior");
    photograph_again(tx, &interior).await;
}

/// An hour later the officer finds the remark of a receipt wrong.
async fn ask_for_a_correction(tx: &mut Tx, marks: &mut Marks) {
    let customs = people::viewer(tx, "customs").await.expect("customs");
    let at = NOW.plus_seconds(3600);
    let shown = receipts::show(tx, &customs, "r-shared-of-customs").await.expect("the receipt");
    let photo = [(shown.lines[0].line.id, &b"a photo of a correction"[..])];
    receipts::add_correction_photos(tx, &customs, at, "r-shared-of-customs", &photo).await.expect("a photo");
    let mut new = NewCorrection {
        received_on: "2019-12-11".parse().expect("day"),
        remark: marks.some("CorrectedRemark", &["customs"]),
        reason: marks.some("CorrectionReason", &["customs"]),
        counts: Vec::new(),
        photos: String::new(),
    };
    let looked_at = receipts::check_correction(tx, &customs, at, "r-shared-of-customs", &new).await.expect("looked at");
    new.photos = looked_at.stamp;
    receipts::ask(tx, &customs, at, "r-shared-of-customs", &new, "asked-by-customs").await.expect("asked");
}

/// The officer begins to count and takes a photo of the first line.
async fn photograph(tx: &mut Tx, code: &str, login: &str, remark: &str, bytes: &[u8]) {
    let officer = people::viewer(tx, login).await.expect(login);
    let line = rounds::lines_to_count(tx, &officer, code).await.expect(code)[0].id;
    receipts::drafts::add_photos(tx, &officer, NOW, code, &remarked(remark), &[(line, bytes)]).await.expect(code);
}

/// What the officer found of it: ready to be signed.
async fn count_the_photographed(tx: &mut Tx, code: &str, login: &str, remark: &str) {
    let officer = people::viewer(tx, login).await.expect(login);
    let line = rounds::lines_to_count(tx, &officer, code).await.expect(code)[0].clone();
    let (id, version, expected) = (line.id, line.version, line.outstanding);
    let count = Count { remark: Some(remark.to_owned()), ..Count::whole(id, version, expected) };
    let edit = DraftEdit {
        received_on: "2019-12-12".parse().ok(),
        lines: vec![CountEdit { line: id, version, expected, count: Some(count) }],
        ..DraftEdit::default()
    };
    receipts::drafts::save(tx, &officer, NOW, code, &edit).await.expect(code);
}

fn remarked(remark: &str) -> DraftEdit {
    DraftEdit { remark: Some(remark.to_owned()), ..DraftEdit::default() }
}

async fn add_round(
    tx: &mut Tx,
    marks: &mut Marks,
    dana: &Viewer,
    code: &str,
    readers: &[&'static str],
    of_guests: &[&'static str],
) {
    // A place can be an exact post: donors do not read it.
    let officers: Vec<&'static str> =
        readers.iter().copied().filter(|login| !["japan", "usa"].contains(login)).collect();
    let round = NewRound {
        code: code.into(),
        number: None,
        title: marks.put("Round", readers),
        planned_on: "2019-12-10".parse().ok(),
        place: marks.some("Hall", &officers),
        occasion: marks.some("Occasion", readers),
        guests: marks.some("Guests", of_guests),
        present: marks.some("Present", of_guests),
        shown: marks.some("Shown", of_guests),
    };
    rounds::create(tx, dana, NOW, &round).await.expect(code);
    if code == "R-NORTH" {
        let source = RoundSource { source_code: Some("north".into()), receiving_agencies: Some(4) };
        rounds::note_source(tx, dana, NOW, code, &source).await.expect("source");
    }
}

async fn new_line(tx: &mut Tx, marks: &mut Marks, (round, kind, side, unit, readers): Line<'_>) -> NewLine {
    // Numbers, plates and notes are for the receiving agency, and for it only once the round is announced.
    let own: Vec<&'static str> = readers.iter().copied().filter(|login| *login == side.officer_login).collect();
    let identity = match kind {
        ItemKind::Vehicle => Identity {
            serial: marks.some("Serial", &own),
            vin: marks.some("Vin", &own),
            chassis: marks.some("Chassis", &own),
            plate: marks.some("Plate", &own),
            engine: marks.some("Engine", &own),
        },
        ItemKind::Equipment => Identity { serial: marks.some("Serial", &own), ..Identity::default() },
        ItemKind::Lot => Identity::default(),
    };
    let item = NewItem {
        kind,
        name: marks.put("Item", readers),
        make: marks.some("Make", readers),
        model: marks.some("Model", readers),
        identity,
        category: None,
        unit_of_measure: "pair".into(),
        details: Details {
            year: Some(2018),
            warranty_until: "2021-03-31".parse().ok(),
            accessories: vec![marks.put("Accessory", readers), marks.put("Case", readers)],
            unit_price: Some(Money::new(40_000, Currency::Usd)),
        },
        illustrative: false,
    };
    let quantity = if kind == ItemKind::Lot { 4 } else { 1 };
    let shares = if kind == ItemKind::Vehicle {
        vec![(NORTH.grant.to_owned(), 625_000), (SOUTH.grant.to_owned(), 375_000)]
    } else {
        vec![(side.grant.to_owned(), 1_000_000)]
    };
    NewLine {
        item,
        unit_code: unit.into(),
        agency_code: side.agency.into(),
        phase_id: components::phase_id(tx, side.component, 1).await.expect(round),
        quantity,
        value: Money::new(if kind == ItemKind::Vehicle { CAR } else { 160_000 }, Currency::Usd),
        shares,
        note: marks.some("LineNote", &own),
    }
}

/// Dana is about to import a row into the draft; nobody else sees them, not even other staff.
async fn stage_list(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    let head = "Item|Qty|Unit price|Currency|Grant|Component|Unit|Agency|Accessories|Note";
    let head = head.split('|').map(Cell::from).collect();
    let (name, kit, note) = (marks.put("Packed", &[]), marks.put("PackedKit", &[]), marks.put("PackedNote", &[]));
    let row = [name.as_str(), "40", "50", "USD", NORTH.grant, NORTH.component, "IMT-TER", NORTH.agency, &kit, &note];
    let rows = vec![(1, head), (2, row.map(Cell::from).to_vec())];
    let list = NewList { name: marks.put("PackingFile", &[]), rows, ..NewList::default() };
    packing::stage(tx, dana, NOW, "R-DRAFT", &list).await.expect("staged");
}

/// One of each lot stays short; the officer remarks on everything.
async fn count_all_but_one(tx: &mut Tx, marks: &mut Marks, code: &str, login: &'static str) {
    let officer = people::viewer(tx, login).await.expect(login);
    let lines = rounds::lines_to_count(tx, &officer, code).await.expect(code);
    let mut counts = Vec::new();
    for line in &lines {
        let short = i64::from(line.outstanding > 1);
        counts.push(Count {
            line: line.id,
            expected: line.outstanding,
            version: line.version,
            received: line.outstanding - short,
            short,
            damaged: 0,
            refused: 0,
            surplus: 0,
            condition: Condition::Good,
            remark: marks.some("Remark", &[login]),
            found: Default::default(),
        });
    }
    let receipt = NewReceipt {
        received_on: "2019-12-11".parse().expect("day"),
        counts,
        remark: marks.some("ReceiptRemark", &[login]),
    };
    let id = format!("{}-of-{login}", code.to_lowercase());
    receipts::record(tx, &officer, NOW, code, &receipt, &id).await.expect("receipt");
}

/// The officer takes a photo of the first line of a receipt that is to be corrected.
async fn photograph_again(tx: &mut Tx, interior: &Viewer) {
    let shown = receipts::show(tx, interior, "r-shared-of-interior").await.expect("the receipt");
    let photo = [(shown.lines[0].line.id, &b"a photo that waits for a correction"[..])];
    receipts::add_correction_photos(tx, interior, NOW, "r-shared-of-interior", &photo).await.expect("a photo");
}
