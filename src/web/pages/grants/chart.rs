//! Sources and uses as one drawing that prints: yen and dollars each on a scale of their own.

use domain::{Currency, Money, ledger::Position};
use leptos::prelude::*;
use store::statements::Statement;

/// The width of the drawing in its own units; a phone shows it at nearly that size.
const WIDTH: i64 = 400;
const ROW: i64 = 38;
const BAR: i64 = 12;
const HEAD: i64 = 26;

struct Bar {
    label: &'static str,
    money: Money,
    class: &'static str,
}

/// Bars that share a scale.
struct Group {
    title: String,
    bars: Vec<Bar>,
}

/// Nothing while nothing is promised or received.
pub fn chart(statement: &Statement) -> Option<AnyView> {
    let groups: Vec<Group> = groups(statement).into_iter().filter(|group| group.most() > 0).collect();
    if groups.is_empty() {
        return None;
    }
    let height: i64 = groups.iter().map(Group::height).sum();
    let told: Vec<String> =
        groups.iter().flat_map(|g| &g.bars).map(|bar| format!("{} {}", bar.label, bar.money)).collect();
    let mut top = 0;
    let mut drawn = Vec::new();
    for group in &groups {
        drawn.push(group.draw(top));
        top += group.height();
    }
    Some(
        view! {
            <figure class="chart-frame">
                <svg class="chart" viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-labelledby="chart-title chart-about">
                    <title id="chart-title">{format!("Sources and uses of {}", statement.grant_code)}</title>
                    <desc id="chart-about">{told.join("; ")}</desc>
                    {drawn}
                </svg>
                <figcaption class="note">"Each currency has a scale of its own."</figcaption>
            </figure>
        }
        .into_any(),
    )
}

fn groups(statement: &Statement) -> [Group; 2] {
    let position: &Position = &statement.position;
    let own = |label, minor, class| Bar { label, money: position.money(minor), class };
    let usd = |label, money, class| Bar { label, money, class };
    let agreement = [own("Ceiling", position.ceiling, "chart-limit"), own("Received", position.received, "chart-in")];
    // What nobody posted is no bar, and not zero.
    let agreement: Vec<Bar> =
        agreement.into_iter().filter(|bar| bar.money.minor != 0 || bar.label != "Ceiling").collect();
    let received = if statement.assumed().is_some() { "Booked, assumed" } else { "Booked" };
    let mut booked = vec![usd(received, position.received_usd.money(), "chart-in")];
    if !statement.own_part_only {
        booked.extend([
            usd("Spent", position.spent.money(), "chart-used"),
            usd("Programme support cost", position.support.money(), "chart-used"),
            usd("Coordination levy", position.levy.money(), "chart-used"),
            usd("Open commitments", position.committed.money(), "chart-open"),
            usd("Available", position.available(), "chart-left"),
        ]);
        booked.retain(|bar| bar.money.minor != 0 || bar.label != "Coordination levy");
    }
    [
        Group { title: format!("Agreement, in {}", position.currency), bars: agreement },
        Group { title: format!("Accounts, in {}", Currency::Usd), bars: booked },
    ]
}

impl Group {
    fn most(&self) -> u64 {
        self.bars.iter().map(|bar| bar.money.minor.unsigned_abs()).max().unwrap_or_default()
    }

    fn height(&self) -> i64 {
        HEAD + ROW * i64::try_from(self.bars.len()).unwrap_or_default() + 8
    }

    fn draw(&self, top: i64) -> AnyView {
        let bars: Vec<_> =
            (0..).zip(&self.bars).map(|(row, bar)| bar.draw(top + HEAD + ROW * row, self.most())).collect();
        view! {
            <g>
                <text class="chart-head" x="0" y=(top + 16).to_string()>{self.title.clone()}</text>
                {bars}
            </g>
        }
        .into_any()
    }
}

impl Bar {
    fn draw(&self, top: i64, most: u64) -> AnyView {
        let class = if self.money.minor < 0 { "chart-below" } else { self.class };
        view! {
            <g>
                <text class="chart-label" x="0" y=(top + 13).to_string()>{self.label}</text>
                <text class="chart-value" x=WIDTH.to_string() y=(top + 13).to_string()>{self.money.to_string()}</text>
                <rect class="chart-track" x="0" y=(top + 18).to_string() width=WIDTH.to_string() height=BAR.to_string()></rect>
                <rect class=class x="0" y=(top + 18).to_string() width=length(self.money.minor, most) height=BAR.to_string()></rect>
            </g>
        }
        .into_any()
    }
}

/// The length of a bar to a tenth of a unit.
fn length(minor: i64, most: u64) -> String {
    let whole = u128::from(WIDTH.unsigned_abs()) * 10;
    let tenths = u128::from(minor.unsigned_abs()) * whole / u128::from(most.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!((length(0, 0), length(743, 743), length(-1, 3)), ("0.0".into(), "400.0".into(), "133.3".into()));
        assert_eq!(length(i64::MIN, i64::MAX.unsigned_abs() + 1), "400.0");
    }
}
