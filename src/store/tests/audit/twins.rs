//! Records that are one, and some that were said to be.

use domain::{
    Viewer,
    agency::{NewAgency, NewAgencyName},
    official::{NewOfficial, OfficialForm},
    unit::{NewUnit, UnitKind},
};
use store::{
    Tx, agencies,
    merges::{self, Noun},
    officials, units,
};

use crate::support::NOW;

pub async fn merged(t: &mut Tx, dana: &Viewer) {
    for place in ["Nukus", "Urgench"] {
        let unit = NewUnit {
            code: format!("IMT-{place}"),
            kind: UnitKind::Imt,
            base: Some(place.into()),
            crossing: None,
            border: None,
            country: None,
            since: None,
            planned: None,
            aliases: Vec::new(),
            areas: Vec::new(),
            agency_codes: Vec::new(),
        };
        units::add(t, dana, NOW, &unit).await.expect(place);
        merges::merge(t, dana, NOW, Noun::Unit, &unit.code, "IMT-TER", "Entered twice").await.expect("merged");
        let name = NewAgencyName { name: format!("Agency of {place}"), ..Default::default() };
        let agency = NewAgency { code: place.to_uppercase(), country: "UZ".into(), part: None, names: vec![name] };
        agencies::add(t, dana, NOW, &agency).await.expect(place);
        merges::merge(t, dana, NOW, Noun::Agency, &agency.code, "SCC", "Entered twice").await.expect("merged");
    }
    for name in ["Ito Nobuaki", "N. Ito", "Ito, N."] {
        let form = OfficialForm { name: name.into(), ..Default::default() };
        officials::create(t, dana, NOW, &NewOfficial::parse(&form).expect(name)).await.expect(name);
    }
    for twin in ["N-ITO", "ITO-N"] {
        officials::merge(t, dana, NOW, twin, "ITO-NOBUAKI", "Printed in another way").await.expect("merged");
        officials::part(t, dana, NOW, twin, "A brother").await.expect("parted");
        officials::merge(t, dana, NOW, twin, "ITO-NOBUAKI", "The same after all").await.expect("merged");
    }
    merges::part(t, dana, NOW, Noun::Unit, "IMT-Urgench", "Another team").await.expect("parted");
    merges::part(t, dana, NOW, Noun::Agency, "URGENCH", "Another agency").await.expect("parted");
}
