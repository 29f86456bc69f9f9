//! Mail leaves: claimed from the outbox, written as a message, carried by SMTP or into files.

use std::{
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use domain::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use store::{
    Db,
    outbox::{self, Mail},
};

use crate::{App, Config};

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(15);
/// How often reminders are written.
const REMIND: Duration = Duration::from_secs(3600);
/// A server that accepts a connection and then says nothing is given up after this time.
const PATIENCE: Duration = Duration::from_secs(60);
const SMTPS: u16 = 465;

/// What takes a message away.
pub enum Carrier {
    /// The default: one `.eml` file for each mail, for a mail program or a person to pick up.
    Files(PathBuf),
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
}

impl Carrier {
    /// By SMTP when a server is set. To port 465 with TLS from the first byte, to others by STARTTLS, which is not optional;
    /// only a relay on this machine is spoken to in the clear.
    ///
    /// # Errors
    /// The name of the server cannot be used.
    pub fn of(config: &Config) -> Result<Self, String> {
        let Some(host) = &config.smtp_host else {
            return Ok(Carrier::Files(config.data.join("outbox")));
        };
        type Smtp = AsyncSmtpTransport<Tokio1Executor>;
        let local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let builder = match config.smtp_port {
            SMTPS => Smtp::relay(host).map_err(|e| format!("smtp_host: {e}"))?,
            _ if local => Smtp::builder_dangerous(host),
            _ => Smtp::starttls_relay(host).map_err(|e| format!("smtp_host: {e}"))?,
        };
        let builder = builder.port(config.smtp_port).timeout(Some(PATIENCE));
        let builder = match (&config.smtp_user, &config.smtp_password) {
            (Some(user), Some(password)) => builder.credentials(Credentials::new(user.clone(), password.clone())),
            _ => builder,
        };
        Ok(Carrier::Smtp(Box::new(builder.build())))
    }

    async fn carry(&self, id: i64, message: Message) -> Result<(), String> {
        match self {
            Carrier::Files(folder) => put(folder, id, &message.formatted()).await.map_err(|e| e.to_string()),
            Carrier::Smtp(server) => server.send(message).await.map(|_| ()).map_err(|e| e.to_string()),
        }
    }
}

/// Under its number, and by renaming: a file is whole or not there, and a second attempt replaces the first.
async fn put(folder: &Path, id: i64, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let (half, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    tokio::fs::write(&half, bytes).await?;
    tokio::fs::rename(&half, &whole).await
}

/// Looks after the outbox and writes reminders, for as long as the portal serves.
pub async fn work(app: App, carrier: Carrier) {
    let mut look = tokio::time::interval(LOOK);
    let mut remind = tokio::time::interval(REMIND);
    loop {
        tokio::select! {
            _ = look.tick() => {
                if let Err(error) = deliver(&app, &carrier).await {
                    tracing::warn!(%error, "the outbox was not looked at");
                }
            }
            _ = remind.tick() => {
                if let Err(error) = write_reminders(&app.db, app.clock.now()).await {
                    tracing::warn!(%error, "reminders were not written");
                }
            }
        }
    }
}

async fn write_reminders(db: &Db, at: Timestamp) -> store::Result<()> {
    let mut tx = db.write().await?;
    store::notices::remind(&mut tx, at).await?;
    tx.commit().await
}

/// Sends what is due. No transaction is open while a mail is under way. Answers how many were sent.
///
/// # Errors
/// The database does not answer. A mail that cannot be sent is noted and tried again.
pub async fn deliver(app: &App, carrier: &Carrier) -> store::Result<usize> {
    let mut sent = 0;
    while let Some(mail) = next(&app.db, app.clock.now()).await? {
        let answer = match message(&app.config, &mail) {
            Ok(message) => carrier.carry(mail.id, message).await,
            Err(words) => Err(words),
        };
        let mut tx = app.db.write().await?;
        let at = app.clock.now();
        match answer {
            Ok(()) => {
                outbox::sent(&mut tx, at, &mail).await?;
                sent += 1;
            }
            Err(words) => {
                // Servers repeat the address in what they answer: that stands in the outbox and not in the log.
                tracing::warn!(mail = mail.id, attempt = mail.attempts, "a mail was not sent; the outbox says why");
                outbox::failed(&mut tx, at, &mail, &words).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(sent)
}

async fn next(db: &Db, at: Timestamp) -> store::Result<Option<Mail>> {
    let mut tx = db.read().await?;
    let due = outbox::is_due(&mut tx, at).await?;
    tx.rollback().await?;
    if !due {
        return Ok(None);
    }
    let mut tx = db.write().await?;
    let mail = outbox::claim(&mut tx, at).await?;
    tx.commit().await?;
    Ok(mail)
}

fn message(config: &Config, mail: &Mail) -> Result<Message, String> {
    let parse = |text: &str| text.parse::<Mailbox>().map_err(|e| format!("{text}: {e}"));
    let origin = config.origin();
    let host = origin.rsplit('/').next().unwrap_or_default();
    let written = UNIX_EPOCH + Duration::from_millis(u64::try_from(mail.created_at).unwrap_or_default());
    Message::builder()
        .from(parse(&config.mail_from)?)
        .to(parse(&mail.address)?)
        .subject(&mail.subject)
        .date(written)
        // The same for every attempt: a server that has it already drops it.
        .message_id(Some(format!("<notice-{}@{host}>", mail.id)))
        .header(ContentType::TEXT_PLAIN)
        .body(format!(
            "{}\r\n\r\n{origin}{}\r\n\r\nWhich notices are mailed to you: {origin}/account\r\n",
            mail.body, mail.href
        ))
        .map_err(|e| e.to_string())
}
