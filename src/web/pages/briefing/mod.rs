//! `/briefing`: what a donor takes along. The briefing of two pages in three languages, and the pack with the files behind it.

use axum::{extract::Path, routing::get};
use documents::briefing::{self, Language};
use domain::{Action::ReadBriefing, Timestamp};
use leptos::prelude::*;
use store::{
    grants::publication::{self, Current},
    overview::{DonorOverview, Overview},
};

use crate::{AppError, Cx, access::Rule::Needs, cx::PageResult, kit::*, registry::Route, typesetter};

mod pack;

pub const ROUTES: &[Route] = &[
    ("/briefing", Needs(ReadBriefing), || get(page)),
    ("/briefing/{language}/pdf", Needs(ReadBriefing), || get(pdf)),
    ("/briefing/pack.zip", Needs(ReadBriefing), || get(pack::file)),
];

async fn page(cx: Cx) -> PageResult {
    let donor = cx.viewer()?.scope_name.clone();
    cx.page("Briefing", move || {
        let languages: Vec<_> = Language::ALL
            .iter()
            .map(|language| {
                let href = format!("/briefing/{}/pdf", language.code());
                let own = (*language != Language::English)
                    .then(|| view! { " · " <span lang=language.code()>{language.name()}</span> }.into_any());
                view! { <li><a href=href>{language.in_english()} {own} " (PDF)"</a></li> }.into_any()
            })
            .collect();
        let files: Vec<_> =
            pack::CONTENTS.iter().map(|(name, what)| view! { <li><code>{*name}</code>": "{*what}</li> }).collect();
        let pack = view! { <ButtonLink href="/briefing/pack.zip" text="Download the pack" primary=true/> }.into_any();
        view! {
            <PageHeader kind=donor title="To take along"
                lead=view! { <p>"What your first page says now, to print, to send and to check."</p> }.into_any()/>
            <Section title="Briefing, two pages" id="briefing">
                <div class="stack-tight">
                    <p>"What your grants became in six steps, where the items are, what is still open, who was trained and what was \
                        seized, with how each figure was made."</p>
                    <ul class="plain stack-tight">{languages}</ul>
                </div>
            </Section>
            <Section title="Pack: everything in one file" id="pack" aside=pack>
                <div class="stack-tight">
                    <p>"The same figures as the pages at this moment. A manifest holds the SHA-256 of each file, so that whoever gets \
                        the pack can tell that nothing in it was changed."</p>
                    <ul class="stack-tight">{files}</ul>
                </div>
            </Section>
        }
        .into_any()
    })
}

async fn pdf(cx: Cx, Path(code): Path<String>) -> PageResult {
    let language = Language::of_code(&code).ok_or(AppError::NotFound)?;
    let at = cx.now();
    let overview = read(&cx, at).await?;
    let file = set(&cx, &overview, at, language).await?;
    typesetter::answer(&cx, &format!("briefing-{}-{code}.pdf", cx.today()), file)
}

/// What the first page says.
async fn read(cx: &Cx, at: Timestamp) -> Result<DonorOverview, AppError> {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    match store::overview::overview(&mut tx, viewer, at).await? {
        Overview::Donor(overview) => Ok(overview),
        _ => Err(AppError::NotFound),
    }
}

/// `None` where the program was built without PDF.
async fn set(
    cx: &Cx,
    overview: &DonorOverview,
    at: Timestamp,
    language: Language,
) -> Result<Option<Vec<u8>>, AppError> {
    let mut made = briefing::of(overview, donor(cx)?, at, language);
    made.notes.lines.extend(without(cx, language).await?);
    cx.app.typesetter.briefing(made).await
}

/// Grants that the donor reads as they were released are in none of the figures.
async fn without(cx: &Cx, language: Language) -> Result<Vec<String>, AppError> {
    let states = publication::current(&mut cx.read().await?, cx.viewer()?).await?;
    let line = |state: Current| {
        let (grant, number, day) = (state.grant, state.number, Timestamp(state.recorded_at).day());
        match language {
            Language::English => {
                format!("{grant} is read as it was released on {day} (state {number}) and is in no figure here.")
            }
            Language::Japanese => {
                format!("{grant} は {day} に公表された内容（第{number}版）で閲覧され、本資料の数値には含まれません。")
            }
            Language::Russian => {
                format!(
                    "{grant} читается в том виде, в каком был опубликован {day} (состояние {number}), и не входит в эти цифры."
                )
            }
        }
    };
    Ok(states.into_iter().map(line).collect())
}

fn donor(cx: &Cx) -> Result<&str, AppError> {
    cx.viewer()?.scope_name.as_deref().ok_or(AppError::NotFound)
}
