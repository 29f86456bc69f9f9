//! Every published figure of the data file can be read back with its qualifier, currency, source and date precision.

use domain::{
    PartialDate,
    document::Subject as Noun,
    official::Part,
    phase::MetOn,
    quote::{Measure, Published, QuoteWords, Subject},
};
use store::{officials::AppearanceRow, quotes::QuoteRow};
use toml::{Table, Value};

use super::{Db, Money, Tx, Viewer, demonstration, who};

struct Facts(Table);

impl Facts {
    fn read() -> Self {
        Facts(include_str!("../../demo/programme.toml").parse().expect("programme.toml"))
    }

    fn all(&self, kind: &str) -> Vec<&Table> {
        self.0[kind].as_array().expect(kind).iter().map(|fact| fact.as_table().expect(kind)).collect()
    }

    /// The title of the source that a fact names.
    fn source(&self, fact: &Table) -> Option<String> {
        text(fact, "source").map(|code| self.0["sources"][code].as_str().expect("title").to_owned())
    }
}

fn text<'a>(fact: &'a Table, key: &str) -> Option<&'a str> {
    fact.get(key).map(|value| value.as_str().expect(key))
}

fn owned(fact: &Table, key: &str) -> Option<String> {
    text(fact, key).map(str::to_owned)
}

fn number(fact: &Table, key: &str) -> Option<i64> {
    fact.get(key).map(|value| value.as_integer().expect(key))
}

fn date(fact: &Table, key: &str) -> Option<PartialDate> {
    text(fact, key).map(|text| text.parse().expect(text))
}

fn words(fact: &Table, key: &str) -> Vec<String> {
    let list = fact.get(key).and_then(Value::as_array);
    let mut words: Vec<String> = list.into_iter().flatten().map(|word| word.as_str().expect(key).to_owned()).collect();
    words.sort();
    words
}

/// In their order.
fn lines(fact: &Table, key: &str) -> Vec<String> {
    let list = fact[key].as_array().expect(key);
    list.iter().map(|line| line.as_str().expect(key).to_owned()).collect()
}

fn money(fact: &Table) -> Option<Money> {
    let currency = text(fact, "currency")?.parse().expect("currency");
    text(fact, "amount").map(|typed| Money::parse(typed, currency).expect(typed))
}

fn published(figure: &Table) -> Published {
    let (measure, amount) = match (money(figure), number(figure, "count"), number(figure, "grams")) {
        (Some(money), ..) => (Measure::Money, money.minor),
        (_, Some(count), _) => (Measure::Count, count),
        (.., grams) => (Measure::Grams, grams.expect("a measure")),
    };
    let currency = money(figure).map(|m| m.currency);
    Published { measure, amount, currency, qualifier: owned(figure, "qualifier") }
}

async fn quotes_of(tx: &mut Tx, viewer: &Viewer, figure: &Table) -> Vec<QuoteRow> {
    let about = text(figure, "about").expect("a subject");
    match about.parse().expect(about) {
        Subject::Grant(code) => store::grants::show(tx, viewer, &code).await.expect(about).quotes,
        Subject::Round(code) => store::rounds::front(tx, viewer, &code).await.expect(about).quotes,
        Subject::Component(code) => store::components::show(tx, viewer, &code).await.expect(about).quotes,
        other => store::quotes::about(tx, viewer, &other).await.expect(about),
    }
}

both_databases!(every_figure, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let facts = Facts::read();
    assert_eq!(facts.all("figure").len(), 19);
    for figure in facts.all("figure") {
        let expected = QuoteRow {
            id: 0,
            words: QuoteWords {
                what: owned(figure, "what").expect("what"),
                counted: text(figure, "counted").map(|word| word.parse().expect(word)),
                as_published: owned(figure, "as_published"),
                as_of: date(figure, "as_of"),
                period: date(figure, "period"),
                topics: figure.get("topics").map(|_| lines(figure, "topics")).unwrap_or_default(),
                note: owned(figure, "note"),
            },
            published: published(figure),
            source: facts.source(figure),
            version: 1,
            recorded: None,
            whole: figure.get("whole").and_then(toml::Value::as_bool).unwrap_or_default(),
        };
        assert!(expected.source.is_some());
        let shown = quotes_of(&mut tx, &staff, figure).await;
        let found =
            shown.iter().any(|quote| QuoteRow { id: quote.id, recorded: quote.recorded, ..expected.clone() } == *quote);
        assert!(found, "{expected:?} is not in {shown:?}");
        let counted = shown.iter().all(|quote| quote.recorded.is_some() == quote.words.counted.is_some());
        assert!(counted, "what is counted stands beside it");
    }
});

