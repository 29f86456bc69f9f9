//! Every answer of the state machine, written down once more by hand: state × action × role, cell by cell. The tables in the
//! folder beside this file are the specification; `-` is "forbidden", `none` "not found", `!` a conflict, `?` "invalid", a word
//! the next state.

use domain::{
    Refusal,
    handover::{Actor, Tie, correction, discrepancy, draft, line, round},
    item::Condition,
    receipt::Count,
    round::{Counted, LineState, RoundStatus},
};

/// One row: the action and the state, and what each actor is told.
type Row = (String, String, Vec<String>);

fn rows(table: &str) -> Vec<Row> {
    let mut lines = table.lines();
    let head: Vec<&str> =
        lines.next().and_then(|head| head.split_once('|')).expect("a head").1.split_whitespace().collect();
    let actors: Vec<&str> = Actor::ALL.iter().map(|actor| actor.word()).collect();
    assert_eq!(head, actors, "every actor is a column");
    let row = |line: &str| {
        let (name, cells) = line.split_once('|').expect("a row");
        let (first, second) = name.trim().split_once(' ').expect("two words");
        let cells: Vec<String> = cells.split_whitespace().map(str::to_owned).collect();
        assert_eq!(cells.len(), actors.len(), "{name}");
        (first.to_owned(), second.to_owned(), cells)
    };
    lines.map(row).collect()
}

fn cell(answer: Result<&str, Refusal>) -> String {
    match answer {
        Ok(state) => state.replace(' ', "-"),
        Err(Refusal::Forbidden) => "-".into(),
        Err(Refusal::NotFound) => "none".into(),
        Err(Refusal::Conflict(words)) => {
            assert!(words.len() > 10, "a conflict says why: {words}");
            "!".into()
        }
        Err(Refusal::Invalid(_)) => "?".into(),
    }
}

/// Compares every row, and that every pair of `firsts` and `seconds` is one.
fn compare(table: &str, firsts: &[String], seconds: &[String], answer: impl Fn(&str, &str, Actor) -> String) {
    let rows = rows(table);
    let named: Vec<(&str, &str)> = rows.iter().map(|(first, second, _)| (first.as_str(), second.as_str())).collect();
    for first in firsts {
        for second in seconds {
            let times = named.iter().filter(|row| **row == (first, second)).count();
            assert_eq!(times, 1, "{first} × {second} stands in the table");
        }
    }
    assert_eq!(rows.len(), firsts.len() * seconds.len(), "nothing else stands in it");
    for (first, second, cells) in &rows {
        for (actor, cell) in Actor::ALL.iter().zip(cells) {
            assert_eq!(&answer(first, second, *actor), cell, "{first} × {second} × {actor}");
        }
    }
}

fn hyphened<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words.map(|word| word.replace(' ', "-")).collect()
}

fn named<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str, wanted: &str) -> T {
    *all.iter().find(|one| word(**one).replace(' ', "-") == wanted).expect(wanted)
}

#[test]
fn a_round() {
    let states =
        ["draft/0", "draft", "scheduled/0", "scheduled", "dispatched", "receiving", "closed", "published", "cancelled"];
    let states = states.map(str::to_owned);
    compare(
        include_str!("handover_table/round.txt"),
        &hyphened(round::Deed::ALL.iter().map(|deed| deed.word())),
        &states,
        |deed, state, actor| {
            let deed = named(round::Deed::ALL, round::Deed::word, deed);
            let (status, has_lines) = state.split_once('/').map_or((state, true), |(status, _)| (status, false));
            let at = round::At { status: named(RoundStatus::ALL, RoundStatus::word, status), has_lines };
            cell(round::check(at, deed, actor).map(RoundStatus::word))
        },
    );
    for status in RoundStatus::ALL {
        assert!(states.iter().any(|state| state == status.word()), "{status} has rows");
        // Without lines only scheduling and dispatch are other.
        for (deed, actor) in
            round::Deed::ALL.iter().flat_map(|deed| Actor::ALL.iter().map(move |actor| (*deed, *actor)))
        {
            if !matches!(deed, round::Deed::Schedule | round::Deed::Dispatch) || !status.is_planned() {
                let told =
                    [true, false].map(|has_lines| round::check(round::At { status: *status, has_lines }, deed, actor));
                assert_eq!(told[0], told[1]);
            }
        }
    }
}

