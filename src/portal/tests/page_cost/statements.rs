//! Hears the statements that a future runs, among those of all the other tests in this process: each statement says in which
//! span it was asked for.

use std::{
    collections::HashMap,
    fmt,
    future::Future,
    sync::{Mutex, Once},
    time::Duration,
};

use tracing::{Event, Instrument, Metadata, Subscriber, field, span, subscriber::Interest};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

const SPAN: &str = "the cost of a page";
/// What sqlx says of each statement.
const TARGET: &str = "sqlx::query";
/// The thread of the database says so when it is done, which may be a moment after it gave its last row.
const A_MOMENT: Duration = Duration::from_millis(4);

/// The beginning of each statement, by the id of the span.
static HEARD: Mutex<Option<HashMap<u64, Vec<String>>>> = Mutex::new(None);

struct Listener;

/// From now on.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::registry().with(Listener).init());
}

/// The answer, and how the statements begin that it took.
pub async fn of<T>(asked: impl Future<Output = T>) -> (T, Vec<String>) {
    let span = tracing::info_span!(SPAN);
    let id = span.id().expect("somebody listens").into_u64();
    heard(|all| all.insert(id, Vec::new()));
    let answer = asked.instrument(span.clone()).await;
    tokio::time::sleep(A_MOMENT).await;
    let statements = heard(|all| all.remove(&id)).unwrap_or_default();
    (answer, statements)
}

fn heard<T>(with: impl FnOnce(&mut HashMap<u64, Vec<String>>) -> T) -> T {
    with(HEARD.lock().expect("nobody panicked").get_or_insert_default())
}

/// What sqlx calls a statement in its log: its first words.
#[derive(Default)]
struct Summary(String);

impl field::Visit for Summary {
    fn record_str(&mut self, field: &field::Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, field: &field::Field, value: &dyn fmt::Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}");
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        match metadata.target() == TARGET {
            // Only of the statements of a page: the other tests write no words that nobody reads.
            true => Interest::sometimes(),
            false if metadata.name() == SPAN => Interest::always(),
            false => Interest::never(),
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        metadata.name() == SPAN || (metadata.target() == TARGET && page(context.lookup_current()).is_some())
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if let Some(id) = page(context.event_span(event)) {
            let mut summary = Summary::default();
            event.record(&mut summary);
            // A pool that opens one more connection under load sets it up: no statement of the page that happened to wait for it.
            if summary.0.starts_with("PRAGMA") {
                return;
            }
            heard(|all| {
                all.entry(id.into_u64()).and_modify(|statements| statements.push(summary.0));
            });
        }
    }
}

/// The span of a page around this one.
fn page<'a, S: LookupSpan<'a>>(inside: Option<tracing_subscriber::registry::SpanRef<'a, S>>) -> Option<span::Id> {
    inside?.scope().find(|span| span.name() == SPAN).map(|span| span.id())
}
