//! A database with a row in every table that holds facts.

use domain::{
    Currency, Money, Role, Viewer,
    act::{MandateForm, Terms, Wording, WordingForm},
    budget::NewBudgetLine,
    change::Entity,
    custody::{
        head::{Looked, NewHead},
        title::NewTitle,
    },
    discrepancy::NewAssignment,
    file::MediaType,
    grant::{Basis, NewAllocation},
    item::correction::CorrectionForm,
    odometer::{NewReading, Reading},
    phase::{Counted, Counts, MetOn, NewComponent, NewMilestone, Progress},
    quote::{Measure, NewQuote, Published, QuoteWords},
    share::NewShares,
    signing::{ScanForm, SignatureForm},
    source::SourceChoice,
    unit::{NewUnit, UnitKind},
    upkeep::{NewPaper, NewWork, PaperKind, WorkKind},
    verification::{Finding, NewVerification},
};
use store::{
    Db, Tx,
    acts::{self, NewClauses, Subject, Translation},
    budgets, changes, components, custody, discrepancies, grants, heads, items, odometer, people, periods,
    programmes::{self, NewProgramme},
    quotes, rates,
    receipts::drafts,
    rounds,
    signing::{self, Decision, NewLink},
    sources, titles, units, upkeep, verifications,
};

use super::{activities, asked, corrected_receipts, papers, programme, results, things, twins};
use crate::{
    allocations::receive,
    chain::{HANDOVER, People, count_one_of_each, phase},
    custody::{CAR, MONOCULARS, at, later, say, to_termez},
    periods::day,
    rates::{approved, yen},
    signing::{WITNESS, World, current, issued, sign},
    support::{NOW, number, person},
};

const ANALYSER: &str = "IMT-000003";
const SHORT: &str = "receipt-of-customs-1-short";

