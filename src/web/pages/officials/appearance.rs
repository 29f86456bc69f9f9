//! Who signed an agreement, witnessed its signing, spoke at a round or came to it: recorded on its page, and corrected.

use axum::extract::Path;
use domain::official::Part;
use leptos::prelude::*;
use store::{
    Tx,
    officials::{AppearanceRow, Offered},
};

use crate::{
    AppError, Cx,
    cx::PageResult,
    kit::*,
    pages::grants::{source_fields, sources},
};

/// The lists of names and of posts that a page offers while somebody types.
pub const NAMES: &str = "offered-names";
pub const POSTS: &str = "offered-posts";

/// Stands once on a page whose fields name these lists.
pub fn offers(offered: &Offered) -> AnyView {
    let list = |id: &'static str, words: &[String]| {
        let options: Vec<_> =
            words.iter().map(|word| view! { <option value=word.clone()></option> }.into_any()).collect();
        view! { <datalist id=id>{options}</datalist> }.into_any()
    };
    view! { {list(NAMES, &offered.names)} {list(POSTS, &offered.posts)} }.into_any()
}

/// What somebody did it at.
struct Place {
    kind: &'static str,
    /// Hidden fields that name it.
    hidden: Vec<(&'static str, String)>,
    title: &'static str,
    /// Words and addresses from the top down; the last is where it is shown.
    steps: Vec<(String, String)>,
    parts: &'static [Part],
    /// The one whose post is recorded.
    of: Option<String>,
}

impl Place {
    fn grant(code: &str) -> Self {
        let back = format!("/grants/{code}/agreement");
        Place {
            kind: "Grant",
            hidden: vec![("grant", code.to_owned())],
            title: "Who signed, and before whom",
            steps: vec![("Grants".to_owned(), "/grants".to_owned()), (code.to_owned(), back)],
            parts: Part::of(true, false),
            of: None,
        }
    }

    fn round(code: &str) -> Self {
        let back = format!("/rounds/{code}");
        Place {
            kind: "Round",
            hidden: vec![("round", code.to_owned())],
            title: "Who spoke, and who came",
            steps: vec![("Rounds".to_owned(), "/rounds".to_owned()), (code.to_owned(), back)],
            parts: Part::of(false, true),
            of: None,
        }
    }

    fn official(code: &str, name: &str) -> Self {
        let back = format!("/officials/{code}");
        Place {
            kind: "Official",
            hidden: vec![("name", code.to_owned())],
            title: "Record a post",
            steps: vec![("Officials".to_owned(), "/officials".to_owned()), (name.to_owned(), back)],
            parts: Part::of(false, false),
            of: Some(name.to_owned()),
        }
    }

