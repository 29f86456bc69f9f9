//! A past round of which nothing is known but what was published. Its figures are published figures like any other: they enter
//! no sum.

use domain::{
    Action, Timestamp, Viewer,
    change::Deed,
    quote::{NewQuote, QuoteWords},
    round::{NewPublishedRound, Step},
    source::SourceChoice,
};

use super::{
    describe::ROUND,
    steps::{take_step, told},
};
use crate::{
    Parsed, Result, Tx, components,
    db::{sql, touch},
    error::unique,
    facts, now,
    quotes::{self, Subject},
    sources,
};

/// Records such a round with its figures.
///
/// # Errors
/// Staff only; the code is taken; no such component or source.
pub async fn record_published(tx: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewPublishedRound) -> Result<()> {
    viewer.may(Action::ManageRounds)?;
    viewer.may(Action::ManageGrants)?;
    let source = sources::named(tx, viewer, at, &new.source).await?;
    let source_id = sources::id(tx, &source).await?;
    let round = &new.round;
    let id: i64 = sql!(&mut *tx, |c| {
        sqlx::query_scalar(
        "INSERT INTO round (code, number, title, held_on, place, occasion, guests, present, shown, receiving_agencies,
           source_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"
    )
    .bind(&round.code)
    .bind(round.number)
    .bind(&round.title)
    .bind(new.held_on.map(Parsed))
    .bind(&round.place)
    .bind(&round.occasion)
    .bind(&round.guests)
    .bind(&round.present)
    .bind(&round.shown)
    .bind(new.receiving_agencies)
    .bind(source_id)
    .bind(at.0)
    .fetch_one(c)
    })
    .map_err(unique("code", "A round with this code exists already: choose another code"))?;
    for code in &new.component_codes {
        let component = components::id_of(tx, code).await?;
        let statement = "INSERT INTO round_component (round_id, component_id) VALUES ($1, $2)";
        touch!(&mut *tx, |c| sqlx::query(statement).bind(id).bind(component).execute(c))?;
    }
    facts::record(tx, Some(viewer.person), at, Deed::Created, &ROUND, id).await?;
    take_step(tx, viewer, at, id, Step::Published, new.held_on, None).await?;
    told(tx, viewer, at, id, Step::Published, Deed::Published).await?;
    for (what, published) in &new.figures {
        let figure = NewQuote {
            words: QuoteWords::about(what),
            published: published.clone(),
            source: SourceChoice::Known(source.clone()),
            whole: false,
        };
        quotes::record(tx, viewer, at, &Subject::Round(round.code.clone()), &figure).await?;
    }
    Ok(())
}

/// Does the reader of a row `r`, which says its scope, read that a round is for this component? Staff do, and the donors whose
/// grants pay for it: a round is told to each of them, and which others are in it is not.
macro_rules! component_read_by {
    ($component:literal) => {
        concat!(
            "(r.scope = 'all' OR (r.scope = 'donor' AND ",
            $crate::components::component_paid_by!($component, "r.scope_id"),
            "))"
        )
    };
}
pub(crate) use component_read_by;

/// For which components a round that is known from what was published alone was, by code, as far as the viewer reads it.
pub(super) async fn components_of(tx: &mut Tx, viewer: &Viewer, round: i64) -> Result<Vec<String>> {
    now::settle(tx).await?;
    let scope = now::Scope::from(viewer);
    Ok(sql!(tx, |c| {
        sqlx::query_scalar(concat!(
            "SELECT k.code FROM round_reader r JOIN round_component m ON m.round_id = r.round_id
             JOIN component k ON k.id = m.component_id
             WHERE r.scope = $1 AND r.scope_id = $2 AND r.round_id = $3 AND ",
            component_read_by!("m.component_id"),
            " ORDER BY k.code"
        ))
        .bind(scope.word())
        .bind(scope.id())
        .bind(round)
        .fetch_all(c)
    })?)
}
