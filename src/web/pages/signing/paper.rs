//! `/acts/{number}/paper`: the act printed, signed by hand, scanned, and compared by a second person.

use axum::extract::Path;
use domain::{
    Action, Viewer,
    file::MediaType,
    signing::{ScanState, State, may_decide},
};
use leptos::prelude::*;
use store::signing::{self, ScanRow, Signing};

use crate::{Cx, cx::PageResult, kit::*};

pub async fn page(cx: Cx, Path(number): Path<String>) -> PageResult {
    let viewer = cx.viewer()?.clone();
    let mut tx = cx.read().await?;
    let signing = signing::signing(&mut tx, &viewer, &number, None).await?;
    let scans = signing::scans(&mut tx, &viewer, &number).await?;
    let state = cx.form(&mut tx, FormState::default()).await?;
    let key = cx.submission_key()?;
    let keys: Vec<(String, String)> = scans
        .iter()
        .map(|_| Ok((cx.submission_key()?, cx.submission_key()?)))
        .collect::<Result<_, crate::AppError>>()?;
    cx.page("Signed on paper", move || {
        let steps = vec![("Acts".to_owned(), "/acts".to_owned()), (number.clone(), format!("/acts/{number}"))];
        let upload = (viewer.role.may(Action::SignActs) && signing.next().is_some()).then(|| upload(&signing, &state, key));
        let entries: Vec<_> =
            scans.iter().zip(keys).map(|(scan, keys)| entry(&viewer, &signing, scan, &state, keys)).collect();
        // Whoever compares finds the scan first, whoever uploads the form.
        let first = scans.iter().any(|scan| scan.state == ScanState::Waiting);
        let none = entries.is_empty().then(|| view! { <p class="muted">"No scan has been uploaded yet."</p> }.into_any());
        let done = (signing.state() == State::Signed).then(|| {
            view! { <p>"Everybody has signed version " {signing.version} "."</p> }.into_any()
        });
        let (before, after) = if first { (None, upload) } else { (upload, None) };
        let lead = "Print the act, have it signed in order, scan or photograph every page, and upload it here. A second person \
            compares the scan with the act; from then on the signatures on it count.";
        view! {
            <Breadcrumb steps/>
            <PageHeader kind="Act" code=number.clone() title="Signed on paper" lead=lead.into_any()/>
            <ErrorSummary state=state.clone()/>
            {done}
            {before}
            <Section title="Scans" id="scans">{entries}{none}</Section>
            {after}
        }
        .into_any()
    })
}

fn upload(signing: &Signing, state: &FormState, key: String) -> AnyView {
    let choices = (signing.signatories.iter())
        .filter(|s| s.signature.is_none())
        .map(|s| Choice::new(s.position.to_string(), format!("{}, {}", s.name, s.side.label())))
        .collect::<Vec<_>>();
    let own = if state.value("signed_on").is_some() { state.clone() } else { FormState::default() };
    let form = view! {
            <form class="form" method="post" action="/api/upload_scan" enctype="multipart/form-data" novalidate>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="act" value=signing.number.clone()/>
                <HiddenInput name="version" value=signing.version.to_string()/>
                <HiddenInput name="hash" value=signing.hash.clone()/>
                <p>{format!("Check that the paper says version {} and this hash:", signing.version)} " "
                    <span class="code hash">{signing.hash.clone()}</span></p>
                <Checkboxes name="signers" legend="Whose signatures are on the paper" state=own.clone() choices/>
                <DateField name="signed_on" label="Day of the last signature" state=own.clone()/>
                <FileField name="file" label="Pages" accept=".pdf,.jpg,.jpeg,.png,image/jpeg,image/png,application/pdf" multiple=true
                    state=own hint="One PDF of up to 15 MB, or a picture of each page in their order (JPEG or PNG, up to 20 MB each)"/>
                <FormActions><SubmitButton text="Upload the scan"/></FormActions>
            </form>
    }
    .into_any();
    view! { <Section title="Upload a scan" id="upload">{form}</Section> }.into_any()
}

fn entry(
    viewer: &Viewer,
    signing: &Signing,
    scan: &ScanRow,
    state: &FormState,
    (confirm, reject): (String, String),
) -> AnyView {
    let tone = match scan.state {
        ScanState::Waiting => Tone::Warn,
        ScanState::Confirmed => Tone::Good,
        ScanState::Rejected => Tone::Bad,
    };
    // The places of a version that is shown here; those of an earlier one had names of their own.
    let name = |place: &usize| match signing.signatories.get(*place) {
        Some(one) if scan.version == signing.version => one.name.clone(),
        _ => format!("place {}", place + 1),
    };
    let names: Vec<String> = scan.positions.iter().map(name).collect();
    let decided = scan.decided.as_ref().map(|(by, at)| format!("{by}, {}", at.words()));
    let facts = vec![
        Fact::view("State", view! { <StatusTag tone text=scan.state.label()/> }.into_any()),
        Fact::text("Version", scan.version.to_string()),
        Fact::text("Signatures of", names.join(", ")),
        Fact::text("Signed on", scan.signed_on.words()),
        Fact::text("Uploaded by", format!("{}, {}", scan.uploader, scan.uploaded_at.words())),
        Fact::text("Decided by", decided),
        Fact::text("Reason", scan.reason.clone()),
        Fact::view("Pages", pages(scan)),
    ];
    let may = viewer.role.may(Action::ManageActs) && scan.state == ScanState::Waiting;
    let decide = match (may, may_decide(scan.uploader_id, viewer.person).is_err()) {
        (true, true) => {
            view! { <p class="muted">"You uploaded this scan: a second person compares it with the act."</p> }
                .into_any()
        }
        (true, false) => decide(scan, state, confirm, reject),
        (false, _) => ().into_any(),
    };
    view! { <div class="panel stack"><SummaryList facts/>{decide}</div> }.into_any()
}

fn pages(scan: &ScanRow) -> AnyView {
    let links: Vec<_> = (1..)
        .zip(&scan.pages)
        .map(|(page, media_type)| {
            let words = match media_type {
                MediaType::Pdf => "The PDF".to_owned(),
                MediaType::Jpeg | MediaType::Png => format!("Page {page}"),
            };
            view! { <a href=format!("/scans/{}/{page}", scan.public_id)>{words}</a> " " }.into_any()
        })
        .collect();
    view! { <span class="cluster">{links}</span> }.into_any()
}

fn decide(scan: &ScanRow, state: &FormState, confirm: String, reject: String) -> AnyView {
    let own = if state.value("scan") == Some(&scan.public_id) { state.clone() } else { FormState::default() };
    let id = scan.public_id.clone();
    view! {
        <div class="grid-2">
            <form class="stack-tight" method="post" action="/api/confirm_scan">
                <HiddenInput name="submission" value=confirm/>
                <HiddenInput name="scan" value=id.clone()/>
                <p>"Compare every page, the hash and each signature with the act."</p>
                <div><SubmitButton text="Confirm: the signatures count"/></div>
            </form>
            <form class="stack-tight" method="post" action="/api/reject_scan" novalidate>
                <HiddenInput name="submission" value=reject/>
                <HiddenInput name="scan" value=id/>
                <Field name="reason" label="What is wrong with it" state=own/>
                <div><SubmitButton text="Reject the scan" quiet=true/></div>
            </form>
        </div>
    }
    .into_any()
}
