//! What the command line offers.

use std::{collections::HashMap, io::Write, net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand};
use domain::{
    PartialDate, Role, Timestamp,
    person::{NewPerson, check_password},
};
use serde_json::json;
use store::{Db, demo::Scale};
use web::{App, Clock, Config, passwords::token_hash};

use crate::{demo_act, serve, verify_act};

/// Options that several commands take.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Folder of the SQLite database
    #[arg(long, global = true)]
    pub data: Option<PathBuf>,
    /// Address and port to serve on
    #[arg(long, global = true)]
    pub listen: Option<SocketAddr>,
    /// Use PostgreSQL: postgres://user:password@host/database
    #[arg(long, global = true)]
    pub database_url: Option<String>,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the portal
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Manage accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Load the demonstration data into an empty database and print its sign-ins
    Demo {
        /// Print the sign-ins as JSON: a list of {role, scope, login, password}
        #[arg(long)]
        json: bool,
        /// Add so many invented items, in whole thousands, with all that belongs to them
        #[arg(long)]
        scale: Option<i64>,
        /// The same number gives the same items
        #[arg(long, default_value_t = 1, requires = "scale")]
        seed: u64,
        /// Record it as on this day (such as 2026-11-22), instead of now: what is asked for a week later can be tried with it
        #[arg(long)]
        recorded_on: Option<String>,
    },
    /// Read a table or a picture from the input, confined; the portal starts this itself
    #[command(hide = true)]
    Worker,
    /// Check the audit chain and the ledger; name the first row that is wrong
    Verify,
    /// Make the tables of what stands now anew from the facts
    Rebuild,
    /// Check the file of an act against what was issued; name the first byte that was changed
    VerifyAct {
        /// The PDF
        file: PathBuf,
    },
}

#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Add an account and print its one-time link
    Add {
        /// Name of the person
        #[arg(long)]
        name: String,
        /// administrator, staff, officer or donor
        #[arg(long)]
        role: String,
        /// Agency code of an officer, donor code of a donor viewer
        #[arg(long, default_value = "")]
        scope: String,
        /// Login; the name in lower case with dots when left out
        #[arg(long)]
        login: Option<String>,
        /// Ask for a password here instead of printing a link
        #[arg(long)]
        ask_password: bool,
    },
}

/// # Errors
/// A sentence for the terminal.
pub async fn run(command: Option<Command>, config: Config) -> Result<(), String> {
    let command = command.ok_or("say what to do: portal serve, migrate, user, demo, verify, rebuild or verify-act")?;
    serve::start_log(&config)?;
    let db = open(&config).await?;
    let done = match command {
        Command::Serve => serve::serve(db.clone(), config).await,
        Command::Migrate => {
            db.migrate().await.map_err(words)?;
            println!("The database is up to date.");
            Ok(())
        }
        Command::User(UserCommand::Add { name, role, scope, login, ask_password }) => {
            let login = login.unwrap_or_else(|| name.to_lowercase().split_whitespace().collect::<Vec<_>>().join("."));
            add_user(&db, config, &login, &name, &role, &scope, ask_password).await
        }
        Command::Demo { json, scale, seed, recorded_on } => {
            demo(&db, config, json, scale.map(|items| Scale { items, seed }), recorded_on.as_deref()).await
        }
        Command::Verify => verify(&db).await,
        Command::Rebuild => rebuild(&db).await,
        Command::VerifyAct { file } => verify_act::run(&db, &file).await,
        // Answered before anything was opened.
        Command::Worker => Ok(()),
    };
    db.close().await;
    done
}

async fn open(config: &Config) -> Result<Db, String> {
    match &config.database_url {
        Some(url) => Db::postgres(url).await.map_err(words),
        None => {
            make_private_folder(&config.data)?;
            Db::sqlite(&config.data.join("portal.db")).await.map_err(words)
        }
    }
}

/// The data folder is nobody else's business.
fn make_private_folder(path: &std::path::Path) -> Result<(), String> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|e| format!("{}: {e}", path.display()))
}

async fn add_user(
    db: &Db,
    config: Config,
    login: &str,
    name: &str,
    role: &str,
    scope: &str,
    ask: bool,
) -> Result<(), String> {
    db.migrate().await.map_err(words)?;
    let new = NewPerson::parse(login, name, role, scope).map_err(|refusal| words(refusal.into()))?;
    let at = Clock::System.now();
    let password = if ask { Some(ask_password(&new.login)?) } else { None };
    let app = App::new(db.clone(), Clock::System, config)?;
    let hash = match password {
        Some(password) => Some(app.passwords.hash(password).await.map_err(|e| e.to_string())?),
        None => None,
    };
    let token = web::random_token().map_err(|e| e.to_string())?;
    let mut tx = db.write().await.map_err(words)?;
    let person = store::people::create_from_command_line(&mut tx, at, &new).await.map_err(words)?;
    match &hash {
        Some(hash) => store::people::set_password(&mut tx, at, person, hash).await.map_err(words)?,
        None => {
            let expires = at.plus_seconds(app.config.invitation_seconds);
            store::people::invite_from_command_line(&mut tx, at, person, &token_hash(&token), expires)
                .await
                .map_err(words)?;
        }
    }
    tx.commit().await.map_err(words)?;
    println!("Added {} ({}) with the login {}.", new.name, new.role, new.login);
    if hash.is_none() {
        let origin = app.config.public_origin.clone().unwrap_or_else(|| format!("http://{}", app.config.listen));
        let hours = app.config.invitation_seconds / 3600;
        println!("One-time link to set the password, for {hours} hours:\n{origin}/welcome/{token}");
    }
    Ok(())
}

