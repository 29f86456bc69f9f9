//! What the parts of a grant's page have in common: its head, the way between them, and the day they are of.

use axum::response::Response;
use domain::{Action, Viewer};
use leptos::prelude::*;
use store::{
    Tx,
    grants::{GrantRow, GrantShow, NotYet},
};

use super::money;
use crate::{AppError, Cx, cx::PageResult, kit::*};

/// A part of the page, with an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Summary,
    Money,
    Items,
    Agreement,
    /// What was changed, for those who read changes.
    History,
}

impl Part {
    const ALL: [Part; 5] = [Part::Summary, Part::Money, Part::Items, Part::Agreement, Part::History];

    const fn label(self) -> &'static str {
        match self {
            Part::Summary => "Summary",
            Part::Money => "Money",
            Part::Items => "Items",
            Part::Agreement => "Agreement",
            Part::History => "History",
        }
    }

    fn path(self, code: &str) -> String {
        match self {
            Part::Summary => format!("/grants/{code}"),
            other => format!("/grants/{code}/{}", other.label().to_lowercase()),
        }
    }

    /// What on this part is not as of the day that is asked for.
    const fn note(self) -> &'static str {
        match self {
            Part::Summary => "Discrepancies are those of today.",
            Part::Money => "Published figures are those of today.",
            Part::Items => "",
            Part::Agreement | Part::History => "This part says what is recorded today.",
        }
    }
}

/// A grant on the day that is asked for.
pub struct Asked {
    pub grant: GrantShow,
    pub asked: AskedAsOf,
}

impl Asked {
    pub async fn read(cx: &Cx, tx: &mut Tx, code: &str) -> Result<Self, AppError> {
        let asked = AskedAsOf::read(&cx.query, cx.today());
        let grant = store::grants::show_as_of(tx, cx.viewer()?, code, asked.as_of).await?;
        Ok(Self { grant, asked })
    }

    /// The page of a day before there was a grant, where it is such a day.
    pub async fn before(&self, cx: &Cx, tx: &mut Tx) -> Result<Option<Response>, AppError> {
        let Some(not_yet) = self.grant.not_yet else { return Ok(None) };
        let statement = store::statements::statement(tx, cx.viewer()?, &self.grant.row.code, self.asked.as_of).await?;
        let words = match not_yet {
            NotYet::Unsigned(signed) => {
                format!("The agreement was signed on {}: on this day there was none.", signed.words())
            }
            NotYet::Unknown => "Nothing of it was recorded then.".to_owned(),
        };
        // A pledge can be older than the agreement.
        let money = (!statement.movements.is_empty()).then(|| money::sources_and_uses(&statement, &self.asked));
        let (row, asked) = (&self.grant.row, self.asked.clone());
        cx.page(&title(row), || {
            view! {
                <PageHeader kind="Grant" code=row.code.clone() title=row.title.clone()/>
                <AsOfBar asked/>
                <p>{words}</p>
                {money}
            }
            .into_any()
        })
        .map(Some)
    }

    /// One part: `body` stands under the head that all parts have.
    pub fn page(&self, cx: &Cx, part: Part, body: impl FnOnce() -> AnyView) -> PageResult {
        let viewer = cx.viewer()?;
        let row = &self.grant.row;
        let title = match part {
            Part::Summary => title(row),
            other => format!("{} · {}", other.label(), title(row)),
        };
        cx.page(&title, || {
            let links = Part::ALL
                .into_iter()
                .filter(|part| *part != Part::History || viewer.role.may(Action::SeeChanges))
                .map(|one| PartLink {
                    label: one.label(),
                    href: self.asked.address(&one.path(&row.code)),
                    here: one == part,
                })
                .collect();
            let body = body();
            view! {
                <PageHeader kind="Grant" code=row.code.clone() title=row.title.clone() actions=actions(viewer, row)/>
                <Parts of=row.code.clone() links/>
                <AsOfBar asked=self.asked.clone() note=part.note()/>
                {body}
            }
            .into_any()
        })
    }
}

fn title(row: &GrantRow) -> String {
    format!("{} {}", row.code, row.title)
}

fn actions(viewer: &Viewer, grant: &GrantRow) -> Option<AnyView> {
    let href = format!("/grants/{}/edit", grant.code);
    let donors: Vec<AnyView> = grant
        .donors
        .iter()
        .map(|donor| {
            let words = format!("Edit {}", donor.name);
            view! { <a href=format!("/donors/{}/edit", donor.code)>{words}</a> }.into_any()
        })
        .collect();
    let states = format!("/grants/{}/states", grant.code);
    let donors = donors.into_iter().chain([view! { <a href=states>"What its donors read"</a> }.into_any()]).collect();
    viewer
        .role
        .may(Action::ManageGrants)
        .then(|| view! { <ButtonLink href text="Edit the grant"/> {menu("More", donors)} }.into_any())
}

/// What staff can add to a section of the page.
pub fn aside(viewer: &Viewer, grant: &GrantRow, end: &str, text: &'static str) -> Option<AnyView> {
    let href = format!("/grants/{}/{end}", grant.code);
    viewer.role.may(Action::ManageGrants).then(|| view! { <ButtonLink href text/> }.into_any())
}
