//! Counts the statements that a future runs, among those of all the other tests in this process: each statement says in which
//! span it was asked for.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Mutex, Once},
    time::Duration,
};

use tracing::{Event, Instrument, Metadata, Subscriber, span, subscriber::Interest};
use tracing_subscriber::{Layer, layer::Context, prelude::*, registry::LookupSpan};

const SPAN: &str = "the cost of a page";
/// What sqlx says of each statement.
const TARGET: &str = "sqlx::query";
/// The thread of the database says so when it is done, which may be a moment after it gave its last row.
const A_MOMENT: Duration = Duration::from_millis(4);

/// By the id of the span.
static COUNTED: Mutex<Option<HashMap<u64, usize>>> = Mutex::new(None);

struct Counter;

/// From now on.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::registry().with(Counter).init());
}

/// The answer, and how many statements it took.
pub async fn of<T>(asked: impl Future<Output = T>) -> (T, usize) {
    let span = tracing::info_span!(SPAN);
    let id = span.id().expect("somebody listens").into_u64();
    counted(|counts| counts.insert(id, 0));
    let answer = asked.instrument(span.clone()).await;
    tokio::time::sleep(A_MOMENT).await;
    let statements = counted(|counts| counts.remove(&id)).unwrap_or_default();
    (answer, statements)
}

fn counted<T>(with: impl FnOnce(&mut HashMap<u64, usize>) -> T) -> T {
    with(COUNTED.lock().expect("nobody panicked").get_or_insert_default())
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Counter {
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
            counted(|counts| {
                counts.entry(id.into_u64()).and_modify(|count| *count += 1);
            });
        }
    }
}

/// The span of a page around this one.
fn page<'a, S: LookupSpan<'a>>(inside: Option<tracing_subscriber::registry::SpanRef<'a, S>>) -> Option<span::Id> {
    inside?.scope().find(|span| span.name() == SPAN).map(|span| span.id())
}
