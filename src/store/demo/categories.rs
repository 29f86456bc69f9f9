//! A few categories, as a programme of this kind keeps them.

use domain::{
    Timestamp, Viewer,
    category::{Care, Needs, NewCategory},
};

use crate::{Result, Tx, categories};

/// Code, name, the wider one, which number, and why one can be without it.
type Row = (&'static str, &'static str, Option<&'static str>, Needs, Option<&'static str>);

/// What each asks for after the handover; the others what the wider one does.
fn care(code: &str) -> Care {
    let every = |first: Option<i64>, every: i64| Care { first, every: Some(every), ..Care::default() };
    let asked = |questions: &str, care: Care| Care { questions: Some(questions.to_owned()), ..care };
    match code {
        "VEHICLES" => {
            let care = Care { trained: true, consent: true, ..every(None, 12) };
            asked("Do brakes, lights and tyres work?\nIs the maintenance log kept?\nKilometres =", care)
        }
        "DEVICES" => every(None, 12),
        "OPTICS" => Care { trained: true, ..every(None, 6) },
        "TOOLS" => every(Some(12), 24),
        _ => Care::default(),
    }
}

const CATEGORIES: [Row; 7] = [
    ("VEHICLES", "Vehicles", None, Needs::Chassis, None),
    ("CARS", "Off-road cars", Some("VEHICLES"), Needs::Chassis, None),
    ("MOTORCYCLES", "Motorcycles", Some("VEHICLES"), Needs::Engine, None),
    ("DEVICES", "Devices", None, Needs::Serial, None),
    ("RADIOS", "Radios", Some("DEVICES"), Needs::Serial, None),
    ("OPTICS", "Optics", Some("DEVICES"), Needs::Serial, Some("Made without one: the tag is engraved")),
    ("TOOLS", "Tools and clothing", None, Needs::Nothing, None),
];

pub(super) async fn load(tx: &mut Tx, staff: &Viewer, at: Timestamp) -> Result<()> {
    for (code, name, parent, needs, instead) in CATEGORIES {
        let new = NewCategory {
            code: code.to_owned(),
            name: name.to_owned(),
            parent: parent.map(str::to_owned),
            needs,
            instead: instead.map(str::to_owned),
            care: care(code),
        };
        categories::add(tx, staff, at, &new).await?;
    }
    Ok(())
}
