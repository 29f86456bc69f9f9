//! What the ceiling of a grant is worth at the rate of a day: only to be compared with what somebody published.

use chrono::NaiveDate;
use domain::{Currency, Money, PartialDate, Rate, quote::NewQuote, rate::RateSource, reconcile::check_deviation};

use crate::{Parsed, Result, Tx, db::sql, rates};

/// The sources of rates that are asked, the first one first.
const ORDER: [RateSource; 3] = [RateSource::UnOperational, RateSource::DonorOfficial, RateSource::MonthlyAverage];

#[derive(sqlx::FromRow)]
struct Agreed {
    ceiling_minor: Option<i64>,
    ceiling_currency: Option<Parsed<Currency>>,
    signed_on: Option<Parsed<PartialDate>>,
}

/// Compares a figure that states the whole grant with its ceiling, at the rate of the figure's date (of the signature,
/// where it has none). Answers in a sentence why it could not be compared.
///
/// # Errors
/// It lies too far away: see [`check_deviation`].
pub(super) async fn check(tx: &mut Tx, grant: &str, entered: &NewQuote) -> Result<Option<String>> {
    let Some(quoted) = entered.published.money().filter(|_| entered.whole) else { return Ok(None) };
    let agreed: Option<Agreed> = sql!(&mut *tx, |c| sqlx::query_as(
        "SELECT ceiling_minor, ceiling_currency, signed_on FROM grant_agreement WHERE code = $1"
    )
    .bind(grant)
    .fetch_optional(c))?;
    let Some(agreed) = agreed else { return Ok(None) };
    let ceiling = agreed.ceiling_minor.zip(agreed.ceiling_currency).map(|(minor, c)| Money::new(minor, c.0));
    let Some(ceiling) = ceiling else {
        return Ok(Some("The grant has no ceiling to compare it with.".to_owned()));
    };
    if ceiling.currency == quoted.currency {
        return Ok(None);
    }
    let Some(day) = entered.words.as_of.or(agreed.signed_on.map(|d| d.0)).map(PartialDate::start) else {
        return Ok(Some(format!("Without a date it could not be compared with the ceiling of {ceiling}.")));
    };
    let mut basis = vec![ceiling.to_string()];
    let mut in_dollars = Vec::new();
    for money in [quoted, ceiling] {
        let Some((rate, said)) = rate(tx, money.currency, day).await? else {
            let day = PartialDate::Day(day).words();
            return Ok(Some(format!(
                "No rate for {} is known at or before {day}: it was not compared with the ceiling of {ceiling}.",
                money.currency
            )));
        };
        basis.extend(said);
        let dollars = match rate {
            Some(rate) => rate.dollars(money).map_err(|words| crate::Error::invalid("amount", words))?,
            None => money,
        };
        in_dollars.push(dollars);
    }
    check_deviation(in_dollars[0], in_dollars[1], &basis.join(" at "), entered.words.note.as_deref())?;
    Ok(None)
}

/// The rate and how it is said; dollars need none. `None`: unknown.
async fn rate(tx: &mut Tx, currency: Currency, day: NaiveDate) -> Result<Option<(Option<Rate>, Option<String>)>> {
    if currency == Currency::Usd {
        return Ok(Some((None, None)));
    }
    for source in ORDER {
        if let Some(found) = rates::applying(tx, source, currency, day, None).await? {
            let since = PartialDate::Day(found.effective_on).words();
            let said = format!("{}, {} of {since}", found.rate, source.label());
            return Ok(Some((Some(found.rate), Some(said))));
        }
    }
    Ok(None)
}
