//! What a change was about: its words, and the page where the record can be seen.

use std::collections::HashMap;

use domain::{
    PartialDate,
    change::{Deed, Entity},
    phase::phase_label,
};
use leptos::prelude::*;
use serde_json::Value;
use store::changes::ChangeRow;

use crate::kit::{capital, link};

/// Whoever is not a person works on the machine itself.
pub const COMMAND_LINE: &str = "Command line";
pub const ONE_TIME_LINK: &str = "One-time link";

/// The names of people by their number, as far as they stand in the chain as those who acted.
pub type Names = HashMap<String, String>;

pub fn names(changes: &[ChangeRow]) -> Names {
    let actors = changes.iter().filter_map(|change| change.person_id.zip(change.person.clone()));
    actors.map(|(id, name)| (id.to_string(), name)).collect()
}

/// Numbers are something to go by; the random digits of an address are not.
fn number_of(key: &str) -> String {
    if key.len() < 10 && key.chars().all(|c| c.is_ascii_digit()) { format!("no. {key}") } else { String::new() }
}

/// The record of a change.
pub struct Record {
    /// `R-2019-05`, `IMT Phase II`, `no. 12`
    pub name: String,
    pub href: Option<String>,
}

impl Record {
    pub fn of(change: &ChangeRow, names: &Names) -> Self {
        let body: Value = serde_json::from_str(&change.body).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let key = change.entity_key.as_str();
        let at = |page: &str, code: Option<&str>| code.map(|code| format!("/{page}/{code}"));
        let named = |name: Option<String>| name.unwrap_or_else(|| number_of(key));
        let of = |field: &str| text(field).map_or_else(String::new, |code| format!("of {code}"));
        let on = |field: &str| text(field).and_then(|day| day.parse::<PartialDate>().ok()).map(PartialDate::words);
        let (name, href) = match change.entity.0 {
            Entity::Grant => (key.to_owned(), at("grants", Some(key))),
            Entity::Round => (key.to_owned(), at("rounds", Some(key))),
            Entity::Item => (key.to_owned(), at("items", Some(key))),
            Entity::Unit => (key.to_owned(), at("units", Some(key))),
            Entity::Activity => (key.to_owned(), at("activities", Some(key))),
            Entity::Official => (key.to_owned(), at("officials", Some(key))),
            Entity::Appearance => {
                let who = text("official").or_else(|| text("post")).map(str::to_owned);
                let href = at("grants", text("grant_code")).or_else(|| at("rounds", text("round")));
                (named(who), href.or_else(|| at("officials", text("official"))))
            }
            Entity::Document => (key.to_owned(), at("documents", Some(key))),
            Entity::Component => (key.to_owned(), at("components", Some(key))),
            Entity::Agency => (key.to_owned(), Some(format!("/agencies/{key}"))),
            Entity::Receipt => {
                let both = text("round").zip(text("agency_code")).map(|(round, agency)| format!("{round}, {agency}"));
                (both.unwrap_or_else(|| of("round")), at("receipts", Some(key)))
            }
            Entity::Correction => {
                let both = text("round").zip(text("agency_code")).map(|(round, agency)| format!("{round}, {agency}"));
                (both.unwrap_or_default(), at("corrections", Some(key)))
            }
            Entity::Discrepancy => (named(text("of").map(str::to_owned)), at("discrepancies", Some(key))),
            Entity::Line => (text("tag").map_or_else(|| of("round"), str::to_owned), at("rounds", text("round"))),
            Entity::Phase => {
                let number = body.get("number").and_then(Value::as_i64).map(phase_label);
                let name = text("component").zip(number).map(|(code, phase)| format!("{code} {phase}"));
                (named(name), at("components", text("component")))
            }
            Entity::Milestone => {
                (named(text("title").map(|title| format!("“{title}”"))), at("components", text("component")))
            }
            Entity::Quote => (named(text("of").map(|code| format!("of {code}"))), None),
            Entity::UnitGroup => {
                (named(text("kind").map(|kind| format!("of kind {kind}"))), Some("/units#groups".to_owned()))
            }
            Entity::UnitEquipment => (named(text("unit").map(str::to_owned)), at("units", text("unit"))),
            Entity::Instalment => {
                let href = key.split_once('/').map(|(grant, _)| format!("/grants/{grant}/money#instalments"));
                (key.to_owned(), href)
            }
            Entity::MoneyEvent => {
                let href = key.split_once('/').map(|(grant, number)| format!("/grants/{grant}/ledger/{number}"));
                (key.to_owned(), href)
            }
            Entity::BudgetLine => {
                let href = key.split_once('/').map(|(grant, _)| format!("/grants/{grant}/budget"));
                (key.to_owned(), href)
            }
            Entity::Rate => {
                let words =
                    [text("source").map(str::to_owned), text("currency").map(str::to_owned), on("effective_on")];
                let words: Vec<String> = words.into_iter().flatten().collect();
                (named((!words.is_empty()).then(|| words.join(", "))), at("rates/entry", Some(key)))
            }
            Entity::Period => {
                let days = on("from_on").zip(on("until_on")).map(|(from, until)| format!("{from} to {until}"));
                let grant = text("grant").map(|grant| format!("{grant}, ")).unwrap_or_default();
                (named(days.map(|days| format!("{grant}{days}"))), at("periods", Some(key)))
            }
            Entity::Movement => (named(text("tag").map(|tag| format!("of {tag}"))), at("custody", Some(key))),
            Entity::Custody | Entity::Title => (format!("of {key}"), at("items", Some(key))),
            Entity::UnitHead => (key.to_owned(), at("units", key.split('/').next())),
            Entity::Finding => (format!("no. {key}"), at("findings", Some(key))),
            Entity::Visit => (key.to_owned(), at("visits", Some(key))),
            Entity::Verification => (format!("of {key}"), at("items", Some(key))),
            Entity::Terms => (key.to_owned(), Some(format!("/rounds/{key}#acts"))),
            Entity::Act => (key.to_owned(), at("acts", Some(key))),
            Entity::Signature => (format!("of {key}"), at("acts", key.split('/').next())),
            Entity::SigningLink | Entity::Scan => (of("act"), at("acts", text("act"))),
            Entity::Mandate => (of("of"), None),
            Entity::ActClauses => (format!("version {key}"), None),
            Entity::ActWord => (format!("“{key}”"), None),
            Entity::Task => {
                let named = key.split_once('/');
                let href = named.map(|(kind, subject)| {
                    let mut query = form_urlencoded::Serializer::new(String::new());
                    format!("/to-do/task?{}", query.append_pair("kind", kind).append_pair("subject", subject).finish())
                });
                (text("about").unwrap_or_default().to_owned(), href)
            }
            Entity::Person => (named(names.get(key).cloned()), None),
            Entity::Case => (key.to_owned(), at("results", Some(key))),
            Entity::Stage => {
                let place = text("place").map(|place| format!("at {place}"));
                (named(place), at("results", text("case_code")))
            }
            Entity::StagePhoto => {
                (named(text("caption").map(|caption| format!("“{caption}”"))), at("results", text("case_code")))
            }
            Entity::Seizure => (named(text("place").map(|place| format!("in {place}"))), None),
            Entity::Category => (key.to_owned(), Some(format!("/categories#{key}"))),
            Entity::Question => (format!("no. {key}"), at("questions", Some(key))),
            Entity::State => (of("grant"), text("grant").map(|grant| format!("/grants/{grant}/states"))),
            Entity::Announcement => (of("round"), at("rounds", text("round"))),
            Entity::Programme => (key.to_owned(), at("programmes", Some(key))),
            Entity::Donor => (key.to_owned(), at("donors", Some(key))),
            Entity::Source => (key.to_owned(), None),
        };
        Record { name, href }
    }

