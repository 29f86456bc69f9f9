//! Programmes and their sub-programmes: what components belong to.

use serde::{Deserialize, Serialize};

use crate::{
    code::parse_code,
    error::{Checks, Refusal},
    source::SourceChoice,
};

/// A programme as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProgramme {
    pub code: String,
    pub title: String,
    /// The code of the programme of which it is a sub-programme.
    pub part_of: Option<String>,
    /// The sub-programme in words alone, as earlier portals kept it.
    pub sub_programme: Option<String>,
    pub source: Option<SourceChoice>,
}

/// The form of a programme as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProgrammeForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    /// Of what is edited.
    pub version: String,
    pub code: String,
    pub title: String,
    pub part_of: String,
    pub sub_programme: String,
    pub source: String,
    pub source_title: String,
}

impl NewProgramme {
    /// # Errors
    /// Every field that cannot be accepted: among them a programme that is a part of itself.
    pub fn parse(form: &ProgrammeForm) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let title = checks.required("title", &form.title, "Enter the title, as its document has it");
        let code = checks.take("code", parse_code(&form.code));
        let part_of = checks.optional("part_of", &form.part_of);
        if code.is_some() && code == part_of {
            checks.fail("part_of", "It is not a part of itself: choose another one");
        }
        let sub_programme = checks.optional("sub_programme", &form.sub_programme);
        let source = SourceChoice::parse(&mut checks, &form.source, &form.source_title);
        checks.finish_some(code.map(|code| NewProgramme { code, title, part_of, sub_programme, source }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_has_a_code_and_a_title_and_is_no_part_of_itself() {
        let form = ProgrammeForm {
            code: "pca-2015-1".into(),
            title: " 1: Countering transnational organized crime ".into(),
            part_of: "PCA-2015".into(),
            source_title: "Newsletter of 2016".into(),
            ..Default::default()
        };
        let new = NewProgramme::parse(&form).expect("accepted");
        assert_eq!(
            (new.code.as_str(), new.title.as_str()),
            ("PCA-2015-1", "1: Countering transnational organized crime")
        );
        assert_eq!(new.source, Some(SourceChoice::New("Newsletter of 2016".into())));
        let refused = |form: ProgrammeForm| match NewProgramme::parse(&form) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(ProgrammeForm { part_of: "PCA-2015-1".into(), ..form.clone() }), ["part_of"]);
        assert_eq!(refused(ProgrammeForm::default()), ["title", "code"]);
    }
}
