//! What was true on a day, as far as the portal knew then: the form that asks both clocks, and the banner over the answer.

use chrono::NaiveDate;
use domain::{AsOf, FieldError, PartialDate};
use leptos::prelude::*;

use crate::AppError;

use super::{
    field::DateField, flash::Notice, form::HiddenInput, query::ListQuery, state::FormState, status::Tone, text::Text,
};

const DAY: &str = "as_of";
const KNOWN: &str = "known";

/// What an address asks: `?as_of=2019-12-31&known=2020-06-30`, both optional.
#[derive(Debug, Clone, Default)]
pub struct AskedAsOf {
    /// Now, where nothing was asked or a date cannot be read.
    pub as_of: AsOf,
    state: FormState,
    query: ListQuery,
}

impl AskedAsOf {
    /// A date that cannot be read, or lies after `today`, is no answer but a message beside its field.
    pub fn read(query: &ListQuery, today: NaiveDate) -> Self {
        let typed = |name: &str| query.get(name).unwrap_or_default().to_owned();
        let (day, known) = (typed(DAY), typed(KNOWN));
        let mut errors = Vec::new();
        for (field, parsed) in [(DAY, AsOf::parse(&day, "")), (KNOWN, AsOf::parse("", &known))] {
            let future = |asked: &AsOf| asked.day.or(asked.known.map(|k| k.day())).is_some_and(|day| day > today);
            let message = match parsed {
                Ok(asked) if future(&asked) => "This day lies in the future: enter today or an earlier day".to_owned(),
                Ok(_) => continue,
                Err(message) => message.split_once(": ").map_or(message.clone(), |(_, words)| words.to_owned()),
            };
            errors.push(FieldError { field: field.to_owned(), message });
        }
        let as_of = if errors.is_empty() { AsOf::parse(&day, &known).unwrap_or_default() } else { AsOf::default() };
        let state = FormState::filled([(DAY, day), (KNOWN, known)]).with_errors(errors);
        Self { as_of, state, query: query.clone() }
    }

    /// Nothing can be shown for a date that cannot be read.
    pub fn is_wrong(&self) -> bool {
        self.state.has_errors()
    }

    /// # Errors
    /// What cannot be read, for an address that has no form.
    pub fn checked(&self) -> Result<AsOf, AppError> {
        if self.is_wrong() {
            return Err(AppError::Invalid { fields: self.state.errors().to_vec() });
        }
        Ok(self.as_of)
    }

    /// Another address with the same clocks.
    pub fn address(&self, path: &str) -> String {
        let day = self.as_of.day.map(|day| format!("{DAY}={day}"));
        let known = self.as_of.known.map(|known| format!("{KNOWN}={}", known.day()));
        let pairs: Vec<String> = day.into_iter().chain(known).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// The same page as it is today.
    fn today(&self) -> String {
        ListQuery::parse(&self.query.without(DAY)).without(KNOWN)
    }

    /// What else stands in the address and stays.
    fn others(&self) -> Vec<(String, String)> {
        let own = |key: &str| key == DAY || key == KNOWN;
        self.query.filters().filter(|(key, _)| !own(key)).cloned().collect()
    }
}

/// Folded away until it is asked for. Over an answer about the past stands a banner with the way back to today.
#[component]
pub fn AsOfBar(
    asked: AskedAsOf,
    /// What on this page is not as of then.
    #[prop(optional, into)]
    note: Text,
) -> impl IntoView {
    let banner = (!asked.as_of.is_now()).then(|| banner(&asked, note));
    let open = asked.state.has_errors();
    let hidden: Vec<_> =
        asked.others().into_iter().map(|(name, value)| view! { <HiddenInput name value/> }.into_any()).collect();
    let state = asked.state;
    view! {
        {banner}
        <details class="as-of" open=open>
            <summary>"As of another day"</summary>
            <form class="as-of-form" method="get" aria-label="As of another day">
                {hidden}
                <DateField name=DAY label="As of" hint="What was true on this day" optional=true state=state.clone()/>
                <DateField name=KNOWN label="As known on" hint="What was recorded until then" optional=true state/>
                <button class="button button-quiet" type="submit">"Show that day"</button>
            </form>
        </details>
    }
    .into_any()
}

fn banner(asked: &AskedAsOf, note: Text) -> AnyView {
    let words = match (asked.as_of.day, asked.as_of.known) {
        (Some(_), Some(_)) => "What was true on that day, as far as it was recorded by then.".to_owned(),
        (Some(_), None) => "What was true on that day, with everything that is recorded today.".to_owned(),
        (None, known) => {
            let day = known.map(|known| PartialDate::Day(known.day()).words()).unwrap_or_default();
            format!("What was recorded until {day}.")
        }
    };
    let note = note.into_option().map(|note| format!(" {note}"));
    let (title, today) = (format!("As of {}", asked.as_of), asked.today());
    view! {
        <Notice tone=Tone::Warn title=title>
            <p>{words}{note}" "<a href=today>"Back to today"</a></p>
        </Notice>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> AskedAsOf {
        AskedAsOf::read(&ListQuery::parse(raw), NaiveDate::from_ymd_opt(2020, 12, 31).unwrap_or_default())
    }

    #[test]
    fn both_clocks_stand_in_the_address() {
        let asked = read("as_of=31+Dec+2019&known=2020-06-30&kind=receipt&after=3");
        assert_eq!(asked.as_of.to_string(), "31 Dec 2019, as known on 30 Jun 2020");
        assert_eq!((asked.today().as_str(), asked.others().len()), ("?kind=receipt", 1));
        assert_eq!(asked.address("/grants/JP-2020"), "/grants/JP-2020?as_of=2019-12-31&known=2020-06-30");
        assert!(read("").as_of.is_now() && read("as_of=&known=").as_of.is_now());
        assert_eq!(read("known=2020-06-30").as_of.to_string(), "today, as known on 30 Jun 2020");
    }

    #[test]
    fn a_bad_day_is_said_beside_its_field_and_asks_nothing() {
        for (raw, field, words) in [
            ("as_of=09/25/19&known=2020-06-30", DAY, "Enter a date such as 25 Sep 2019 or 2019-09-25"),
            ("known=2020", KNOWN, "Enter a date such as 25 Sep 2019 or 2019-09-25"),
            ("as_of=2019-02-30", DAY, "That day does not exist: Feb 2019 has 28 days"),
            ("as_of=1812-01-01", DAY, "Check the year: it lies outside 1990 to 2100"),
            ("as_of=2021-01-01", DAY, "This day lies in the future: enter today or an earlier day"),
        ] {
            let asked = read(raw);
            assert!(asked.as_of.is_now() && asked.checked().is_err(), "{raw}");
            assert_eq!(asked.state.error(field), Some(words), "{raw}");
        }
    }
}
