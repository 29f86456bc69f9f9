//! Somebody else holds the writer: pages are read as ever, and what was typed comes back with its key, to be sent again.

use std::time::{Duration, Instant};

use store::{Db, people};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::{both_databases, support::*};

const AGAIN: &str = "/api/create_round?page=%2Frounds%2Fnew";

/// Holds the writer, as another process or a long import does.
struct Held {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Held {
    async fn the_writer(db: &Db) -> Self {
        let mut tx = db.write().await.expect("write");
        let (stop, mut stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            // PostgreSQL ends a transaction in which nothing happens.
            while stopped.try_recv().is_err() {
                people::any(&mut tx).await.expect("still held");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            tx.rollback().await.expect("rollback");
        });
        Held { stop, task }
    }

    async fn let_go(self) {
        self.stop.send(()).expect("it is held");
        self.task.await.expect("a task");
    }
}

fn fields<'a>(key: &'a str, title: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("submission", key), ("code", "R-NEW"), ("title", title), ("occasion", "Opening of the post\r\nat Oybek")]
}

/// The page of the answer holds the whole form: the same key, what was typed, and where it is sent.
fn holds_the_form(answer: &Answer, key: &str, title: &str) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "2");
    assert!(answer.body.contains(&format!("action=\"{AGAIN}\"")), "{}", answer.body);
    assert_eq!(answer.field("submission").as_deref(), Some(key));
    assert_eq!(answer.field("title").as_deref(), Some(title));
    let occasion = answer.field("occasion").expect("an occasion").replace("\r\n", "\n");
    assert_eq!(occasion, "Opening of the post\nat Oybek");
}

both_databases!(a_busy_writer_stops_no_reader_and_gives_the_form_back, async |portal: &Portal| {
    let key = key();
    let form = fields(&key, "Boots for the north");
    let held = Held::the_writer(&portal.db).await;
    // The session was last noted five minutes ago, and noting it would have to wait.
    portal.clock.advance(300);
    let begun = Instant::now();
    for page in ["/rounds", "/", "/account", "/readyz"] {
        assert_eq!(portal.get(&staff(), page).await.status, 200, "{page}");
    }
    assert!(begun.elapsed() < Duration::from_secs(8), "pages waited for the writer: {:?}", begun.elapsed());
    let answer = portal.submit(&staff(), "/rounds/new", "/api/create_round", &form).await;
    holds_the_form(&answer, &key, "Boots for the north");
    let program = portal.call(&staff(), "/api/create_round", &form).await;
    assert_eq!((program.status, program.body.as_str()), (503, r#"{"error":"busy"}"#));
    held.let_go().await;
    assert_eq!(portal.count("round WHERE code = 'R-NEW'").await, 0);
    for _ in 0..2 {
        let sent = portal.submit(&staff(), "/api/create_round", AGAIN, &form).await;
        assert_eq!((sent.status, sent.location()), (303, "/rounds/R-NEW"), "{}", sent.body);
    }
    assert_eq!(portal.count("round WHERE code = 'R-NEW'").await, 1);
    assert_eq!(portal.count("change WHERE entity = 'round' AND entity_key = 'R-NEW'").await, 1);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_after_all_counts_once_when_it_is_sent_again() {
    let portal = Portal::open_with(&[("PORTAL_REQUEST_SECONDS", "1")]).await;
    let key = key();
    let form = fields(&key, "Boots for the south");
    let held = Held::the_writer(&portal.db).await;
    let answer = portal.submit(&staff(), "/rounds/new", "/api/create_round", &form).await;
    holds_the_form(&answer, &key, "Boots for the south");
    held.let_go().await;
    // The first one had only waited: it is done now, and nobody was told.
    for moment in 0.. {
        if portal.count("round WHERE code = 'R-NEW'").await == 1 {
            break;
        }
        assert!(moment < 200, "the first one was given up");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let again = async || portal.submit(&staff(), "/api/create_round", AGAIN, &form).await;
    let mut sent = again().await;
    for _ in 0..20 {
        if sent.status == 303 {
            break;
        }
        sent = again().await;
    }
    assert_eq!((sent.status, sent.location()), (303, "/rounds/R-NEW"), "{}", sent.body);
    assert_eq!(portal.count("change WHERE entity = 'round' AND entity_key = 'R-NEW'").await, 1);
    portal.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_told_even_when_the_form_cannot_be_kept() {
    let portal = Portal::open().await;
    let key = key();
    let form = fields(&key, "");
    let held = Held::the_writer(&portal.db).await;
    let answer = portal.submit(&staff(), "/rounds/new", "/api/create_round", &form).await;
    holds_the_form(&answer, &key, "");
    assert!(answer.words().contains("Back to the form"), "{}", answer.words());
    held.let_go().await;
    let back = portal.submit(&staff(), "/api/create_round", AGAIN, &form).await;
    assert_eq!((back.status, back.location()), (303, "/rounds/new?again"));
    let page = portal.get(&staff(), back.location()).await;
    assert_eq!(page.field("code").as_deref(), Some("R-NEW"), "what was typed is there");
    assert!(page.words().contains("Check what you entered"), "{}", page.words());
    portal.close().await;
}

#[tokio::test]
async fn what_is_old_is_purged_by_the_clock_of_the_portal() {
    let portal = Portal::open().await;
    let key = key();
    let form = fields(&key, "Boots for the north");
    assert_eq!(portal.call(&staff(), "/api/create_round", &form).await.status, 200);
    let app = web::App::new(portal.db.clone(), portal.clock.clone(), config(&[])).expect("an app");
    portal.clock.advance(29 * 86_400);
    web::retention::clean(&app).await.expect("cleaned");
    assert_eq!(portal.count(&format!("submission WHERE key = '{key}'")).await, 1);
    portal.clock.advance(2 * 86_400);
    assert!(web::retention::clean(&app).await.expect("cleaned") >= 1);
    assert_eq!(web::retention::clean(&app).await.expect("cleaned"), 0);
    assert_eq!(portal.count("submission").await, 0);
    assert_eq!(portal.count("round WHERE code = 'R-NEW'").await, 1, "facts stay");
    portal.close().await;
}
