//! What the forms of custody have in common: which pieces of which item.

use domain::{
    custody::{Place, movement::MovementState},
    item::{Condition, ItemKind},
};
use leptos::prelude::*;
use store::{custody::Held, items::ItemShow};

use crate::{kit::*, pages::items::full_name};

pub fn name(item: &ItemShow) -> String {
    full_name(&item.name, item.make.as_deref(), item.model.as_deref())
}

/// The places of an item that this viewer can name, and that are of the kinds asked for.
pub fn places(item: &ItemShow, of: fn(Place) -> bool) -> Vec<Held> {
    item.held.iter().filter(|held| held.concerns && held.key.is_some() && of(held.place)).cloned().collect()
}

/// The frame of a form about an item: where it stands, what was wrong with it, the form; or, when nothing of the item is
/// in such a place, the words that say so.
pub fn page(
    item: &ItemShow,
    title: &str,
    state: &FormState,
    nothing: Option<&'static str>,
    form: impl FnOnce() -> AnyView,
) -> AnyView {
    let href = format!("/items/{}", item.tag);
    let steps = vec![("Items".to_owned(), "/items".to_owned()), (name(item), href.clone())];
    let content = match nothing {
        Some(words) => view! {
            <p>{words}" It is " {standing(item)} "."</p>
            <p><ButtonLink href text="Back to the item"/></p>
        }
        .into_any(),
        None => form(),
    };
    view! {
        <Breadcrumb steps/>
        <PageHeader kind="Item" code=item.tag.clone() title=format!("{title} {}", name(item))/>
        <ErrorSummary state=state.clone()/>
        {content}
    }
    .into_any()
}

/// `2 with IMT Termez (SCC), 1 lost from IMT Termez (SCC)`
pub fn standing(item: &ItemShow) -> String {
    let lot = item.kind == ItemKind::Lot;
    let part = |held: &Held| if lot { format!("{} {}", held.quantity, held.words) } else { held.words.clone() };
    item.held.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// Where the pieces are: asked only when there are several places.
pub fn holder(state: &FormState, label: &'static str, places: &[Held]) -> AnyView {
    match places {
        [only] => {
            let words = format!("{}: {}", label, only.words);
            let key = only.key.clone().unwrap_or_default();
            view! { <p>{words}</p><HiddenInput name="holder" value=key/> }.into_any()
        }
        several => {
            let options = several
                .iter()
                .map(|held| (held.key.clone().unwrap_or_default(), format!("{}: {}", held.words, held.quantity)))
                .collect();
            view! { <Select name="holder" label state=state.clone() options blank="Choose where it is"/> }.into_any()
        }
    }
}

/// How many: asked of a lot only.
pub fn pieces(item: &ItemShow, state: &FormState, places: &[Held]) -> Option<AnyView> {
    (item.kind == ItemKind::Lot).then(|| {
        let most = places.iter().map(|held| held.quantity).max().unwrap_or_default();
        let hint = format!("At most {}", quantity(most, &item.unit_of_measure));
        let value = places.first().filter(|_| places.len() == 1).map(|held| held.quantity.to_string());
        view! {
            <Field name="quantity" label="How many" state=state.clone() kind=Input::Number width=Width::Short hint value/>
        }
        .into_any()
    })
}

pub fn conditions(state: &FormState, label: &'static str) -> AnyView {
    let options = Condition::ALL.iter().map(|c| (c.word().to_owned(), c.label().to_owned())).collect::<Vec<_>>();
    view! { <Select name="condition" label state=state.clone() options blank="Choose the condition"/> }.into_any()
}

pub fn state_tag(state: MovementState) -> AnyView {
    let tone = match state {
        MovementState::Open => Tone::Warn,
        MovementState::Done => Tone::Good,
        MovementState::Refused | MovementState::Ended => Tone::Bad,
        MovementState::Withdrawn => Tone::Idle,
    };
    view! { <StatusTag tone text=state.label()/> }.into_any()
}
