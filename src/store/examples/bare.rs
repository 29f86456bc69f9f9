//! What the portal is measured against (`cargo xtask bench`): axum and sqlx alone, on the same database. A page that writes
//! 50 items as plain HTML, without asking who reads it, and a durable write of one row.
//!
//!     bare 127.0.0.1:3001 sqlite portal.db scratch.db
//!     bare 127.0.0.1:3001 postgres postgres://…
//!
//! It also makes and drops the databases of a run: `bare database create postgres://… NAME`.

use std::{fmt::Write, net::SocketAddr, str::FromStr};

use axum::{Router, extract::State, response::Html, routing::get};
use sqlx::{
    PgPool, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

#[derive(Clone)]
enum Bare {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgPool),
}

type Item = (String, String, String, Option<String>, Option<String>, Option<String>, i64, i64, String, String);

const ITEMS: &str =
    "SELECT i.tag, i.kind, i.name, i.make, i.model, COALESCE(i.serial, i.vin), i.quantity, i.value_minor, i.currency,
    r.code || ' ' || u.code || ' ' || a.code
  FROM item i JOIN line l ON l.item_id = i.id JOIN round r ON r.id = l.round_id JOIN unit u ON u.id = l.unit_id
  JOIN agency a ON a.id = l.agency_id ORDER BY i.id LIMIT 50";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (address, bare) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [address, "sqlite", file, scratch] => {
            let durable = |file: &str| {
                SqliteConnectOptions::new()
                    .filename(file)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
            };
            let readers = SqlitePool::connect_lazy_with(durable(file).read_only(true));
            let writer = SqlitePool::connect_lazy_with(durable(scratch));
            sqlx::query("CREATE TABLE IF NOT EXISTS written (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
                .execute(&writer)
                .await?;
            (*address, Bare::Sqlite { readers, writer })
        }
        [address, "postgres", url] => {
            let pool = PgPool::connect(url).await?;
            sqlx::query("CREATE SCHEMA IF NOT EXISTS bare").execute(&pool).await?;
            sqlx::query(
                "CREATE TABLE IF NOT EXISTS bare.written (id BIGINT GENERATED ALWAYS AS IDENTITY, words TEXT NOT NULL)",
            )
            .execute(&pool)
            .await?;
            (*address, Bare::Postgres(pool))
        }
        ["database", what, server, name] if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            let statement = match *what {
                "create" => format!("CREATE DATABASE {name} TEMPLATE template0"),
                _ => format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            };
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&PgPool::connect(server).await?).await?;
            return Ok(());
        }
        _ => {
            return Err(
                "bare ADDRESS sqlite FILE SCRATCH | ADDRESS postgres URL | database create|drop URL NAME".into()
            );
        }
    };
    let router = Router::new().route("/", get(page).post(write)).with_state(bare);
    let listener = tokio::net::TcpListener::bind(SocketAddr::from_str(address)?).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

async fn page(State(bare): State<Bare>) -> Html<String> {
    let items: Result<Vec<Item>, sqlx::Error> = match &bare {
        Bare::Sqlite { readers, .. } => sqlx::query_as(ITEMS).fetch_all(readers).await,
        Bare::Postgres(pool) => sqlx::query_as(ITEMS).fetch_all(pool).await,
    };
    let mut html = String::from("<!doctype html><title>Items</title><table>");
    for (tag, kind, name, make, model, number, quantity, value, currency, place) in items.unwrap_or_default() {
        let [make, model, number] = [make, model, number].map(|text| escaped(&text.unwrap_or_default()));
        let _ = write!(
            html,
            "<tr><td><a href=\"/items/{tag}\">{tag}</a><td>{kind}<td>{}<td>{make}<td>{model}<td>{number}<td>{quantity}<td>{currency} {}.{:02}<td>{}",
            escaped(&name),
            value / 100,
            value % 100,
            escaped(&place)
        );
    }
    html.push_str("</table>");
    Html(html)
}

async fn write(State(bare): State<Bare>) -> String {
    let done = match &bare {
        Bare::Sqlite { writer, .. } => {
            sqlx::query("INSERT INTO written (words) VALUES ('one row')").execute(writer).await.map(|_| ())
        }
        Bare::Postgres(pool) => {
            sqlx::query("INSERT INTO bare.written (words) VALUES ('one row')").execute(pool).await.map(|_| ())
        }
    };
    done.map_or_else(|error| error.to_string(), |()| "written".to_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
