use super::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 10).expect("a date");

fn fields<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<String> {
    match answer {
        Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reassignment_names_two_units_and_why() {
    let form = ReassignmentForm {
        holder: "IMT-TER/SCC".into(),
        receiver: "IMT-SAM/SCC".into(),
        reason: "New post".into(),
        ..Default::default()
    };
    assert_eq!(NewReassignment::parse(&form, 4).expect("accepted").quantity, 4);
    assert_eq!(fields(NewReassignment::parse(&Default::default(), 4)), ["holder", "receiver", "reason"]);
    let same = ReassignmentForm { receiver: "IMT-TER/SCC".into(), ..form.clone() };
    assert_eq!(fields(NewReassignment::parse(&same, 4)), ["receiver"]);
    assert_eq!(
        fields(NewReassignment::parse(&ReassignmentForm { quantity: "5".into(), ..form.clone() }, 4)),
        ["quantity"]
    );
}

#[test]
fn a_theft_needs_its_police_report_and_a_loss_does_not() {
    let form = LossForm {
        kind: "lost".into(),
        holder: "IMT-TER/SCC".into(),
        occurred_on: "Jan 2020".into(),
        circumstances: "Fell into the Amu Darya during a search of a boat".into(),
        ..Default::default()
    };
    assert!(NewLoss::parse(&form, 1, TODAY).is_ok());
    assert_eq!(
        fields(NewLoss::parse(&LossForm { kind: "stolen".into(), ..form.clone() }, 1, TODAY)),
        ["police_report"]
    );
    assert_eq!(fields(NewLoss::parse(&LossForm { kind: "found".into(), ..form.clone() }, 1, TODAY)), ["kind"]);
    assert_eq!(
        fields(NewLoss::parse(&LossForm { occurred_on: "Feb 2020".into(), ..form.clone() }, 1, TODAY)),
        ["occurred_on"]
    );
    let empty = fields(NewLoss::parse(&Default::default(), 1, TODAY));
    assert_eq!(empty, ["kind", "holder", "occurred_on", "circumstances"]);
}

#[test]
fn a_find_says_what_had_gone_and_where_it_is() {
    let form = FindForm {
        holder: "stolen:IMT-TER/SCC".into(),
        occurred_on: "9 Jan 2020".into(),
        condition: "fair".into(),
        circumstances: "Seized at Oybek".into(),
        ..Default::default()
    };
    let found = NewFind::parse(&form, 1, TODAY).expect("accepted");
    assert!(found.stolen && !found.to_store);
    assert!(
        NewFind::parse(&FindForm { holder: "lost:store".into(), ..form.clone() }, 1, TODAY).expect("accepted").to_store
    );
    for from in ["IMT-TER/SCC", "gone:store", "lost:IMT-TER", ""] {
        assert_eq!(
            fields(NewFind::parse(&FindForm { holder: from.into(), ..form.clone() }, 1, TODAY)),
            ["holder"],
            "{from}"
        );
    }
}

#[test]
fn a_write_off_rests_on_a_dated_decision() {
    let form = WriteOffForm {
        holder: "lost:IMT-TER/SCC".into(),
        document: "PSB 14/2020".into(),
        occurred_on: "9 Jan 2020".into(),
        reason: "Not found after a search".into(),
        ..Default::default()
    };
    assert!(NewWriteOff::parse(&form, 1, TODAY).is_ok());
    assert_eq!(
        fields(NewWriteOff::parse(&WriteOffForm { document: "".into(), ..form.clone() }, 1, TODAY)),
        ["document"]
    );
    for decided_on in ["", "Jan 2020", "11 Jan 2020"] {
        assert_eq!(
            fields(NewWriteOff::parse(&WriteOffForm { occurred_on: decided_on.into(), ..form.clone() }, 1, TODAY)),
            ["occurred_on"]
        );
    }
}

#[test]
fn who_says_no_says_why() {
    assert!(NewAnswer::parse("giving", "").is_ok());
    for no in ["refused", "withdrawn"] {
        assert_eq!(fields(NewAnswer::parse(no, " ")), ["reason"]);
        assert!(NewAnswer::parse(no, "Needed at Oybek").is_ok());
    }
    assert_eq!(fields(NewAnswer::parse("maybe", "")), ["answer"]);
}
