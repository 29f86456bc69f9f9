//! The programme in six figures, and how each came to be what it is, month by month. One question of what stands now.

use domain::{Currency, Money};

use crate::{
    Result, Tx,
    query::{Query, ask},
};

/// A figure with its course.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    /// What it is today: dollars in cents, things in pieces.
    pub now: i64,
    /// How much it was at the end of each month in which it changed, the oldest first: `2019-12`, or `2018` where no more is known.
    pub points: Vec<(String, i64)>,
}

/// The six, over everything that staff read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Programme {
    /// Booked dollars of approved receipts and expenditures; what has no rate is not in them.
    pub received: Course,
    pub spent: Course,
    /// Of what was dispatched, as entered; a course for each currency.
    pub handed_over: Vec<(Currency, Course)>,
    pub confirmed: Vec<(Currency, Course)>,
    /// Items that were dispatched, and those of them that are counted to the end, by the day of their round.
    pub items: Course,
    pub counted: Course,
    /// Units that work.
    pub units: Course,
    /// Some of what was dispatched is invented for demonstration.
    pub illustrative: bool,
    /// Some of what was received is booked at a rate that follows from a published figure.
    pub assumed: bool,
}

impl Course {
    fn add(&mut self, month: &str, number: i64) {
        self.now += number;
        match self.points.last_mut() {
            Some((last, value)) if last == month => *value = self.now,
            _ => self.points.push((month.to_owned(), self.now)),
        }
    }
}

impl Programme {
    /// Handed-over value, or the confirmed part of it.
    pub fn totals(of: &[(Currency, Course)]) -> crate::Totals {
        crate::Totals(of.iter().map(|(currency, course)| Money::new(course.now, *currency)).collect())
    }
}

const MONTHS: &str = "WITH sent AS MATERIALIZED (
    SELECT r.round_id, substr(r.sort_day, 1, 7) AS month, r.lines, r.lines - r.open_lines AS counted, r.illustrative FROM round_reader r
    WHERE r.scope = 'all' AND r.scope_id = 0 AND r.status IN ('dispatched', 'receiving', 'closed')),
  months AS MATERIALIZED (SELECT s.month, CAST(SUM(s.lines) AS BIGINT) AS lines, CAST(SUM(s.counted) AS BIGINT) AS counted,
      CAST(SUM(CASE WHEN s.illustrative THEN 1 ELSE 0 END) AS BIGINT) AS illustrative FROM sent s GROUP BY s.month),
  worth AS MATERIALIZED (SELECT s.month, q.currency, CAST(SUM(q.value_minor) AS BIGINT) AS minor,
      CAST(SUM(q.confirmed_minor) AS BIGINT) AS confirmed
    FROM sent s JOIN round_part q ON q.scope = 'all' AND q.scope_id = 0 AND q.round_id = s.round_id GROUP BY s.month, q.currency)
  SELECT c.what, c.month, c.currency, c.number FROM (
    SELECT e.kind AS what, substr(e.value_date, 1, 7) AS month, 'USD' AS currency, CAST(SUM(e.booked_cents) AS BIGINT) AS number
    FROM money_event e JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved'
    WHERE e.kind IN ('receipt', 'expenditure') AND e.booked_cents IS NOT NULL GROUP BY e.kind, substr(e.value_date, 1, 7)
    UNION ALL SELECT 'assumed', '', '', COUNT(*) FROM money_event e JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved'
    WHERE e.kind = 'receipt' AND e.rate_source = 'QUOTED'
    UNION ALL SELECT 'value', w.month, w.currency, w.minor FROM worth w
    UNION ALL SELECT 'confirmed', w.month, w.currency, w.confirmed FROM worth w
    UNION ALL SELECT 'items', m.month, '', m.lines FROM months m
    UNION ALL SELECT 'counted', m.month, '', m.counted FROM months m
    UNION ALL SELECT 'illustrative', m.month, '', m.illustrative FROM months m WHERE m.illustrative > 0
    UNION ALL SELECT 'units', substr(u.since, 1, 7), '', COUNT(*) FROM unit u
    WHERE u.as_id = u.id AND u.since IS NOT NULL GROUP BY substr(u.since, 1, 7)
    UNION ALL SELECT 'units', substr(u.closed_on, 1, 7), '', -COUNT(*) FROM unit u
    WHERE u.as_id = u.id AND u.since IS NOT NULL AND u.closed_on IS NOT NULL GROUP BY substr(u.closed_on, 1, 7)
  ) c ORDER BY c.month";

pub(super) async fn programme(tx: &mut Tx) -> Result<Programme> {
    crate::now::settle(tx).await?;
    let rows: Vec<(String, String, String, i64)> = ask!(tx, Query::new(MONTHS), fetch_all)?;
    let mut programme = Programme::default();
    for (what, month, currency, number) in rows {
        let course = match what.as_str() {
            "receipt" => &mut programme.received,
            "expenditure" => &mut programme.spent,
            "items" => &mut programme.items,
            "counted" => &mut programme.counted,
            "units" => &mut programme.units,
            "assumed" => {
                programme.assumed = number > 0;
                continue;
            }
            "illustrative" => {
                programme.illustrative |= number > 0;
                continue;
            }
            _ => {
                let of = if what == "value" { &mut programme.handed_over } else { &mut programme.confirmed };
                let Ok(currency) = currency.parse::<Currency>() else { continue };
                course_of(of, currency)
            }
        };
        course.add(&month, number);
    }
    programme.handed_over.sort_by_key(|(currency, _)| *currency != Currency::Usd);
    programme.confirmed.sort_by_key(|(currency, _)| *currency != Currency::Usd);
    Ok(programme)
}

fn course_of(of: &mut Vec<(Currency, Course)>, currency: Currency) -> &mut Course {
    let at = of.iter().position(|(known, _)| *known == currency).unwrap_or_else(|| {
        of.push((currency, Course::default()));
        of.len() - 1
    });
    &mut of[at].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_says_what_it_was_at_the_end_of_each_month() {
        let mut course = Course::default();
        for (month, number) in [("2018", 2), ("2019-03", 3), ("2019-03", 1), ("2020-01", -1)] {
            course.add(month, number);
        }
        assert_eq!(course.now, 5);
        let points: Vec<(&str, i64)> = course.points.iter().map(|(month, value)| (month.as_str(), *value)).collect();
        assert_eq!(points, [("2018", 2), ("2019-03", 6), ("2020-01", 5)]);
    }
}
