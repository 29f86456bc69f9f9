//! What the pages of rates share.

use chrono::NaiveDate;
use domain::{
    Currency, PartialDate,
    rate::{RateSource, RateStanding},
};
use leptos::prelude::*;
use store::rates::RateRow;

use crate::kit::*;

/// Everything but the dollar, which the rates are stated against.
pub fn currencies() -> Vec<(String, String)> {
    let foreign = Currency::ALL.into_iter().filter(|currency| *currency != Currency::Usd);
    foreign.map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect()
}

pub fn sources() -> Vec<(String, String)> {
    RateSource::tabled().map(|source| (source.word().to_owned(), source.label().to_owned())).collect()
}

pub fn address(id: i64) -> String {
    format!("/rates/entry/{id}")
}

/// `104.50 JPY for 1 USD`
pub fn stated(rate: domain::Rate, currency: Currency) -> String {
    format!("{rate} {currency} for 1 USD")
}

pub fn day(day: NaiveDate) -> AnyView {
    view! { <span class="nowrap"><DateView date=PartialDate::Day(day)/></span> }.into_any()
}

pub fn tag(standing: RateStanding) -> AnyView {
    let tone = match standing {
        RateStanding::Awaiting => Tone::Warn,
        RateStanding::InForce => Tone::Good,
        RateStanding::Superseded => Tone::Idle,
        RateStanding::Rejected => Tone::Bad,
    };
    view! { <StatusTag tone text=standing.label()/> }.into_any()
}

/// The address where it is published, by the name of its site.
pub fn published_at(row: &RateRow) -> Option<AnyView> {
    let url = row.source_url.as_deref()?;
    let site = url.split_once("://").map_or(url, |(_, rest)| rest);
    let site = site.split(['/', '?', '#']).next().unwrap_or(site);
    Some(outside(site, url))
}

/// A rate as the cell of a table: its digits as published.
pub fn digits(row: &RateRow) -> AnyView {
    row.rate.to_string().into_any()
}
