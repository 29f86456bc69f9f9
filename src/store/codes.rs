//! The ids of agencies and units by their codes, for forms that name many of them.

use std::collections::HashMap;

use crate::{Error, Result, Tx, db::sql};

pub(crate) struct Codes {
    agencies: HashMap<String, i64>,
    units: HashMap<String, i64>,
}

impl Codes {
    pub(crate) async fn load(tx: &mut Tx) -> Result<Self> {
        let agencies: Vec<(String, i64)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT code, as_id FROM agency").fetch_all(c))?;
        let units: Vec<(String, i64)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT code, as_id FROM unit").fetch_all(c))?;
        Ok(Codes { agencies: agencies.into_iter().collect(), units: units.into_iter().collect() })
    }

    pub(crate) fn agency(&self, code: &str, field: &str) -> Result<i64> {
        let missing = || Error::invalid(field, format!("There is no agency “{code}”: choose from the list"));
        self.agencies.get(code).copied().ok_or_else(missing)
    }

    pub(crate) fn unit(&self, code: &str, field: &str) -> Result<i64> {
        let missing = || Error::invalid(field, format!("There is no unit “{code}”: choose from the list"));
        self.units.get(code).copied().ok_or_else(missing)
    }
}
