//! A page as HTML: the document, the frame with the navigation of the role, and the pages of errors.

use std::sync::Arc;

use axum::{
    http::HeaderMap,
    response::{Html, IntoResponse, Response},
};
use domain::{Action, Viewer};
use hydration_context::SsrSharedContext;
use leptos::{prelude::*, tachys::view::RenderHtml};

use crate::{
    AppError,
    assets::MANIFEST,
    cookies,
    edge::Nonce,
    kit::{Account, Flash, Frame, NavItem, PageHeader, Theme},
    resend::Resend,
};

/// The words of the navigation, in their order, with what a role needs to have them.
const NAVIGATION: &[(&str, &str, Action)] = &[
    ("Overview", "/", Action::SeeOverview),
    ("Grants", "/grants", Action::SeeGrants),
    ("Rates", "/rates", Action::SeeRates),
    ("Rounds", "/rounds", Action::SeeRounds),
    ("Items", "/items", Action::SeeItems),
    ("Units", "/units", Action::SeeUnits),
    ("Agencies", "/agencies", Action::SeeAgencies),
    ("Components", "/components", Action::SeeComponents),
    ("Courses", "/courses", Action::SeeCourses),
    ("People", "/people", Action::ManagePeople),
    ("Changes", "/changes", Action::SeeChanges),
];

pub const THEME: &str = "theme";

pub fn theme(headers: &HeaderMap) -> Theme {
    cookies::get(headers, THEME).map(|word| Theme::parse(&word)).unwrap_or_default()
}

/// The page of an error, with the words for the person and nothing else.
pub fn error_page(
    error: &AppError,
    viewer: Option<&Viewer>,
    nonce: Option<&Nonce>,
    theme: Theme,
    path: &str,
    request_id: &str,
    resend: Option<Resend>,
) -> Response {
    let (title, words) = error.words();
    let number = (*error == AppError::Internal).then(|| format!("Request {request_id}"));
    let place = Place { viewer, unread: None, nonce, theme, path, flash: None };
    let html = document(&place, title, move || {
        let number = number.map(|n| view! { <p class="code">{n}</p> }.into_any());
        view! {
            <PageHeader title=title/>
            <div class="stack">
                <p>{words}</p>
                {number}
                {resend.map(Resend::view)}
                <p><a href="/">"Go to the overview"</a></p>
            </div>
        }
        .into_any()
    });
    (error.status(), Html(html)).into_response()
}

/// What the frame shows around a page.
pub struct Place<'a> {
    pub viewer: Option<&'a Viewer>,
    pub unread: Option<i64>,
    pub nonce: Option<&'a Nonce>,
    pub theme: Theme,
    pub path: &'a str,
    pub flash: Option<String>,
}

pub fn document(place: &Place<'_>, title: &str, body: impl FnOnce() -> AnyView) -> String {
    // Islands write their markers only under a shared context; the owner frees everything when the page is done.
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        let body = body().to_html();
        let script = body.contains("<leptos-island").then(|| loader(place.nonce)).flatten();
        shell(place, title, body, script).to_html()
    });
    drop(owner);
    html
}

fn shell(place: &Place<'_>, title: &str, body: String, script: Option<AnyView>) -> AnyView {
    let account = place.viewer.map(|viewer| Account {
        name: viewer.name.clone(),
        role: viewer.role.label().to_owned(),
        scope: viewer.scope_name.clone(),
        notices: viewer.role.may(Action::SeeNotices).then(|| place.unread.unwrap_or_default()),
        theme: place.theme,
        back: place.path.to_owned(),
    });
    let nav = place.viewer.map(|viewer| {
        let words = NAVIGATION.iter().filter(|(_, _, action)| viewer.role.may(*action));
        words.map(|(label, href, _)| NavItem::new(*label, *href, place.path)).collect()
    });
    let flash = place.flash.clone().map(|text| view! { <Flash text/> }.into_any());
    let icon = (!MANIFEST.favicon.is_empty()).then(|| format!("/pkg/{}", MANIFEST.favicon));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=place.theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{format!("{title} – Programme portal")}</title>
                <link rel="stylesheet" href=format!("/pkg/{}", MANIFEST.css)/>
                <link rel="icon" href=icon type="image/svg+xml"/>
                {script}
            </head>
            <body>
                // The body is rendered already: it decides whether the browser part is loaded at all.
                <Frame nav=nav.unwrap_or_default() search=place.viewer.map(|_| "/search") account=account flash=flash><Rendered html=body/></Frame>
            </body>
        </html>
    }
    .into_any()
}

/// The rendered body inside the frame.
#[component]
fn Rendered(html: String) -> impl IntoView {
    view! { <div class="page" inner_html=html></div> }.into_any()
}

/// Loads the browser part and wakes the islands of this page. Until it arrives every form works as plain HTML.
fn loader(nonce: Option<&Nonce>) -> Option<AnyView> {
    let nonce = nonce?.0.to_string();
    let script = format!(
        "import(\"/pkg/{js}\").then(async (m) => {{ await m.default({{ module_or_path: \"/pkg/{wasm}\" }}); m.hydrate(); \
         for (const island of document.querySelectorAll(\"leptos-island\")) m[island.dataset.component]?.(island); \
         document.documentElement.dataset.islands = \"awake\"; }});",
        js = MANIFEST.js,
        wasm = MANIFEST.wasm
    );
    (!MANIFEST.js.is_empty())
        .then(|| view! { <script type="module" nonce=nonce inner_html=script></script> }.into_any())
}
