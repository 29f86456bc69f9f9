use super::*;

const TERMEZ: Keeper = Keeper { unit: 1, agency: 10 };
const SAMARKAND: Keeper = Keeper { unit: 2, agency: 10 };

fn name(keeper: Keeper) -> String {
    if keeper == TERMEZ { "IMT Termez" } else { "IMT Samarkand" }.to_owned()
}

fn event(from: Place, to: Place, quantity: i64, day: &str) -> Event {
    let occurred_on: PartialDate = day.parse().expect("a date");
    let recorded_at = Timestamp::end_of_day(occurred_on.start());
    Event { from, to, quantity, occurred_on, recorded_at }
}

/// Four monoculars, sent to Termez on 10 December; three were accepted on the 11th.
fn monoculars() -> History {
    History::new(
        4,
        vec![
            event(Place::Store, Place::Transit(TERMEZ), 4, "2019-12-10"),
            event(Place::Transit(TERMEZ), Place::Unit(TERMEZ), 3, "2019-12-11"),
        ],
    )
}

fn told(history: &History, new: Event) -> String {
    match history.check(&new, &name) {
        Ok(kind) => kind.word().to_owned(),
        Err(Refusal::Conflict(words)) => words,
        Err(Refusal::Invalid(errors)) => format!("{}: {}", errors[0].field, errors[0].message),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_is_held_is_known_for_any_day() {
    let mut history = monoculars();
    history.events.push(event(Place::Unit(TERMEZ), Place::Unit(SAMARKAND), 2, "2020-01"));
    let on = |day: &str| {
        let as_of = AsOf { day: day.parse().ok(), known: None };
        history.on(as_of).expect("adds up").words(&name)
    };
    assert_eq!(on("2019-12-09"), "4 with UNODC, in store");
    assert_eq!(on("2019-12-10"), "4 with UNODC, in transit to IMT Termez");
    assert_eq!(on("2019-12-31"), "1 with UNODC, in transit to IMT Termez, 3 with IMT Termez");
    assert_eq!(on("2020-01-01"), "1 with UNODC, in transit to IMT Termez, 1 with IMT Termez, 2 with IMT Samarkand");
}

#[test]
fn what_was_recorded_later_was_not_known_then() {
    let mut history = monoculars();
    let late = Event {
        recorded_at: Timestamp::end_of_day("2020-03-01".parse().expect("day")),
        ..event(Place::Unit(TERMEZ), Place::Lost(Some(TERMEZ)), 1, "2019-12-20")
    };
    history.events.push(late);
    let held = |known: Option<&str>| {
        let known = known.map(|day| Timestamp::end_of_day(day.parse().expect("day")));
        let day = "2019-12-31".parse().ok();
        history.on(AsOf { day, known }).expect("adds up").at(Place::Unit(TERMEZ))
    };
    assert_eq!((held(Some("2019-12-31")), held(None)), (3, 2));
}

#[test]
fn more_than_is_held_is_refused_with_what_is_held() {
    let history = monoculars();
    let lose = |quantity, day| told(&history, event(Place::Unit(TERMEZ), Place::Lost(Some(TERMEZ)), quantity, day));
    assert_eq!(lose(3, "2019-12-11"), "lost");
    assert_eq!(lose(4, "2019-12-12"), "quantity: On 12 Dec 2019 only 3 were with IMT Termez: enter at most 3");
    assert_eq!(
        lose(1, "2019-12-10"),
        "occurred_on: On 10 Dec 2019 none of it was with IMT Termez; it was: 4 with UNODC, in transit to IMT Termez"
    );
    assert_eq!(lose(0, "2019-12-12"), "quantity: Enter a number of at least 1");
    assert_eq!(
        told(&history, event(Place::Unit(SAMARKAND), Place::Store, 1, "2019-12-12")),
        "occurred_on: On 12 Dec 2019 none of it was with IMT Samarkand; it was: 1 with UNODC, in transit to IMT Termez, \
         3 with IMT Termez"
    );
}

#[test]
fn what_a_later_event_took_is_not_there_before_it() {
    let mut history = monoculars();
    history.events.push(event(Place::Unit(TERMEZ), Place::Unit(SAMARKAND), 3, "2020-01-15"));
    assert_eq!(
        told(&history, event(Place::Unit(TERMEZ), Place::Stolen(Some(TERMEZ)), 1, "2020-01-10")),
        "occurred_on: On 15 Jan 2020, 3 of what was with IMT Termez became with IMT Samarkand; after this only 2 would \
         have been left for that"
    );
}

#[test]
fn only_the_known_ways_lead_anywhere() {
    let lost = |by| Place::Lost(by);
    for (from, to, kind) in [
        (Place::Unit(TERMEZ), Place::Store, Some(Kind::Returned)),
        (Place::Unit(TERMEZ), Place::Unit(TERMEZ), None),
        (Place::Unit(TERMEZ), Place::Transit(SAMARKAND), None),
        (Place::Unit(TERMEZ), lost(Some(SAMARKAND)), None),
        (Place::Unit(TERMEZ), lost(None), None),
        (Place::Store, lost(None), Some(Kind::Lost)),
        (Place::Store, Place::Unit(TERMEZ), None),
        (Place::Transit(TERMEZ), Place::Unit(SAMARKAND), None),
        (lost(Some(TERMEZ)), Place::Unit(TERMEZ), Some(Kind::Found)),
        (lost(Some(TERMEZ)), Place::Unit(SAMARKAND), None),
        (lost(Some(TERMEZ)), Place::Store, Some(Kind::Found)),
        (lost(None), Place::WrittenOff, Some(Kind::WrittenOff)),
        (Place::WrittenOff, Place::Store, None),
        (Place::WrittenOff, Place::WrittenOff, None),
    ] {
        assert_eq!(Kind::of(from, to), kind, "{from:?} to {to:?}");
    }
}

#[test]
fn sums_balance_whatever_happens() {
    let mut history = monoculars();
    for (from, to, quantity, day) in [
        (Place::Unit(TERMEZ), Place::Unit(SAMARKAND), 2, "2019-12-20"),
        (Place::Unit(SAMARKAND), Place::Lost(Some(SAMARKAND)), 1, "2020-01"),
        (Place::Lost(Some(SAMARKAND)), Place::WrittenOff, 1, "2020-02-01"),
        (Place::Unit(TERMEZ), Place::Store, 1, "2020-02-02"),
    ] {
        let new = event(from, to, quantity, day);
        history.check(&new, &name).expect("can happen");
        history.events.push(new);
        let holdings = history.on(AsOf::default()).expect("adds up");
        assert_eq!(holdings.total(), 4);
        let accepted = holdings.total() - holdings.at(Place::Transit(TERMEZ));
        assert_eq!(accepted, 3, "handed over = held + lost + written off + returned");
    }
}

#[test]
fn a_tampered_history_is_named() {
    let mut history = monoculars();
    history.events[1].quantity = 5;
    assert_eq!(history.on(AsOf::default()), Err(1));
    history.events[1] = event(Place::WrittenOff, Place::Store, 1, "2019-12-11");
    assert_eq!(history.on(AsOf::default()), Err(1));
}

#[test]
fn open_movements_speak_for_their_pieces_and_the_older_are_served_first() {
    let place = Place::Unit(TERMEZ);
    let claim = |movement, quantity| Claim { movement, place, quantity };
    let claims = [claim(1, 2), claim(2, 1)];
    let now = monoculars().on(AsOf::default()).expect("adds up");
    assert_eq!((free(&now, place, &claims[..1]), free(&now, place, &claims)), (1, 0));
    assert!(overtaken(&now, &claims).is_empty());
    let mut history = monoculars();
    history.events.push(event(place, Place::Stolen(Some(TERMEZ)), 1, "2019-12-12"));
    assert_eq!(overtaken(&history.on(AsOf::default()).expect("adds up"), &claims), [2]);
}
