//! `/acts/{number}`: an act in its newest or any earlier version.

use axum::extract::Path;
use documents::act::{self, Language};
use domain::{Action, Viewer, act::MandateDocument, document::Subject};
use leptos::prelude::*;
use store::acts::{self, ActShow, VersionRow};

use super::{mandate, sheet};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::{
        documents::section as documents_about,
        signing::{signatures, tone},
    },
};

pub async fn page(cx: Cx, Path(number): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let act = acts::show(&mut tx, &viewer, &number).await?;
    let version = asked_version(&cx, &act)?;
    let language = sheet::asked_language(&cx);
    let signing = store::signing::signing(&mut tx, &viewer, &number, Some(version.version)).await?;
    let kept = acts::mandates(&mut tx, &viewer, &act.row.round_code, &act.row.agency_code).await?;
    let data = act::of_signed(&version, &signing).map_err(AppError::internal)?;
    let printed = data.content.receiving.representative.mandate.as_ref().map(|mandate| mandate.pages.clone());
    // The one that this version names by its digests, whatever the terms say today.
    let document = printed.and_then(|pages| kept.into_iter().find(|document| document.pages == pages));
    let wrong = store::items::corrected_after(&mut tx, &viewer, &number).await?;
    let documents = documents_about(&mut tx, &viewer, Subject::Act, &number).await?;
    let shown = act::sheet(&data, language).map_err(AppError::internal)?;
    cx.page(&format!("Act {number}"), move || {
        let title = format!("Act for {}", act.row.agency_name);
        let newest = version.version == act.row.version;
        let status = if newest {
            view! { <StatusTag text=signing.state().label() tone=tone(signing.state())/> }.into_any()
        } else {
            view! { <StatusTag text=format!("superseded by version {}", act.row.version) tone=Tone::Warn/> }.into_any()
        };
        // Not at the head, where a phone keeps actions in reach of the thumb: signatures do not pass to a new version.
        let renew = (newest && viewer.role.may(Action::ManageActs)).then(|| {
            let href = format!("/rounds/{}/acts/{}", act.row.round_code, act.row.agency_code);
            view! { <ButtonLink href text="Issue a new version"/> }.into_any()
        });
        let own = newest && viewer.role.may(Action::SignActs) && signing.place_of(&viewer).is_ok();
        let sign = own.then(|| {
            view! { <ButtonLink href=format!("/acts/{number}/sign") text="Read and sign" primary=true/> }.into_any()
        });
        view! {
            <Breadcrumb steps=vec![("Acts".to_owned(), "/acts".to_owned())]/>
            <PageHeader kind="Act" code=number.clone() title status=status actions=sign/>
            <ChainStrip links=chain(&act, &version)/>
            {superseded(&act, &version)}
            {late(&act, &viewer)}
            {corrected(&act, &viewer, &wrong)}
            {facts(&version, document.as_ref())}
            {signatures(&viewer, &signing)}
            {switch(&number, &version, language)}
            {sheet::view(shown, language)}
            {documents}
            {versions(&act, renew)}
        }
        .into_any()
    })
}

fn asked_version(cx: &Cx, act: &ActShow) -> Result<VersionRow, AppError> {
    let asked = cx.query.get("version").unwrap_or_default();
    let found = match asked {
        "" => act.versions.first(),
        asked => act.versions.iter().find(|v| v.version.to_string() == asked),
    };
    found.cloned().ok_or(AppError::NotFound)
}

fn chain(act: &ActShow, version: &VersionRow) -> Vec<ChainLink> {
    let row = &act.row;
    vec![
        ChainLink::to(format!("{} · {}", row.round_code, row.round_title), format!("/rounds/{}", row.round_code)),
        ChainLink::here(format!("{} · version {}", row.number, version.version)),
        ChainLink::fact(row.agency_name.clone()),
    ]
}

