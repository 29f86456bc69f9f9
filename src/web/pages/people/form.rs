use std::collections::BTreeSet;

use domain::Role;
use leptos::prelude::*;
use store::{agencies::AgencyRow, donors::DonorRow};

use crate::{
    Cx,
    cx::PageResult,
    kit::{
        Breadcrumb, Choice, ErrorSummary, Field, FormActions, FormState, HiddenInput, PageHeader, Radios, Select,
        SubmitButton,
    },
    pages::agencies::country,
};

pub async fn page(cx: Cx) -> PageResult {
    let viewer = cx.viewer()?;
    let mut tx = cx.read().await?;
    let agencies = store::agencies::list(&mut tx, viewer).await?;
    let donors = store::donors::list(&mut tx, viewer).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let (key, scopes) = (cx.submission_key()?, scopes(&agencies, &donors));
    cx.page("Invite a person", move || form(state, key, scopes))
}

fn form(state: FormState, key: String, scopes: Vec<(String, String)>) -> AnyView {
    view! {
        <Breadcrumb steps=vec![("People".to_owned(), "/people".to_owned())]/>
        <ErrorSummary state=state.clone()/>
        <PageHeader title="Invite a person"
            lead=view! { <p>"The next page shows a one-time link. Pass it on; with it the person sets a password."</p> }.into_any()/>
        <form method="post" action="/api/invite_person">
            <HiddenInput name="submission" value=key/>
            <Field name="name" label="Name" state=state.clone() autocomplete="off"/>
            <Field name="login" label="Login" state=state.clone() autocomplete="off"
                hint="The person's e-mail address, or a short name of letters and digits"/>
            <Radios name="role" legend="Role" state=state.clone() choices=roles()/>
            <Select name="scope" label="Agency, donor or country" state options=scopes optional=true blank="None: the whole programme"
                hint="An officer's or a focal point's agency, a donor viewer's donor, a coordinator's country"/>
            <FormActions cancel="/people"><SubmitButton text="Invite and show the link"/></FormActions>
        </form>
    }
    .into_any()
}

fn roles() -> Vec<Choice> {
    let about = |role: Role| match role {
        Role::Administrator => "Manages accounts and reads everything; changes no programme data",
        Role::Staff => "Records grants, rounds, items, activities and milestones",
        Role::Officer => "Confirms, line by line, what reached the agency",
        Role::Donor => "Reads what the donor's own grants became",
        Role::Coordinator => "Reads the teams of one country, what they hold, their activities and results; no money",
        Role::FocalPoint => "Reads the cases that were handed on to the agency",
    };
    Role::ALL.iter().map(|role| Choice::new(role.word(), role.label()).hint(about(*role))).collect()
}

/// One list, because a person has one scope at most; each entry says what it is.
pub(super) fn scopes(agencies: &[AgencyRow], donors: &[DonorRow]) -> Vec<(String, String)> {
    // A country is known by its agencies.
    let countries: BTreeSet<&str> = agencies.iter().map(|agency| agency.country.as_str()).collect();
    let countries = countries.into_iter().map(|code| (code.to_owned(), format!("Country: {}", country(code))));
    let agencies = agencies.iter().map(|agency| (agency.code.clone(), format!("Agency: {}", agency.current_name())));
    let donors = donors.iter().map(|donor| (donor.code.clone(), format!("Donor: {}", donor.name)));
    agencies.chain(donors).chain(countries).collect()
}
