//! Two visits to the northern team: one that Japan's embassy joins, with one thing looked at, and one that nobody came to yet.

use domain::{
    Viewer,
    finding::{FindingForm, NewFinding},
    visit::{LookForm, NewLook, NewVisit, VisitForm},
};
use store::{
    Tx, findings,
    list::Asked,
    visits::{self, Target},
};

use super::{NOW, marks::Marks};

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    for (code, donor) in [("V-NORTH", "JP"), ("V-EMPTY", "")] {
        let readers = if donor.is_empty() { Vec::new() } else { vec!["japan"] };
        let form = VisitForm {
            code: code.into(),
            title: marks.put("Visit", &readers),
            planned_on: "2019-12-12".into(),
            units: "IMT-TER".into(),
            sample: "all".into(),
            team: marks.put("Team", &[]),
            donor: donor.into(),
            note: marks.put("VisitNote", &[]),
            ..Default::default()
        };
        visits::plan(tx, dana, NOW, &NewVisit::parse(&form, 1).expect(code)).await.expect(code);
    }
    let expected = visits::expected(tx, dana, "V-NORTH", &Asked::default()).await.expect("expected").rows;
    let last = expected.last().expect("a thing");
    let look = LookForm {
        checked_on: "2019-12-12".into(),
        finding: "in store".into(),
        condition: "good".into(),
        unused_since: "2019-12".into(),
        unused_because: marks.put("Unused", &[]),
        note: marks.put("LookNote", &[]),
        ..Default::default()
    };
    let new = NewLook::parse(&look, last.expected, true, &[], NOW.day()).expect("a look");
    visits::look(tx, dana, NOW, "V-NORTH", &Target::Row(last.id), &new).await.expect("looked at");
    let found = marks.put("Unlisted", &[]);
    visits::find_unlisted(tx, dana, NOW, "V-NORTH", "IMT-TER", &found).await.expect("written down");
    for closed in [false, true] {
        let form = FindingForm {
            unit: "IMT-TER".into(),
            item: last.tag.clone(),
            visit: "V-NORTH".into(),
            severity: "grave".into(),
            words: marks.put("Finding", &[]),
            looked_after_by: dana.person.to_string(),
            due_on: "2019-12-20".into(),
            ..Default::default()
        };
        let id =
            findings::record(tx, dana, NOW, &NewFinding::parse(&form).expect("a finding")).await.expect("recorded");
        if closed {
            let evidence = marks.put("Evidence", &[]);
            findings::close(tx, dana, NOW, id, 1, &evidence).await.expect("closed");
        } else {
            let done = marks.put("FollowUp", &[]);
            findings::follow_up(tx, dana, NOW, id, &done).await.expect("noted");
        }
    }
}
