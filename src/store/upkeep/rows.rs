//! Rows of papers and works, cut to what the viewer may know.

use domain::{
    Currency, Money, PartialDate, Timestamp, Viewer,
    upkeep::{PaperKind, WorkKind},
};

use super::{PaperRow, WorkRow};
use crate::{Parsed, name_for};

#[derive(sqlx::FromRow)]
pub(super) struct Paper {
    id: i64,
    kind: Parsed<PaperKind>,
    number: Option<String>,
    issuer: Option<String>,
    issued_on: Option<Parsed<PartialDate>>,
    valid_until: Option<Parsed<PartialDate>>,
    remark: Option<String>,
    taken_back: Option<String>,
    person: String,
    agency_id: Option<i64>,
    recorded_at: i64,
}

impl Paper {
    pub(super) fn read(self, viewer: &Viewer) -> PaperRow {
        PaperRow {
            id: self.id,
            kind: self.kind.0,
            number: self.number,
            issuer: self.issuer,
            issued_on: self.issued_on.map(|day| day.0),
            valid_until: self.valid_until.map(|day| day.0),
            remark: self.remark,
            taken_back: self.taken_back,
            person: named(viewer, self.person, self.agency_id),
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Work {
    id: i64,
    kind: Parsed<WorkKind>,
    done_on: Parsed<PartialDate>,
    km: Option<i64>,
    what: String,
    workshop: Option<String>,
    cost_minor: Option<i64>,
    cost_currency: Option<Parsed<Currency>>,
    next_on: Option<Parsed<PartialDate>>,
    next_km: Option<i64>,
    taken_back: Option<String>,
    person: String,
    agency_id: Option<i64>,
    recorded_at: i64,
}

impl Work {
    pub(super) fn read(self, viewer: &Viewer) -> WorkRow {
        WorkRow {
            id: self.id,
            kind: self.kind.0,
            done_on: self.done_on.0,
            km: self.km,
            what: self.what,
            workshop: self.workshop,
            cost: self.cost_minor.zip(self.cost_currency).map(|(minor, currency)| Money::new(minor, currency.0)),
            next_on: self.next_on.map(|day| day.0),
            next_km: self.next_km,
            taken_back: self.taken_back,
            person: named(viewer, self.person, self.agency_id),
            recorded_at: Timestamp(self.recorded_at),
        }
    }
}

fn named(viewer: &Viewer, name: String, agency: Option<i64>) -> String {
    name_for(viewer, name, agency, || match agency {
        Some(_) => "an officer of another agency".to_owned(),
        None => "programme staff".to_owned(),
    })
}
