//! What kinds of things there are, and one of such a kind.

use domain::{
    Viewer,
    category::{CategoryForm, NewCategory},
    item::{Identity, ItemKind},
};
use store::{Tx, categories, rounds};

use crate::{
    chain::{line, phase},
    support::NOW,
};

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
