//! Every event that is refused, with its words; nothing of it is stored.

use domain::ledger::EventForm;

use super::*;

/// Tries to check and to post; both say the same, and nothing is stored.
async fn refused(tx: &mut Tx, viewer: &Viewer, grant: &str, new: &NewEvent) -> String {
    let before = rows(tx).await;
    let words = told(ledger::check(tx, viewer, NOW, grant, new).await);
    assert_eq!(told(ledger::post(tx, viewer, NOW, grant, new, "unknown").await), words);
    assert_eq!(rows(tx).await, before, "{words}");
    words
}

/// The same for a decision or a reversal.
async fn nothing_stored<T>(tx: &mut Tx, before: (i64, i64, i64), answer: store::Result<T>) -> String {
    assert_eq!(rows(tx).await, before);
    told(answer)
}

both_databases!(what_does_not_fit_the_agreement, async |db: Db| {
    let office = office(&db).await;
    let dana = &office.people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let dollars = event(EventKind::Receipt, usd(711_004_785));
    assert_eq!(
        refused(tx, dana, GRANT, &dollars).await,
        "currency: JP-2020 is an agreement in JPY: enter this amount in JPY, not in USD"
    );
    let euros = event(EventKind::Refund, Money::new(100, Currency::Eur));
    assert_eq!(
        refused(tx, dana, GRANT, &euros).await,
        "currency: JP-2020 is an agreement in JPY: enter this amount in JPY, not in EUR"
    );
    let future = NewEvent { value_date: "2019-12-13".parse().expect("day"), ..receipt() };
    assert_eq!(refused(tx, dana, GRANT, &future).await, "value_date: The value date lies in the future");
    let above = event(EventKind::Receipt, yen(743_000_001));
    assert_eq!(
        refused(tx, dana, GRANT, &above).await,
        "amount: This is above the ceiling: ¥0 of ¥743,000,000 was received before, so ¥743,000,000 can be received"
    );
    let other_ceiling = event(EventKind::Ceiling, yen(744_000_000));
    assert_eq!(
        refused(tx, dana, GRANT, &other_ceiling).await,
        "amount: The agreement says ¥743,000,000: post that amount, or mend the agreement first"
    );
    let revision = event(EventKind::CeilingRevision, yen(1));
    assert_eq!(
        refused(tx, dana, GRANT, &revision).await,
        "amount: Post the ceiling of the agreement before a revision of it"
    );
    let foreign = NewEvent { donor_code: Some("US".into()), ..receipt() };
    assert_eq!(refused(tx, dana, GRANT, &foreign).await, "donor: Choose one of the donors of this grant");
    assert_eq!(
        refused(tx, dana, "JOINT-2020", &receipt()).await,
        "donor: Several donors give together: choose whose money it is"
    );
    let elsewhere = NewEvent { phase_id: Some(999), ..receipt() };
    assert_eq!(
        refused(tx, dana, GRANT, &elsewhere).await,
        "phase: The grant is not allocated to this phase: choose another one, or allocate it first"
    );
    let unallocated = NewEvent { phase_id: Some(phase(tx).await), donor_code: Some("JP".into()), ..receipt() };
    assert!(refused(tx, dana, "JOINT-2020", &unallocated).await.starts_with("phase: The grant is not allocated"));
    let no_line = NewEvent { budget_line: Some("C".into()), ..event(EventKind::Expenditure, usd(1)) };
    assert_eq!(refused(tx, dana, GRANT, &no_line).await, "budget_line: This grant has no budget line “C”");
    let from = NewEvent { budget_line: Some("A".into()), from_budget_line: Some("C".into()), ..no_line };
    assert_eq!(refused(tx, dana, GRANT, &from).await, "from_budget_line: This grant has no budget line “C”");
    assert_eq!(refused(tx, dana, "NO-SUCH", &receipt()).await, "not found");
    for nobody in [&office.people.japan, &office.people.customs] {
        assert_eq!(refused(tx, nobody, GRANT, &receipt()).await, "forbidden");
    }
});

