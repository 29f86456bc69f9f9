//! The six steps of grants of one currency: the figures of the donor's first page, in words.

use domain::{
    date::PartialDate,
    money::{Currency, Money},
};
use store::{
    grants::{Funnel, Step as Things},
    overview::DonorOverview,
};

use super::{
    Language, Step, Steps, dates,
    words::{self, ITEM, OF_GRANT, Said},
};

pub fn of(funnel: &Funnel, overview: &DonorOverview, language: Language) -> Steps {
    let newest = overview.handovers.iter().find_map(|round| round.day);
    let of = Of { funnel, language };
    let title = match funnel.promised {
        0 => words::six_steps(funnel.currency.code(), language),
        promised => words::six_steps(&Money::new(promised, funnel.currency).to_string(), language),
    };
    let handed_over = of.things(words::HANDED_OVER, Some(&funnel.handed_over), words::NOTHING_YET, words::BY_ROUNDS);
    let last = of.on(words::LAST_ON, newest);
    Steps {
        title,
        steps: vec![
            of.pledged(),
            of.received(),
            of.used(),
            Step { more: joined(&[Some(handed_over.more), last]), ..handed_over },
            of.things(words::SIGNED_FOR, Some(&funnel.signed_for), words::NOT_SIGNED, words::BY_RECEIPTS),
            of.things(words::CHECKED, funnel.checked.as_ref(), words::NOT_CHECKED, words::BY_CHECKS),
        ],
    }
}

struct Of<'a> {
    funnel: &'a Funnel,
    language: Language,
}

impl Of<'_> {
    fn say(&self, said: Said) -> &'static str {
        words::in_language(self.language)(said)
    }

    fn pledged(&self) -> Step {
        let funnel = self.funnel;
        let known = funnel.promised != 0;
        let promised = Money::new(funnel.promised, funnel.currency);
        let days = funnel.signed.map(|(first, last)| {
            let (from, until) = (dates::words(first, self.language), dates::words(last, self.language));
            let dash = if self.language == Language::Japanese { "～" } else { " – " };
            let days = if first == last { from } else { format!("{from}{dash}{until}") };
            format!("{} {days}", self.say(words::SIGNED_ON))
        });
        let grants = OF_GRANT.counted(number(funnel.grants.len()), self.language);
        Step {
            name: self.say(words::PLEDGED),
            figures: known.then(|| promised.to_string()).into_iter().collect(),
            share: known.then_some(100),
            more: joined(&[Some(grants), days]),
            unknown: (!known).then(|| self.say(words::NO_PLEDGE)),
            basis: self.say(words::BY_AGREEMENT),
        }
    }

    fn received(&self) -> Step {
        let position = &self.funnel.position;
        let own = position.money(position.received);
        let booked = (position.received_usd.events > position.received_usd.unknown).then(|| {
            let assumed = if self.funnel.assumed { format!(", {}", self.say(words::ASSUMED)) } else { String::new() };
            format!("{} ({}{assumed})", position.received_usd.money(), self.say(words::BOOKED))
        });
        let day = self.on(words::LAST_ON, self.funnel.received_on);
        Step {
            name: self.say(words::RECEIVED),
            figures: [Some(own.to_string()), booked].into_iter().flatten().collect(),
            share: self.funnel.share(own),
            more: joined(&[words::without_rate(position.received_usd.unknown, self.language), day]),
            unknown: (position.received_usd.events == 0).then(|| self.say(words::NO_RECEIPT)),
            basis: self.say(words::BY_LEDGER),
        }
    }

    fn used(&self) -> Step {
        let position = &self.funnel.position;
        let used = position.committed_or_used();
        let unknown = match (self.funnel.own_part_only, position.has_uses()) {
            (true, _) => Some(words::NOT_TOLD),
            (false, false) => Some(words::NO_SPENDING),
            (false, true) => None,
        };
        let day = self.on(words::LAST_ON, self.funnel.spent_on);
        Step {
            name: self.say(words::USED),
            figures: self.derived(used).into_iter().chain([used.to_string()]).collect(),
            share: self.funnel.share(used),
            more: joined(&[words::without_rate(position.uses_without_rate(), self.language), day]),
            unknown: unknown.map(|said| self.say(said)),
            basis: self.say(words::BY_LEDGER),
        }
    }

    fn things(&self, name: Said, step: Option<&Things>, yet: Said, basis: Said) -> Step {
        let nothing = Things::default();
        let known = step.filter(|step| step.items > 0);
        let step = known.unwrap_or(&nothing);
        let dollars = step.value.0.iter().find(|money| money.currency == Currency::Usd && money.minor != 0);
        let derived = dollars.and_then(|dollars| self.derived(*dollars));
        Step {
            name: self.say(name),
            figures: derived.into_iter().chain(step.value.0.iter().map(ToString::to_string)).collect(),
            share: self.funnel.share_of(&step.value),
            more: ITEM.counted(number(step.items), self.language),
            unknown: known.is_none().then(|| self.say(yet)),
            basis: self.say(basis),
        }
    }

    /// US dollars in the currency of the agreement, marked as computed.
    fn derived(&self, dollars: Money) -> Option<String> {
        let own = self.funnel.in_own_currency(dollars).filter(|_| self.funnel.currency != Currency::Usd)?;
        let assumed = if self.funnel.assumed { format!(", {}", self.say(words::ASSUMED)) } else { String::new() };
        Some(format!("{own} ({}{assumed})", self.say(words::INDICATIVE)))
    }

    fn on(&self, said: Said, day: Option<PartialDate>) -> Option<String> {
        day.map(|day| format!("{} {}", self.say(said), dates::words(day, self.language)))
    }
}

fn joined(parts: &[Option<String>]) -> String {
    let said: Vec<&str> = parts.iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

fn number(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