/// Everything that people do, once: what is entered, what is handed over and moves on, what is signed, what is booked.
pub async fn everything(db: &Db) {
    let world = issued(db).await;
    let finance = person(db, "finance", Role::Staff, None).await;
    let admin = person(db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    entered(t, &world.people).await;
    handed_over(t, &world).await;
    signed(t, &world).await;
    let dana = &world.people.dana;
    let rate = approved(t, (dana, &finance), &yen("104.50", "2019-03-01")).await;
    rates::show(t, dana, rate).await.expect("the rate");
    let line = NewBudgetLine {
        code: "CARS".into(),
        title: "Off-road cars".into(),
        phase_id: None,
        amount: Money::new(100, Currency::Usd),
        effective_on: day("2019-03-01"),
        document: None,
    };
    budgets::create(t, dana, NOW, "JP-2020", &line).await.expect("budget line");
    receive(t, &world.people, &finance).await;
    let lock = periods::lock(t, dana, NOW, Some("US-2020"), day("2019-01-01"), day("2019-03-31"), "Statement").await;
    let asked = periods::ask_reopening(t, dana, NOW, lock.expect("locked"), 2, "A late invoice").await.expect("asked");
    periods::approve_reopening(t, &finance, NOW, asked).await.expect("reopened");
    papers::documented(t, dana).await;
    papers::who_came(t, dana).await;
    twins::merged(t, dana).await;
    things::in_categories(t, dana).await;
    asked::asked(t, dana, &world.people.japan).await;
    people::set_disabled(t, &admin, NOW, world.people.usa.person, true).await.expect("disabled");
    tx.commit().await.expect("commit");
}

/// What staff record of the programme and of what is published.
async fn entered(t: &mut Tx, people: &People) {
    let dana = &people.dana;
    let news = || Some("news".to_owned());
    sources::add(t, dana, NOW, "news", "UNODC ROCA, news of 10 December 2019").await.expect("source");
    let programme = NewProgramme {
        code: "PCA-2015".into(),
        title: "Programme for Central Asia".into(),
        part_of: None,
        sub_programme: None,
        source: news().map(SourceChoice::Known),
    };
    programmes::add(t, dana, NOW, &programme).await.expect("programme");
    let part = NewProgramme {
        code: "PCA-2015-1".into(),
        title: "1: Countering organized crime".into(),
        part_of: Some("PCA-2015".into()),
        sub_programme: None,
        source: None,
    };
    programmes::add(t, dana, NOW, &part).await.expect("sub-programme");
    let component = NewComponent {
        code: "BLO".into(),
        title: "Border Liaison Offices".into(),
        programme_code: Some("PCA-2015".into()),
        countries: vec!["UZ".into()],
        agency_codes: vec!["SCC".into()],
    };
    components::add(t, dana, NOW, &component).await.expect("component");
    programme::take_part(t, dana).await;
    let met_on = MetOn { date: "2019-09".parse().expect("month"), by: true };
    let milestone = NewMilestone {
        component_code: "IMT".into(),
        phase: 2,
        title: "Cars handed over".into(),
        due_on: None,
        met_on: Some(met_on),
        target: Some(2),
        actual: Some(2),
        evidence: None,
        source_code: news(),
        counted: None,
        waits_for: None,
    };
    let id = components::add_milestone(t, dana, NOW, &milestone).await.expect("milestone");
    for (version, counted_on) in [(1, "2019-05"), (2, "2019-08")] {
        let progress = Progress {
            number: version,
            counted_on: counted_on.parse().expect("month"),
            evidence: Some("Minutes".into()),
        };
        components::record_progress(t, dana, NOW, id, version, &progress).await.expect("progress");
    }
    programme::milestones_taken_back(t, dana, id).await;
    let counted = Counted { counts: Counts::Units, what: "IMT".into() };
    let other = NewMilestone {
        title: "Radios handed over".into(),
        target: Some(1),
        counted: Some(counted),
        waits_for: Some(id),
        ..milestone
    };
    let other = components::add_milestone(t, dana, NOW, &other).await.expect("milestone");
    let progress = Progress { number: 1, counted_on: "2019-08".parse().expect("month"), evidence: None };
    components::record_progress(t, dana, NOW, other, 1, &progress).await.expect("progress");
    let unit = NewUnit {
        code: "IMT-BUK".into(),
        kind: UnitKind::Imt,
        base: Some("Bukhara".into()),
        crossing: None,
        border: None,
        country: None,
        since: Some(MetOn { date: "2018".parse().expect("year"), by: true }),
        planned: None,
        aliases: vec!["Bukhoro".into()],
        areas: vec!["Navoi region".into(), "Bukhara region".into()],
        agency_codes: vec!["SCC".into(), "SSS".into()],
    };
    units::add(t, dana, NOW, &unit).await.expect("unit");
    components::meet_milestone(t, dana, NOW, other, 2, met_on, Some(1), None).await.expect("met");
    programme::changed(t, dana).await;
    programme::past_rounds(t, dana).await;
    let allocation = NewAllocation {
        phase_id: phase(t).await,
        country: Some("UZ".into()),
        amount: Some((Money::new(100, Currency::Usd), Some("nearly".into()), Basis::Quoted)),
        source: None,
    };
    for _ in 0..2 {
        grants::record_allocation(t, dana, NOW, "JP-2020", &allocation).await.expect("allocated");
    }
    let withdrawn = number(t, "SELECT CAST(MAX(id) AS BIGINT) FROM allocation").await;
    grants::withdraw_allocation(t, dana, NOW, "JP-2020", withdrawn, "Entered twice").await.expect("withdrawn");
    programme::instalments(t, dana).await;
    let published = Published {
        measure: Measure::Money,
        amount: 700_000_000,
        currency: Some(Currency::Usd),
        qualifier: Some("over".into()),
    };
    let quote = NewQuote {
        words: QuoteWords::about("The whole grant"),
        published,
        source: SourceChoice::Known("news".into()),
        whole: false,
    };
    for _ in 0..3 {
        quotes::record(t, dana, NOW, &quotes::Subject::Grant("JP-2020".into()), &quote).await.expect("figure");
    }
    programme::totals(t, dana).await;
    programme::known(t, dana).await;
    for withdrawn in [1, 2] {
        quotes::withdraw(t, dana, NOW, withdrawn, "Entered twice").await.expect("withdrawn");
    }
    results::cases(t, dana).await;
    activities::recorded(t, dana).await;
    programme::totals_of_activities(t, dana, "C-1").await;
}

/// Received short, looked after, moved on, verified, paid for by others than first entered.
async fn handed_over(t: &mut Tx, world: &World) {
    let World { people, colleague, .. } = world;
    let (dana, customs) = (&people.dana, &people.customs);
    let monoculars = rounds::lines_to_count(t, customs, HANDOVER).await.expect("lines")[0].id;
    drafts::add_photos(
        t,
        customs,
        NOW,
        HANDOVER,
        &domain::receipt::DraftEdit::default(),
        &[(monoculars, &b"a photo"[..])],
    )
    .await
    .expect("a photo");
    count_one_of_each(t, customs, NOW).await;
    count_one_of_each(t, &people.security, NOW).await;
    let assignment = NewAssignment { owner: customs.person, due_on: NOW.day(), remark: None };
    discrepancies::assign(t, dana, NOW, SHORT, &assignment).await.expect("assigned");
    count_one_of_each(t, colleague, NOW).await;
    corrected_receipts::corrected(t, colleague, dana).await;
    custody::propose_reassignment(t, customs, NOW, MONOCULARS, &to_termez(1), "m1").await.expect("proposed");
    say(t, colleague, "m1", "receiving", "").await.expect("confirmed");
    let title = NewTitle {
        from_code: None,
        agency_code: "SCC".into(),
        quantity: 1,
        occurred_on: "2019-12-11".parse().expect("day"),
        document: "Act 1".into(),
    };
    titles::record(t, dana, NOW, MONOCULARS, &title).await.expect("title");
    let looked = Looked { tag: MONOCULARS.into(), held: 1, missing: 1, remark: Some("Not in the locker".into()) };
    let head = NewHead {
        of: at("IMT-TER", "SCC"),
        name: Some("Captain N. Yusupova".into()),
        post: "Captain".into(),
        from: later(2).day(),
        document: Some("Acceptance 1".into()),
        items: vec![looked],
    };
    heads::change(t, dana, later(2), &head).await.expect("head");
    let question = heads::open_questions(t, customs).await.expect("questions")[0].id;
    heads::answer_missing(t, customs, later(2), question, "With the patrol").await.expect("answered");
    let check = NewVerification {
        checked_on: "2019-12-12".parse().expect("day"),
        finding: Finding::InUse,
        seen: 1,
        condition: None,
        method: domain::check::Method::Call,
        joint: true,
        note: None,
    };
    verifications::record(t, dana, NOW, CAR, &check).await.expect("verified");
    let reading = NewReading { reading: Reading { km: 120, read_on: day("2019-12-12") }, remark: None };
    odometer::record(t, dana, NOW, CAR, &reading).await.expect("read");
    keep_up(t, dana).await;
    things::waiting(t, dana).await;
    asked::visited(t, dana).await;
    let shares = NewShares {
        shares: vec![("JP-2020".into(), 375_000), ("US-2020".into(), 625_000)],
        effective_on: day("2019-12-11"),
        reason: "Entered the wrong way round".into(),
    };
    items::change_shares(t, dana, NOW, CAR, &shares).await.expect("shares");
    let right = |tag: &str, vin: &str, serial: &str| CorrectionForm {
        tag: tag.into(),
        vin: vin.into(),
        serial: serial.into(),
        plate: if vin.is_empty() { String::new() } else { "01 123 AAA".into() },
        make: "Toyota".into(),
        reason: "Read off the thing itself".into(),
        ..Default::default()
    };
    for form in [right(CAR, "JTMHV05J604123457", ""), right(ANALYSER, "", "SN-88214")] {
        let version = changes::version(t, dana, Entity::Item, &form.tag).await.expect("version");
        items::correct(t, dana, NOW, version, &form).await.expect("corrected");
    }
}

/// The act of the customs by name, on paper and by link; a mandate, words and clauses.
async fn signed(t: &mut Tx, world: &World) {
    let (dana, rustam, number) = (&world.people.dana, &world.rustam, world.number.as_str());
    let words = |en: &str| WordingForm { en: en.into(), ..Default::default() };
    let form = MandateForm {
        deputy: words("Dilshod Karimov"),
        deputy_post: words("Deputy head of logistics"),
        mandate: "M-17".into(),
        mandate_on: "10 Dec 2019".into(),
        ..Default::default()
    };
    let page: &[(MediaType, &[u8])] = &[(MediaType::Jpeg, b"the paper")];
    let officer = &world.people.customs;
    acts::hand_over(t, officer, NOW, (HANDOVER, "SCC", 1), &form, page, "mandate-1").await.expect("handed over");
    let stored = acts::terms(t, dana, HANDOVER).await.expect("terms");
    let said = |words: &str| Some(Wording::same(words));
    let mut terms = Terms {
        imports: vec![import()],
        risk: said("On delivery"),
        occasion: said("The fifth handover"),
        ..stored.terms
    };
    terms.witnesses[0].authority = said("Note 7 of the embassy");
    acts::save_terms(t, dana, NOW, HANDOVER, stored.version, &terms).await.expect("terms");
    sign(t, world, dana, 1).await.expect("UNODC");
    let hash = current(t, world).await.hash;
    let form = ScanForm {
        signers: vec!["1".to_owned()],
        signed_on: "12 Dec 2019".into(),
        hash: hash.clone(),
        ..Default::default()
    };
    signing::record_scan(t, rustam, NOW, (number, 1), &form, page, "scan").await.expect("uploaded");
    signing::decide_scan(t, dana, NOW, "scan", Decision::Confirmed).await.expect("confirmed");
    let link = NewLink { public_id: "link", token_hash: "link", code_hash: "code", expires_at: NOW.plus_seconds(60) };
    signing::make_link(t, rustam, NOW, number, 1, 2, &link).await.expect("link");
    signing::enter_code(t, NOW, "link", "code", "key").await.expect("opened");
    let form = SignatureForm { name: WITNESS.into(), agreed: "true".into(), hash, ..Default::default() };
    signing::sign_by_link(t, NOW, "link", "key", &form).await.expect("the witness");
    let said = |subject, key: &str| Translation { subject, key: key.into(), ru: Some("Слово".into()), uz: None };
    let words = [said(Subject::Word, "Off-road car"), said(Subject::UnitName, "IMT-TER"), said(Subject::Agency, "SCC")];
    acts::translate(t, dana, NOW, NOW.day(), &words).await.expect("words");
    let clauses = NewClauses { en: "a", ru: "b", uz: "c", reason: "Legal affairs" };
    acts::save_clauses(t, dana, NOW, 0, &clauses).await.expect("clauses");
}

fn import() -> domain::act::ImportDocument {
    domain::act::ImportDocument { kind: domain::act::ImportKind::Waybill, number: "W-1".into(), dated: None }
}

/// A paper and a service of the car, and one of each that was taken back.
async fn keep_up(t: &mut Tx, dana: &Viewer) {
    let paper = NewPaper {
        kind: PaperKind::Insurance,
        number: Some("AA 0045812".into()),
        issuer: Some("Insurance company of the north".into()),
        issued_on: "2019".parse().ok(),
        valid_until: Some(day("2020-12-31")),
        remark: Some("Copy in the file".into()),
    };
    let work = NewWork {
        kind: WorkKind::Service,
        done_on: "2019-12-12".parse().expect("day"),
        km: Some(120),
        what: "Oil and filters".into(),
        workshop: Some("Workshop of the agency".into()),
        cost: Some(Money::new(125_000_000, Currency::Uzs)),
        next_on: Some(day("2020-06-12")),
        next_km: Some(10_000),
    };
    for _ in 0..2 {
        let paper = upkeep::record_paper(t, dana, NOW, CAR, &paper).await.expect("paper");
        let work = upkeep::record_work(t, dana, NOW, CAR, &work).await.expect("work");
        if paper > 1 {
            upkeep::take_back_paper(t, dana, NOW, CAR, paper, "Entered twice").await.expect("taken back");
            upkeep::take_back_work(t, dana, NOW, CAR, work, "Entered twice").await.expect("taken back");
        }
    }
}
