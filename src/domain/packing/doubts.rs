//! "Look at this before you import it": lines that can be right and mostly are not. None of it is a refusal; whoever imports
//! them all the same says why, and the words stay with the import.

use super::{Register, known::fold};
use crate::{money::Money, round::NewLine};

/// What one piece of a model cost when it was last registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastPrice {
    pub make: Option<String>,
    pub model: String,
    pub price: Money,
    pub tag: String,
}

/// So many times the last price, or less than that part of it, is looked at.
const FAR: i64 = 10;

/// What is doubtful of a line.
pub fn doubts(line: &NewLine, register: &Register) -> Vec<String> {
    let (unit, agency) = (&line.unit_code, &line.agency_code);
    let manned = register.manned.get(unit).filter(|agencies| !agencies.is_empty() && !agencies.contains(agency));
    let stranger = manned.map(|agencies| format!("{unit} is manned by {}, not by {agency}", agencies.join(", ")));
    let unpaid = line.shares.iter().filter_map(|(grant, _)| {
        let phases =
            register.paid.get(grant).filter(|phases| !phases.is_empty() && !phases.contains(&line.phase_id))?;
        let label = |id: &i64| register.phases.iter().find(|phase| phase.id == *id).map(|phase| phase.label.clone());
        let paid: Vec<String> = phases.iter().filter_map(label).collect();
        Some(format!("{grant} is allocated to {}, not to this phase", paid.join(", ")))
    });
    let price = far_price(line, register);
    stranger.into_iter().chain(unpaid).chain(price).collect()
}

fn far_price(line: &NewLine, register: &Register) -> Option<String> {
    let (item, price) = (&line.item, line.item.details.unit_price?);
    let model = item.model.as_deref()?;
    let make = |make: &Option<String>| make.as_deref().map(fold);
    let same = |last: &&LastPrice| fold(&last.model) == fold(model) && make(&last.make) == make(&item.make);
    let last = register.prices.iter().find(same).filter(|last| last.price.currency == price.currency)?;
    let (one, other) = (price.minor.max(last.price.minor), price.minor.min(last.price.minor));
    let far = other > 0 && one >= other.saturating_mul(FAR);
    far.then(|| {
        format!("{price} for one; {} cost {} each when it was last registered, as {}", model, last.price, last.tag)
    })
}