/// Who did what in which post, and whether there were others.
type Said = (Part, String, String, bool);

fn said(fact: &Table, key: &str, part: Part) -> Vec<Said> {
    let list = fact.get(key).and_then(Value::as_array).into_iter().flatten();
    let one = |one: &Value| {
        let one = one.as_table().expect(key);
        let others = one.get("among_others").and_then(Value::as_bool).unwrap_or_default();
        (part, owned(one, "name").expect("name"), owned(one, "post").expect("post"), others)
    };
    list.map(one).collect()
}

fn told(rows: &[AppearanceRow]) -> Vec<Said> {
    let one = |row: &AppearanceRow| {
        let name = row.official.as_ref().expect("somebody").1.clone();
        (row.part, name, row.post.clone().expect("a post"), row.among_others)
    };
    rows.iter().map(one).collect()
}

both_databases!(every_document_and_official, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let (staff, japan) = (who(&mut tx, "staff").await, who(&mut tx, "japan").await);
    let usa = who(&mut tx, "usa").await;
    let facts = Facts::read();
    for fact in facts.all("document") {
        let code = text(fact, "code").expect("code");
        let shown = store::documents::show(&mut tx, &japan, code).await.expect(code);
        assert_eq!(
            (Some(shown.document.title.as_str()), shown.document.kind.word()),
            (text(fact, "title"), text(fact, "kind").expect("kind"))
        );
        assert_eq!((shown.document.number, shown.document.issued_on), (owned(fact, "number"), date(fact, "date")));
        assert_eq!((shown.document.issuer, shown.note), (owned(fact, "issuer"), owned(fact, "note")));
        let languages: Vec<String> =
            shown.document.languages.iter().map(|language| language.word().to_owned()).collect();
        assert_eq!((languages, shown.source.map(|(title, _)| title)), (words(fact, "languages"), facts.source(fact)));
        let about: Vec<String> = shown.links.iter().map(|link| format!("{} {}", link.subject, link.code)).collect();
        assert_eq!(about, words(fact, "applies_to"));
    }
    assert!(store::documents::show(&mut tx, &usa, "DECREE-EQUIPMENT").await.is_err(), "it pays for other components");
    let cited = store::documents::cited(&mut tx, &japan, Noun::Unit, "IMT-TER").await.expect("cited");
    assert_eq!(cited.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["DECREE-EQUIPMENT"]);
    for fact in facts.all("official") {
        let code = text(fact, "code").expect("code");
        let shown = store::officials::show(&mut tx, &japan, code).await.expect(code);
        assert_eq!(
            (Some(shown.official.name), shown.official.aliases),
            (owned(fact, "name"), words(fact, "also_printed"))
        );
        assert!(!shown.official.appearances.is_empty(), "{code} signed or spoke");
        assert!(store::officials::show(&mut tx, &usa, code).await.is_err(), "{code}");
    }
    let mittal = store::officials::show(&mut tx, &staff, "ASHITA-MITTAL").await.expect("shown");
    let days: Vec<String> =
        mittal.official.appearances.iter().filter_map(|one| one.on.map(|day| day.to_string())).collect();
    assert_eq!(days, ["2020-02-27", "2019-12-10", "2019-09-25", "2016-10-20"]);
});

both_databases!(every_grant, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let facts = Facts::read();
    for fact in facts.all("grant") {
        let shown = store::grants::show(&mut tx, &staff, text(fact, "code").expect("code")).await.expect("grant");
        let donors: Vec<String> = shown.row.donors.iter().map(|donor| donor.code.clone()).collect();
        assert_eq!((donors, Some(shown.row.title.clone())), (words(fact, "donors"), owned(fact, "title")));
        assert_eq!((shown.row.signed_on, shown.announced_on), (date(fact, "signed_on"), date(fact, "announced_on")));
        assert_eq!((shown.instrument, shown.signed_at), (owned(fact, "instrument"), owned(fact, "signed_at")));
        assert_eq!((shown.source, shown.countries), (facts.source(fact), words(fact, "countries")));
        let code = text(fact, "code").expect("code");
        let signing = store::officials::of_grant(&mut tx, &staff, code).await.expect(code);
        let stated = [said(fact, "signed_by", Part::Signed), said(fact, "witnessed_by", Part::Witnessed)].concat();
        assert_eq!(told(&signing), stated);
        assert!(signing.iter().all(|one| one.on == shown.row.signed_on && one.source.is_some()));
        let ceiling = fact.get("ceiling").and_then(Value::as_table);
        assert_eq!(shown.row.ceiling, ceiling.and_then(money));
        assert_eq!(shown.ceiling_source, ceiling.and_then(|c| facts.source(c)));
        let allocations = fact["allocations"].as_array().expect("allocations");
        assert_eq!(shown.allocations.len(), allocations.len());
        for (row, fact) in shown.allocations.iter().zip(allocations) {
            let fact = fact.as_table().expect("allocation");
            assert_eq!((row.amount, row.qualifier.clone()), (money(fact), owned(fact, "qualifier")));
            assert_eq!(row.basis.map(|basis| basis.word()), text(fact, "basis"));
            assert!(text(fact, "phase").expect("phase").starts_with(&row.component_code));
        }
    }
});

