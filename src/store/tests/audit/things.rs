//! What kinds of things there are, and one of such a kind.

use domain::{
    Viewer,
    category::{CategoryForm, NewCategory},
    item::{Identity, ItemKind},
    task::{PutOff, TaskId, TaskKind},
};
use store::{Tx, categories, rounds, tasks};

use crate::{
    chain::{line, phase},
    support::NOW,
};

/// What was said of a draft that waits.
pub async fn waiting(t: &mut Tx, dana: &Viewer) {
    let draft = TaskId { kind: TaskKind::Round, subject: "R-DRAFT".into() };
    tasks::assign(t, dana, NOW, &draft, Some(dana.person)).await.expect("assigned");
    let put_off = PutOff { until: "2020-01-10".parse().expect("day"), reason: "Boots are out of stock".into() };
    tasks::put_off(t, dana, NOW, &draft, &put_off).await.expect("put off");
    tasks::bring_back(t, dana, NOW, &draft).await.expect("brought back");
}

pub async fn in_categories(t: &mut Tx, dana: &Viewer) {
    let machines = CategoryForm {
        code: "MACHINES".into(),
        name: "Machines".into(),
        needs: "nothing".into(),
        ..Default::default()
    };
    let generators = CategoryForm {
        code: "GENERATORS".into(),
        name: "Generators".into(),
        parent: "MACHINES".into(),
        needs: "engine".into(),
        instead: "Small ones have none".into(),
        ..Default::default()
    };
    for form in [machines, generators] {
        categories::add(t, dana, NOW, &NewCategory::parse(&form).expect("a category")).await.expect("recorded");
    }
    let mut generator = line(ItemKind::Equipment, "Generator", 1, 90_000, &[("JP-2020", 1_000_000)]);
    generator.phase_id = phase(t).await;
    generator.item.identity = Identity { engine: Some("GX-390-7654321".into()), ..Identity::default() };
    generator.item.category = Some("GENERATORS".into());
    rounds::add_line(t, dana, NOW, "R-DRAFT", &generator).await.expect("a generator");
}
