//! What the embassy of Japan reads on a day of May 2021, for tests.

use domain::{
    Timestamp,
    case::Substance,
    ledger::{Position, Sum},
    measured::{Measured, SeizedMeasure},
    money::{Currency, Money},
    unit::{UnitKind, UnitRef},
};
use store::{
    Totals,
    activities::Held,
    cases::Total,
    discrepancies::Counts,
    grants::{Funnel, GrantRow, Step},
    overview::{Awaiting, DonorOverview, NextMilestone, StillOpen},
    rounds::Handover,
    units::OnMap,
};

/// 6 May 2021 in Tashkent.
pub const AT: Timestamp = Timestamp(1_620_270_000_000);

pub fn of_japan() -> DonorOverview {
    let dollars = |cents| Totals(vec![Money::new(cents, Currency::Usd)]);
    let mut position = Position::nothing(Currency::Jpy);
    position.received = 743_000_000;
    position.received_usd = Sum { cents: 711_004_785, events: 1, unknown: 0 };
    let signed = "2020-02-27".parse().ok();
    let step = |items, cents| Step { items, value: dollars(cents) };
    DonorOverview {
        grants: vec![GrantRow {
            code: "JP-2020".into(),
            title: "Interagency mobile teams".into(),
            donors: Vec::new(),
            co_funded: false,
            ceiling: Some(Money::new(743_000_000, Currency::Jpy)),
            signed_on: signed,
            items: 22,
            dispatched_items: 22,
            confirmed_items: 11,
            dispatched: dollars(22_800_000),
            confirmed: dollars(11_400_000),
            verified: None,
        }],
        funnels: vec![Funnel {
            currency: Currency::Jpy,
            grants: vec!["JP-2020".into()],
            promised: 743_000_000,
            signed: signed.map(|day| (day, day)),
            position,
            assumed: true,
            received_on: None,
            spent_on: None,
            own_part_only: false,
            handed_over: step(22, 22_800_000),
            signed_for: step(11, 11_400_000),
            checked: None,
        }],
        map: vec![OnMap {
            unit: UnitRef::new("IMT-NUK", UnitKind::Imt, Some("Nukus"), None, None, true),
            place: Some("Nukus".into()),
            held: 11,
            checked: 0,
            coming: 11,
        }],
        open: StillOpen {
            awaiting: Awaiting { lines: 11, oldest_days: Some(21) },
            discrepancies: Counts { all: 2, open: 2, overdue: 1 },
            questions: 0,
        },
        phases: Vec::new(),
        published_trainings: 0,
        milestones: vec![NextMilestone {
            component_code: "IMT".into(),
            phase: "Phase II".into(),
            title: "Thirteen teams work".into(),
            due_on: "2020".parse().ok(),
            target: Some(13),
        }],
        handovers: vec![Handover {
            code: "R-2021-05".into(),
            title: "Vehicles for the fifth handover".into(),
            day: "2021-05-06".parse().ok(),
            status: domain::round::RoundStatus::Receiving,
            value: dollars(22_800_000),
            confirmed: dollars(11_400_000),
            illustrative: true,
        }],
        training: Held { activities: 4, participations: 57, silent: 1, of_women: 4, of_known_sex: 19 },
        seized: vec![Total {
            substance: Substance::Opium,
            named: None,
            component: None,
            year: Some("2020".into()),
            quantity: Measured { amount: 3_689, measure: SeizedMeasure::Grams },
        }],
    }
}

/// The same with as much of everything as stands on two pages.
pub fn at_its_fullest() -> DonorOverview {
    let mut overview = of_japan();
    let grant = GrantRow {
        title: "Border liaison offices in Central Asia and mobile teams, third phase".into(),
        ..overview.grants[0].clone()
    };
    overview.grants = vec![grant; 9];
    overview.funnels.push(Funnel {
        currency: Currency::Eur,
        position: Position::nothing(Currency::Eur),
        ..overview.funnels[0].clone()
    });
    overview.map = vec![overview.map[0].clone(); 40];
    overview.milestones = vec![overview.milestones[0].clone(); 10];
    overview.handovers = vec![overview.handovers[0].clone(); 10];
    let substances =
        Substance::ALL.iter().map(|substance| Total { substance: *substance, ..overview.seized[0].clone() });
    overview.seized = substances.collect();
    overview
}