    fn back(&self) -> String {
        self.steps.last().map(|(_, href)| href.clone()).unwrap_or_default()
    }
}

pub async fn of_grant(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let code = store::grants::code_of(&mut tx, cx.viewer()?, &code).await?;
    new(&cx, &mut tx, Place::grant(&code)).await
}

pub async fn of_round(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let code = store::rounds::front(&mut tx, cx.viewer()?, &code).await?.code;
    new(&cx, &mut tx, Place::round(&code)).await
}

pub async fn of_official(cx: Cx, Path(code): Path<String>) -> PageResult {
    let mut tx = cx.read().await?;
    let shown = store::officials::show(&mut tx, cx.viewer()?, &code).await?;
    new(&cx, &mut tx, Place::official(&code, &shown.official.name)).await
}

async fn new(cx: &Cx, tx: &mut Tx, place: Place) -> PageResult {
    let form = cx.form(tx, FormState::default()).await?;
    let hidden = vec![("submission", cx.submission_key()?)];
    page(cx, tx, place, form, hidden, ("/api/record_appearance", "Record it")).await
}

pub async fn edit(cx: Cx, Path(id): Path<i64>) -> PageResult {
    let mut tx = cx.read().await?;
    let row = store::officials::appearance(&mut tx, cx.viewer()?, id).await?;
    let place = match (&row.grant, &row.round, &row.official) {
        (Some((code, _)), ..) => Place::grant(code),
        (_, Some((code, _)), _) => Place::round(code),
        (.., Some((code, name))) => Place::official(code, name),
        _ => return Err(AppError::NotFound),
    };
    let form = cx.form(&mut tx, filled(&row)).await?;
    let hidden = vec![
        ("submission", cx.submission_key()?),
        ("appearance", id.to_string()),
        ("version", form.version(row.version)),
    ];
    page(&cx, &mut tx, place, form, hidden, ("/api/update_appearance", "Save it")).await
}

/// As its form would say what stands there.
pub(super) fn filled(row: &AppearanceRow) -> FormState {
    let held = row.part == Part::Held;
    let mut values = vec![
        ("part", row.part.word().to_owned()),
        ("post", row.post.clone().unwrap_or_default()),
        ("occurred_on", row.on.filter(|_| held).map(|date| date.words()).unwrap_or_default()),
        ("source", row.source.clone().map(|(_, code)| code).unwrap_or_default()),
    ];
    values.extend(row.official.clone().filter(|_| !held).map(|(_, name)| ("name", name)));
    values.extend(row.among_others.then(|| ("among_others", "true".to_owned())));
    FormState::filled(values)
}

async fn page(
    cx: &Cx,
    tx: &mut Tx,
    place: Place,
    form: FormState,
    hidden: Vec<(&'static str, String)>,
    (action, button): (&'static str, &'static str),
) -> PageResult {
    let viewer = cx.viewer()?;
    let offered = store::officials::offered(tx, viewer).await?;
    let sources = sources(tx, viewer).await?;
    cx.page(place.title, || {
        let hidden: Vec<_> = hidden
            .into_iter()
            .chain(place.hidden.clone())
            .map(|(name, value)| view! { <HiddenInput name value/> }.into_any())
            .collect();
        view! {
            <Breadcrumb steps=place.steps.clone()/>
            <PageHeader kind=place.kind title=place.title/>
            <ErrorSummary state=form.clone()/>
            <form class="form" method="post" action=action>
                {hidden}
                {offers(&offered)}
                {fields(&form, &place)}
                {source_fields(&form, sources, "Where it was published: choose a source or enter a new one", true)}
                <FormActions cancel=place.back()><SubmitButton text=button/></FormActions>
            </form>
        }
        .into_any()
    })
}

fn fields(form: &FormState, place: &Place) -> AnyView {
    let state = || form.clone();
    let choices: Vec<Choice> = place.parts.iter().map(|part| Choice::new(part.word(), part.label())).collect();
    let part = (choices.len() > 1)
        .then(|| view! { <Radios name="part" legend="What they did" state=state() choices/> }.into_any());
    let name = match &place.of {
        Some(name) => view! { <p>{name.clone()}</p> }.into_any(),
        None => view! {
            <Field name="name" label="Name" state=state() list=NAMES autocomplete="off" optional=true
                hint="As the source prints it. Empty: it names the post alone"/>
            <Checkbox name="is_new" label="Somebody who is not known here yet" state=state()/>
        }
        .into_any(),
    };
    let day = place
        .of
        .is_some()
        .then(|| view! { <DateField name="occurred_on" label="Day" state=state() partial=true/> }.into_any());
    let others = place.of.is_none().then(|| {
        view! { <Checkbox name="among_others" label="“Among others”: there were more than the source names" state=state()/> }
            .into_any()
    });
    view! {
        {part}
        {name}
        <Field name="post" label="Post of that day" state=state() list=POSTS autocomplete="off" optional=place.of.is_none()
            hint="Such as “UNODC Regional Representative for Central Asia”"/>
        {day}
        {others}
    }
    .into_any()
}