both_databases!(what_is_more_than_there_is, async |db: Db| {
    let office = office(&db).await;
    let dana = &office.people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    certified(tx, &office, GRANT, &event(EventKind::Receipt, yen(700_000_000))).await;
    // A provisional receipt counts as well: two people cannot both post the rest.
    posted(tx, dana, GRANT, &event(EventKind::Receipt, yen(40_000_000))).await.expect("posted");
    assert_eq!(
        refused(tx, dana, GRANT, &event(EventKind::Receipt, yen(3_000_001))).await,
        "amount: This is above the ceiling: ¥740,000,000 of ¥743,000,000 was received before, so ¥3,000,000 can be received"
    );
    posted(tx, dana, GRANT, &event(EventKind::Commitment, usd(5_000_000))).await.expect("posted");
    assert_eq!(
        refused(tx, dana, GRANT, &event(EventKind::Release, usd(5_000_001))).await,
        "amount: USD 50,000.00 is committed: no more than that can be released"
    );
    certified(tx, &office, GRANT, &event(EventKind::Expenditure, usd(700_000_000))).await;
    assert_eq!(
        refused(tx, dana, GRANT, &event(EventKind::Refund, usd(10_000_000))).await,
        "amount: USD 81,339.71 is unspent: no more than that can be refunded"
    );
    let shown = ledger::check(tx, dana, NOW, GRANT, &event(EventKind::Expenditure, usd(10_000_000))).await;
    assert_eq!(
        shown.expect("only a warning").warnings,
        ["With this, USD 68,660.29 more is used or committed than came in."]
    );
    let twin = ledger::check(tx, dana, NOW, GRANT, &event(EventKind::Receipt, yen(40_000_000))).await;
    assert!(told(twin).starts_with("amount: This is above the ceiling"));
    let twin =
        ledger::check(tx, dana, NOW, GRANT, &event(EventKind::Commitment, usd(5_000_000))).await.expect("a twin");
    assert!(twin.warnings.iter().any(|w| w.starts_with("JP-2020/3 has the same kind, amount and date")), "{twin:?}");
    let ceiling = event(EventKind::Ceiling, yen(743_000_000));
    posted(tx, dana, GRANT, &ceiling).await.expect("the ceiling");
    assert_eq!(
        refused(tx, dana, GRANT, &ceiling).await,
        "kind: The ledger has a ceiling of ¥743,000,000 already: post a ceiling revision"
    );
    let lower = event(EventKind::CeilingRevision, yen(-743_000_000));
    assert_eq!(
        refused(tx, dana, GRANT, &lower).await,
        "amount: The ceiling is ¥743,000,000: it cannot be lowered to nothing"
    );
    let below = event(EventKind::CeilingRevision, yen(-3_000_001));
    assert!(refused(tx, dana, GRANT, &below).await.starts_with("amount: This is above the ceiling: ¥740,000,000 of"));
});

both_databases!(amounts_that_no_ledger_holds, async |db: Db| {
    let office = office(&db).await;
    let dana = &office.people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    // Twenty digits do not become an event at all.
    let typed = |amount: &str| EventForm {
        kind: "expenditure".into(),
        amount: amount.into(),
        currency: "USD".into(),
        value_date: "2019-09-16".into(),
        purpose: "Boots".into(),
        ..Default::default()
    };
    for amount in ["12345678901234567890", "99999999999999999999999999"] {
        let refusal = NewEvent::parse(&typed(amount), NOW.day()).map_err(store::Error::from);
        assert_eq!(told(refusal), "amount: Enter an amount up to USD 1,000,000,000,000.00");
    }
    let yen_with_cents = EventForm { currency: "JPY".into(), rate_source: "UNORE".into(), ..typed("1.5") };
    let refusal = NewEvent::parse(&yen_with_cents, NOW.day()).map_err(store::Error::from);
    assert!(told(refusal).starts_with("amount: "));
    let soms = Money::new(domain::money::MOST_MINOR, Currency::Uzs);
    let overflow = NewEvent { rate: stated("0.00000001"), ..event(EventKind::Expenditure, soms) };
    assert_eq!(
        refused(tx, dana, GRANT, &overflow).await,
        "amount: The amount in US dollars is larger than the portal can hold"
    );
    let huge = NewEvent { rate: stated("0.001"), ..overflow };
    for _ in 0..5 {
        posted(tx, dana, GRANT, &huge).await.expect("huge, and still in range");
    }
    assert_eq!(refused(tx, dana, GRANT, &huge).await, "amount: The sum is larger than the portal can hold");
});

