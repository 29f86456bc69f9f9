//! `/acts/{number}/links`: staff make one-time links for signatories without an account, and end them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::extract::Path;
use domain::{
    Timestamp, Viewer,
    signing::{CODE_DIGITS, LinkState, code_of},
};
use leptos::prelude::*;
use store::{
    Tx,
    signing::{self, LinkRow, NewLink, Signatory, Signing},
};

use super::stranger::code_hash;
use crate::{
    App, AppError, Cx,
    clock::{random_bytes, random_hex},
    cx::PageResult,
    kit::*,
    passwords::token_hash,
    request::{self, Done},
};

/// The address and the code of a new link. Kept nowhere; shown only by the request that stored their hashes, so that the
/// same form sent twice does not show them again.
#[derive(Clone)]
pub struct NewSecrets {
    app: App,
    token: String,
    code: String,
    stored: Arc<AtomicBool>,
}

impl NewSecrets {
    pub fn make() -> Result<Self, AppError> {
        Ok(NewSecrets {
            app: request::call()?.app,
            token: random_hex::<32>().map_err(AppError::internal)?,
            code: code_of(random_bytes().map_err(AppError::internal)?),
            stored: Arc::default(),
        })
    }

    pub async fn store(
        &self,
        tx: &mut Tx,
        viewer: &Viewer,
        at: Timestamp,
        (act, version, place): (&str, i64, usize),
    ) -> Result<(), AppError> {
        let public_id = random_hex::<8>().map_err(AppError::internal)?;
        let new = NewLink {
            public_id: &public_id,
            token_hash: &token_hash(&self.token),
            code_hash: &code_hash(&self.token, &self.code),
            expires_at: self.until(at),
        };
        signing::make_link(tx, viewer, at, act, version, place, &new).await?;
        self.stored.store(true, Ordering::SeqCst);
        Ok(())
    }

    pub fn shown_in(&self, done: Done) -> Done {
        if !self.stored.load(Ordering::SeqCst) {
            return done;
        }
        let until = self.until(self.app.clock.now()).words();
        let (first, last) = self.code.split_at(CODE_DIGITS / 2);
        let address = format!("{}/sign/{}", self.app.config.origin(), self.token);
        done.saying(format!(
            "The link works once, until {until}: {address} Its code is {first} {last}. Send the link, and tell the code on \
             another channel. Neither is shown again."
        ))
    }

    fn until(&self, at: Timestamp) -> Timestamp {
        at.plus_seconds(self.app.config.signing_link_seconds)
    }
}

pub async fn page(cx: Cx, Path(number): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let signing = signing::signing(&mut tx, &viewer, &number, None).await?;
    let links = signing::links(&mut tx, &viewer, cx.now(), &number, None).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let waiting: Vec<Signatory> =
        signing.signatories.iter().filter(|s| s.signature.is_none() && !s.has_account).cloned().collect();
    let keys: Vec<String> = (0..waiting.len() + links.len()).map(|_| cx.submission_key()).collect::<Result<_, _>>()?;
    let hours = cx.app.config.signing_link_seconds / 3600;
    cx.page("One-time links", move || {
        let mut keys = keys.into_iter();
        let steps = vec![("Acts".to_owned(), "/acts".to_owned()), (number.clone(), format!("/acts/{number}"))];
        let makers: Vec<_> =
            waiting.iter().zip(keys.by_ref()).map(|(one, key)| maker(&signing, one, &links, key)).collect();
        let nobody = makers.is_empty().then(|| {
            view! { <p class="muted">"Everybody who has not signed yet has an account and signs with it."</p> }.into_any()
        });
        let lead = format!(
            "A link lets one named person read and sign this version of the act, once, within {hours} hours. It takes a code of \
             {CODE_DIGITS} digits: send the link, and tell the code on another channel. Five wrong codes lock it."
        );
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Act" code=number.clone() title="One-time links" lead=lead.into_any()/>
            <ErrorSummary state=state/>
            <Section title="Signatories without an account" id="make">{makers}{nobody}</Section>
            {table(&links, keys)}
        }
        .into_any()
    })
}

fn maker(signing: &Signing, one: &Signatory, links: &[LinkRow], key: String) -> AnyView {
    let open = links.iter().any(|link| link.position == one.position && link.state == LinkState::Open);
    let (text, hint) = if open {
        (format!("Make another link for {}", one.name), Some("The link that was made before ends then."))
    } else {
        (format!("Make a link for {}", one.name), None)
    };
    let hint = hint.map(|words| view! { <p class="muted">{words}</p> }.into_any());
    view! {
        <form class="stack-tight" method="post" action="/api/make_signing_link">
            <HiddenInput name="submission" value=key/>
            <HiddenInput name="act" value=signing.number.clone()/>
            <HiddenInput name="version" value=signing.version.to_string()/>
            <HiddenInput name="place" value=one.position.to_string()/>
            <p><strong>{one.name.clone()}</strong>", "{one.post.clone()}</p>
            {hint}
            <div><SubmitButton text=text quiet=open/></div>
        </form>
    }
    .into_any()
}

fn table(links: &[LinkRow], keys: impl Iterator<Item = String>) -> AnyView {
    if links.is_empty() {
        return ().into_any();
    }
    let columns = ["For", "State", "Wrong codes", "Until", "Made", ""].map(Column::text).into_iter().collect();
    let rows = links.iter().zip(keys).map(|(link, key)| row(link, key)).collect();
    view! { <Section title="Links to this version" id="links"><DataTable caption="Links to this version" columns rows/></Section> }
        .into_any()
}

fn row(link: &LinkRow, key: String) -> Row {
    let tone = match link.state {
        LinkState::Open => Tone::Accent,
        LinkState::Used => Tone::Good,
        LinkState::Locked => Tone::Bad,
        LinkState::Withdrawn | LinkState::Superseded | LinkState::Expired => Tone::Idle,
    };
    let end = (link.state == LinkState::Open).then(|| {
        view! {
            <form method="post" action="/api/withdraw_signing_link">
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="link" value=link.public_id.clone()/>
                <SubmitButton text="Withdraw" quiet=true/>
            </form>
        }
        .into_any()
    });
    Row::new(vec![
        cell(link.name.clone()),
        view! { <StatusTag tone text=link.state.label()/> }.into_any(),
        number_cell(link.wrong_codes),
        view! { <InstantView at=link.expires_at/> }.into_any(),
        cell(format!("{}, {}", link.made_by, link.made_at.words())),
        view_cell(end),
    ])
}
