//! Units: the teams and offices that use the equipment.

use crate::code::words;

words! {
    UnitKind {
        Imt = "IMT", "Interagency Mobile Team";
        Blo = "BLO", "Border Liaison Office";
        Oct = "OCT", "Operations Coordination Team";
    }
}

/// A unit as somebody may see it. A donor gets no code (so no link) and no exact post for a Border Liaison Office, only
/// the border that it stands on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitRef {
    pub code: Option<String>,
    pub label: String,
}

impl UnitRef {
    pub fn new(
        code: &str,
        kind: UnitKind,
        base: Option<&str>,
        crossing: Option<&str>,
        border: Option<&str>,
        for_donor: bool,
    ) -> Self {
        match kind {
            UnitKind::Blo if for_donor => UnitRef { code: None, label: border_label(border) },
            _ => UnitRef { code: Some(code.to_owned()), label: unit_label(kind, base.or(crossing)) },
        }
    }
}

/// `IMT Termez`, `BLO Dustlik`, `OCT Tashkent`.
pub fn unit_label(kind: UnitKind, place: Option<&str>) -> String {
    match place {
        Some(place) => format!("{} {place}", kind.word()),
        None => kind.label().to_owned(),
    }
}

/// `BLO at the UZ–TJ border`
pub fn border_label(border: Option<&str>) -> String {
    match border {
        Some(border) => format!("BLO at the {border} border"),
        None => "Border Liaison Office".to_owned(),
    }
}