both_databases!(a_locked_period_takes_no_event, async |db: Db| {
    let office = office(&db).await;
    let (dana, finance) = (&office.people.dana, &office.finance);
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    posted(tx, dana, GRANT, &receipt()).await.expect("posted before the lock");
    let paid = NewEvent { value_date: "2019-10-01".parse().expect("day"), ..event(EventKind::Expenditure, usd(500)) };
    let paid = certified(tx, &office, GRANT, &paid).await;
    let lock = format!(
        "INSERT INTO period_lock (grant_id, from_on, until_on, reason, person_id, recorded_at)
         VALUES (NULL, '2019-07-01', '2019-09-30', 'Certified statement of the third quarter', {}, {})",
        finance.person, NOW.0
    );
    execute(tx, &lock).await.expect("locked");
    let words = "value_date: 1 Jul 2019 to 30 Sep 2019 is locked (by finance (test) on 12 Dec 2019: Certified statement of \
        the third quarter). Enter a date in an open period (a late event says which period it relates to), or ask to reopen this one";
    let late = event(EventKind::Expenditure, usd(100));
    assert_eq!(refused(tx, dana, GRANT, &late).await, words);
    let before = rows(tx).await;
    let approved = ledger::approve(tx, finance, NOW, GRANT, 1).await;
    let first = "This event waits for its period to be reopened, or is rejected and posted again.";
    let rule = words.trim_start_matches("value_date: ");
    assert_eq!(nothing_stored(tx, before, approved).await, format!("{first} {rule}."));
    // The late fact goes to an open period and says where it belongs.
    let open = NewEvent { value_date: "2019-10-01".parse().expect("day"), relates_to: "2019-09".parse().ok(), ..late };
    let number = posted(tx, dana, GRANT, &open).await.expect("in an open period");
    assert_eq!(ledger::show(tx, dana, GRANT, number).await.expect("shown").relates_to, "2019-09".parse().ok());
    // What was approved before the lock can be taken back after it, and not inside it.
    let inside = ledger::reverse(tx, dana, NOW, GRANT, paid, "2019-09-30".parse().expect("day"), "Twice").await;
    assert_eq!(told(inside), "value_date: A reversal lies at or after its event: 1 Oct 2019 or later");
    ledger::reverse(tx, dana, NOW, GRANT, paid, "2019-10-02".parse().expect("day"), "Twice").await.expect("reversed");
});

both_databases!(another_booking_than_was_shown_is_not_posted, async |db: Db| {
    let office = office(&db).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let shown = ledger::check(tx, &office.people.dana, NOW, GRANT, &receipt()).await.expect("checked").seal();
    assert_eq!(shown, "104.50=711004785");
    // Between the look and the click a newer rate was approved.
    add_rate(tx, &office.people.dana, &office.finance, "105.20", "2019-09-01").await;
    let before = rows(tx).await;
    let answer = ledger::post(tx, &office.people.dana, NOW, GRANT, &receipt(), &shown).await;
    assert_eq!(
        nothing_stored(tx, before, answer).await,
        "The booked amount is another one now than was shown: USD 7,062,737.64 at 105.20. Check it again before you post."
    );
});

