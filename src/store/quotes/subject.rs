//! What a figure is about: its id, and whether a viewer reads it.

use domain::{
    Action, Viewer,
    quote::{Noun, Subject},
};

use crate::{Error, Result, Tx, activities, agencies, components, db::sql, donors, grants, now, units};

/// The ids that a row of `quote` names, of which one is there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ids {
    pub(super) programme: Option<i64>,
    pub(super) component: Option<i64>,
    pub(super) unit: Option<i64>,
    pub(super) round: Option<i64>,
    pub(super) grant: Option<i64>,
    pub(super) activity: Option<i64>,
    pub(super) agency: Option<i64>,
    pub(super) donor: Option<i64>,
}

impl Ids {
    /// # Errors
    /// There is no such thing: "not found".
    pub(super) async fn of(tx: &mut Tx, subject: &Subject) -> Result<Self> {
        let statement = match subject.noun() {
            Noun::Programme => "SELECT id FROM programme WHERE code = $1",
            Noun::Component => "SELECT id FROM component WHERE code = $1",
            Noun::Unit => "SELECT as_id FROM unit WHERE code = $1",
            Noun::Round => "SELECT id FROM round WHERE code = $1",
            Noun::Grant => "SELECT id FROM grant_agreement WHERE code = $1",
            Noun::Activity => "SELECT id FROM activity WHERE code = $1",
            Noun::Agency => "SELECT as_id FROM agency WHERE code = $1",
            Noun::Donor => "SELECT id FROM donor WHERE code = $1",
        };
        let id: Option<i64> = sql!(tx, |c| sqlx::query_scalar(statement).bind(subject.code()).fetch_optional(c))?;
        let id = Some(id.ok_or_else(Error::not_found)?);
        let none = Ids::default();
        Ok(match subject.noun() {
            Noun::Programme => Ids { programme: id, ..none },
            Noun::Component => Ids { component: id, ..none },
            Noun::Unit => Ids { unit: id, ..none },
            Noun::Round => Ids { round: id, ..none },
            Noun::Grant => Ids { grant: id, ..none },
            Noun::Activity => Ids { activity: id, ..none },
            Noun::Agency => Ids { agency: id, ..none },
            Noun::Donor => Ids { donor: id, ..none },
        })
    }

    /// The id of something that the viewer reads.
    ///
    /// # Errors
    /// Not there or out of scope: "not found".
    pub(super) async fn in_scope(tx: &mut Tx, viewer: &Viewer, subject: &Subject) -> Result<i64> {
        match subject {
            Subject::Programme(_) => {
                viewer.may(Action::SeeComponents)?;
                Ids::of(tx, subject).await?.programme.ok_or_else(Error::not_found)
            }
            Subject::Component(code) => components::key(tx, viewer, code).await,
            Subject::Unit(code) => units::key(tx, viewer, code).await,
            Subject::Round(code) => round(tx, viewer, code).await,
            Subject::Grant(code) => Ok(grants::key(tx, viewer, code).await?.id),
            Subject::Activity(code) => activities::key(tx, viewer, code).await,
            Subject::Agency(code) => agencies::key(tx, viewer, code).await,
            Subject::Donor(code) => donors::key(tx, viewer, code).await,
        }
    }
}

async fn round(tx: &mut Tx, viewer: &Viewer, code: &str) -> Result<i64> {
    viewer.may(Action::SeeRounds)?;
    now::settle(tx).await?;
    let scope = now::Scope::from(viewer);
    let id: Option<i64> = sql!(tx, |c| {
        sqlx::query_scalar(
        "SELECT r.id FROM round r JOIN round_reader v ON v.round_id = r.id WHERE v.scope = $1 AND v.scope_id = $2 AND r.code = $3"
    )
    .bind(scope.word())
    .bind(scope.id())
    .bind(code)
    .fetch_optional(c)
    })?;
    id.ok_or_else(Error::not_found)
}
