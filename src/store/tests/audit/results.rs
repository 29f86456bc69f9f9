//! Cases, for the database that holds a row in every table.

use domain::{
    Viewer,
    case::{CaseForm, HeldFields, NewCase, NewPhotos, NewStage, SeizedFields, StageForm},
};
use store::Tx;

use crate::support::NOW;

/// A case with everything that one can have, in two stages; one stage and another case were entered in error.
pub async fn cases(t: &mut Tx, dana: &Viewer) {
    let case = CaseForm {
        code: "CASE-BUKHARA".into(),
        title: "Opium at Bukhara".into(),
        component: "IMT".into(),
        state: "prosecuted".into(),
        case_at: "Investigation Department".into(),
        handed_to: "SCC".into(),
        prosecuted: "2".into(),
        published: "3 kg 689 g".into(),
        note: "To be followed".into(),
        source: "news".into(),
        ..Default::default()
    };
    let stage = StageForm {
        occurred_on: "17 Apr 2020".into(),
        date_as_published: "17 April".into(),
        place: "Bukhara".into(),
        place_kind: "dwelling".into(),
        agencies: vec!["SCC".into()],
        units: "IMT-BUK".into(),
        origin: "Afghanistan".into(),
        route: "By road".into(),
        concealment: "In a tank".into(),
        note: "At night".into(),
        seized: vec![SeizedFields {
            substance: "other".into(),
            name: "opium".into(),
            quantity: "1 kg 681 g".into(),
            offered: "9 100".into(),
            currency: "USD".into(),
            note: "in a car".into(),
        }],
        held: vec![HeldFields {
            any: "true".into(),
            number: "1".into(),
            nationality: "AF".into(),
            sex: "male".into(),
            note: "a courier".into(),
        }],
        source: "news".into(),
        ..Default::default()
    };
    let again = CaseForm { code: "CASE-AGAIN".into(), ..case.clone() };
    for form in [&case, &again] {
        store::cases::create(t, dana, NOW, &NewCase::parse(form).expect("a case")).await.expect("recorded");
    }
    let stage = NewStage::parse(&stage).expect("a stage");
    for _ in 0..2 {
        store::cases::record_stage(t, dana, NOW, "CASE-BUKHARA", &stage).await.expect("recorded");
    }
    store::cases::update_stage(t, dana, NOW, 1, 1, &stage).await.expect("corrected");
    let photos = NewPhotos { stage: 1, caption: "Opium, weighed".into(), taken_on: "2020-04".parse().ok() };
    store::cases::add_photos(t, dana, NOW, &photos, &[b"one", b"two", b"three"]).await.expect("kept");
    store::cases::release_photo(t, dana, NOW, 1, true).await.expect("released");
    store::cases::withdraw_photo(t, dana, NOW, 2, "Another case").await.expect("withdrawn");
    store::cases::withdraw_stage(t, dana, NOW, 2, 1, "Entered twice").await.expect("withdrawn");
    let over = CaseForm { state: "over".into(), ..again };
    store::cases::update(t, dana, NOW, 1, &NewCase::parse(&over).expect("a case")).await.expect("corrected");
    store::cases::withdraw(t, dana, NOW, "CASE-AGAIN", 2, "Entered twice").await.expect("withdrawn");
}