both_databases!(decisions_that_cannot_be_made, async |db: Db| {
    let office = office(&db).await;
    let (dana, finance) = (&office.people.dana, &office.finance);
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    posted(tx, dana, GRANT, &receipt()).await.expect("posted");
    let before = rows(tx).await;
    let today = NOW.day();
    for (answer, words) in [
        (
            ledger::approve(tx, dana, NOW, GRANT, 1).await,
            "You entered this event: another member of staff approves it.",
        ),
        (ledger::approve(tx, &office.people.japan, NOW, GRANT, 1).await, "forbidden"),
        (ledger::approve(tx, &office.people.customs, NOW, GRANT, 1).await, "forbidden"),
        (ledger::approve(tx, finance, NOW, "US-2020", 1).await, "not found"),
        (ledger::approve(tx, finance, NOW, GRANT, -1).await, "not found"),
        (ledger::reject(tx, finance, NOW, GRANT, 1, "").await, "reason: Enter why it is rejected"),
        (ledger::reject(tx, &office.people.japan, NOW, GRANT, 1, "No").await, "forbidden"),
        (
            ledger::reverse(tx, dana, NOW, GRANT, 1, today, "No").await.map(|_| ()),
            "JP-2020/1 is not approved yet: reject it instead of reversing it.",
        ),
    ] {
        assert_eq!(nothing_stored(tx, before, answer).await, words);
    }
    ledger::reject(tx, dana, NOW, GRANT, 1, "Typed twice").await.expect("taken back by who entered it");
    let event = ledger::show(tx, dana, GRANT, 1).await.expect("it stays");
    assert_eq!((event.standing, event.decision_reason.as_deref()), (Standing::Rejected, Some("Typed twice")));
    let before = rows(tx).await;
    let already = "JP-2020/1 was rejected already by dana (test) on 12 Dec 2019, 12:00.";
    let approved = ledger::approve(tx, finance, NOW, GRANT, 1).await;
    assert_eq!(nothing_stored(tx, before, approved).await, already);
    let reversed = ledger::reverse(tx, finance, NOW, GRANT, 1, today, "No").await;
    assert_eq!(nothing_stored(tx, before, reversed).await, "JP-2020/1 was rejected and counts nowhere.");

    let number = certified(tx, &office, GRANT, &receipt()).await;
    let back = ledger::reverse(tx, dana, NOW, GRANT, number, today, "Another account").await.expect("reversed");
    ledger::approve(tx, finance, NOW, GRANT, back).await.expect("approved");
    let before = rows(tx).await;
    let twice = ledger::reverse(tx, finance, NOW, GRANT, back, today, "No").await;
    assert_eq!(
        nothing_stored(tx, before, twice).await,
        "JP-2020/3 is itself a reversal of JP-2020/2: post the amount again instead."
    );
});

both_databases!(decisions_keep_the_ledger_possible, async |db: Db| {
    let office = office(&db).await;
    let (dana, finance) = (&office.people.dana, &office.finance);
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let first = certified(tx, &office, GRANT, &receipt()).await;
    let back = ledger::reverse(tx, dana, NOW, GRANT, first, NOW.day(), "Another rate").await.expect("reversed");
    let again = posted(tx, dana, GRANT, &receipt()).await.expect("posted again");
    let before = rows(tx).await;
    // The repost before its reversal would certify the ceiling twice; without the reversal it could not stand at all.
    let approved = ledger::approve(tx, finance, NOW, GRANT, again).await;
    assert_eq!(
        nothing_stored(tx, before, approved).await,
        "Other events come first: approve or reject those before this one. This is above the ceiling: ¥743,000,000 of \
         ¥743,000,000 was received before, so ¥0 can be received."
    );
    let rejected = ledger::reject(tx, finance, NOW, GRANT, back, "No").await;
    assert!(
        nothing_stored(tx, before, rejected)
            .await
            .starts_with("Other events rest on this one: reject or reverse those"),
    );
    ledger::approve(tx, finance, NOW, GRANT, back).await.expect("the reversal");
    ledger::approve(tx, finance, NOW, GRANT, again).await.expect("and then the repost");
});

