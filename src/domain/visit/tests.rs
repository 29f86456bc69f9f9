use super::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2021, 6, 1).expect("a date");

fn visit() -> VisitForm {
    VisitForm {
        code: "v-1".into(),
        title: "Termez".into(),
        planned_on: "5 Jun 2021".into(),
        units: "imt-ter, BLO-DUS\nIMT-TER".into(),
        sample: "random".into(),
        size: "20".into(),
        ..Default::default()
    }
}

fn fields<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<String> {
    match answer {
        Err(Refusal::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_visit_says_where_and_what_is_looked_at() {
    let new = NewVisit::parse(&visit(), 7).expect("accepted");
    assert_eq!(
        (new.code.as_str(), new.units, new.drawn),
        ("V-1", vec!["IMT-TER".into(), "BLO-DUS".into()], Some((20, 7)))
    );
    let seeded = NewVisit::parse(&VisitForm { seed: "-3".into(), ..visit() }, 7).expect("accepted");
    assert_eq!(seeded.drawn, Some((20, -3)));
    assert_eq!(fields(NewVisit::parse(&VisitForm::default(), 7)), ["code", "title", "planned_on", "units", "sample"]);
    assert_eq!(fields(NewVisit::parse(&VisitForm { sample: "all".into(), ..visit() }, 7)), ["size"]);
    assert_eq!(fields(NewVisit::parse(&VisitForm { size: "".into(), ..visit() }, 7)), ["size"]);
}

fn look() -> LookForm {
    LookForm {
        checked_on: "1 Jun 2021".into(),
        finding: "in use".into(),
        condition: "good".into(),
        answers: vec![
            AnswerFields { question: "Lights?".into(), answer: "yes".into() },
            AnswerFields { question: "Hours".into(), answer: "120".into() },
        ],
        ..Default::default()
    }
}

#[test]
fn what_was_looked_at_is_a_check_with_answers() {
    let asked = crate::check::questions("Lights?\nHours =");
    let parse = |form: LookForm| NewLook::parse(&form, 4, true, &asked, TODAY);
    let new = parse(look()).expect("accepted");
    assert_eq!((new.check.seen, new.check.joint, new.answers.len()), (4, true, 2));
    let unused = LookForm {
        finding: "in store".into(),
        unused_since: "2020".into(),
        unused_because: "No batteries".into(),
        ..look()
    };
    let new = parse(unused.clone()).expect("accepted");
    assert_eq!(new.unused.map(|(since, why)| (since.to_string(), why)), Some(("2020".into(), "No batteries".into())));
    let call = LookForm { method: "call".into(), answers: Vec::new(), ..look() };
    let new = parse(call).expect("what is not answered yet is answered later");
    assert_eq!((new.check.joint, new.answers.len()), (false, 0));
    assert_eq!(fields(parse(LookForm { unused_since: "".into(), ..unused })), ["unused_since"]);
    let wrong = AnswerFields { question: "Lights?".into(), answer: "perhaps".into() };
    assert_eq!(fields(parse(LookForm { answers: vec![wrong], ..look() })), ["answers[0][answer]"]);
    assert_eq!(fields(parse(LookForm { finding: "not seen".into(), ..look() })), ["condition", "note"]);
    assert_eq!(fields(parse(LookForm { checked_on: "2 Jun 2021".into(), ..look() })), ["checked_on"]);
    assert_eq!(fields(parse(LookForm { seen: "5".into(), ..look() })), ["seen"]);
}
