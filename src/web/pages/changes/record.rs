//! What a change was about: its words, and the page where the record can be seen.

use std::collections::HashMap;

use domain::{
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
        let numbered = || format!("no. {key}");
        let named = |name: Option<String>| name.unwrap_or_else(numbered);
        let (name, href) = match change.entity.0 {
            Entity::Grant => (key.to_owned(), at("grants", Some(key))),
            Entity::Round => (key.to_owned(), at("rounds", Some(key))),
            Entity::Item => (key.to_owned(), at("items", Some(key))),
            Entity::Unit => (key.to_owned(), at("units", Some(key))),
            Entity::Course => (key.to_owned(), at("courses", Some(key))),
            Entity::Component => (key.to_owned(), at("components", Some(key))),
            Entity::Agency => (key.to_owned(), Some(format!("/agencies#{key}"))),
            Entity::Receipt => {
                let of = text("round").zip(text("agency")).map(|(round, agency)| format!("{round}, {agency}"));
                (of.unwrap_or_else(|| key.to_owned()), at("receipts", Some(key)))
            }
            Entity::Discrepancy => (named(text("of").map(str::to_owned)), at("discrepancies", Some(key))),
            Entity::Line => (named(text("tag").map(str::to_owned)), at("rounds", text("round"))),
            Entity::Phase => {
                let number = body.get("number").and_then(Value::as_i64).map(phase_label);
                let name = text("component").zip(number).map(|(code, phase)| format!("{code} {phase}"));
                (named(name), at("components", text("component")))
            }
            Entity::Milestone => {
                (named(text("title").map(|title| format!("“{title}”"))), at("components", text("component")))
            }
            Entity::Quote => (named(text("of").map(|code| format!("of {code}"))), None),
            Entity::MoneyEvent => {
                let href = key.split_once('/').map(|(grant, number)| format!("/grants/{grant}/ledger/{number}"));
                (key.to_owned(), href)
            }
            Entity::BudgetLine => {
                let href = key.split_once('/').map(|(grant, _)| format!("/grants/{grant}/budget"));
                (key.to_owned(), href)
            }
            Entity::Rate => (numbered(), at("rates/entry", Some(key))),
            Entity::Period => (numbered(), at("periods", Some(key))),
            Entity::Movement => (named(text("tag").map(|tag| format!("of {tag}"))), at("custody", Some(key))),
            Entity::Custody | Entity::Title => (format!("of {key}"), at("items", Some(key))),
            Entity::UnitHead => (key.to_owned(), at("units", key.split('/').next())),
            Entity::Verification => (format!("of {key}"), at("items", Some(key))),
            Entity::Terms => (key.to_owned(), Some(format!("/rounds/{key}#acts"))),
            Entity::Act => (key.to_owned(), at("acts", Some(key))),
            Entity::Signature => (format!("of {key}"), at("acts", key.split('/').next())),
            Entity::SigningLink | Entity::Scan | Entity::Mandate => (key.to_owned(), None),
            Entity::ActClauses => (format!("version {key}"), None),
            Entity::ActWord => (format!("“{key}”"), None),
            Entity::Person => (named(names.get(key).cloned()), None),
            Entity::Seizure => (numbered(), None),
            Entity::Programme | Entity::Source | Entity::Donor => (key.to_owned(), None),
        };
        Record { name, href }
    }

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
