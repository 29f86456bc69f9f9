//! Results: cases with their stages. What a stage does not state stays unknown; no person is named.

use serde::{Deserialize, Serialize};

use crate::{
    code::{parse_code, words},
    error::{Checks, Refusal},
    measured::Measured,
    source::SourceChoice,
};

mod photo;
mod stage;
pub use photo::{MOST_STAGE_PHOTOS, NewPhotos, StagePhotosForm};
pub use stage::{HeldFields, MOST_ROWS, NewHeld, NewSeized, NewStage, SeizedFields, StageForm};

words! {
    /// How a substance is controlled: by the lists of the International Narcotics Control Board.
    Control {
        Yellow = "yellow", "Narcotic drug (yellow list)";
        Green = "green", "Psychotropic substance (green list)";
        Red = "red", "Precursor (red list)";
        None = "none", "Under no international list";
    }
}

words! {
    /// The substances that are counted together. What the source calls it is kept beside it.
    Substance {
        Opium = "opium", "Opium";
        PoppyStraw = "poppy straw", "Poppy straw";
        Morphine = "morphine", "Morphine";
        Heroin = "heroin", "Heroin";
        Hashish = "hashish", "Hashish (cannabis resin)";
        Cannabis = "cannabis", "Cannabis herb (marijuana)";
        Cocaine = "cocaine", "Cocaine";
        Methadone = "methadone", "Methadone";
        Fentanyl = "fentanyl", "Fentanyl and its analogues";
        Amphetamine = "amphetamine", "Amphetamine";
        Methamphetamine = "methamphetamine", "Methamphetamine";
        Mdma = "mdma", "MDMA (ecstasy)";
        Lsd = "lsd", "LSD";
        Cathinones = "cathinones", "Synthetic cathinones (mephedrone, alpha-PVP)";
        Cannabinoids = "synthetic cannabinoids", "Synthetic cannabinoids";
        Benzodiazepines = "benzodiazepines", "Benzodiazepines";
        AceticAnhydride = "acetic anhydride", "Acetic anhydride";
        Ephedrine = "ephedrine", "Ephedrine and pseudoephedrine";
        Permanganate = "potassium permanganate", "Potassium permanganate";
        Tropicamide = "tropicamide", "Tropicamide";
        Pregabalin = "pregabalin", "Pregabalin";
        Tramadol = "tramadol", "Tramadol";
        Other = "other", "Another substance";
    }
}

impl Substance {
    /// The list that it stands on; of another substance nobody knows it here.
    pub fn control(self) -> Control {
        use Substance as S;
        match self {
            S::Opium
            | S::PoppyStraw
            | S::Morphine
            | S::Heroin
            | S::Hashish
            | S::Cannabis
            | S::Cocaine
            | S::Methadone
            | S::Fentanyl => Control::Yellow,
            S::Amphetamine
            | S::Methamphetamine
            | S::Mdma
            | S::Lsd
            | S::Cathinones
            | S::Cannabinoids
            | S::Benzodiazepines => Control::Green,
            S::AceticAnhydride | S::Ephedrine | S::Permanganate => Control::Red,
            S::Tropicamide | S::Pregabalin | S::Tramadol | S::Other => Control::None,
        }
    }
}

words! {
    /// How far a case is.
    CaseState {
        Running = "running", "Running";
        Prosecuted = "prosecuted", "Handed on for prosecution";
        Over = "over", "Over";
    }
}

words! {
    PlaceKind {
        Border = "border", "Border crossing point";
        Road = "road", "Road or vehicle";
        Rail = "rail", "Railway";
        Airport = "airport", "Airport";
        Port = "port", "Sea or river port";
        Dwelling = "dwelling", "Residence";
        Post = "post", "Post or parcel";
        Open = "open", "Open country";
        Other = "other", "Another place";
    }
}

/// A case as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    pub code: String,
    pub title: String,
    pub component_code: Option<String>,
    pub state: CaseState,
    /// At which body the case is, in the words of the source.
    pub case_at: Option<String>,
    /// The agency that follows it up, which reads the whole case.
    pub handed_to: Option<String>,
    /// `None`: not stated.
    pub prosecuted: Option<i64>,
    /// What a source prints for the whole case: beside what the stages add up to, never instead of it.
    pub published: Option<Measured>,
    pub note: Option<String>,
    pub source: Option<SourceChoice>,
}

/// The form of a case as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CaseForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// The version that was read before it was edited; empty for a new one.
    pub version: String,
    pub code: String,
    pub title: String,
    pub component: String,
    pub state: String,
    pub case_at: String,
    pub handed_to: String,
    pub prosecuted: String,
    pub published: String,
    pub note: String,
    pub source: String,
    pub source_title: String,
}

impl NewCase {
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn parse(form: &CaseForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let code = checks.take("code", parse_code(&form.code));
        let title = checks.required("title", &form.title, "Enter what the case is called, such as “Opium at Karakol”");
        let component_code = checks.optional("component", &form.component);
        let state = checks.take("state", form.state.parse::<CaseState>().map_err(|_| "Choose how far the case is"));
        let case_at = checks.optional("case_at", &form.case_at);
        let handed_to = checks.optional("handed_to", &form.handed_to);
        let prosecuted = people(&mut checks, "prosecuted", &form.prosecuted);
        let published = measured(&mut checks, "published", &form.published);
        let note = Some(checks.long_text("note", &form.note, 2_000)).filter(|note| !note.is_empty());
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        let new = code.zip(state).map(|(code, state)| NewCase {
            code,
            title,
            component_code,
            state,
            case_at,
            handed_to,
            prosecuted,
            published,
            note,
            source,
        });
        checks.finish_some(new)
    }
}

fn people(checks: &mut Checks, field: &str, typed: &str) -> Option<i64> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, crate::number::count(typed, 1..=100_000))
}

fn measured(checks: &mut Checks, field: &str, typed: &str) -> Option<Measured> {
    if typed.trim().is_empty() {
        return None;
    }
    checks.take(field, typed.parse::<Measured>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_substance_of_the_lists_says_which() {
        assert_eq!(Substance::Opium.control(), Control::Yellow);
        assert_eq!(Substance::Methamphetamine.control(), Control::Green);
        assert_eq!(Substance::AceticAnhydride.control(), Control::Red);
        assert_eq!(Substance::Tropicamide.control(), Control::None, "a potent substance, not a narcotic drug");
    }
}
