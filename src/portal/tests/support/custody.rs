//! What happened after the receipts: a reassignment that waits, a loss, a head who missed a piece, a title that passed.

use domain::{
    Viewer,
    custody::{
        entered::{KeeperCode, NewLoss, NewReassignment},
        head::{Looked, NewHead},
        title::NewTitle,
    },
    item::ItemKind,
    upkeep::{NewPaper, NewWork, PaperKind, WorkKind},
};
use store::{Tx, custody, heads, people, titles, upkeep};

use super::{NOW, marks::Marks};

const CUSTOMS: &[&str] = &["customs"];

pub async fn record(tx: &mut Tx, marks: &mut Marks) {
    let dana = people::viewer(tx, "dana").await.expect("dana");
    let aziz = people::viewer(tx, "aziz").await.expect("aziz");
    let at = |unit: &str| KeeperCode { unit: unit.into(), agency: "SCC".into() };
    let (now, all) = (domain::AsOf::default(), store::list::Asked::default());
    let lots = store::units::inventory(tx, &aziz, "IMT-TER", now, &all).await.expect("inventory").rows;
    let lot = lots.iter().find(|row| row.quantity == 3).expect("a lot in Termez").line.tag.clone();
    let car = lots.iter().find(|row| row.line.kind == ItemKind::Vehicle).expect("a car in Termez").line.tag.clone();
    keep_up(tx, marks, &aziz, &car).await;
    let posted = store::units::inventory(tx, &aziz, "BLO-OYB", now, &all).await.expect("inventory").rows;
    let posted = posted.first().expect("a lot at the border").line.tag.clone();
    let loss = NewLoss {
        stolen: true,
        from: Some(at("IMT-TER")),
        quantity: 1,
        occurred_on: "2019-12-12".parse().expect("day"),
        circumstances: marks.put("Circumstances", CUSTOMS),
        police_report: marks.some("Police", CUSTOMS),
    };
    custody::report_loss(tx, &aziz, NOW, &lot, &loss).await.expect("loss");
    let new = NewReassignment {
        from: at("BLO-OYB"),
        to: at("IMT-TER"),
        quantity: 1,
        reason: marks.put("MovedWhy", CUSTOMS),
        document: marks.some("MovedBy", CUSTOMS),
    };
    custody::propose_reassignment(tx, &aziz, NOW, &posted, &new, "moving").await.expect("proposed");
    let title = NewTitle {
        from_code: None,
        agency_code: "SCC".into(),
        quantity: 1,
        occurred_on: "2019-12-12".parse().expect("day"),
        document: marks.put("TitleBy", CUSTOMS),
    };
    titles::record(tx, &dana, NOW, &posted, &title).await.expect("title");
    let held = heads::inventory(tx, &dana, &at("IMT-TER"), Default::default()).await.expect("list");
    let looked = |row: &heads::InventoryRow, remark: Option<String>| Looked {
        tag: row.tag.clone(),
        held: row.quantity,
        missing: i64::from(remark.is_some()),
        remark,
    };
    let remark = marks.put("MissingWhy", CUSTOMS);
    let items = held.iter().map(|row| looked(row, (row.tag == lot).then(|| remark.clone()))).collect();
    let head = NewHead {
        of: at("IMT-TER"),
        name: marks.some("Head", CUSTOMS),
        post: marks.put("HeadPost", CUSTOMS),
        from: "2019-12-12".parse().expect("day"),
        document: marks.some("HeadPaper", CUSTOMS),
        items,
    };
    heads::change(tx, &dana, NOW, &head).await.expect("head");
}

/// A paper of the car, and a service: nothing of it is a donor's.
async fn keep_up(tx: &mut Tx, marks: &mut Marks, aziz: &Viewer, car: &str) {
    let paper = NewPaper {
        kind: PaperKind::Insurance,
        number: marks.some("PaperNumber", CUSTOMS),
        issuer: marks.some("PaperIssuer", CUSTOMS),
        issued_on: None,
        valid_until: "2020-12-31".parse().ok(),
        remark: marks.some("PaperRemark", CUSTOMS),
    };
    upkeep::record_paper(tx, aziz, NOW, car, &paper).await.expect("paper");
    let work = NewWork {
        kind: WorkKind::Service,
        done_on: "2019-12-12".parse().expect("day"),
        km: Some(120),
        what: marks.put("Work", CUSTOMS),
        workshop: marks.some("Workshop", CUSTOMS),
        cost: None,
        next_on: None,
        next_km: Some(10_000),
    };
    upkeep::record_work(tx, aziz, NOW, car, &work).await.expect("work");
}