both_databases!(the_database_itself_refuses_a_second_hand_of_the_same_person, async |db: Db| {
    let office = office(&db).await;
    let dana = office.people.dana.person;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    posted(tx, &office.people.dana, GRANT, &receipt()).await.expect("posted");
    let decide = |decision: &str, person: i64| {
        format!(
            "INSERT INTO money_decision (event_id, decision, person_id, recorded_at)
             SELECT id, '{decision}', {person}, 0 FROM money_event"
        )
    };
    let attempts = [
        (decide("approved", dana), "nobody approves what they entered"),
        ("UPDATE money_event SET minor = 1".to_owned(), "a money event is never changed: it is reversed"),
        ("DELETE FROM money_event".to_owned(), "a money event is never changed: it is reversed"),
    ];
    for (statement, words) in attempts {
        execute(tx, "SAVEPOINT honest").await.expect("savepoint");
        let refused = execute(tx, &statement).await.expect_err(&statement).to_string();
        assert!(refused.contains(words), "{statement}: {refused}");
        execute(tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
    // Another person may, once, and for good.
    execute(tx, &decide("approved", office.finance.person)).await.expect("another person");
    for statement in ["UPDATE money_decision SET decision = 'rejected'", "DELETE FROM money_decision"] {
        execute(tx, "SAVEPOINT honest").await.expect("savepoint");
        let refused = execute(tx, statement).await.expect_err(statement).to_string();
        assert!(refused.contains("a decision is never changed"), "{statement}: {refused}");
        execute(tx, "ROLLBACK TO SAVEPOINT honest").await.expect("rollback");
    }
});

both_databases!(an_agreement_keeps_what_its_ledger_rests_on, async |db: Db| {
    let office = office(&db).await;
    let dana = &office.people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let with = |ceiling: Option<Money>, donors: &[&str]| {
        let mut changed = crate::chain::grant(GRANT, donors);
        changed.ceiling = ceiling;
        changed
    };
    // Before anything is booked, all of it can be changed.
    grants::update(tx, dana, NOW, GRANT, 1, &with(Some(yen(750_000_000)), &["JP", "US"])).await.expect("changed");
    let ours = NewEvent { donor_code: Some("US".into()), ..event(EventKind::Receipt, yen(1_000_000)) };
    posted(tx, dana, GRANT, &ours).await.expect("posted");
    let before = rows(tx).await;
    for (changed, words) in [
        (with(Some(usd(700)), &["JP", "US"]), "currency: The ledger is kept in JPY: the currency stays"),
        (with(None, &["JP", "US"]), "currency: The ledger is kept in JPY: the currency stays"),
        (with(Some(yen(999_999)), &["JP", "US"]), "ceiling: ¥1,000,000 was received: the ceiling cannot be below that"),
        (
            with(Some(yen(750_000_000)), &["JP"]),
            "donor: Money in the ledger is marked as given by US: it stays a donor",
        ),
    ] {
        let answer = grants::update(tx, dana, NOW, GRANT, 2, &changed).await;
        assert_eq!(nothing_stored(tx, before, answer).await, words);
    }
    grants::update(tx, dana, NOW, GRANT, 2, &with(Some(yen(743_000_000)), &["JP", "US"])).await.expect("lowered");
    posted(tx, dana, GRANT, &event(EventKind::Ceiling, yen(743_000_000))).await.expect("ceiling");
    let before = rows(tx).await;
    let answer = grants::update(tx, dana, NOW, GRANT, 3, &with(Some(yen(744_000_000)), &["JP", "US"])).await;
    assert_eq!(
        nothing_stored(tx, before, answer).await,
        "ceiling: The ledger has this ceiling: post a ceiling revision there instead of changing it here"
    );
});
