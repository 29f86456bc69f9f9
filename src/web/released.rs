//! What a donor reads of a published grant: the pages of a state that staff released, in the frame of today, under a line that
//! says of when they are.
//!
//! A state is made by asking the portal itself for every page that the donor could open ([`freeze`]), so it holds what the donor
//! would have read and nothing else, and stays as it was written whatever the portal or its programs become. The store keeps
//! what is released of a grant out of everything that its donors read as it stands.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::Timestamp;
use leptos::prelude::*;
use store::grants::publication::{self, Current, Page, Since};

use crate::{
    App, AppError, Cx,
    cx::PageResult,
    kit::{InstantView, count_of},
    session::{Asker, ReadsStates},
};

mod addresses;
mod freeze;

pub use addresses::{frozen_path, state_address};
pub use freeze::{freeze, preview};

/// Grants of which a page holds nothing, because its donor reads them as they were released: code, number, when.
#[derive(Debug, Clone)]
pub struct Without(Vec<(String, i64, i64)>);

impl Without {
    fn of(states: &[Current]) -> Self {
        Without(states.iter().map(|state| (state.grant.clone(), state.number, state.recorded_at)).collect())
    }

    /// A line above the page.
    pub fn view(self) -> AnyView {
        let one = |(place, (grant, number, at)): (usize, (String, i64, i64))| {
            let href = state_address(&grant, number, "/");
            view! {
                {(place > 0).then_some(", ")}
                <a href=href>{grant}</a>" as of "<InstantView at=Timestamp(at) day_only=true/>
            }
            .into_any()
        };
        let all: Vec<AnyView> = self.0.into_iter().enumerate().map(one).collect();
        view! { <p class="released-aside">"Read as it was released, and in no figure of this page: "{all}"."</p> }
            .into_any()
    }
}

/// Answers what a donor asks of a published grant with what was released. Of everything else the page is the one of today,
/// without that grant, and says so.
pub async fn serve(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let reads = request.extensions().get::<ReadsStates>().is_some_and(|reads| reads.0);
    let viewer = request.extensions().get::<Asker>().and_then(|asker| asker.0.clone()).filter(domain::Viewer::is_donor);
    let Some(viewer) = viewer.filter(|_| reads && matches!(*request.method(), Method::GET | Method::HEAD)) else {
        return next.run(request).await;
    };
    let states = match current(&app, &viewer).await {
        Ok(states) => states,
        Err(error) => return error.into_response(),
    };
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let (mut parts, body) = request.into_parts();
    let Ok(cx) = Cx::from_request_parts(&mut parts, &app).await;
    // Under the address of a published grant stands nothing but what was released.
    if let Some(state) = states.iter().find(|state| addresses::is_of_grant(&path, &state.grant)) {
        return find(&cx, state, &path, &query).await.into_response();
    }
    // Nothing is read as it stands: every page that the one state has is the page of that address.
    if let [only] = states.as_slice()
        && only.live == 0
        && let Ok(page) = find(&cx, only, &path, &query).await
    {
        return page;
    }
    request = Request::from_parts(parts, body);
    if !states.is_empty() && !addresses::is_state(&path) {
        request.extensions_mut().insert(Without::of(&states));
    }
    let response = next.run(request).await;
    if response.extensions().get::<AppError>() != Some(&AppError::NotFound) {
        return response;
    }
    for state in &states {
        if let Ok(page) = find(&cx, state, &path, &query).await {
            return page;
        }
    }
    response
}

async fn current(app: &App, viewer: &domain::Viewer) -> Result<Vec<Current>, AppError> {
    Ok(publication::current(&mut app.db.read().await?, viewer).await?)
}

/// The page that the state has of this address; where it has none with this filter, the one without.
async fn find(cx: &Cx, state: &Current, path: &str, query: &str) -> PageResult {
    let mut tx = cx.read().await?;
    let viewer = cx.viewer()?;
    let with = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let page = match publication::page(&mut tx, viewer, &state.grant, state.number, &with, None).await {
        Err(_) if !query.is_empty() => {
            publication::page(&mut tx, viewer, &state.grant, state.number, path, None).await?
        }
        page => page?,
    };
    drop(tx);
    let told = Told {
        grant: state.grant.clone(),
        number: state.number,
        note: state.note.clone(),
        shows_changes: state.shows_changes,
        released_by: state.released_by.clone(),
        recorded_at: state.recorded_at,
        newer: false,
    };
    show(cx, page, &told).await
}

/// What is said above a page of a state.
pub struct Told {
    pub grant: String,
    pub number: i64,
    pub note: String,
    pub shows_changes: bool,
    pub released_by: String,
    pub recorded_at: i64,
    /// A newer state is there.
    pub newer: bool,
}

/// A page of a state in the frame of today; a file as it was.
///
/// # Errors
/// The database does not answer.
pub async fn show(cx: &Cx, page: Page, told: &Told) -> PageResult {
    if page.media_type != "text/html" {
        let kind = HeaderValue::from_str(&page.media_type).map_err(AppError::internal)?;
        let name: String = page.title.chars().filter(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).collect();
        let disposition =
            HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(AppError::internal)?;
        return Ok(
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], page.bytes).into_response()
        );
    }
    let since = match told.shows_changes {
        true => {
            let mut tx = cx.read().await?;
            Some(publication::since(&mut tx, cx.viewer()?, &told.grant, Timestamp(told.recorded_at)).await?)
        }
        false => None,
    };
    let html = String::from_utf8_lossy(&page.bytes).into_owned();
    cx.page(&page.title, || view! { {told.view(since)} {as_it_was(html, "released")} }.into_any())
}

/// A page that the portal made and kept: it was escaped when it was made, and its digest stands in the audit chain.
pub fn as_it_was(html: String, class: &'static str) -> AnyView {
    view! { <div class=class inner_html=html></div> }.into_any()
}

impl Told {
    fn view(&self, since: Option<Since>) -> AnyView {
        let states = format!("/grants/{}/states", self.grant);
        let newest = self.newer.then(|| {
            view! { " " <a href=format!("/grants/{}/states", self.grant)>"A newer state was released."</a> }.into_any()
        });
        let since = since.map(|since| view! { <p>"Since then: "{happened(since)}</p> }.into_any());
        view! {
            <aside class="released-as" aria-label="Which state this is">
                <p>
                    <strong>{format!("State {} of {}", self.number, self.grant)}</strong>", released on "
                    <InstantView at=Timestamp(self.recorded_at)/>" by "{self.released_by.clone()}": “"{self.note.clone()}"”"{newest}
                </p>
                {since}
                <p><a href=states>"All states that were released"</a></p>
            </aside>
        }
        .into_any()
    }
}

/// `2 receipts signed, 1 handover`
pub fn happened(since: Since) -> String {
    let parts = [
        (since.handovers, "handover", "handovers"),
        (since.receipts, "receipt signed", "receipts signed"),
        (since.money, "money event approved", "money events approved"),
        (since.checks, "check on site", "checks on site"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count_of(number, one, many))
        .collect();
    if parts.is_empty() {
        "nothing was handed over, signed, approved or checked.".to_owned()
    } else {
        format!("{}.", parts.join(", "))
    }
}
