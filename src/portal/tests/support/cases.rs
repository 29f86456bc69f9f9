//! Results of the small programme: a case of each side.

use domain::{
    Viewer,
    case::{CaseForm, HeldFields, NewCase, NewPhotos, NewStage, SeizedFields, StageForm},
};
use store::{Tx, cases};

use super::{
    NOW,
    marks::Marks,
    reference::{NORTH, SOUTH},
};

/// A case of each side, in which its agency and its unit acted. Donors read sums: no word of it is theirs.
pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    for (side, code, unit) in [(&NORTH, "CASE-NORTH", "IMT-TER"), (&SOUTH, "CASE-SOUTH", "BLO-DUS")] {
        let own = [side.officer_login];
        let case = CaseForm {
            code: code.into(),
            title: marks.put("CaseTitle", &own),
            component: side.component.into(),
            state: "running".into(),
            case_at: marks.put("CaseAt", &own),
            prosecuted: "2".into(),
            published: "3 kg 689 g".into(),
            note: marks.put("CaseNote", &[]),
            source: side.source.into(),
            ..Default::default()
        };
        cases::create(tx, dana, NOW, &NewCase::parse(&case).expect(code)).await.expect(code);
        let seized = SeizedFields {
            substance: "other".into(),
            name: marks.put("Substance", &own),
            quantity: "3 kg 689 g".into(),
            offered: "9 100".into(),
            currency: "USD".into(),
            note: marks.put("Hidden", &own),
        };
        let held = HeldFields { any: "true".into(), note: marks.put("HeldNote", &own), ..Default::default() };
        let stage = StageForm {
            date_as_published: marks.put("DateAsPublished", &own),
            place: marks.put("Seized", &own),
            agencies: vec![side.agency.into()],
            units: unit.into(),
            origin: marks.put("Origin", &own),
            route: marks.put("Route", &own),
            concealment: marks.put("Concealment", &own),
            note: marks.put("StageNote", &own),
            seized: vec![seized],
            held: vec![held],
            source: side.source.into(),
            ..Default::default()
        };
        let stage = cases::record_stage(tx, dana, NOW, code, &NewStage::parse(&stage).expect(code)).await.expect(code);
        let photos = NewPhotos { stage, caption: marks.put("Caption", &own), taken_on: "2019-04".parse().ok() };
        cases::add_photos(tx, dana, NOW, &photos, &[code.as_bytes(), b"gone", unit.as_bytes()]).await.expect(code);
        // Released, and of a case that is running: not a donor's to see.
        let kept = cases::photos_of_case(tx, dana, code).await.expect(code);
        cases::release_photo(tx, dana, NOW, kept.last().expect("a photo").id, true).await.expect(code);
        cases::withdraw_photo(tx, dana, NOW, kept[1].id, "Another case").await.expect(code);
    }
}
