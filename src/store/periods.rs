//! Period locks. // replaced at merge

use chrono::NaiveDate;
use domain::Timestamp;

use crate::{Result, Tx};

/// # Errors
/// The day lies in a locked period of the grant. // replaced at merge
#[expect(clippy::unused_async, reason = "replaced at merge")]
pub(crate) async fn check_open(_tx: &mut Tx, _grant: i64, _day: NaiveDate, _at: Timestamp) -> Result<()> {
    Ok(())
}
