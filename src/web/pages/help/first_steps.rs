//! `/first-steps`: where somebody comes who signs in for the first time. Three sentences and one button for each role.

use domain::Role;
use leptos::prelude::*;

use crate::{Cx, cx::PageResult, kit::*};

/// Three sentences, and the button: its words and where it leads.
fn steps(role: Role) -> ([&'static str; 3], &'static str, &'static str) {
    match role {
        Role::Staff => (
            [
                "Your first page is the list of what waits: one sentence and one button each, the most serious first.",
                "Money, rates and write-offs need two people: what you enter waits for a colleague, and what they enter waits for you.",
                "Press / or Ctrl-K anywhere to find a thing, a page or an action, such as “Record money”.",
            ],
            "See what waits",
            "/",
        ),
        Role::Officer => (
            [
                "When something is sent to your agency, it stands on your first page, with a button that opens the count.",
                "If everything arrived, one press says so for all lines; what differs is counted line by line, with a photo where it helps.",
                "Nothing is signed before the last page, which says for how many pieces you sign.",
            ],
            "See what is to be received",
            "/",
        ),
        Role::Donor => (
            [
                "Your first page says in six steps what your grants became, what is still open and where the things are.",
                "Every figure says what it is and leads to the rows behind it, down to the signed receipt.",
                "A briefing of two pages, and a pack with the files behind it, can be taken along at any time.",
            ],
            "See what your grants became",
            "/",
        ),
        Role::Administrator => (
            [
                "You manage who can sign in: invite a person, and send them the link that the portal shows once.",
                "You read everything and change nothing of the programme.",
                "The System page says how the portal itself is: its database, its mail, and when its chain was verified.",
            ],
            "See the people",
            "/people",
        ),
        Role::Coordinator => (
            [
                "Your first page shows the teams of your country on the map, what came to them, and what is still to be counted.",
                "You read what each team holds, the activities it took part in and the results it reached; no amounts.",
                "You change nothing but your own account.",
            ],
            "See the teams",
            "/",
        ),
        Role::FocalPoint => (
            [
                "Your first page lists the cases that were handed on to your agency, or in which it acted.",
                "Each case has stages: where, when, who acted, what was seized.",
                "You change nothing but your own account.",
            ],
            "See the cases",
            "/",
        ),
    }
}

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let (sentences, button, href) = steps(viewer.role);
    let name = viewer.name.clone();
    let role = viewer.role.label();
    cx.page("First steps", move || {
        let sentences: Vec<AnyView> = sentences.iter().map(|words| view! { <li>{*words}</li> }.into_any()).collect();
        view! {
            <PageHeader kind=role title=format!("Welcome, {name}")/>
            <div class="stack measure">
                <ol class="stack-tight first-steps">{sentences}</ol>
                <p><ButtonLink href text=button primary=true/></p>
                <p class="muted">"What the words mean: " <a href="/about-the-figures">"About the figures"</a></p>
            </div>
        }
        .into_any()
    })
}
