//! The portal under test, and the ways to ask it something.

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use domain::Timestamp;
use store::Db;
use tower::ServiceExt;
use web::{App, Clock, Config};

use super::{
    Database, NOW,
    browser::{Answer, HOST, encode, form_body, request},
    demonstration,
    marks::Mark,
    people::Person,
};

pub struct Portal {
    pub db: Db,
    pub clock: Clock,
    pub marks: Vec<Mark>,
    pub router: Router,
    scheme: &'static str,
    database: Database,
}

/// The settings of the tests: hashing as cheap as it is allowed to be.
pub fn config(more: &[(&str, &str)]) -> Config {
    let cheap = [("PORTAL_HASH_MEMORY_KIB", "19456"), ("PORTAL_HASH_ROUNDS", "2")];
    let all = cheap.iter().chain(more).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Config::read("", all).expect("settings")
}

impl Portal {
    pub async fn open() -> Self {
        Self::on(Database::sqlite().await, &[])
    }

    pub async fn open_with(settings: &[(&str, &str)]) -> Self {
        Self::on(Database::sqlite().await, settings)
    }

    pub async fn open_on_postgres() -> Option<Self> {
        Some(Self::on(Database::postgres().await?, &[]))
    }

    /// The demonstration, with invented items.
    pub async fn over_the_demonstration() -> Self {
        Self::over(Database::demonstration().await)
    }

    /// On the day of the demonstration.
    pub fn over(database: Database) -> Self {
        Self::at(database, &[], demonstration::TODAY)
    }

    pub fn on(database: Database, settings: &[(&str, &str)]) -> Self {
        Self::at(database, settings, NOW)
    }

    fn at(database: Database, settings: &[(&str, &str)], now: Timestamp) -> Self {
        let clock = Clock::fixed(now);
        let config = config(settings);
        let scheme = if config.is_secure() { "https" } else { "http" };
        let mut app = App::new(database.db(), clock.clone(), config).expect("an app");
        // This program is the test; its child has to be the portal.
        app.tables = documents::table_in::Reader::new(env!("CARGO_BIN_EXE_portal"));
        app.papers = documents::papers::Papers::new(env!("CARGO_BIN_EXE_portal"));
        app.pictures = documents::pictures::Pictures::new(env!("CARGO_BIN_EXE_portal"));
        let (db, marks, router) = (database.db(), database.marks.clone(), web::router(app));
        Portal { db, clock, marks, router, scheme, database }
    }

    pub async fn close(self) {
        self.database.close().await;
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        Answer::read(response).await
    }

    pub fn request(&self, person: &Person, method: &str, path: &str) -> axum::http::request::Builder {
        request(person, method, path, self.scheme)
    }

    /// Opens a page.
    pub async fn get(&self, person: &Person, path: &str) -> Answer {
        self.get_with(person, path, &[]).await
    }

    /// Downloads a file that is no text.
    pub async fn download(&self, person: &Person, path: &str) -> Vec<u8> {
        let request = self.request(person, "GET", path).body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        assert_eq!(response.status(), 200, "{path}");
        axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a whole body").to_vec()
    }

    /// Opens a page with more headers.
    pub async fn get_with(&self, person: &Person, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut builder = self.request(person, "GET", path).header(header::ACCEPT, "text/html,*/*;q=0.8");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        self.send(builder.body(Body::empty()).expect("a request")).await
    }

    /// Sends the form that stands on `page`, as a browser without JavaScript does.
    pub async fn submit<V: AsRef<str>>(&self, person: &Person, page: &str, path: &str, fields: &[(&str, V)]) -> Answer {
        let referrer = format!("{}://{HOST}{page}", self.scheme);
        let builder = self
            .request(person, "POST", path)
            .header(header::ACCEPT, "text/html,*/*;q=0.8")
            .header(header::REFERER, referrer);
        self.send(form_body(builder, encode(fields))).await
    }

