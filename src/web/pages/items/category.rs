//! `/items/{tag}/category`: which category a thing belongs to, and so what it needs after the handover.

use axum::extract::Path;
use leptos::prelude::*;

use super::parts::full_name;
use crate::{Cx, cx::PageResult, kit::*, pages::categories::choices};

pub async fn page(cx: Cx, Path(tag): Path<String>) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let (category, _) = store::items::category_of(&mut tx, viewer, &tag).await?;
    let item = store::items::show(&mut tx, viewer, &tag).await?;
    let options = choices(&mut tx, viewer).await?;
    let was = category.unwrap_or_default();
    let form = cx.form(&mut tx, FormState::filled([("category", was.clone())])).await?;
    let submission = cx.submission_key()?;
    let name = full_name(&item.name, item.make.as_deref(), item.model.as_deref());
    cx.page(&format!("Category of {tag}"), move || {
        let page = format!("/items/{tag}");
        let steps = vec![("Items".to_owned(), "/items".to_owned()), (tag.clone(), page.clone())];
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Item" code=tag.clone() title=format!("Which category does {name} belong to?")/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action="/api/categorise_item" novalidate>
                <HiddenInput name="submission" value=submission/>
                <HiddenInput name="tag" value=tag/>
                <HiddenInput name="was" value=was/>
                <Select name="category" label="Category" state=form options optional=true blank="None"
                    hint="It says how often the thing is checked, and what it needs before it is disposed of"/>
                <FormActions cancel=page><SubmitButton text="Save the category"/></FormActions>
            </form>
        }
        .into_any()
    })
}
