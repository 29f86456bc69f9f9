//! The two clocks of a page about money: what was true on a day, as far as the portal knew on another.

use chrono::NaiveDate;
use domain::{AsOf, FieldError, PartialDate, Timestamp};
use leptos::prelude::*;

use crate::{AppError, kit::*};

const DAY: &str = "as_of";
const KNOWN: &str = "known";

/// What the address asks for.
pub struct Asked {
    pub as_of: AsOf,
    /// What was typed, with the message beside a date that cannot be read.
    form: FormState,
}

impl Asked {
    pub fn of(query: &ListQuery) -> Self {
        let mut errors = Vec::new();
        let mut day = |field: &str| -> Option<NaiveDate> {
            let read = PartialDate::parse_day(query.get(field)?);
            read.map_err(|message| errors.push(FieldError { field: field.to_owned(), message })).ok()
        };
        let as_of = AsOf { day: day(DAY), known: day(KNOWN).map(Timestamp::end_of_day) };
        let typed = |field| query.get(field).unwrap_or_default().to_owned();
        Asked { as_of, form: FormState::filled([(DAY, typed(DAY)), (KNOWN, typed(KNOWN))]).with_errors(errors) }
    }

    /// Nothing can be shown for a date that cannot be read.
    pub fn is_wrong(&self) -> bool {
        self.form.has_errors()
    }

    /// # Errors
    /// What cannot be read, for an address that has no form.
    pub fn checked(&self) -> Result<AsOf, AppError> {
        if self.is_wrong() {
            return Err(AppError::Invalid { fields: self.form.errors().to_vec() });
        }
        Ok(self.as_of)
    }

    /// The address with the same clocks.
    pub fn address(&self, path: &str) -> String {
        let day = self.as_of.day.map(|day| format!("{DAY}={day}"));
        let known = self.as_of.known.map(|known| format!("{KNOWN}={}", known.day()));
        let pairs: Vec<String> = day.into_iter().chain(known).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The form; `path` is the page that it asks again, `part` the section of it.
    pub fn bar(&self, path: &str, part: &str) -> AnyView {
        let (day, known) = (self.form.clone(), self.form.clone());
        let now = (!self.as_of.is_now() || self.is_wrong())
            .then(|| view! { <a href=format!("{path}{part}")>"Back to today"</a> }.into_any());
        view! {
            <form class="clocks" method="get" action=format!("{path}{part}") aria-label="As of">
                <DateField name=DAY label="As of" state=day optional=true hint="By value date, such as 31 Dec 2020"/>
                <DateField name=KNOWN label="As known on" state=known optional=true hint="What was approved by then"/>
                <div class="clocks-end"><button class="button button-quiet" type="submit">"Show"</button> {now}</div>
            </form>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_dates_are_read_from_the_address_and_written_back() {
        let asked = Asked::of(&ListQuery::parse("as_of=31+Dec+2020&known=2021-01-31"));
        assert_eq!(asked.address("/grants/JP-2020"), "/grants/JP-2020?as_of=2020-12-31&known=2021-01-31");
        assert!(!asked.is_wrong() && Asked::of(&ListQuery::default()).as_of.is_now());
    }

    #[test]
    fn a_date_that_cannot_be_read_has_its_message_beside_it() {
        for raw in ["as_of=31.12.2020", "as_of=2020", "as_of=2020-02-30", "as_of=%00", "as_of=99999-01-01"] {
            let asked = Asked::of(&ListQuery::parse(raw));
            assert!(asked.is_wrong() && asked.form.error(DAY).is_some(), "{raw}");
            assert!(matches!(asked.checked(), Err(AppError::Invalid { .. })));
        }
        assert!(Asked::of(&ListQuery::parse("known=x")).form.error(KNOWN).is_some());
    }
}