fn ask_password(login: &str) -> Result<String, String> {
    let first = rpassword::prompt_password("Password: ").map_err(|e| e.to_string())?;
    check_password(&first, login)?;
    let second = rpassword::prompt_password("The same again: ").map_err(|e| e.to_string())?;
    if first == second { Ok(first) } else { Err("the two passwords differ".to_owned()) }
}

/// The words that a demonstration password is made of: easy to read to somebody across a table.
const WORDS: [&str; 32] = [
    "amber", "birch", "cedar", "delta", "ember", "flint", "grove", "harbor", "iris", "jade", "kettle", "lumen",
    "maple", "north", "ocean", "pebble", "quartz", "river", "slate", "timber", "umber", "valley", "willow", "yarrow",
    "zephyr", "anchor", "basalt", "copper", "dune", "falcon", "garnet", "hazel",
];

async fn demo(
    db: &Db,
    config: Config,
    as_json: bool,
    scale: Option<Scale>,
    recorded_on: Option<&str>,
) -> Result<(), String> {
    let at = instant(recorded_on)?;
    db.migrate().await.map_err(words)?;
    let app = App::new(db.clone(), Clock::System, config)?;
    let mut tx = db.read().await.map_err(words)?;
    if !store::demo::is_empty(&mut tx).await.map_err(words)? {
        return Err("this database holds data already; the demonstration is loaded into an empty one only".to_owned());
    }
    tx.rollback().await.map_err(words)?;
    let (mut hashes, mut sign_ins) = (HashMap::new(), Vec::new());
    let more: &[store::demo::SignIn] = if scale.is_some() { store::demo::SCALED_SIGN_INS } else { &[] };
    for (login, _, role, scope) in store::demo::SIGN_INS.iter().chain(more) {
        let password = readable_password()?;
        hashes.insert((*login).to_owned(), app.passwords.hash(password.clone()).await.map_err(|e| e.to_string())?);
        sign_ins.push((*role, *scope, *login, password));
    }
    let mut tx = db.write().await.map_err(words)?;
    store::demo::load(&mut tx, at, &hashes).await.map_err(words)?;
    let code = web::random_token().map_err(|e| e.to_string())?;
    demo_act::issue(&mut tx, at, &code[..32], &app.config.origin()).await?;
    tx.commit().await.map_err(words)?;
    if let Some(scale) = scale {
        let told = |items| tracing::info!(items, "items");
        store::demo::scale(db, at, scale, &hashes, told).await.map_err(words)?;
    }
    print_sign_ins(&sign_ins, as_json)
}

/// Noon of this day, or now.
fn instant(recorded_on: Option<&str>) -> Result<Timestamp, String> {
    let now = Clock::System.now();
    let Some(typed) = recorded_on else { return Ok(now) };
    let day = PartialDate::parse_day(typed).map_err(|error| format!("--recorded-on {typed}: {error}"))?;
    let noon = Timestamp::end_of_day(day).plus_seconds(-12 * 3600);
    if noon > now { Err(format!("--recorded-on {typed}: this day is still to come")) } else { Ok(noon) }
}

fn readable_password() -> Result<String, String> {
    let random = web::random_token().map_err(|e| e.to_string())?;
    let bytes =
        random.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    Ok(bytes.take(5).map(|b| WORDS[usize::from(b) % WORDS.len()]).collect::<Vec<_>>().join("-"))
}

fn print_sign_ins(sign_ins: &[(Role, Option<&str>, &str, String)], as_json: bool) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    let written = if as_json {
        let list: Vec<_> = sign_ins
            .iter()
            .map(|(role, scope, login, password)| json!({ "role": role, "scope": scope.unwrap_or(""), "login": login, "password": password }))
            .collect();
        writeln!(out, "{}", serde_json::Value::from(list))
    } else {
        sign_ins.iter().try_for_each(|(role, scope, login, password)| {
            writeln!(out, "{:<14} {:<6} {login:<12} {password}", role.word(), scope.unwrap_or("–"))
        })
    };
    written.map_err(|e| e.to_string())
}

async fn rebuild(db: &Db) -> Result<(), String> {
    let made = store::now::rebuild(db).await.map_err(words)?;
    println!("Made anew from the facts: {} items, {} rounds.", made.items, made.rounds);
    Ok(())
}

async fn verify(db: &Db) -> Result<(), String> {
    let clock = Clock::System;
    match store::system::check_chain(db, None, clock.now(), || clock.now()).await.map_err(words)? {
        Ok(seen) => {
            println!(
                "Verified: {} changes in one chain, {} dispatched rounds, {} receipts, {} items, {} money events.",
                seen.changes, seen.rounds, seen.receipts, seen.items, seen.money_events
            );
            Ok(())
        }
        Err(found) => Err(format!("verification failed at {found}")),
    }
}

fn words(error: store::Error) -> String {
    match error {
        store::Error::Refused(domain::Refusal::Invalid(fields)) => {
            fields.into_iter().map(|f| f.message).collect::<Vec<_>>().join("; ")
        }
        store::Error::Refused(domain::Refusal::Conflict(message)) => message,
        other => other.to_string(),
    }
}
