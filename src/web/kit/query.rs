//! The state of a list lives in its address. This reads it and writes the addresses of its neighbours.

use form_urlencoded::{Serializer, parse};
use store::list::{Asked, At};

/// More parameters than any page of ours has; the rest is dropped.
const MOST_PAIRS: usize = 64;
const SORT: &str = "sort";
/// Which page: none of it narrows the list, and none of it outlives another filter or order.
const PAGING: [&str; 3] = ["after", "before", "exact"];
const SEARCH: &str = "q";

/// The query string as ordered pairs. Blank values are dropped: an untouched field is no filter.
///
/// Addresses come back as `?…`, relative to the page they stand on; `?` alone is the bare list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    pairs: Vec<(String, String)>,
    /// Where the list stands on its page, when it is not at the top.
    place: Option<&'static str>,
}

impl ListQuery {
    /// Reads what stands after the `?`.
    pub fn parse(raw: &str) -> Self {
        let pairs = parse(raw.trim_start_matches('?').as_bytes())
            .map(|(key, value)| (key.into_owned(), value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .take(MOST_PAIRS)
            .collect();
        Self { pairs, place: None }
    }

    /// The same of a list further down its page: its addresses lead back to the element with this id.
    pub fn at(self, place: &'static str) -> Self {
        Self { place: Some(place), ..self }
    }

    /// Where the form of the list is sent; the browser writes what it asks between path and place.
    pub fn action(&self) -> Option<String> {
        self.place.map(|place| format!("#{place}"))
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// What was searched for.
    pub fn search(&self) -> Option<&str> {
        self.get(SEARCH)
    }

    /// Whether anything narrows the list: a search or a filter.
    pub fn is_filtered(&self) -> bool {
        self.filters().next().is_some()
    }

    /// The pairs that narrow the list.
    pub fn filters(&self) -> impl Iterator<Item = &(String, String)> {
        self.pairs.iter().filter(|(key, _)| key != SORT && !PAGING.contains(&key.as_str()))
    }

    /// What the store is asked: the list ignores what it does not know.
    pub fn asked(&self) -> Asked {
        let at = match (self.get("after"), self.get("before")) {
            (Some(key), _) => At::After(key.to_owned()),
            (None, Some(key)) => At::Before(key.to_owned()),
            (None, None) => At::First,
        };
        Asked {
            search: self.search().map(str::to_owned),
            filters: self.filters().filter(|(key, _)| key != SEARCH).cloned().collect(),
            sort: self.asked_sort().map(|(key, down)| (key.to_owned(), down)),
            at,
            exact: self.get("exact").is_some(),
            most: None,
        }
    }

    /// The page behind or before the row with this key, in the same order; without a key the first one.
    pub fn paged(&self, way: &str, key: &str) -> String {
        let kept = self.pairs.iter().filter(|(k, _)| k == "exact" || !PAGING.contains(&k.as_str()));
        let pairs = kept.map(|(k, v)| (k.as_str(), v.as_str())).chain((!key.is_empty()).then_some((way, key)));
        self.address(pairs.collect())
    }

    /// The same page, with its list counted to the end.
    pub fn counted(&self) -> String {
        let pairs = self.pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).chain([("exact", "1")]);
        self.address(pairs.collect())
    }

    /// This address with one key changed (blank: removed), back on its first page.
    pub fn with(&self, key: &str, value: impl ToString) -> String {
        let value = value.to_string();
        let blank = value.is_empty();
        let mut pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .filter(|(k, _)| k != key && !PAGING.contains(&k.as_str()))
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        if !blank {
            let place = self
                .pairs
                .iter()
                .filter(|(k, _)| !PAGING.contains(&k.as_str()))
                .position(|(k, _)| k == key)
                .unwrap_or(pairs.len());
            pairs.insert(place.min(pairs.len()), (key, &value));
        }
        self.address(pairs)
    }

    /// This address with one key removed.
    pub fn without(&self, key: &str) -> String {
        self.with(key, "")
    }

    /// The list with nothing that narrows it, in the same order.
    pub fn cleared(&self) -> String {
        self.address(self.pairs.iter().filter(|(k, _)| k == SORT).map(|(k, v)| (k.as_str(), v.as_str())).collect())
    }

    /// The address that sorts by this column, or turns the order round when the list is sorted by it already.
    pub fn sorted_by(&self, key: &str, current: Option<(&str, bool)>) -> String {
        let turned = current.is_some_and(|(by, down)| by == key && !down);
        self.with(SORT, if turned { format!("-{key}") } else { key.to_owned() })
    }

    /// The same rows in another form, such as `address_of("/items.csv")`: filters and order, without the page.
    pub fn address_of(&self, path: &str) -> String {
        let query = Self { place: None, ..self.clone() }.with("after", "");
        format!("{path}{query}").trim_end_matches('?').to_owned()
    }

    fn address(&self, pairs: Vec<(&str, &str)>) -> String {
        let query = Serializer::for_suffix("?".to_owned(), 1).extend_pairs(pairs).finish();
        format!("{query}{}", self.action().unwrap_or_default())
    }

    fn asked_sort(&self) -> Option<(&str, bool)> {
        self.get(SORT).map(|sort| sort.strip_prefix('-').map_or((sort, false), |key| (key, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_any_text() {
        let query = ListQuery::parse("q=Toyota+%26+Co%2E&unit=&agency=SCC&after=3~x");
        assert_eq!((query.search(), query.get("unit"), query.get("after")), (Some("Toyota & Co."), None, Some("3~x")));
        assert_eq!(query.with("q", "ёж = 50%"), "?q=%D1%91%D0%B6+%3D+50%25&agency=SCC");
        assert_eq!(ListQuery::parse(&query.with("q", "ёж = 50%")).search(), Some("ёж = 50%"));
        assert_eq!(ListQuery::parse("q=%ff%zz").search(), Some("\u{fffd}%zz"));
    }

    #[test]
    fn a_changed_filter_starts_again_at_the_first_page() {
        let query = ListQuery::parse("after=3~x&agency=SCC&sort=-date");
        assert_eq!(query.with("agency", "SSS"), "?agency=SSS&sort=-date");
        assert_eq!(query.without("agency"), "?sort=-date");
        assert_eq!(query.address_of("/items.csv"), "/items.csv?agency=SCC&sort=-date");
        assert_eq!(ListQuery::parse("after=3~x").address_of("/items.csv"), "/items.csv");
    }

    #[test]
    fn a_page_is_asked_for_by_the_key_of_its_neighbour() {
        let query = ListQuery::parse("agency=SCC&sort=-value&after=17~usd%2B&exact=1");
        let asked = query.asked();
        assert_eq!(asked.at, At::After("17~usd+".to_owned()));
        assert_eq!(asked.filters, [("agency".to_owned(), "SCC".to_owned())]);
        assert_eq!((asked.sort, asked.exact), (Some(("value".to_owned(), true)), true));
        assert_eq!(query.paged("before", "9~a"), "?agency=SCC&sort=-value&exact=1&before=9%7Ea");
        assert_eq!(query.with("agency", "MIA"), "?agency=MIA&sort=-value");
    }

    #[test]
    fn a_list_further_down_is_returned_to() {
        let query = ListQuery::parse("agency=SCC&sort=name").at("lines");
        assert_eq!(query.sorted_by("tag", None), "?agency=SCC&sort=tag#lines");
        assert_eq!(
            (query.cleared().as_str(), query.without("sort").as_str()),
            ("?sort=name#lines", "?agency=SCC#lines")
        );
        assert_eq!(
            (query.paged("after", "7").as_str(), query.action()),
            ("?agency=SCC&sort=name&after=7#lines", Some("#lines".to_owned()))
        );
        assert_eq!(query.address_of("/lines.csv"), "/lines.csv?agency=SCC&sort=name", "a file is a whole");
    }

    #[test]
    fn what_narrows_the_list_is_told_from_what_orders_it() {
        let query = ListQuery::parse("sort=name&after=3~x");
        assert!(!query.is_filtered());
        assert_eq!(query.cleared(), "?sort=name");
        assert!(ListQuery::parse("sort=name&q=x").is_filtered());
        assert_eq!(ListQuery::parse("q=x").cleared(), "?");
    }

    #[test]
    fn a_column_that_is_sorted_by_is_turned_round() {
        let query = ListQuery::parse("sort=name");
        assert_eq!(query.sorted_by("name", Some(("name", false))), "?sort=-name");
        assert_eq!(query.sorted_by("date", Some(("name", false))), "?sort=date");
    }
}
