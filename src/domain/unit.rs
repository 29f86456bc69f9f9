//! Units: the teams and offices that use the equipment.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    access::{Action, Viewer},
    code::{distinct, parse_code, words},
    date::PartialDate,
    error::{Checks, Refusal},
    grant::{country_code, optional_date},
    phase::MetOn,
};

pub mod change;
pub mod known;

words! {
    UnitKind {
        Imt = "IMT", "Interagency Mobile Team";
        Oct = "OCT", "Operations Coordination Team";
        Blo = "BLO", "Border Liaison Office";
        Pcu = "PCU", "Port Control Unit";
        SituationCentre = "SITUATION-CENTRE", "Situation Centre";
        Office = "OFFICE", "Office building";
        TrainingCentre = "TRAINING-CENTRE", "Training centre";
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

impl UnitRef {
    /// Who reads no units gets no way to one.
    #[must_use]
    pub fn as_linked_for(self, viewer: &Viewer) -> Self {
        let code = self.code.filter(|_| viewer.may(Action::SeeUnits).is_ok());
        UnitRef { code, ..self }
    }
}

/// `IMT Termez`, `BLO Dustlik`, `OCT Tashkent`, `Situation Centre Tashkent`.
pub fn unit_label(kind: UnitKind, place: Option<&str>) -> String {
    match place {
        Some(place) => format!("{} {place}", kind.short()),
        None => kind.label().to_owned(),
    }
}

impl UnitKind {
    /// As it stands before the place of a unit: `IMT`, `Situation Centre`.
    pub fn short(self) -> &'static str {
        match self {
            UnitKind::Imt | UnitKind::Oct | UnitKind::Blo | UnitKind::Pcu => self.word(),
            UnitKind::SituationCentre | UnitKind::Office | UnitKind::TrainingCentre => self.label(),
        }
    }

    /// Has it a base? An office at the border stands at a crossing instead.
    pub fn has_base(self) -> bool {
        self != UnitKind::Blo
    }

    /// Does it stand at a section of a border? Teams answer for regions.
    pub fn has_border(self) -> bool {
        !matches!(self, UnitKind::Imt | UnitKind::Oct)
    }
}

/// `BLO at the UZ–TJ border`
pub fn border_label(border: Option<&str>) -> String {
    match border {
        Some(border) => format!("BLO at the {border} border"),
        None => "Border Liaison Office".to_owned(),
    }
}

/// A unit as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    pub code: String,
    pub kind: UnitKind,
    pub base: Option<String>,
    pub crossing: Option<String>,
    /// `UZ–TJ`
    pub border: Option<String>,
    /// ISO 3166: `UZ`.
    pub country: Option<String>,
    /// Since when it works, as far as that is known.
    pub since: Option<MetOn>,
    pub planned: Option<PartialDate>,
    pub aliases: Vec<String>,
    pub areas: Vec<String>,
    pub agency_codes: Vec<String>,
}

/// What a unit and its place are called in other languages, as acts print it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitNames {
    pub name_ru: Option<String>,
    pub name_uz: Option<String>,
    pub place_ru: Option<String>,
    pub place_uz: Option<String>,
}

/// The form of a unit as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub version: String,
    pub code: String,
    pub kind: String,
    pub base: String,
    pub crossing: String,
    pub border: String,
    pub country: String,
    pub since: String,
    /// A box: anything but empty is yes.
    pub since_by: String,
    pub planned: String,
    /// Separated by commas.
    pub aliases: String,
    /// Separated by commas.
    pub areas: String,
    pub agencies: Vec<String>,
    pub name_ru: String,
    pub name_uz: String,
    pub place_ru: String,
    pub place_uz: String,
}

impl UnitNames {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &UnitForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let names = UnitNames {
            name_ru: checks.optional("name_ru", &form.name_ru),
            name_uz: checks.optional("name_uz", &form.name_uz),
            place_ru: checks.optional("place_ru", &form.place_ru),
            place_uz: checks.optional("place_uz", &form.place_uz),
        };
        checks.finish(names)
    }
}

impl NewUnit {
    /// # Errors
    /// Every field that cannot be accepted: among them a team without a base and an office without a border.
    pub fn parse(form: &UnitForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let kind = checks.take("kind", form.kind.parse::<UnitKind>().map_err(|_| "Choose what kind of unit it is"));
        let code = checks.take("code", parse_code(&form.code));
        let base = checks.optional("base", &form.base);
        let crossing = checks.optional("crossing", &form.crossing);
        let border = checks.optional("border", &form.border);
        let country = checks.optional("country", &form.country);
        let country = country.and_then(|typed| checks.take("country", country_code(&typed)));
        if let Some(kind) = kind {
            check_place(&mut checks, kind, (base.is_some(), country.is_some()), crossing.is_some(), border.is_some());
        }
        let border = border.and_then(|typed| checks.take("border", parse_border(&typed)));
        let since = optional_date(&mut checks, "since", &form.since);
        let since = since.map(|date| MetOn { date, by: !form.since_by.trim().is_empty() });
        if since.is_some_and(|since| since.date.start() > today) {
            checks.fail("since", "This date lies in the future: enter it under “Planned for”");
        }
        let planned = optional_date(&mut checks, "planned", &form.planned);
        let aliases = listed(&mut checks, "aliases", &form.aliases);
        let areas = listed(&mut checks, "areas", &form.areas);
        let agency_codes = distinct(form.agencies.iter().map(String::as_str));
        let unit = code.zip(kind).map(|(code, kind)| NewUnit {
            code,
            kind,
            base,
            crossing,
            border,
            country,
            since,
            planned,
            aliases,
            areas,
            agency_codes,
        });
        checks.finish_some(unit)
    }
}

