//! An axis of days over whole years, for what is drawn on the server.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

/// From the beginning of one year to the end of another, between two places of the drawing.
#[derive(Debug, Clone, Copy)]
pub struct YearAxis {
    first: i32,
    /// The year after the last one.
    end: i32,
    left: i64,
    right: i64,
}

impl YearAxis {
    /// The years of both days and all between them.
    pub fn over(first: NaiveDate, last: NaiveDate, (left, right): (i64, i64)) -> Self {
        YearAxis { first: first.year(), end: last.year() + 1, left, right }
    }

    /// Where a day stands.
    pub fn x(&self, day: NaiveDate) -> i64 {
        let start = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let days = |until: NaiveDate| until.signed_duration_since(start(self.first)).num_days();
        self.left + days(day) * (self.right - self.left) / days(start(self.end)).max(1)
    }

    /// The line at the height `y` with a tick for each year, of which not more than `most` are named. `class` begins the names of
    /// its classes: `life-axis`, `life-words`.
    pub fn years(&self, class: &'static str, y: i64, most: i32) -> AnyView {
        let every = ((self.end - self.first - 1) / most.max(1) + 1).max(1);
        let (axis, words) = (format!("{class}-axis"), format!("{class}-words"));
        let years: Vec<_> = (self.first..self.end)
            .filter(|year| (year - self.first) % every == 0)
            .map(|year| {
                let x = self.x(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default());
                view! {
                    <line class=axis.clone() x1=x.to_string() x2=x.to_string() y1=(y - 4).to_string() y2=y.to_string()></line>
                    <text class=words.clone() x=x.to_string() y=(y - 7).to_string()>{year.to_string()}</text>
                }
                .into_any()
            })
            .collect();
        let (left, right, y) = (self.left.to_string(), self.right.to_string(), y.to_string());
        view! { <line class=axis x1=left x2=right y1=y.clone() y2=y></line> {years} }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_axis_runs_over_whole_years() {
        let axis = YearAxis::over(day("2018-05-02"), day("2019-03-01"), (8, 332));
        assert_eq!((axis.x(day("2018-01-01")), axis.x(day("2020-01-01"))), (8, 332));
        assert_eq!(axis.x(day("2019-01-01")), 170);
    }

    #[test]
    fn of_many_years_not_every_one_is_named() {
        let axis = YearAxis::over(day("2015-01-01"), day("2028-12-31"), (0, 100));
        let html = Owner::new().with(|| axis.years("life", 18, 7).to_html());
        assert!(html.contains(">2015<") && html.contains(">2017<") && !html.contains(">2016<"), "{html}");
    }
}