/// A line of four pieces.
fn line_in(state: &str) -> line::At {
    let counted = |received, short, damaged, refused, remarked| Counted {
        received,
        short,
        damaged,
        refused,
        surplus: 0,
        remarked,
    };
    let (sent, counted) = match state {
        "unseen" => (None, Counted::default()),
        "scheduled" => (Some(false), Counted::default()),
        "awaiting" => (Some(true), Counted::default()),
        "all-short" => (Some(true), counted(0, 4, 0, 0, false)),
        "one-refused-rest-short" => (Some(true), counted(0, 3, 0, 1, true)),
        "one-received-rest-short" => (Some(true), counted(1, 3, 0, 0, false)),
        "accepted" => (Some(true), counted(4, 0, 0, 0, false)),
        "with-remarks" => (Some(true), counted(4, 0, 0, 0, true)),
        "three-received-one-damaged" => (Some(true), counted(3, 0, 1, 0, true)),
        "refused" => (Some(true), counted(0, 0, 0, 4, true)),
        other => panic!("{other}"),
    };
    line::At { sent, quantity: 4, counted, version: 7 }
}

fn count(kind: &str, at: &line::At) -> Count {
    let all = at.outstanding();
    let whole = Count {
        line: 1,
        expected: all,
        version: at.version,
        received: all,
        short: 0,
        damaged: 0,
        refused: 0,
        surplus: 0,
        condition: Condition::Good,
        remark: None,
        found: Default::default(),
    };
    let remark = Some("The lens is cracked".to_owned());
    match kind {
        "whole" => whole,
        "whole-remarked" => Count { remark, ..whole },
        "whole-and-more" => Count { surplus: 1, ..whole },
        "a-part" => Count { received: all.min(1), short: all - all.min(1), ..whole },
        "nothing" => Count { received: 0, short: all, ..whole },
        "rest-refused" => Count { received: 0, refused: all, remark, ..whole },
        "rest-damaged" => Count { received: 0, damaged: all, remark, ..whole },
        "old-form" => Count { version: at.version - 1, ..whole },
        "wrong-sum" => Count { received: all + 1, ..whole },
        other => panic!("{other}"),
    }
}

#[test]
fn a_line() {
    let states = [
        "unseen",
        "scheduled",
        "awaiting",
        "all-short",
        "one-refused-rest-short",
        "one-received-rest-short",
        "accepted",
        "with-remarks",
        "three-received-one-damaged",
        "refused",
    ];
    let counts = [
        "whole",
        "whole-remarked",
        "whole-and-more",
        "a-part",
        "nothing",
        "rest-refused",
        "rest-damaged",
        "old-form",
        "wrong-sum",
    ];
    let table = include_str!("handover_table/line.txt");
    compare(table, &states.map(str::to_owned), &counts.map(str::to_owned), |state, kind, actor| {
        let at = line_in(state);
        let next = line::check(at, &count(kind, &at), actor);
        if let Ok(next) = &next {
            assert_eq!((next.version, next.quantity), (at.version + 1, at.quantity));
            assert_eq!(next.outstanding(), next.counted.short, "what is not settled is short");
        }
        cell(next.map(|next| next.state().word()))
    });
    for state in LineState::ALL {
        let reached = |cells: &[String]| cells.iter().any(|cell| *cell == state.word().replace(' ', "-"));
        assert!(*state == LineState::Planned || rows(table).iter().any(|row| reached(&row.2)), "{state} is reached");
    }
    // A form that shows more than is awaited is as old as one with an earlier version.
    let at = line_in("one-received-rest-short");
    let other = Count { expected: 4, received: 4, ..count("whole", &at) };
    assert_eq!(cell(line::check(at, &other, Actor::Officer).map(|_| "done")), "!");
}

