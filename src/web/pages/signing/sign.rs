//! `/acts/{number}/sign`: the newest version, to be read and signed by whoever is named in it.

use axum::extract::Path;
use domain::Refusal;
use leptos::prelude::*;
use store::{acts, signing};

use super::{form, pieces};
use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::acts::{asked_language, languages},
};

pub async fn page(cx: Cx, Path(number): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let act = acts::show(&mut tx, &viewer, &number).await?;
    let signing = signing::signing(&mut tx, &viewer, &number, None).await?;
    let version = act.versions.first().ok_or(AppError::NotFound)?;
    let language = asked_language(&cx);
    let content = pieces::content(version, &signing, language)?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    let hindrance = match signing.place_of(&viewer) {
        Ok(_) => None,
        Err(store::Error::Refused(Refusal::Conflict(words))) => Some(words),
        Err(other) => return Err(other.into()),
    };
    let title = format!("Sign act {number}");
    let signs = hindrance.is_none();
    let body = move || {
        let here = format!("/acts/{number}");
        let steps = vec![("Acts".to_owned(), "/acts".to_owned()), (number.clone(), here.clone())];
        let status = view! { <StatusTag tone=pieces::tone(signing.state()) text=signing.state().label()/> }.into_any();
        let (start, end) = match (hindrance, signing.place_of(&viewer)) {
            (None, Ok(place)) => {
                let form = view! {
                    <form class="form" method="post" action="/api/sign_act" novalidate>
                        <HiddenInput name="submission" value=key/>
                        <HiddenInput name="act" value=number.clone()/>
                        <HiddenInput name="version" value=signing.version.to_string()/>
                        {form::fields(&signing, place, &state)}
                    </form>
                }
                .into_any();
                (pieces::to_signature(), view! { <Section title="Sign" id="sign">{form}</Section> }.into_any())
            }
            (words, _) => {
                let words = words.unwrap_or_default();
                let notice = view! {
                    <Notice title="There is nothing for you to sign now">
                        <p>{words}"."</p>
                        <p><a href=here>"See the act"</a></p>
                    </Notice>
                };
                (notice.into_any(), ().into_any())
            }
        };
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Act" code=number.clone() title=format!("Read and sign version {}", signing.version) status=status/>
            <ErrorSummary state=state.clone()/>
            {start}
            <div class="cluster act-switch">{languages(&format!("/acts/{number}/sign?"), language)}</div>
            {content}
            {end}
        }
        .into_any()
    };
    if signs { cx.page_with_islands(&title, body) } else { cx.page(&title, body) }
}
