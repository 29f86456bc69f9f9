//! A page as HTML: the document, the frame with the navigation of the role, and the pages of errors.
//!
//! A handler reads what its page shows and answers with a [`Document`]; the layer [`render`] makes the HTML of it, as it is
//! sent. Nothing is read while a page is rendered.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{Action, Role, Viewer};
use leptos::{
    nonce::{Nonce, use_nonce},
    prelude::*,
    tachys::{ssr::StreamBuilder, view::RenderHtml},
};

use crate::{
    AppError,
    assets::MANIFEST,
    cookies,
    country::country,
    kit::{Account, Flash, Frame, NavGroup, NavItem, PageHeader, Theme, explained},
    parked::Told,
    released::Without,
    resend::Resend,
};

/// What it says, where it leads, and what a role needs to have it.
type Word = (&'static str, &'static str, Action);

/// The words of the navigation in their groups and order, with what a role needs to have each. Of a group of which a role has
/// one word, that word stands by itself.
const NAVIGATION: &[(&str, &[Word])] = &[
    ("Overview", &[("Overview", "/", Action::SeeOverview)]),
    ("To do", &[("To do", "/to-do", Action::SeeTasks)]),
    (
        "Money",
        &[
            ("Grants", "/grants", Action::SeeGrants),
            ("Rates", "/rates", Action::SeeRates),
            ("Questions", "/questions", Action::SeeQuestions),
            ("Locked periods", "/periods", Action::SeeChanges),
        ],
    ),
    (
        "Equipment",
        &[
            ("Rounds", "/rounds", Action::SeeRounds),
            ("Planned handovers", "/planned", Action::SeePlanned),
            ("Items", "/items", Action::SeeItems),
            ("Checks", "/checks", Action::SeeItems),
            ("Visits", "/visits", Action::SeeVisits),
            ("Findings", "/findings", Action::SeeFindings),
            ("Units", "/units", Action::SeeUnits),
            ("Receipts", "/receipts", Action::SeeReceipts),
            ("Discrepancies", "/discrepancies", Action::SeeDiscrepancies),
            ("Movements", "/custody", Action::SeeMovements),
            ("Acts", "/acts", Action::SeeActs),
        ],
    ),
    (
        "Programme",
        &[
            ("Programmes", "/programmes", Action::SeeComponents),
            ("Components", "/components", Action::SeeComponents),
            ("Activities", "/activities", Action::SeeActivities),
            ("Agencies", "/agencies", Action::SeeAgencies),
            ("Documents", "/documents", Action::SeeDocuments),
            ("Officials", "/officials", Action::SeeOfficials),
        ],
    ),
    ("Results", &[("Results", "/results", Action::SeeResults), ("Published totals", "/totals", Action::SeeTotals)]),
    (
        "Records",
        &[
            ("People", "/people", Action::ManagePeople),
            ("Changes", "/changes", Action::SeeChanges),
            ("Outbox", "/outbox", Action::SeeOutbox),
            ("System", "/system", Action::SeeSystem),
        ],
    ),
];

/// Small enough to come with the page, so that it costs no request.
const KEYS: &str = include_str!("page.js");

pub const THEME: &str = "theme";

pub fn theme(headers: &HeaderMap) -> Theme {
    cookies::get(headers, THEME).map(|word| Theme::parse(&word)).unwrap_or_default()
}

/// A page that has everything it shows.
pub struct Document {
    pub title: String,
    pub around: Around,
    pub body: Content,
}

/// What the frame shows around a page.
#[derive(Default)]
pub struct Around {
    pub viewer: Option<Viewer>,
    pub unread: Option<i64>,
    pub theme: Theme,
    pub path: String,
    pub flash: Option<Told>,
    /// What a donor reads as it was released: this page is without it.
    pub without: Option<Without>,
}

pub enum Content {
    /// HTML that stays as it is. Most pages fetch nothing but themselves and their style.
    Still(AnyView),
    /// Holds islands, which are made where they are rendered: that is what wakes them in the browser.
    Islands(Box<dyn FnOnce() -> AnyView + Send>),
}

/// The document in the extensions of its answer, which would have it cloned.
#[derive(Clone)]
struct Carried(Arc<Mutex<Option<Document>>>);

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        let mut response = ().into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response.extensions_mut().insert(Carried(Arc::new(Mutex::new(Some(self)))));
        response
    }
}

/// The title and the HTML of the page that an answer carries, without its frame. `None`: it carries none.
pub async fn bare(response: &mut Response) -> Option<(String, String)> {
    let Carried(carried) = response.extensions_mut().remove::<Carried>()?;
    let document = carried.lock().unwrap_or_else(PoisonError::into_inner).take()?;
    let Document { title, body, .. } = document;
    let view = move || match body {
        Content::Still(view) => view,
        Content::Islands(view) => view(),
    };
    let answer = leptos_axum::handle_response_inner(
        || {},
        view,
        Request::new(Body::empty()),
        |view, _, _| {
            Box::pin(async move {
                let mut whole = StreamBuilder::new(None);
                whole.push_sync(&view.to_html());
                Box::pin(whole.finish()) as _
            })
        },
    );
    let bytes = axum::body::to_bytes(answer.await.into_body(), usize::MAX).await.ok()?;
    Some((title, String::from_utf8_lossy(&bytes).into_owned()))
}

/// The layer that makes HTML of the document that an answer carries.
pub async fn render(request: Request, next: Next) -> Response {
    let nonce = request.extensions().get::<Nonce>().cloned();
    let mut response = next.run(request).await;
    let carried = response.extensions_mut().remove::<Carried>();
    if let Some(document) = carried.and_then(|Carried(it)| it.lock().unwrap_or_else(PoisonError::into_inner).take()) {
        *response.body_mut() = document.html(nonce).await;
    }
    response
}

