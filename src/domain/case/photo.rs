//! A photo of a stage of a case: what it shows and when it was taken, as far as that is known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    grant::optional_date,
};

/// The most photos of one stage.
pub const MOST_STAGE_PHOTOS: i64 = 24;

/// What is said of the photos of one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhotos {
    pub stage: i64,
    pub caption: String,
    pub taken_on: Option<PartialDate>,
}

/// The form of photos as typed; the files come beside it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StagePhotosForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub stage: String,
    pub caption: String,
    pub taken_on: String,
    /// Names and digests of the files, one a line.
    pub file: String,
    pub sha256: String,
}

impl NewPhotos {
    /// # Errors
    /// Every field that cannot be accepted: among them photos that were taken in the future.
    pub fn parse(form: &StagePhotosForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let stage = checks.take("stage", form.stage.trim().parse::<i64>().map_err(|_| "Choose the stage"));
        let caption =
            checks.required("caption", &form.caption, "Say what the photos show, such as “opium in tablets, weighed”");
        let taken_on = optional_date(&mut checks, "taken_on", &form.taken_on);
        if taken_on.is_some_and(|day| day.start() > today) {
            checks.fail("taken_on", "This date lies in the future");
        }
        checks.finish_some(stage.map(|stage| NewPhotos { stage, caption, taken_on }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_say_what_they_show() {
        let today: NaiveDate = "2020-06-01".parse().expect("a day");
        let form = StagePhotosForm {
            stage: "7".into(),
            caption: " Opium, weighed ".into(),
            taken_on: "Apr 2020".into(),
            ..Default::default()
        };
        let new = NewPhotos::parse(&form, today).expect("accepted");
        assert_eq!((new.stage, new.caption.as_str()), (7, "Opium, weighed"));
        let refused = |form: StagePhotosForm| match NewPhotos::parse(&form, today) {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(StagePhotosForm { taken_on: "2021".into(), ..form }), ["taken_on"]);
        assert_eq!(refused(StagePhotosForm::default()), ["stage", "caption"]);
    }
}
