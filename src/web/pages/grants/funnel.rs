//! What the grants became, in six steps on one scale, each with what is behind it. What is not known is said in its place and
//! never drawn as nothing.

use domain::{Currency, Money, PartialDate};
use leptos::prelude::*;
use store::{
    Totals,
    grants::{Funnel, Step},
};

use crate::kit::{Badge, BadgeTag, DateView, MoneyView, Section, bar, count_of, link, whole};
use crate::pages::questions::ask_link;

/// What one step shows.
struct Shown {
    name: &'static str,
    /// The rows behind it.
    href: String,
    money: Vec<AnyView>,
    /// The figure in plain words.
    said: String,
    /// How much of what was pledged it is, in hundredths; `None`: that is not known, and no bar is drawn.
    share: Option<i128>,
    more: Vec<AnyView>,
    /// Said in place of everything else.
    unknown: Option<&'static str>,
}

/// What stands beside the figures of a funnel and is not part of them.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The day of the newest handover.
    pub handed_over_on: Option<PartialDate>,
    /// Some of the things are invented for demonstration.
    pub illustrative: bool,
    /// Where the things of each step are listed: handed over, signed for, checked.
    pub lists: [String; 3],
    /// For a reader who may ask about a figure: the page on which it stands.
    pub ask_at: Option<String>,
}

impl Beside {
    /// The lists of all grants that the reader may see.
    pub fn of_all(handed_over_on: Option<PartialDate>, illustrative: bool) -> Self {
        Self {
            handed_over_on,
            illustrative,
            lists: ["/rounds", "/receipts", "/items"].map(str::to_owned),
            ask_at: None,
        }
    }

    /// What one grant bought.
    pub fn of_grant(code: &str) -> Self {
        let items = format!("/grants/{code}/items");
        Self { lists: [items.clone(), format!("{items}?sort=-signed"), items], ..Self::default() }
    }
}

/// `whose`: `Your`, `The`.
pub fn funnel(funnel: &Funnel, whose: &str, beside: &Beside) -> AnyView {
    let [handed_over, signed_for, checked] = &beside.lists;
    let illustrative = beside.illustrative;
    let steps: Vec<_> = [
        pledged(funnel),
        received(funnel),
        used(funnel),
        things("Handed over", handed_over, Some(&funnel.handed_over), funnel, "nothing is handed over yet")
            .on(beside.handed_over_on, "last on")
            .marked(illustrative),
        things("Signed for", signed_for, Some(&funnel.signed_for), funnel, "nothing is signed for yet")
            .marked(illustrative),
        things("Checked on site", checked, funnel.checked.as_ref(), funnel, "no check on site is recorded yet")
            .marked(illustrative),
    ]
    .into_iter()
    .map(|shown| {
        let ask = beside.ask_at.as_deref().filter(|_| shown.unknown.is_none()).map(|at| {
            let only = match funnel.grants.as_slice() {
                [only] => Some(only.as_str()),
                _ => None,
            };
            ask_link(shown.name, &format!("{}: {}", shown.name, shown.said), at, only)
        });
        shown.view(ask)
    })
    .collect();
    let title = match funnel.promised {
        0 => format!("{whose} grants in {}, in six steps", funnel.currency),
        promised => format!("{whose} {}, in six steps", Money::new(promised, funnel.currency)),
    };
    let id = format!("funnel-{}", funnel.currency.code().to_lowercase());
    view! {
        <Section title id>
            <ol class="funnel">{steps}</ol>
            <p class="note">
                "One scale: the whole length is what was pledged. Dollars stand on it at the average rate at which they were received. \
                 Things are valued as they were entered, by the part that the grants paid."
            </p>
        </Section>
    }
    .into_any()
}

fn pledged(funnel: &Funnel) -> Shown {
    let days = funnel.signed.map(|(first, last)| {
        let words = if first == last { "signed on " } else { "signed from " };
        let until = (first != last).then(|| view! { " to " <DateView date=last/> }.into_any());
        view! { {words} <DateView date=first/> {until} }.into_any()
    });
    let grants = count_of(whole(funnel.grants.len()), "grant", "grants");
    Shown {
        name: "Pledged",
        href: "/grants".to_owned(),
        said: Money::new(funnel.promised, funnel.currency).to_string(),
        money: (funnel.promised != 0)
            .then(|| money(Money::new(funnel.promised, funnel.currency)))
            .into_iter()
            .collect(),
        share: (funnel.promised != 0).then_some(100),
        more: [Some(grants.into_any()), days].into_iter().flatten().collect(),
        unknown: (funnel.promised == 0).then_some("no pledge or ceiling is published"),
    }
}

fn received(funnel: &Funnel) -> Shown {
    let position = &funnel.position;
    let own = position.money(position.received);
    let assumed = funnel.assumed.then(|| view! { " " <BadgeTag badge=Badge::Assumed/> }.into_any());
    let booked = (position.received_usd.events > position.received_usd.unknown).then(|| {
        view! { <span>{money(position.received_usd.money())} " " <BadgeTag badge=Badge::Booked/> {assumed}</span> }
            .into_any()
    });
    let left_out = documents::statement::excludes(position.received_usd.unknown).map(IntoAny::into_any);
    Shown {
        name: "Received",
        href: behind(funnel, "?kind=receipt"),
        said: own.to_string(),
        money: [Some(money(own)), booked].into_iter().flatten().collect(),
        share: funnel.share(own),
        more: [left_out, on(funnel.received_on, "last on")].into_iter().flatten().collect(),
        unknown: (position.received_usd.events == 0).then_some("no receipt of funds is recorded yet"),
    }
}

