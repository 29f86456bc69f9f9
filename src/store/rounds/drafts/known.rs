//! What lines may name, read once for all of them.

use std::collections::HashMap;

use domain::{Money, grant::check_shares, identity::Twins, item::ItemKind, round::NewLine};

use crate::{Error, Result, Tx, categories, db::sql, items};

/// Code → id.
type Codes = HashMap<String, i64>;

pub(super) struct Known {
    units: Codes,
    agencies: Codes,
    grants: Codes,
    /// Phase → the code of its component.
    phases: HashMap<i64, String>,
    categories: HashMap<String, categories::Rule>,
    /// Numbers of items that stand in the register, and of the lines that were checked already.
    twins: Twins,
    met: usize,
}

fn numbers_of(lines: &[NewLine]) -> Vec<String> {
    let all = lines.iter().flat_map(|line| line.item.identity.all());
    all.map(|(_, written)| written.to_owned()).collect()
}

/// What a line names, found.
pub(super) struct Found {
    pub unit: i64,
    pub agency: i64,
    pub component: String,
    pub category: Option<i64>,
    /// Grant, parts per million, its part of the value in minor units.
    pub shares: Vec<(i64, i64, i64)>,
}

impl Known {
    /// `but_of` is an item that keeps its own numbers.
    pub async fn read(tx: &mut Tx, lines: &[NewLine], but_of: Option<i64>) -> Result<Self> {
        let units: Vec<(String, i64)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT code, as_id FROM unit WHERE code IS NOT NULL").fetch_all(c))?;
        let agencies: Vec<(String, i64)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT code, as_id FROM agency").fetch_all(c))?;
        let grants: Vec<(String, i64)> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT code, id FROM grant_agreement").fetch_all(c))?;
        let phases: Vec<(i64, String)> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT p.id, k.code FROM phase p JOIN component k ON k.id = p.component_id"
        )
        .fetch_all(c))?;
        let categories = match lines.iter().any(|line| line.item.category.is_some()) {
            true => categories::rules(tx).await?,
            false => HashMap::new(),
        };
        let numbers = numbers_of(lines);
        let taken = items::taken(tx, &numbers, but_of).await?;
        Ok(Known {
            units: units.into_iter().collect(),
            agencies: agencies.into_iter().collect(),
            grants: grants.into_iter().collect(),
            phases: phases.into_iter().collect(),
            categories,
            twins: Twins::new(taken),
            met: 0,
        })
    }

    /// # Errors
    /// Under the field that is wrong: unknown unit, agency, phase or grant; a single thing of which there are several; a number
    /// that another thing has; shares that do not make a whole.
    pub fn find(&mut self, new: &NewLine) -> Result<Found> {
        if new.item.kind != ItemKind::Lot && new.quantity != 1 {
            return Err(Error::invalid(
                "quantity",
                "A single thing has quantity 1; for several equal things choose “Counted lot”",
            ));
        }
        let named = |codes: &Codes, code: &str, field: &'static str| {
            let id = codes.get(code).copied();
            id.ok_or_else(|| Error::invalid(field, format!("There is no “{code}”: choose from the list")))
        };
        let unit = named(&self.units, &new.unit_code, "unit")?;
        let agency = named(&self.agencies, &new.agency_code, "agency")?;
        let component = self.phases.get(&new.phase_id).cloned();
        let component =
            component.ok_or_else(|| Error::invalid("phase", "Choose the component and phase from the list"))?;
        self.met += 1;
        let item = &new.item;
        let place = format!("line {}", self.met);
        if let Some((what, words)) =
            self.twins.meet(&item.identity, item.kind, item.make.as_deref(), &place).into_iter().next()
        {
            return Err(Error::invalid(what.word(), words));
        }
        Ok(Found { unit, agency, component, category: self.category(new)?, shares: self.shares(new)? })
    }

    /// What it asks of the thing is there.
    fn category(&self, new: &NewLine) -> Result<Option<i64>> {
        let Some(code) = &new.item.category else { return Ok(None) };
        let rule = self.categories.get(code);
        let rule = rule.ok_or_else(|| {
            Error::invalid("category", format!("There is no category “{code}”: choose from the list"))
        })?;
        rule.check(&new.item.identity)?;
        Ok(Some(rule.id))
    }

    fn shares(&self, new: &NewLine) -> Result<Vec<(i64, i64, i64)>> {
        // Positions stand in for grant ids; a grant that is named twice has one position.
        let first = |code: &str| new.shares.iter().position(|(other, _)| other == code).map_or(-1, |p| p as i64);
        let numbered: Vec<(i64, i64)> = new.shares.iter().map(|(code, ppm)| (first(code), *ppm)).collect();
        check_shares(&numbered).map_err(|words| Error::invalid("shares[0][percent]", words))?;
        let weights: Vec<i64> = new.shares.iter().map(|(_, ppm)| *ppm).collect();
        let parts: Vec<Money> = new
            .value
            .split(&weights)
            .ok_or_else(|| Error::invalid("shares[0][percent]", "Enter shares that add up to 100 %"))?;
        let of_grant = |(place, ((code, ppm), part)): (usize, (&(String, i64), Money))| {
            let grant = self.grants.get(code).copied();
            let unknown = || Error::invalid(format!("shares[{place}][grant]"), "Choose a grant from the list");
            Ok((grant.ok_or_else(unknown)?, *ppm, part.minor))
        };
        new.shares.iter().zip(parts).enumerate().map(of_grant).collect()
    }
}
