//! A database of the portal before this one: what stood in it stands there after the newer migrations.

use domain::{
    AsOf,
    activity::{ActivityState, Sex},
    unit::change::ChangeKind,
};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};
use store::{Db, MIGRATIONS, activities, cases, units};

use crate::support::{Template, number, run, staff};

/// The last migration of the portal before.
const BEFORE: i64 = 40;

static EARLIER: Template<()> = Template::new("earlier");

/// The numbers are such as nobody gets who comes later.
const RECORDED_BEFORE: &str = "
    INSERT INTO person (id, login, name, role, created_at) VALUES (901, 'karim', 'Karim Rashidov', 'staff', 0);
    INSERT INTO source (id, code, title) VALUES (901, 'NEWS', 'News of 2016');
    INSERT INTO agency (id, code, country) VALUES (901, 'SCC', 'UZ'), (902, 'MIA', 'UZ');
    INSERT INTO agency_name (id, agency_id, name) VALUES (901, 901, 'State Customs Committee'), (902, 902, 'Ministry of Internal Affairs');
    INSERT INTO component (id, code, title) VALUES (901, 'IMT', 'Interagency Mobile Teams');
    INSERT INTO phase (id, component_id, number) VALUES (901, 901, 1);
    INSERT INTO unit (id, code, kind, base, since) VALUES (901, 'IMT-TER', 'IMT', 'Termez', '2018-06'), (903, 'OCT-TAS', 'OCT', 'Tashkent', NULL);
    INSERT INTO unit (id, code, kind, base, planned) VALUES (902, 'IMT-NUK', 'IMT', 'Nukus', '2030');
    INSERT INTO unit_alias (unit_id, alias) VALUES (901, 'Surkhandarya');
    INSERT INTO unit_agency (unit_id, agency_id) VALUES (901, 901);
    INSERT INTO unit_change (id, unit_id, kind, changed_on, was, became, reason, person_id, recorded_at)
      VALUES (901, 901, 'moved', '2019-03', 'Denau', 'Termez', 'A visit', 901, 1);
    INSERT INTO course (id, code, title, starts_on, ends_on, place, participants, phase_id, source_id, version, recorded_at)
      VALUES (901, 'C-2016-09', 'New psychoactive substances', '2016-09', NULL, 'Tashkent', 19, 901, 901, 3, 1),
        (902, 'C-DAY', 'A day', '2099-05-03', '2099-05-04', NULL, NULL, NULL, NULL, 1, 1),
        (903, 'C-MONTH', 'A month', '2099-05', NULL, NULL, NULL, NULL, NULL, 1, 1),
        (904, 'C-YEAR', 'A year', '2099', NULL, NULL, NULL, NULL, NULL, 1, 1),
        (905, 'C-THIS', 'This year', 'THIS YEAR', NULL, NULL, NULL, NULL, NULL, 1, 1);
    INSERT INTO course_agency (course_id, agency_id) VALUES (901, 902);
    INSERT INTO course_unit (course_id, unit_id) VALUES (901, 903);
    INSERT INTO course_country (course_id, country) VALUES (901, 'UZ'), (901, 'RU');
    INSERT INTO attendance (id, course_id, agency_id, unit_id, sex, count) VALUES (901, 901, 901, 901, 'female', 4), (902, 901, 901, NULL, 'male', 15);
    INSERT INTO seizure (id, unit_id, place, occurred_on, substance, grams, source_id)
      VALUES (901, 901, 'Ayritom', '2019-05', 'Opium', 3689, 901), (902, 903, 'Tashkent', NULL, 'Khanka', 120, NULL);
    INSERT INTO seizure_part (id, seizure_id, grams, note) VALUES (901, 901, 3000, 'in the door'), (902, 901, 689, NULL);
";

/// Those up to that number.
fn first_ones(last: i64, text: impl Fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let those = MIGRATIONS.iter().filter(|migration| migration.0 <= last).map(|migration| {
        let text = text(migration).into_sql_str();
        Migration::new(migration.0, migration.1.into(), MigrationType::Simple, text, false)
    });
    Migrator::with_migrations(those.collect())
}