fn used(funnel: &Funnel) -> Shown {
    let position = &funnel.position;
    let used = position.committed_or_used();
    let left_out = documents::statement::excludes(position.uses_without_rate()).map(IntoAny::into_any);
    let unknown = match (funnel.own_part_only, position.has_uses()) {
        (true, _) => Some("several gave together: what was spent is not told by donor"),
        (false, false) => Some("spending is not recorded yet"),
        (false, true) => None,
    };
    Shown {
        name: "Committed or spent",
        href: behind(funnel, ""),
        said: used.to_string(),
        money: [derived(funnel, used), Some(money(used))].into_iter().flatten().collect(),
        share: funnel.share(used),
        more: [left_out, on(funnel.spent_on, "last")].into_iter().flatten().collect(),
        unknown,
    }
}

/// A step that is counted in things.
fn things(name: &'static str, href: &str, step: Option<&Step>, funnel: &Funnel, yet: &'static str) -> Shown {
    let nothing = Step::default();
    let known = step.filter(|step| step.items > 0);
    let step = known.unwrap_or(&nothing);
    let dollars = of(&step.value, Currency::Usd);
    let derived = dollars.and_then(|dollars| derived(funnel, dollars));
    Shown {
        name,
        href: href.to_owned(),
        said: [count_of(whole(step.items), "item", "items")]
            .into_iter()
            .chain(step.value.0.iter().map(ToString::to_string))
            .collect::<Vec<_>>()
            .join(", "),
        money: derived.into_iter().chain(step.value.0.iter().map(|value| money(*value))).collect(),
        share: funnel.share_of(&step.value),
        more: vec![count_of(whole(step.items), "item", "items").into_any()],
        unknown: known.is_none().then_some(yet),
    }
}

fn of(value: &Totals, currency: Currency) -> Option<Money> {
    value.0.iter().find(|money| money.currency == currency && money.minor != 0).copied()
}

/// Derived at the rate of what was received, never booked.
fn derived(funnel: &Funnel, dollars: Money) -> Option<AnyView> {
    let own = funnel.in_own_currency(dollars).filter(|_| funnel.currency != Currency::Usd)?;
    Some(indicative(own, funnel.assumed))
}

/// An amount for orientation alone; `assumed` where the rate of what was received is no more than that.
pub fn indicative(own: Money, assumed: bool) -> AnyView {
    let assumed = assumed.then(|| view! { " " <BadgeTag badge=Badge::Assumed/> }.into_any());
    view! { <span>{money(own)} " " <BadgeTag badge=Badge::Indicative/> {assumed}</span> }.into_any()
}

/// The ledger where it is one grant's; otherwise the grants, each with its own.
fn behind(funnel: &Funnel, query: &str) -> String {
    match funnel.grants.as_slice() {
        [only] => format!("/grants/{only}/ledger{query}"),
        _ => "/grants".to_owned(),
    }
}

fn on(day: Option<PartialDate>, words: &'static str) -> Option<AnyView> {
    day.map(|date| view! { {words} " " <DateView date/> }.into_any())
}

fn money(money: Money) -> AnyView {
    view! { <MoneyView money/> }.into_any()
}

impl Shown {
    fn on(mut self, day: Option<PartialDate>, words: &'static str) -> Self {
        self.more.extend(on(day, words));
        self
    }

    fn marked(mut self, illustrative: bool) -> Self {
        self.more.extend(illustrative.then(|| view! { <BadgeTag badge=Badge::Illustrative/> }.into_any()));
        self
    }

    fn view(self, ask: Option<AnyView>) -> AnyView {
        let name = view! { <span class="funnel-step">{link(self.name, Some(&self.href))}</span> }.into_any();
        if let Some(unknown) = self.unknown {
            return view! { <li>{name}<span class="funnel-unknown">{unknown}</span></li> }.into_any();
        }
        let share = self.share.map(|share| view! { <span class="muted">{format!("{share}\u{a0}%")}</span> }.into_any());
        let drawn = self.share.map(|share| bar(share.clamp(0, 100)));
        let more: Vec<_> = self
            .more
            .into_iter()
            .enumerate()
            .map(|(place, said)| view! { {(place > 0).then_some(" · ")} {said} }.into_any())
            .collect();
        view! {
            <li>
                {name}
                <span class="funnel-money">{self.money} {share}</span>
                {drawn}
                <span class="funnel-more">{more} {ask.map(|ask| view! { " · " {ask} }.into_any())}</span>
            </li>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use domain::ledger::Position;

    use super::*;

    /// ¥743,000,000 were promised and received at 104.50.
    fn of_2020() -> Funnel {
        let mut position = Position::nothing(Currency::Jpy);
        position.received = 743_000_000;
        position.received_usd = domain::ledger::Sum { cents: 711_004_785, events: 1, unknown: 0 };
        Funnel {
            currency: Currency::Jpy,
            grants: vec!["JP-2020".to_owned()],
            promised: 743_000_000,
            signed: "2020-02-27".parse().ok().map(|day| (day, day)),
            position,
            assumed: false,
            received_on: None,
            spent_on: None,
            own_part_only: false,
            handed_over: Step { items: 22, value: Totals(vec![Money::new(22_800_000, Currency::Usd)]) },
            signed_for: Step::default(),
            checked: None,
        }
    }

    #[test]
    fn what_is_not_known_is_said_and_never_drawn_as_nothing() {
        let html = funnel(&of_2020(), "Your", &Beside::of_all("2021-05-06".parse().ok(), true)).to_html();
        for said in [
            "Your ¥743,000,000, in six steps",
            "spending is not recorded yet",
            "nothing is signed for yet",
            "no check on site is recorded yet",
            "22 items",
            "/grants/JP-2020/ledger?kind=receipt",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert_eq!(html.matches("share-bar").count(), 3, "pledged, received, handed over: {html}");
    }
}
