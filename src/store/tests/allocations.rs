//! What a grant is for: by phase and country, quoted or booked, never edited.

use domain::{
    Currency, Money, Rate, Viewer,
    activity::{ActivityKind, BelongsTo, NewActivity},
    change::Entity,
    grant::{Basis, NewAllocation},
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
};
use store::{Db, Tx, activities, changes, components, grants};

use crate::{
    chain::{People, phase, programme},
    periods::{book, event, finance},
    support::{NOW, told},
};

/// JPY 743,000,000 at 104.50 = USD 7,110,047.85, approved.
pub async fn receive(tx: &mut Tx, people: &People, finance: &Viewer) {
    let stated = RateChoice::Stated {
        source: RateSource::Implied,
        rate: Rate::parse("104.50").expect("a rate"),
        note: "UNODC, 1 December 2020".into(),
    };
    let new = NewEvent {
        amount: Money::new(743_000_000, Currency::Jpy),
        rate: stated,
        ..event(EventKind::Receipt, 1, "2019-03-16")
    };
    book(tx, people, finance, "JP-2020", &new).await;
}

fn allocation(phase_id: i64, cents: i64, basis: Basis) -> NewAllocation {
    let amount = Some((Money::new(cents, Currency::Usd), None, basis));
    NewAllocation { phase_id, country: None, amount, source: None }
}

both_databases!(what_is_booked_over_the_quoted_split_stays_visible, async |db: Db| {
    let people = programme(&db).await;
    let finance = finance(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let phase = phase(tx).await;
    for cents in [450_000_000, 230_000_000] {
        let new = allocation(phase, cents, Basis::Quoted);
        grants::record_allocation(tx, dana, NOW, "JP-2020", &new).await.expect("quoted");
    }
    let early = told(grants::record_allocation(tx, dana, NOW, "JP-2020", &allocation(phase, 1, Basis::Booked)).await);
    assert!(early.starts_with("amount: USD 0.00 was received and approved"), "{early}");
    assert_eq!(grants::show(tx, dana, "JP-2020").await.expect("shown").unallocated, None, "nothing was received");

    receive(tx, &people, &finance).await;
    let held = grants::show(tx, &people.japan, "JP-2020").await.expect("shown").unallocated.expect("held");
    assert_eq!((held.split().figure(), held.rest().figure()), ("6,800,000.00".into(), "310,047.85".into()));
    book(tx, &people, &finance, "JP-2020", &event(EventKind::Levy, 1_000_000, "2019-04-01")).await;
    let most = 711_004_785 - 1_000_000;
    let above =
        told(grants::record_allocation(tx, dana, NOW, "JP-2020", &allocation(phase, most + 1, Basis::Booked)).await);
    assert_eq!(
        above,
        "amount: USD 7,110,047.85 was received and approved, USD 10,000.00 of it is charged as support cost and levy, and \
         USD 0.00 is allocated: at most USD 7,100,047.85 can be allocated as booked"
    );
    let rest = allocation(phase, 31_004_785, Basis::Booked);
    grants::record_allocation(tx, dana, NOW, "JP-2020", &rest).await.expect("booked");
    let held = grants::show(tx, dana, "JP-2020").await.expect("shown").unallocated.expect("held");
    assert_eq!((held.allocated.minor, held.rest().minor), (31_004_785, 0));
    let more = allocation(phase, most - 31_004_785 + 1, Basis::Booked);
    let more = told(grants::record_allocation(tx, dana, NOW, "JP-2020", &more).await);
    assert!(more.contains("USD 310,047.85 is allocated: at most USD 6,790,000.00"), "{more}");
    // Quoted amounts are never summed into what is booked.
    let quoted = allocation(phase, 900_000_000, Basis::Quoted);
    grants::record_allocation(tx, dana, NOW, "JP-2020", &quoted).await.expect("quoted");
    let yen = NewAllocation { amount: Some((Money::new(1, Currency::Jpy), None, Basis::Booked)), ..quoted };
    assert!(told(grants::record_allocation(tx, dana, NOW, "JP-2020", &yen).await).starts_with("currency: "));
});

both_databases!(an_allocation_names_a_country_of_its_grant, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let phase = phase(&mut tx).await;
    let of = |country: &str| NewAllocation { country: Some(country.into()), ..allocation(phase, 1, Basis::Quoted) };
    let answer = told(grants::record_allocation(&mut tx, &people.dana, NOW, "JP-2020", &of("KG")).await);
    assert_eq!(answer, "country: KG is not one of the countries of JP-2020: choose one of them, or none");
    grants::record_allocation(&mut tx, &people.dana, NOW, "JP-2020", &of("UZ")).await.expect("recorded");
    let shown = grants::show(&mut tx, &people.japan, "JP-2020").await.expect("shown");
    assert_eq!(shown.allocations[0].country.as_deref(), Some("UZ"));
});

both_databases!(a_withdrawn_allocation_counts_and_shows_nothing, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let phase = phase(tx).await;
    let new = allocation(phase, 450_000_000, Basis::Quoted);
    grants::record_allocation(tx, dana, NOW, "JP-2020", &new).await.expect("recorded");
    let activity = NewActivity {
        starts_on: "2019-09".parse().ok(),
        belongs_to: Some(BelongsTo::Phase(phase)),
        ..NewActivity::held(ActivityKind::Training, "C-1", "Risk assessment")
    };
    activities::create(tx, dana, NOW, &activity).await.expect("activity");
    assert_eq!(
        activities::list(tx, &people.japan, &crate::support::everything()).await.expect("activities").rows.len(),
        1
    );
    assert_eq!(components::list(tx, &people.japan).await.expect("components").len(), 1);

    let id = grants::show(tx, dana, "JP-2020").await.expect("shown").allocations[0].id;
    for (viewer, grant, answer) in [
        (&people.japan, "JP-2020", "forbidden"),
        (&people.customs, "JP-2020", "forbidden"),
        (dana, "US-2020", "not found"),
    ] {
        let told = told(grants::withdraw_allocation(tx, viewer, NOW, grant, id, "x").await);
        assert_eq!(told, answer);
    }
    let why = told(grants::withdraw_allocation(tx, dana, NOW, "JP-2020", id, "").await);
    assert_eq!(why, "reason: Enter why the allocation is withdrawn");
    grants::withdraw_allocation(tx, dana, NOW, "JP-2020", id, "The split was renegotiated").await.expect("withdrawn");
    let again = told(grants::withdraw_allocation(tx, dana, NOW, "JP-2020", id, "x").await);
    assert_eq!(again, "It was withdrawn already by dana (test) on 12 Dec 2019, 12:00.");

    let shown = grants::show(tx, dana, "JP-2020").await.expect("shown");
    assert_eq!((shown.allocations.len(), shown.activities), (0, 0));
    assert!(
        activities::list(tx, &people.japan, &crate::support::everything()).await.expect("activities").rows.is_empty()
    );
    assert!(components::list(tx, &people.japan).await.expect("components").is_empty());
    let history = changes::of(tx, dana, Entity::Grant, "JP-2020").await.expect("history");
    assert!(history[0].body.contains("renegotiated"));
});