/// The page of an error, with the words for the person and nothing else.
pub async fn error_page(
    error: &AppError,
    around: Around,
    nonce: Option<Nonce>,
    request_id: &str,
    resend: Option<Resend>,
) -> Response {
    let (title, words) = error.words();
    let number = (*error == AppError::Internal)
        .then(|| view! { <p class="code">{format!("Request {request_id}")}</p> }.into_any());
    let body = view! {
        <PageHeader title=title/>
        <div class="stack">
            <p>{words}</p>
            {number}
            {resend.map(Resend::view)}
            <p><a href="/">"Go to the overview"</a></p>
        </div>
    }
    .into_any();
    let document = Document { title: title.to_owned(), around, body: Content::Still(body) };
    let html = document.html(nonce).await;
    let content_type = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (error.status(), content_type, html).into_response()
}

impl Document {
    /// The framework gets a bare request: nothing on a page asks for its address. Nothing is left to wait for either, so the
    /// document is one piece, without the scripts that would carry data to the browser; as a stream in order, which asks
    /// every element whether it waits, rendering takes a quarter longer. What the framework does around it (contexts, a turn of
    /// the executor) is less than can be measured on a list page.
    async fn html(self, nonce: Option<Nonce>) -> Body {
        let context = move || {
            if let Some(nonce) = nonce.clone() {
                provide_context(nonce);
            }
        };
        let view = move || self.view();
        let response = leptos_axum::handle_response_inner(context, view, Request::new(Body::empty()), |view, _, _| {
            Box::pin(async move {
                let mut whole = StreamBuilder::new(None);
                whole.push_sync(&explained(view.to_html()));
                Box::pin(whole.finish()) as _
            })
        });
        response.await.into_body()
    }

    fn view(self) -> AnyView {
        // As `HydrationScripts` does it for islands (which itself puts the nonce into a wrong attribute in this version).
        if let Some(shared) = Owner::current_shared_context() {
            shared.set_is_hydrating(false);
        }
        let Document { title, around, body } = self;
        let theme = around.theme.attribute();
        let (body, script) = match body {
            Content::Still(view) => (view, None),
            Content::Islands(view) => (view(), loader()),
        };
        let icon = (!MANIFEST.favicon.is_empty()).then(|| format!("/pkg/{}", MANIFEST.favicon));
        view! {
            <!DOCTYPE html>
            <html lang="en" data-theme=theme>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{format!("{title} – Programme portal")}</title>
                    <link rel="stylesheet" href=format!("/pkg/{}", MANIFEST.css)/>
                    <link rel="icon" href=icon type="image/svg+xml"/>
                    {use_nonce().map(|nonce| view! { <script type="module" nonce=nonce inner_html=KEYS></script> }.into_any())}
                    {script}
                </head>
                <body>{around.frame(body)}</body>
            </html>
        }
        .into_any()
    }
}

impl Around {
    fn frame(mut self, body: AnyView) -> AnyView {
        let nav = self.viewer.as_ref().map(|viewer| {
            let group = |(label, words): &(&str, &[Word])| {
                let words = words.iter().filter(|(_, _, action)| viewer.role.may(*action));
                NavGroup::new(*label, words.map(|(label, href, _)| NavItem::new(*label, *href, &self.path)).collect())
            };
            NAVIGATION.iter().map(group).collect()
        });
        let without = self.without.take().map(Without::view);
        let search = self.viewer.as_ref().map(|_| "/search");
        let flash = self.flash.take().map(|told| view! { <Flash text=told.text undo=told.undo/> }.into_any());
        let account = self.viewer.map(|viewer| Account {
            name: viewer.name,
            role: viewer.role.label().to_owned(),
            scope: match viewer.role {
                Role::Coordinator => viewer.scope_name.as_deref().map(country),
                _ => viewer.scope_name,
            },
            notices: viewer.role.may(Action::SeeNotices).then(|| self.unread.unwrap_or_default()),
            theme: self.theme,
            back: mem::take(&mut self.path),
        });
        view! {
            <Frame nav=nav.unwrap_or_default() search account flash><div class="page">{without}{body}</div></Frame>
        }
        .into_any()
    }
}

/// Loads the browser part and wakes the islands of this page. Until it arrives every form works as plain HTML.
fn loader() -> Option<AnyView> {
    let nonce = use_nonce()?;
    // Fetched at once and side by side, instead of one after the other has said that it needs it: a round trip each.
    let module = format!("/pkg/{}", MANIFEST.js);
    let program = format!("/pkg/{}", MANIFEST.wasm);
    let early = view! {
        <link rel="modulepreload" href=module nonce=nonce.clone()/>
        <link rel="preload" r#as="fetch" type="application/wasm" crossorigin="anonymous" href=program/>
    };
    let script = format!(
        "import(\"/pkg/{js}\").then(async (m) => {{ await m.default({{ module_or_path: \"/pkg/{wasm}\" }}); m.hydrate(); \
         for (const island of document.querySelectorAll(\"leptos-island\")) m[island.dataset.component]?.(island); \
         document.documentElement.dataset.islands = \"awake\"; }});",
        js = MANIFEST.js,
        wasm = MANIFEST.wasm
    );
    (!MANIFEST.js.is_empty())
        .then(|| view! { {early} <script type="module" nonce=nonce inner_html=script></script> }.into_any())
}