async fn as_it_was_before(db: &Db) {
    let migrated = match db {
        Db::Sqlite { writer, .. } => first_ones(BEFORE, |m| m.2).run(writer).await,
        Db::Postgres { writer, .. } => first_ones(BEFORE, |m| m.3).run(writer).await,
    };
    migrated.expect("the migrations of the portal before");
    let year = match db {
        Db::Sqlite { .. } => "SELECT strftime('%Y', 'now', '+5 hours')",
        Db::Postgres { .. } => "SELECT to_char(now() AT TIME ZONE 'Asia/Tashkent', 'YYYY')",
    };
    let year = db.ask_for_tests(year).await.expect("the year").remove(0);
    db.run_for_tests(&RECORDED_BEFORE.replace("THIS YEAR", &year)).await.expect("what was recorded");
}

async fn everything_stands(db: Db) {
    db.migrate().await.expect("the newer migrations");
    let dana = staff(&db).await;
    let mut tx = db.read().await.expect("read");

    let course = activities::show(&mut tx, &dana, "C-2016-09").await.expect("the course");
    assert_eq!((course.activity.state, course.activity.dates().as_deref()), (ActivityState::Held, Some("Sep 2016")));
    assert_eq!(
        (course.numbers.participations, course.version, course.countries),
        (Some(19), 3, vec!["RU".to_owned(), "UZ".into()])
    );
    assert_eq!(course.activity.belongs_to.as_ref().map(|belongs| belongs.label()).as_deref(), Some("IMT · Phase I"));
    assert_eq!(course.source.map(|(title, _)| title).as_deref(), Some("News of 2016"));
    let agencies: Vec<&str> = course.activity.agencies.iter().map(|agency| agency.code.as_str()).collect();
    assert_eq!(agencies, ["MIA", "SCC"], "named and counted");
    let counted = |sex| course.rows.iter().filter(|row| row.sex == sex).map(|row| row.count).sum::<i64>();
    assert_eq!((counted(Sex::Female), counted(Sex::Male)), (4, 15));
    assert_eq!(course.units.iter().map(|unit| unit.label.as_str()).collect::<Vec<_>>(), ["IMT Termez", "OCT Tashkent"]);
    for (code, state) in [
        ("C-DAY", ActivityState::Planned),
        ("C-MONTH", ActivityState::Planned),
        ("C-YEAR", ActivityState::Planned),
        ("C-THIS", ActivityState::Held),
    ] {
        let shown = activities::show(&mut tx, &dana, code).await.expect(code);
        assert_eq!(shown.activity.state, state, "{code}");
    }

    let (termez, changes) = units::show_as_of(&mut tx, &dana, "IMT-TER", AsOf::default()).await.expect("the team");
    assert_eq!(termez.row.since.map(|since| since.words()).as_deref(), Some("Jun 2018"));
    assert_eq!((termez.row.place.as_deref(), termez.row.aliases), (Some("Termez"), vec!["Surkhandarya".to_owned()]));
    let moved = &changes[0];
    assert_eq!((changes.len(), moved.kind, moved.dated.was.as_deref()), (1, ChangeKind::Moved, Some("Denau")));
    assert_eq!((moved.dated.on.words().as_str(), moved.reason.as_deref()), ("Mar 2019", Some("A visit")));
    let nukus = units::show(&mut tx, &dana, "IMT-NUK").await.expect("the planned team").row;
    assert_eq!((nukus.since, nukus.planned.map(|planned| planned.words()).as_deref()), (None, Some("2030")));

    let case = cases::show(&mut tx, &dana, "SEIZURE-901").await.expect("the seizure").case;
    let stage = &case.stages[0];
    assert_eq!((case.component.as_deref(), case.stages.len(), stage.place.as_str()), (Some("IMT"), 1, "Ayritom"));
    assert_eq!(stage.units.iter().map(|unit| unit.label.as_str()).collect::<Vec<_>>(), ["IMT Termez"]);
    assert_eq!(stage.seized.len(), 2, "each part of it");
    assert_eq!(number(&mut tx, "SELECT CAST(SUM(amount) AS BIGINT) FROM seized").await, 3_689 + 120);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_recorded_before_stands_on_sqlite() {
    run(everything_stands, EARLIER.sqlite(as_it_was_before).await.0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_recorded_before_stands_on_postgres() {
    if let Some((database, ())) = EARLIER.postgres(as_it_was_before).await {
        run(everything_stands, database).await;
    }
}