    /// The page of the record under its name; nothing where it has neither a name nor a number that says anything.
    pub fn view(self) -> AnyView {
        link(self.name, self.href.as_deref())
    }
}

/// `dispatched round R-2019-05`; what people do to themselves needs no object.
pub fn sentence(change: &ChangeRow, names: &Names) -> AnyView {
    let deed = change.deed.label();
    if matches!(change.deed.0, Deed::SignedIn | Deed::PasswordSet) {
        return capital(deed).into_any();
    }
    let record = Record::of(change, names).view();
    view! { {capital(deed)} " " {change.entity.label()} " " {record} }.into_any()
}

/// `ended the sessions`: what was done, on its own.
pub fn deed_words(deed: Deed) -> &'static str {
    deed.label().trim_end_matches(" of")
}

/// Who made the change.
pub fn who(change: &ChangeRow) -> String {
    // What is done with a one-time link is done by nobody's account: the link is named.
    let by_link = matches!(change.entity.0, Entity::SigningLink | Entity::Signature);
    let stranger = if by_link { ONE_TIME_LINK } else { COMMAND_LINE };
    change.person.clone().unwrap_or_else(|| stranger.to_owned())
}

#[cfg(test)]
mod tests {
    use domain::change::Deed;
    use store::Parsed;

    use super::*;

    fn name(entity: Entity, key: &str, body: &str) -> String {
        let change = ChangeRow {
            seq: 1,
            recorded_at: 0,
            person_id: None,
            person: None,
            deed: Parsed(Deed::Edited),
            entity: Parsed(entity),
            entity_key: key.to_owned(),
            body: body.to_owned(),
            hash: String::new(),
        };
        Record::of(&change, &Names::new()).name
    }

    #[test]
    fn a_record_is_named_and_never_by_random_digits() {
        let hex = "0123456789abcdef0123456789abcdef";
        for (entity, key, body, words) in [
            (Entity::Receipt, hex, r#"{"round":"R-5","agency":3,"agency_code":"SCC"}"#, "R-5, SCC"),
            (Entity::Receipt, hex, r#"{"round":"R-5","agency":3}"#, "of R-5"),
            (Entity::Scan, hex, r#"{"act":"HA-2019-001"}"#, "of HA-2019-001"),
            (Entity::Scan, hex, "{}", ""),
            (Entity::SigningLink, hex, "{}", ""),
            (Entity::Mandate, hex, r#"{"of":"R-5, SCC"}"#, "of R-5, SCC"),
            (Entity::Discrepancy, hex, "{}", ""),
            (Entity::Movement, hex, r#"{"tag":"IMT-000001"}"#, "of IMT-000001"),
            (Entity::Milestone, "7", r#"{"title":"Seven teams"}"#, "“Seven teams”"),
            (
                Entity::Rate,
                "7",
                r#"{"source":"UNORE","currency":"JPY","effective_on":"2019-03-01"}"#,
                "UNORE, JPY, 1 Mar 2019",
            ),
            (
                Entity::Period,
                "7",
                r#"{"grant":"JP-1","from_on":"2019-01-01","until_on":"2019-03-31"}"#,
                "JP-1, 1 Jan 2019 to 31 Mar 2019",
            ),
            (Entity::Line, "7", r#"{"round":"R-5"}"#, "of R-5"),
        ] {
            assert_eq!(name(entity, key, body), words, "{entity} {body}");
        }
    }
}
