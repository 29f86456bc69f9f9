use domain::{Role, Timestamp};
use leptos::prelude::*;
use store::people::PersonRow;

use super::status::{Status, listed};
use crate::{
    Cx,
    cx::PageResult,
    export,
    kit::{
        ButtonLink, Column, DataTable, EmptyState, ErrorSummary, FilterBar, FilterSelect, FormState, HiddenInput,
        InstantView, ListQuery, Menu, PageHeader, Paging, Row, cell, number_cell,
    },
    pages::agencies::country,
};

pub async fn page(cx: Cx) -> PageResult {
    let own = cx.viewer()?.person;
    let mut tx = cx.read().await?;
    let listed = listed(&mut tx, &cx.app, cx.viewer()?, cx.now(), &cx.query.asked()).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let paging = Paging::of(&listed);
    // Each form of the page is one submission of its own.
    let keys = listed.rows.iter().map(|_| Ok([cx.submission_key()?, cx.submission_key()?]));
    let keys: Vec<[String; 2]> = keys.collect::<Result<_, crate::AppError>>()?;
    let query = cx.query.clone();
    cx.page("People", move || {
        view! {
            // What was refused on a row; the rest of the page shows how things stand now.
            <ErrorSummary state/>
            <PageHeader title="People"
                lead=view! { <p>"Everybody who can sign in, and for what. "<a href="/outbox">"Mail that was sent to them"</a></p> }.into_any()
                actions=view! { <ButtonLink href="/people/new" text="Invite a person" primary=true/> }.into_any()/>
            {filters(&query, &paging)}
            {table(query, &listed.rows, paging, keys, own)}
        }
        .into_any()
    })
}

fn filters(query: &ListQuery, paging: &Paging) -> AnyView {
    let roles = Role::ALL.iter().map(|r| (r.word().to_owned(), r.label().to_owned()));
    let status = Status::ALL.iter().map(|s| (s.word().to_owned(), s.word().to_owned()));
    let selects = vec![
        FilterSelect::new("role", "Role", roles.collect()),
        FilterSelect::new("status", "Status", status.collect()),
    ];
    let sorts = [("name", "By name"), ("role", "By role"), ("-since", "Newest first")];
    let sorts = sorts.map(|(key, label)| (key.to_owned(), label.to_owned())).to_vec();
    view! {
        <FilterBar query=query.clone() search="Name, login, agency or donor" selects sorts
            count=paging.words("person", "people") tools=export::links(query, "/people", paging.shown)/>
    }
    .into_any()
}

fn table(query: ListQuery, listed: &[PersonRow], paging: Paging, keys: Vec<[String; 2]>, own: i64) -> AnyView {
    if listed.is_empty() {
        let action = Some(("Invite a person".to_owned(), "/people/new".to_owned()));
        return view! { <EmptyState things="people" query action/> }.into_any();
    }
    let columns = vec![
        Column::text("Name").sorted("name"),
        Column::text("Role").sorted("role"),
        Column::text("For").sorted("scope"),
        Column::text("Status"),
        Column::text("Since").sorted("since"),
        Column::number("Sessions").sorted("sessions"),
        Column::text("Actions"),
    ];
    let rows = listed.iter().zip(keys).map(|(person, keys)| row(person, keys, own)).collect();
    view! {
        <DataTable caption="People" columns rows query paging=Some(paging)/>
    }
    .into_any()
}

fn row(person: &PersonRow, keys: [String; 2], own: i64) -> Row {
    let name = view! { {person.name.clone()} <span class="below">{person.login.clone()}</span> }.into_any();
    let since =
        view! { <span class="nowrap"><InstantView at=Timestamp(person.created_at) day_only=true/></span> }.into_any();
    let status = Status::of(person);
    Row::new(vec![
        name,
        cell(person.role.label()),
        cell(
            person
                .scope_name
                .as_deref()
                .map(|name| if person.role.0 == Role::Coordinator { country(name) } else { name.to_owned() }),
        ),
        status.tag(),
        since,
        number_cell(person.live_sessions),
        match status {
            _ if person.id == own => view! { <a href="/account">"Your account"</a> }.into_any(),
            Status::Closed => closed_actions(person.id, keys),
            _ => open_actions(person.id, keys),
        },
    ])
}

fn open_actions(id: i64, [link, end]: [String; 2]) -> AnyView {
    view! {
        <Menu label="Actions">
            {post("/api/renew_invitation", "New link to set a password", id, link)}
            {post("/api/end_sessions", "End all sessions", id, end)}
            <a href=format!("/people/{id}/edit")>"Edit …"</a>
            <a href=format!("/people/{id}/close")>"Close the account …"</a>
        </Menu>
    }
    .into_any()
}

fn closed_actions(id: i64, [key, _]: [String; 2]) -> AnyView {
    view! { <Menu label="Actions">{post("/api/enable_person", "Reopen the account", id, key)}</Menu> }.into_any()
}

fn post(action: &'static str, words: &'static str, id: i64, key: String) -> AnyView {
    view! {
        <form method="post" action=action>
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="person" value=id.to_string()/>
            <button type="submit">{words}</button>
        </form>
    }
    .into_any()
}