fn superseded(act: &ActShow, version: &VersionRow) -> Option<AnyView> {
    let next = act.versions.iter().find(|v| v.version == version.version + 1)?;
    let (number, newest) = (&act.row.number, act.row.version);
    let reason = next.reason.clone().map(|reason| format!("Reason: {reason}")).unwrap_or_default();
    let title = format!(
        "Version {} was superseded by version {} on {}",
        version.version,
        next.version,
        next.issued_at.day_words()
    );
    let (href, words) = (format!("/acts/{number}"), format!("Read version {newest}"));
    Some(
        view! {
            <Notice tone=Tone::Warn title=title>
                <p>{reason} " " <a href=href>{words}</a></p>
            </Notice>
        }
        .into_any(),
    )
}

/// Items that were corrected after the newest version was issued: it says them otherwise.
fn corrected(act: &ActShow, viewer: &Viewer, tags: &[String]) -> Option<AnyView> {
    let links: Vec<_> = tags
        .iter()
        .enumerate()
        .map(|(i, tag)| {
            let comma = (i > 0).then_some(", ");
            view! { {comma} <a href=format!("/items/{tag}#corrections")>{tag.clone()}</a> }.into_any()
        })
        .collect();
    let more = viewer.role.may(Action::ManageActs).then(|| {
        let href = format!("/rounds/{}/acts/{}", act.row.round_code, act.row.agency_code);
        view! { " " <a href=href>"Issue a new version"</a> }.into_any()
    });
    let words = count_of(whole(tags.len()), "item was", "items were");
    (!links.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warn title=format!("{words} corrected after this version was issued")>
                <p>{links} {more}</p>
            </Notice>
        }
        .into_any()
    })
}

fn late(act: &ActShow, viewer: &Viewer) -> Option<AnyView> {
    let day = act.row.later_receipt?.words();
    let more = viewer.role.may(Action::ManageActs).then(|| {
        let href = format!("/rounds/{}/acts/{}", act.row.round_code, act.row.agency_code);
        view! { <a href=href>"Issue a new version"</a> }.into_any()
    });
    Some(
        view! {
            <Notice tone=Tone::Warn title=format!("A receipt of {day} is not in this version")>
                <p>"What was counted after the act was issued stands in the receipts of the round. " {more}</p>
            </Notice>
        }
        .into_any(),
    )
}

fn facts(version: &VersionRow, document: Option<&MandateDocument>) -> AnyView {
    let mut facts = vec![
        Fact::view("Issued", view! { <InstantView at=version.issued_at/> }.into_any()),
        Fact::text("Issued by", version.person.clone()),
        Fact::text("Reason of this version", version.reason.clone()),
        Fact::link(
            "Anybody can check it at",
            format!("{}/verify/{}", version.origin, version.code),
            format!("/verify/{}", version.code),
        ),
        Fact::view("Content, SHA-256", view! { <span class="hash">{version.hash.clone()}</span> }.into_any()),
    ];
    facts.extend(document.map(|document| Fact::view("Mandate of the deputy", mandate::pages(document))));
    view! { <SummaryList facts/> }.into_any()
}

/// The act in another language, and its files.
fn switch(number: &str, version: &VersionRow, language: Language) -> AnyView {
    let page = format!("/acts/{number}?version={}&", version.version);
    let file = |languages: &str| format!("/acts/{number}/{}/pdf?languages={languages}", version.version);
    view! {
        <div class="cluster act-switch">
            {sheet::languages(&page, language)}
            <ButtonLink href=file("en-ru") text="PDF, English and Russian"/>
            <ButtonLink href=file("uz") text="PDF, Uzbek"/>
        </div>
    }
    .into_any()
}

fn versions(act: &ActShow, renew: Option<AnyView>) -> AnyView {
    let entries = (act.versions.iter())
        .map(|version| {
            let href = format!("/acts/{}?version={}", act.row.number, version.version);
            let title = view! { <a href=href>{format!("Version {}", version.version)}</a> }.into_any();
            let reason = version.reason.clone().map(|reason| view! { <p>{reason}</p> }.into_any());
            Happening::at(version.issued_at, title).who(version.person.clone()).tone(Tone::Accent).note(reason)
        })
        .collect();
    view! { <Section title="Versions" id="versions" aside=renew><Timeline entries/></Section> }.into_any()
}
