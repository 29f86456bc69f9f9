//! How agencies and countries are mentioned on other pages.

use leptos::prelude::*;
use store::agencies::{AgencyRef, AgencyRow};

use crate::{country::country, kit::Choice};

/// `MIA, SCC, SSS`: for tables. Each leads to the agency and carries its name.
pub(crate) fn agency_codes(agencies: Vec<AgencyRef>) -> Option<AnyView> {
    let codes: Vec<_> = agencies
        .into_iter()
        .enumerate()
        .map(|(index, agency)| {
            let comma = (index > 0).then_some(", ");
            let href = address(&agency.code);
            view! { {comma}<a href=href><abbr title=agency.name>{agency.code}</abbr></a> }.into_any()
        })
        .collect();
    (!codes.is_empty()).then(|| view! { <span>{codes}</span> }.into_any())
}

/// The names in full, one under another: for the page of one thing.
pub(crate) fn agency_names(agencies: Vec<AgencyRef>) -> Option<AnyView> {
    let names: Vec<_> = agencies
        .into_iter()
        .map(|agency| {
            let code = format!(" ({})", agency.code);
            view! { <li><a href=address(&agency.code)>{agency.name}</a>{code}</li> }.into_any()
        })
        .collect();
    (!names.is_empty()).then(|| view! { <ul class="stack-tight">{names}</ul> }.into_any())
}

/// To tick some of them: `State Customs Committee (SCC)`.
pub(crate) fn agency_choices(agencies: Vec<AgencyRow>) -> Vec<Choice> {
    agency_options(agencies).into_iter().map(|(code, label)| Choice::new(code, label)).collect()
}

/// To choose one of them, as (code, label).
pub(crate) fn agency_options(agencies: Vec<AgencyRow>) -> Vec<(String, String)> {
    let option = |agency: AgencyRow| {
        let label = format!("{} ({})", agency.current_name(), agency.code);
        (agency.code, label)
    };
    agencies.into_iter().map(option).collect()
}

fn address(code: &str) -> String {
    format!("/agencies/{code}")
}

/// `Kyrgyzstan, Tajikistan, Uzbekistan`
pub(crate) fn countries(codes: &[String]) -> String {
    let mut names: Vec<String> = codes.iter().map(|code| country(code)).collect();
    names.sort();
    names.join(", ")
}
