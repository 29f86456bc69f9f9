//! Rows that are read whole, such as what stood on a past day, which is read from facts: they page as all lists do.

use super::{Asked, At, Count, PER_PAGE, Page};
use crate::Totals;

/// The page that is asked for, of rows in their order. A row that is gone leads to the first page.
pub(crate) fn cut<R>(rows: Vec<R>, asked: &Asked, id: impl Fn(&R) -> i64) -> Page<R> {
    let count = Count::Exactly(rows.len() as i64);
    let most = asked.most.unwrap_or(PER_PAGE);
    let place = |key: &str| {
        let wanted: i64 = key.split('~').next()?.parse().ok()?;
        rows.iter().position(|row| id(row) == wanted)
    };
    let start = match &asked.at {
        At::First => 0,
        At::After(key) => place(key).map_or(0, |place| place + 1),
        At::Before(key) => place(key).map_or(0, |place| place.saturating_sub(most)),
    };
    let behind = rows.len().saturating_sub(start) > most;
    let rows: Vec<R> = rows.into_iter().skip(start).take(most).collect();
    let key = |row: Option<&R>| row.map(|row| format!("{}~", id(row)));
    Page {
        previous: key(rows.first()).filter(|_| start > 0),
        next: key(rows.last()).filter(|_| behind),
        rows,
        count,
        sums: Totals::default(),
        sort: ("", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_read_whole_page_by_key() {
        let numbers: Vec<i64> = (1..=120).collect();
        let page = |at: At| cut(numbers.clone(), &Asked { at, ..Asked::default() }, |number| *number);
        let first = page(At::First);
        assert_eq!((first.rows.len(), first.previous, first.count), (50, None, Count::Exactly(120)));
        let second = page(At::After(first.next.expect("more")));
        let third = page(At::After(second.next.clone().expect("more")));
        assert_eq!((third.rows[0], third.rows.len(), third.next), (101, 20, None));
        assert_eq!(page(At::Before(third.previous.expect("earlier"))).rows, second.rows);
        assert_eq!(page(At::After("999~".into())).rows[0], 1, "a row that is gone");
    }
}