both_databases!(every_round_activity_and_case, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let facts = Facts::read();
    for fact in facts.all("round") {
        let shown = store::rounds::front(&mut tx, &staff, text(fact, "code").expect("code")).await.expect("round");
        assert_eq!((shown.held_on, shown.number), (date(fact, "held_on"), number(fact, "number")));
        assert_eq!((Some(shown.title), shown.place), (owned(fact, "title"), owned(fact, "place")));
        assert_eq!((shown.occasion, shown.guests), (owned(fact, "occasion"), owned(fact, "guests")));
        assert_eq!((shown.present, shown.shown), (owned(fact, "present"), owned(fact, "shown")));
        let guests = store::officials::of_round(&mut tx, &staff, &shown.code).await.expect("guests");
        assert_eq!(told(&guests), said(fact, "spoke", Part::Spoke));
        let published = (number(fact, "receiving_agencies"), facts.source(fact));
        assert_eq!((shown.receiving_agencies, shown.source), published);
    }
    for fact in facts.all("activity") {
        let shown =
            store::activities::show(&mut tx, &staff, text(fact, "code").expect("code")).await.expect("activity");
        let activity = &shown.activity;
        assert_eq!((activity.starts_on, activity.ends_on), (date(fact, "starts_on"), date(fact, "ends_on")));
        assert_eq!(
            (Some(activity.title.clone()), activity.place.clone()),
            (owned(fact, "title"), owned(fact, "place"))
        );
        assert_eq!((Some(activity.kind.word()), activity.state.word()), (text(fact, "kind"), "held"));
        let belongs = text(fact, "phase").and_then(|phase| phase.split(' ').next()).or(text(fact, "component"));
        assert_eq!(activity.belongs_to.as_ref().map(|belongs| belongs.component.as_str()), belongs);
        assert_eq!(shown.numbers.participations, number(fact, "participations"));
        assert_eq!(shown.source.as_ref().map(|(title, _)| title.clone()), facts.source(fact));
        for (listed, field) in [
            (&shown.organisers, "organisers"),
            (&shown.trainers, "trainers"),
            (&shown.topics, "topics"),
            (&shown.others, "others"),
            (&shown.hosts, "hosts"),
            (&shown.countries, "countries"),
        ] {
            let mut listed = listed.clone();
            listed.sort();
            assert_eq!(listed, words(fact, field), "{field}");
        }
        let mut agencies: Vec<String> = activity.agencies.iter().map(|agency| agency.code.clone()).collect();
        agencies.sort();
        assert_eq!(agencies, words(fact, "agencies"));
        let mut units: Vec<String> = shown.units.iter().filter_map(|unit| unit.code.clone()).collect();
        units.sort();
        assert_eq!(units, words(fact, "units"));
    }
    for fact in facts.all("case") {
        let shown = store::cases::show(&mut tx, &staff, text(fact, "code").expect("code")).await.expect("case");
        assert_eq!((Some(shown.case.title), shown.case.component), (owned(fact, "title"), owned(fact, "component")));
        assert_eq!(Some(shown.case.state.word()), text(fact, "state"));
        assert_eq!((shown.case_at, shown.prosecuted), (owned(fact, "case_at"), number(fact, "prosecuted")));
        assert_eq!(shown.published.map(|quantity| quantity.words()), owned(fact, "published"));
        assert_eq!(shown.source.map(|(title, _)| title), facts.source(fact));
        let stages = fact["stage"].as_array().expect("stages");
        assert_eq!(shown.case.stages.len(), stages.len());
        for (stage, fact) in shown.case.stages.iter().zip(stages) {
            let fact = fact.as_table().expect("stage");
            assert_eq!(
                (Some(stage.place.clone()), stage.origin.clone()),
                (owned(fact, "place"), owned(fact, "origin"))
            );
            assert!(text(fact, "date_as_published").is_none_or(|printed| stage.date() == printed));
            let units: Vec<String> = stage.units.iter().filter_map(|unit| unit.code.clone()).collect();
            let mut agencies: Vec<String> = stage.agencies.iter().map(|agency| agency.code.clone()).collect();
            agencies.sort();
            assert_eq!((units, agencies), (words(fact, "units"), words(fact, "agencies")));
            let rows = |key: &str| {
                let rows = fact.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
                rows.iter().map(|row| row.as_table().expect(key).clone()).collect::<Vec<Table>>()
            };
            let told: Vec<_> = stage.seized.iter().map(|row| (row.quantity.words(), row.note.clone())).collect();
            let said: Vec<_> = rows("seized")
                .iter()
                .map(|row| (owned(row, "quantity").expect("quantity"), owned(row, "note")))
                .collect();
            assert_eq!(told, said);
            let told: Vec<_> =
                stage.held.iter().map(|row| (row.number, row.nationality.clone(), row.note.clone())).collect();
            let said: Vec<_> = rows("held")
                .iter()
                .map(|row| (number(row, "number"), owned(row, "nationality"), owned(row, "note")))
                .collect();
            assert_eq!(told, said);
        }
    }
});

