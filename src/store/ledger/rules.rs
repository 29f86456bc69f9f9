//! What forbids to post an event, and what somebody should look at before posting it.

use domain::{
    Currency, Money,
    ledger::{Entry, EventKind, NewEvent, Position},
};

use crate::{Error, Result, grants::Key};

/// Promises, receipts and refunds are in the currency of the agreement; a refund may be in dollars.
pub(super) fn check_currency(grant: &Key, own: Option<Currency>, new: &NewEvent) -> Result<()> {
    let Some(own) = own else { return Ok(()) };
    let typed = new.amount.currency;
    let wrong = (new.kind.in_grant_currency() && typed != own)
        || (new.kind == EventKind::Refund && typed != own && typed != Currency::Usd);
    if wrong {
        let words = format!("{} is an agreement in {own}: enter this amount in {own}, not in {typed}", grant.code);
        return Err(Error::invalid("currency", words));
    }
    Ok(())
}

/// The position with one more entry.
pub(super) fn after(before: &Position, entry: Entry) -> Result<Position> {
    let mut after = before.clone();
    after.add(entry).map_err(|e| Error::invalid("amount", e.to_string()))?;
    Ok(after)
}

/// What must hold once this kind of event is in the ledger. Provisional events count: two people could otherwise each post
/// the same receipt.
pub(super) fn check_position(grant: &Key, before: &Position, after: &Position, kind: EventKind) -> Result<()> {
    let own = |minor| after.money(minor);
    let agreed = grant.ceiling.map_or(0, |ceiling| ceiling.minor);
    if kind == EventKind::Ceiling {
        if before.ceiling != 0 && after.ceiling != 0 {
            let words = format!("The ledger has a ceiling of {} already: post a ceiling revision", own(before.ceiling));
            return Err(Error::invalid("kind", words));
        }
        if agreed > 0 && after.ceiling != 0 && after.ceiling != agreed {
            let words = format!("The agreement says {}: post that amount, or mend the agreement first", own(agreed));
            return Err(Error::invalid("amount", words));
        }
    }
    if kind == EventKind::CeilingRevision && (before.ceiling == 0 || after.ceiling <= 0) {
        let words = if before.ceiling == 0 {
            "Post the ceiling of the agreement before a revision of it".to_owned()
        } else {
            format!("The ceiling is {}: it cannot be lowered to nothing", own(before.ceiling))
        };
        return Err(Error::invalid("amount", words));
    }
    let ceiling = if after.ceiling == 0 { agreed } else { after.ceiling };
    let limited = matches!(kind, EventKind::Receipt | EventKind::Ceiling | EventKind::CeilingRevision);
    if limited && ceiling > 0 && after.received > ceiling {
        let words = format!(
            "This is above the ceiling: {} of {} was received before, so {} can be received",
            own(before.received),
            own(ceiling),
            own((ceiling - before.received).max(0))
        );
        return Err(Error::invalid("amount", words));
    }
    if matches!(kind, EventKind::Release | EventKind::Commitment) && after.committed.cents < 0 {
        let open = before.committed.money();
        return Err(Error::invalid("amount", format!("{open} is committed: no more than that can be released")));
    }
    if kind == EventKind::Refund && after.refunded > after.received {
        let left = own((before.received - before.refunded).max(0));
        return Err(Error::invalid(
            "amount",
            format!("{left} was received and not refunded: no more can be given back"),
        ));
    }
    // What is unspent is not known while the dollars of an event are not.
    if kind == EventKind::Refund && after.without_rate() == 0 && after.unspent().minor < 0 {
        let words = format!("{} is unspent: no more than that can be refunded", before.unspent());
        return Err(Error::invalid("amount", words));
    }
    if kind == EventKind::Receipt && after.received < after.refunded {
        return Err(Error::invalid(
            "amount",
            "More was refunded than would have been received: reverse the refund first",
        ));
    }
    Ok(())
}

pub(super) fn warnings(grant: &Key, after: &Position, new: &NewEvent, booked: Option<Money>) -> Vec<String> {
    let mut warnings = Vec::new();
    if booked.is_none() {
        let day = domain::PartialDate::Day(new.value_date).words();
        warnings.push(format!(
            "No rate for {} is known at or before {day}: the amount in US dollars stays unknown and totals leave it out.",
            new.amount.currency
        ));
    }
    let uses = matches!(new.kind, EventKind::Expenditure | EventKind::Commitment | EventKind::Psc | EventKind::Levy);
    if uses && after.available().minor < 0 {
        warnings.push(format!("With this, {} more is used or committed than came in.", positive(after.available())));
    }
    if let Some(ppm) = grant.terms.psc_ppm.filter(|_| new.kind == EventKind::Psc) {
        let due = after.support_due(ppm).filter(|due| *due != after.support.money());
        if let Some(due) = due {
            warnings.push(format!(
                "{} % of the expenditure of {} is {}; with this, {} is charged.",
                domain::grant::percent(ppm),
                after.spent.money(),
                due,
                after.support.money()
            ));
        }
    }
    warnings
}

fn positive(money: Money) -> Money {
    Money::new(money.minor.abs(), money.currency)
}