/// A team has a base and neither crossing nor border; a liaison office has a crossing, or at least a border, and no base; any
/// other one has a base, or at least a country.
fn check_place(checks: &mut Checks, kind: UnitKind, (base, country): (bool, bool), crossing: bool, border: bool) {
    if !kind.has_base() {
        if base {
            checks.fail("base", "Leave this empty: a Border Liaison Office stands at a crossing");
        } else if !crossing && !border {
            checks.fail("crossing", "Enter the crossing, or at least the border");
        }
        return;
    }
    if !kind.has_border() && !base {
        checks.fail("base", "Enter the town where the team is based");
    } else if !base && !country {
        checks.fail("base", "Enter where it stands, or at least the country");
    }
    if crossing {
        checks.fail("crossing", "Leave this empty: only a Border Liaison Office stands at a crossing");
    }
    if border && !kind.has_border() {
        checks.fail("border", "Leave this empty: a team answers for regions, not for a border");
    }
}

/// Reads `uz-kg` as `UZ–KG`: two countries, the own one first.
fn parse_border(typed: &str) -> Result<String, &'static str> {
    let codes: Vec<_> = typed.split(['-', '–', '—', '/']).map(country_code).collect();
    match codes.as_slice() {
        [Ok(own), Ok(other)] if own != other => Ok(format!("{own}–{other}")),
        _ => Err("Enter the two countries of the border, such as UZ–KG"),
    }
}

fn listed(checks: &mut Checks, field: &str, typed: &str) -> Vec<String> {
    distinct(checks.text(field, typed).split([',', ';', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team() -> UnitForm {
        UnitForm { code: "imt-ter".into(), kind: "IMT".into(), base: "Termez".into(), ..Default::default() }
    }

    fn parse(form: &UnitForm) -> Result<NewUnit, Refusal> {
        NewUnit::parse(form, "2019-12-10".parse().expect("a day"))
    }

    /// The fields that are wrong, or none.
    fn wrong(form: &UnitForm) -> Vec<String> {
        match parse(form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_team_is_read_with_its_other_names_and_agencies() {
        let form = UnitForm {
            code: "imt-syr".into(),
            base: "Gulistan".into(),
            since: "2018".into(),
            aliases: "Gulistan, Syrdarya; Gulistan".into(),
            areas: "Syrdarya".into(),
            agencies: ["SSS", "MIA", "SSS", ""].map(str::to_owned).into(),
            ..team()
        };
        let team = parse(&form).expect("accepted");
        assert_eq!((team.code.as_str(), team.kind, team.base.as_deref()), ("IMT-SYR", UnitKind::Imt, Some("Gulistan")));
        assert_eq!((team.since.map(MetOn::words), team.planned), (Some("2018".to_owned()), None));
        assert_eq!((team.aliases, team.areas), (vec!["Gulistan".into(), "Syrdarya".into()], vec!["Syrdarya".into()]));
        assert_eq!(team.agency_codes, ["SSS", "MIA"]);
    }

    #[test]
    fn each_kind_asks_for_its_own_place() {
        let at = |kind: &str, base: &str, crossing: &str, border: &str| {
            wrong(&UnitForm {
                kind: kind.into(),
                base: base.into(),
                crossing: crossing.into(),
                border: border.into(),
                ..team()
            })
        };
        let none: [&str; 0] = [];
        for kind in ["IMT", "OCT"] {
            assert_eq!(at(kind, "Termez", "", ""), none);
            assert_eq!(at(kind, " ", "", ""), ["base"]);
            assert_eq!(at(kind, "Termez", "Ayritom", "UZ–AF"), ["crossing", "border"]);
        }
        assert_eq!(at("BLO", "", "Oybek", ""), none);
        assert_eq!(at("BLO", "", "", "UZ–TJ"), none);
        assert_eq!(at("BLO", "", "", ""), ["crossing"]);
        assert_eq!(at("BLO", "Tashkent", "Oybek", "UZ–TJ"), ["base"]);
        assert_eq!(at("", "", "", ""), ["kind"]);
        assert_eq!(at("PCU", "Aktau seaport", "", ""), none);
        assert_eq!(at("PCU", "Aktau seaport", "Aktau", ""), ["crossing"]);
        assert_eq!(at("OFFICE", "", "", ""), ["base"]);
        let planned = UnitForm { kind: "SITUATION-CENTRE".into(), base: String::new(), country: "uz".into(), ..team() };
        let centre = parse(&planned).expect("somewhere in the country");
        assert_eq!(
            (centre.country.as_deref(), unit_label(centre.kind, None).as_str()),
            (Some("UZ"), "Situation Centre")
        );
        assert_eq!(wrong(&UnitForm { country: "Uzbekistan".into(), ..team() }), ["country"]);
    }

    #[test]
    fn a_border_lies_between_two_countries() {
        for typed in ["UZ–KG", "uz-kg", " uz — kg ", "UZ/KG"] {
            assert_eq!(parse_border(typed).as_deref(), Ok("UZ–KG"), "{typed}");
        }
        for typed in ["UZ", "UZ–UZ", "UZ–KG–TJ", "Uzbekistan–Kyrgyzstan", "U1–KG", "ЎЗ–ҚР"] {
            assert!(parse_border(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn what_lies_ahead_is_planned() {
        assert_eq!(wrong(&UnitForm { since: "Jan 2020".into(), ..team() }), ["since"]);
        assert!(wrong(&UnitForm { planned: "2020".into(), since: "2019".into(), ..team() }).is_empty());
        assert_eq!(wrong(&UnitForm { planned: "soon".into(), ..team() }), ["planned"]);
        let form = UnitForm { since: "2018".into(), since_by: "true".into(), ..team() };
        assert_eq!(parse(&form).expect("known by then").since.map(MetOn::words).as_deref(), Some("by the end of 2018"));
    }
}
