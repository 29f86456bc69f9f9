//! Signatures as pages show them.

use documents::act::{self, Language};
use domain::{
    Action, Viewer,
    signing::{BOX_HEIGHT, BOX_WIDTH, State},
};
use leptos::prelude::*;
use store::{
    acts::VersionRow,
    signing::{Signatory, Signature, Signing, VersionState},
};

use crate::{AppError, kit::*};

pub(crate) fn tone(state: State) -> Tone {
    match state {
        State::Issued => Tone::Idle,
        State::PartlySigned => Tone::Accent,
        State::Signed => Tone::Good,
        State::Superseded => Tone::Warn,
    }
}

/// Where the newest version of an act stands, for lists. Without names: donors read it as well.
pub(crate) fn act_tag(state: Option<&VersionState>) -> AnyView {
    match state {
        Some(state) => view! { <StatusTag tone=tone(state.state()) text=state.words()/> }.into_any(),
        None => none(),
    }
}

/// The section of an act: who has signed, how and when, and what the viewer can do about it.
pub(crate) fn signatures(viewer: &Viewer, signing: &Signing) -> AnyView {
    let entries: Vec<_> = signing.signatories.iter().map(entry).collect();
    let number = &signing.number;
    let current = signing.newest == signing.version;
    let open = current && signing.state() != State::Signed;
    let links = (open && viewer.role.may(Action::ManageActs)).then(|| {
        let href = format!("/acts/{number}/links");
        view! { <ButtonLink href text="One-time links"/> }.into_any()
    });
    let paper = view! { <ButtonLink href=format!("/acts/{number}/paper") text="Signed on paper"/> }.into_any();
    let aside = view! { {links} {paper} }.into_any();
    let next = signing.next().map(|next| view! { <p>{format!("{} signs next.", next.name)}</p> }.into_any());
    view! {
        <Section title="Signatures" id="signatures" aside=aside>
            {next}
            <ol class="signatures">{entries}</ol>
        </Section>
    }
    .into_any()
}

fn entry(signatory: &Signatory) -> AnyView {
    let who = format!("{}, {}", signatory.name, signatory.post);
    let side = signatory.side.label();
    let state = match &signatory.signature {
        None => view! { <p><StatusTag text="Not signed yet"/></p> }.into_any(),
        Some(signature) => given(signature),
    };
    view! {
        <li class="signature">
            <p class="muted">{side}</p>
            <p><strong>{who}</strong></p>
            {state}
        </li>
    }
    .into_any()
}

fn given(signature: &Signature) -> AnyView {
    let drawing = signature.drawing.clone().map(|path| {
        let label = format!("Signature of {}", signature.name);
        view! {
            <svg class="signature__drawing" viewBox=format!("0 0 {BOX_WIDTH} {BOX_HEIGHT}") role="img" aria-label=label>
                <path class="signature__ink" d=path></path>
            </svg>
        }
        .into_any()
    });
    let scan = signature.scan.as_ref().map(|(id, day)| {
        let words = format!("signed {}", day.words());
        view! { " " <a href=format!("/scans/{id}/1")>"Scan"</a> ", " {words} }.into_any()
    });
    view! {
        {drawing}
        <p><StatusTag tone=Tone::Good text=signature.way.label()/> " " <InstantView at=signature.signed_at/> {scan}</p>
    }
    .into_any()
}

/// The content of a version as a page shows it, with the signatures that are there.
///
/// # Errors
/// A stored content that cannot be read.
pub(super) fn content(version: &VersionRow, signing: &Signing, language: Language) -> Result<AnyView, AppError> {
    let data = act::of_signed(version, signing).map_err(AppError::internal)?;
    let shown = act::sheet(&data, language).map_err(AppError::internal)?;
    Ok(crate::pages::acts::sheet_view(shown, language))
}

/// Above an act: the form stands after the last line of it.
pub(super) fn to_signature() -> AnyView {
    view! { <p><a href="#sign">"Go to the signature"</a></p> }.into_any()
}