#[test]
fn a_discrepancy() {
    use domain::discrepancy::State;
    compare(
        include_str!("handover_table/discrepancy.txt"),
        &hyphened(discrepancy::Deed::ALL.iter().map(|deed| deed.word())),
        &hyphened(State::ALL.iter().map(|state| state.word())),
        |deed, state, actor| {
            let deed = named(discrepancy::Deed::ALL, discrepancy::Deed::word, deed);
            let state = named(State::ALL, State::word, state);
            cell(discrepancy::check(state, deed, actor).map(State::word))
        },
    );
}

#[test]
fn a_correction_of_a_receipt() {
    compare(
        include_str!("handover_table/correction.txt"),
        &hyphened(correction::Deed::ALL.iter().map(|deed| deed.word())),
        &hyphened(correction::State::ALL.iter().map(|state| state.word())),
        |deed, state, actor| {
            let deed = named(correction::Deed::ALL, correction::Deed::word, deed);
            let state = named(correction::State::ALL, correction::State::word, state);
            cell(correction::check(state, deed, actor).map(correction::State::word))
        },
    );
}

#[test]
fn a_draft_of_a_receipt() {
    let pairs = |deed: &str, state: &str| {
        (named(draft::Deed::ALL, draft::Deed::word, deed), named(draft::State::ALL, draft::State::word, state))
    };
    for status in [RoundStatus::Dispatched, RoundStatus::Receiving] {
        compare(
            include_str!("handover_table/draft.txt"),
            &hyphened(draft::Deed::ALL.iter().map(|deed| deed.word())),
            &hyphened(draft::State::ALL.iter().map(|state| state.word())),
            |deed, state, actor| {
                let (deed, state) = pairs(deed, state);
                cell(draft::check(state, status, deed, actor).map(draft::State::word))
            },
        );
    }
    // Where nothing can be counted, nothing can be drafted: the round itself answers.
    for status in RoundStatus::ALL.iter().filter(|s| !matches!(s, RoundStatus::Dispatched | RoundStatus::Receiving)) {
        for (deed, state) in draft::Deed::ALL.iter().flat_map(|deed| draft::State::ALL.iter().map(move |s| (*deed, *s)))
        {
            for actor in Actor::ALL {
                let at = round::At { status: *status, has_lines: true };
                let of_round = round::check(at, round::Deed::CountPart, *actor).expect_err("nothing to count");
                assert_eq!(draft::check(state, *status, deed, *actor), Err(of_round));
            }
        }
    }
}

#[test]
fn everybody_is_one_actor() {
    use domain::{Role, Scope, Viewer};
    let viewer = |role, scope| Viewer {
        person: 1,
        session: 1,
        name: "Dana Petrova".into(),
        login: "dana".into(),
        role,
        scope,
        scope_name: None,
    };
    let (everything, agency, donor) = (Scope::Everything, Scope::Agency(3), Scope::Donor(5));
    for (role, scope, told) in [
        (Role::Administrator, everything, ["administrator"; 4]),
        (Role::Staff, everything, ["staff", "staff", "dispatcher", "dispatcher"]),
        (Role::Officer, agency, ["outsider", "officer", "outsider", "turned"]),
        (Role::Donor, donor, ["donor"; 4]),
    ] {
        let ties = [(false, false), (false, true), (true, false), (true, true)];
        let actors = ties.map(|(dispatched, concerned)| Actor::of(&viewer(role, scope), Tie { dispatched, concerned }));
        assert_eq!(actors.map(Actor::word), told);
        assert!(actors.iter().all(|actor| actor.role() == Some(role)));
    }
}