both_databases!(every_milestone_and_unit, async |db: Db| {
    let mut tx = demonstration(&db).await;
    let staff = who(&mut tx, "staff").await;
    let facts = Facts::read();
    for fact in facts.all("milestone") {
        let (code, phase) = text(fact, "phase").and_then(|phase| phase.rsplit_once(' ')).expect("phase");
        let shown = store::components::show(&mut tx, &staff, code).await.expect(code);
        let phase = shown.phases.iter().find(|p| p.number.to_string() == phase).expect("phase");
        let title = text(fact, "title").expect("title");
        let milestone = phase.milestones.iter().find(|m| m.title == title).expect(title);
        assert_eq!(milestone.met_on.map(|met| met.date), date(fact, "met_on"), "{title}");
        let by = fact.get("by").and_then(Value::as_bool).unwrap_or(false);
        assert_eq!(milestone.met_on.is_some_and(|met| met.by), by, "{title}");
        assert_eq!((milestone.target, milestone.actual), (number(fact, "target"), number(fact, "actual")));
        assert_eq!(milestone.source, facts.source(fact), "{title}");
    }
    let units = store::units::all(&mut tx, &staff).await.expect("units");
    assert_eq!(units.len(), facts.all("unit").len());
    for fact in facts.all("unit") {
        let code = text(fact, "code");
        let shown = units.iter().find(|unit| unit.unit.code.as_deref() == code).expect("unit");
        let step = |kind: &str| life(fact).into_iter().find(|step| text(step, "is") == Some(kind));
        let since = step("working").map(|step| {
            let by = step.get("by").and_then(Value::as_bool).unwrap_or_default();
            MetOn { date: date(step, "on").expect("a date"), by }
        });
        assert_eq!(shown.since, since);
        assert_eq!(shown.planned, step("planned").and_then(|step| date(step, "planned_for")));
        assert_eq!(shown.announced, step("announced").and_then(|step| date(step, "on")));
        assert_eq!(shown.country, owned(fact, "country"));
        let mut manned = words(step("manned").unwrap_or(fact), "agencies");
        manned.sort();
        assert_eq!(shown.agencies.iter().map(|agency| agency.code.clone()).collect::<Vec<_>>(), manned);
        let now = domain::AsOf::default();
        let (_, told) = store::units::show_as_of(&mut tx, &staff, code.expect("code"), now).await.expect("its life");
        let sources: Vec<Option<String>> = told.into_iter().map(|step| step.source).collect();
        assert_eq!(sources, life(fact).iter().map(|step| facts.source(step)).collect::<Vec<_>>());
        assert_eq!(shown.place.as_deref(), text(fact, "base").or(text(fact, "crossing")));
        assert_eq!(shown.border, owned(fact, "border"));
        for word in words(fact, "aliases").iter().chain(&words(fact, "areas")) {
            assert!(shown.aliases.contains(word) || shown.areas.contains(word), "{word}");
        }
    }
});

fn life(unit: &Table) -> Vec<&Table> {
    unit.get("life")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|step| step.as_table().expect("life"))
        .collect()
}
