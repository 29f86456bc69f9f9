//! Lists that are read whole: registers of a few dozen things, and what stood on a past day, which is read from facts. They
//! page as all lists do.

use super::{Asked, At, Count, PER_PAGE, Page};
use crate::{
    Totals,
    text::{self, near, sort_key},
};

/// A register of few things: how it is searched, narrowed and sorted.
pub(crate) struct Register<R: 'static> {
    /// Everything that a search looks into.
    pub text: fn(&R) -> String,
    /// Name, and whether a row passes a value.
    #[expect(clippy::type_complexity, reason = "a name beside a function")]
    pub filters: &'static [(&'static str, fn(&R, &str) -> bool)],
    /// The first is the default.
    pub orders: &'static [Order<R>],
    /// The unique number of a row.
    pub id: fn(&R) -> i64,
}

/// An order of a register.
pub(crate) struct Order<R: 'static> {
    pub key: &'static str,
    pub by: By<R>,
}

/// What an order compares.
pub(crate) enum By<R: 'static> {
    /// Words, as people sort them.
    Words(fn(&R) -> &str),
    Number(fn(&R) -> i64),
}

impl<R> Order<R> {
    pub(crate) const fn words(key: &'static str, of: fn(&R) -> &str) -> Self {
        Order { key, by: By::Words(of) }
    }

    pub(crate) const fn number(key: &'static str, of: fn(&R) -> i64) -> Self {
        Order { key, by: By::Number(of) }
    }
}

impl<R> Register<R> {
    /// The page that is asked for, of all rows.
    pub(crate) fn page(&self, mut rows: Vec<R>, asked: &Asked) -> Page<R> {
        let mut words = asked.search.as_deref().map(text::words).unwrap_or_default();
        let mut instead = None;
        if !words.is_empty() {
            let texts: Vec<String> = rows.iter().map(|row| text::fold(&(self.text)(row))).collect();
            let has = |words: &[String], text: &String| words.iter().all(|word| text.contains(word.as_str()));
            if !texts.iter().any(|text| has(&words, text)) {
                let meant = |word: &String| {
                    near::meant(word, texts.iter().map(String::as_str)).filter(|_| near::ends(word).is_some())
                };
                words = words.iter().map(|word| meant(word).unwrap_or_else(|| word.clone())).collect();
                instead = Some(words.join(" ")).filter(|_| texts.iter().any(|text| has(&words, text)));
            }
            let mut texts = texts.iter();
            rows.retain(|_| texts.next().is_some_and(|text| has(&words, text)));
        }
        for (name, passes) in self.filters {
            if let Some((_, value)) = asked.filters.iter().find(|(asked, _)| asked == name) {
                rows.retain(|row| passes(row, value));
            }
        }
        let asked_for = asked.sort.as_ref().and_then(|(key, down)| {
            let order = self.orders.iter().find(|order| order.key == key)?;
            Some((order, *down))
        });
        let (order, down) = asked_for.unwrap_or((&self.orders[0], false));
        match order.by {
            By::Words(of) => rows.sort_by_cached_key(|row| (sort_key(of(row)), (self.id)(row))),
            By::Number(of) => rows.sort_by_key(|row| (of(row), (self.id)(row))),
        }
        if down {
            rows.reverse();
        }
        Page { sort: (order.key, down), instead, ..cut(rows, asked, self.id) }
    }
}

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
        instead: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWNS: Register<(i64, &str)> = Register {
        text: |(_, name)| (*name).to_owned(),
        filters: &[("letter", |(_, name), letter| name.starts_with(letter))],
        orders: &[Order::words("name", |(_, name)| name), Order::number("length", |(_, name)| name.len() as i64)],
        id: |(id, _)| *id,
    };

    fn towns(asked: &Asked) -> Page<(i64, &'static str)> {
        TOWNS.page(vec![(1, "Termez"), (2, "Tashkent"), (3, "Qoʻqon"), (4, "Нукус")], asked)
    }

    fn names(page: &Page<(i64, &'static str)>) -> Vec<&'static str> {
        page.rows.iter().map(|(_, name)| *name).collect()
    }

    #[test]
    fn a_register_is_searched_narrowed_and_sorted() {
        let asked = |search: &str| Asked { search: Some(search.to_owned()), ..Asked::default() };
        assert_eq!(names(&towns(&asked("НУКУС"))), ["Нукус"]);
        assert_eq!(names(&towns(&asked("QO'QON"))), ["Qoʻqon"]);
        assert_eq!(names(&towns(&asked("Қўқон"))), ["Qoʻqon"]);
        let meant = towns(&asked("Tashknt"));
        assert_eq!((names(&meant), meant.instead.as_deref()), (vec!["Tashkent"], Some("tashkent")));
        let of_t = Asked { filters: vec![("letter".into(), "T".into())], ..Asked::default() };
        assert_eq!(names(&towns(&of_t)), ["Tashkent", "Termez"]);
        let longest = Asked { sort: Some(("length".into(), true)), ..of_t };
        assert_eq!(towns(&longest).sort, ("length", true));
        assert_eq!(names(&towns(&longest)), ["Tashkent", "Termez"]);
    }

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
