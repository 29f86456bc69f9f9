//! `/items/{tag}/label`: what is stuck on a thing. It says no more than the tag and what the thing is: anybody can read it.

use axum::extract::Path;
use leptos::prelude::*;

use super::parts::full_name;
use crate::{AppError, Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let item = store::items::show(&mut tx, cx.viewer()?, &tag).await?;
    let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
    let sheet = labels(&cx, [(item.tag.as_str(), name.as_str())])?;
    cx.page("Label", move || {
        let steps = vec![("Items".to_owned(), "/items".to_owned()), (item.tag.clone(), format!("/items/{}", item.tag))];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Label" code=item.tag.clone() title=name lead=lead()/>
            {sheet}
        }
        .into_any()
    })
}

/// Under the title of a sheet.
pub fn lead() -> AnyView {
    view! { <p>"Print this page. A telephone’s camera that reads the code opens the item; its officer counts it from there."</p> }.into_any()
}

/// A label for each (tag, name).
///
/// # Errors
/// An address is too long for a code.
pub fn labels<'a>(cx: &Cx, things: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<AnyView, AppError> {
    let origin = cx.app.config.origin();
    let mut all = Vec::new();
    for (tag, name) in things {
        let code = documents::qr::svg(&format!("{origin}/items/{tag}")).map_err(AppError::internal)?;
        let (alt, tag, name) = (format!("Code that opens {tag}"), tag.to_owned(), name.to_owned());
        all.push(
            view! {
                <li class="label">
                    <div class="label__code" role="img" aria-label=alt inner_html=code></div>
                    <div><p class="label__tag code">{tag}</p><p class="label__name">{name}</p></div>
                </li>
            }
            .into_any(),
        );
    }
    Ok(view! { <ul class="labels">{all}</ul> }.into_any())
}