    /// Calls a function and asks for JSON, as the offline queue does.
    pub async fn call<V: AsRef<str>>(&self, person: &Person, path: &str, fields: &[(&str, V)]) -> Answer {
        self.call_with_body(person, path, encode(fields)).await
    }

    /// Counts in the form of a round, looks at the review, and signs what it shows: the answer of the first step that is refused,
    /// or that of signing.
    pub async fn count_and_sign<V: AsRef<str>>(&self, person: &Person, round: &str, counted: &[(&str, V)]) -> Answer {
        let key = super::key();
        let mut fields = vec![("submission", key.as_str()), ("round", round), ("received_on", "12 Dec 2019")];
        fields.extend(counted.iter().map(|(name, value)| (*name, value.as_ref())));
        let saved = self.call(person, "/api/save_receipt_draft", &fields).await;
        if saved.status != 200 {
            return saved;
        }
        let stamp = self.stamp(person, round).await;
        self.call(
            person,
            "/api/sign_receipt",
            &[("submission", super::key()), ("round", round.to_owned()), ("stamp", stamp)],
        )
        .await
    }

    /// The state of the count that the review shows; empty where there is nothing to sign.
    pub async fn stamp(&self, person: &Person, round: &str) -> String {
        self.get(person, &format!("/rounds/{round}/receipt/review")).await.field("stamp").unwrap_or_default()
    }

    pub async fn call_with_body(&self, person: &Person, path: &str, body: impl Into<Body>) -> Answer {
        self.send(form_body(self.json_request(person, path), body)).await
    }

    pub fn json_request(&self, person: &Person, path: &str) -> axum::http::request::Builder {
        self.request(person, "POST", path).header(header::ACCEPT, "application/json")
    }

    /// One text from the database, such as an id.
    pub async fn ask(&self, question: &str) -> String {
        let rows = self.db.ask_for_tests(question).await.expect(question);
        rows.into_iter().next().unwrap_or_default()
    }

    pub async fn count(&self, of: &str) -> i64 {
        self.ask(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {of}")).await.parse().expect("a number")
    }

    pub async fn run(&self, statement: &str) {
        self.db.run_for_tests(statement).await.expect(statement);
    }

    /// Everything in the database, in an order that does not depend on it, without what reading a page notes.
    pub async fn contents(&self) -> Vec<String> {
        self.contents_without(&[]).await
    }

    pub async fn contents_without(&self, tables: &[&str]) -> Vec<String> {
        let mut parts = Vec::new();
        for table in self.tables().await.iter().filter(|table| !tables.contains(&table.as_str())) {
            parts.push(match &self.db {
                Db::Sqlite { .. } => {
                    let columns = format!(
                        "SELECT CASE type WHEN 'BLOB' THEN 'hex(\"' || name || '\")' ELSE '\"' || name || '\"' END
                         FROM pragma_table_info('{table}') WHERE name <> 'seen_at'"
                    );
                    let columns = self.db.ask_for_tests(&columns).await.expect("columns").join(", ");
                    format!("SELECT '{table} ' || json_array({columns}) FROM \"{table}\"")
                }
                Db::Postgres { .. } => {
                    format!("SELECT '{table} ' || (to_jsonb(t) - 'seen_at')::text FROM \"{table}\" t")
                }
            });
        }
        self.db.ask_for_tests(&format!("{} ORDER BY 1", parts.join(" UNION ALL "))).await.expect("contents")
    }

    pub async fn tables(&self) -> Vec<String> {
        let question = match &self.db {
            Db::Sqlite { .. } => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'
                   AND name NOT LIKE '%!_search!_%' ESCAPE '!' ORDER BY 1"
            }
            Db::Postgres { .. } => {
                "SELECT table_name::text FROM information_schema.tables
                 WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' ORDER BY 1"
            }
        };
        self.db.ask_for_tests(question).await.expect("tables")
    }
}
