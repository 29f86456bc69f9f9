//! What turns a text around enters no field of any form: the registry of pages is walked, and every field that takes words is
//! sent one.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use crate::support::*;

/// Shows "Radio radio".
const TURNED: &str = "Radio \u{202e}oidar";

/// What only holds a login or a secret against what is stored, and stores nothing.
const NOTHING_STORED: [&str; 2] = ["/api/sign_in", "/api/set_password"];

/// Kept as it was typed, right or wrong, and judged as a whole before anything of it becomes a fact; or not kept at all, as the
/// organisation of somebody who has no name.
const NOT_YET: [(&str, &str); 4] = [
    ("/api/map_packing", ""),
    ("/api/mend_packing_row", ""),
    ("/api/save_receipt_draft", "reason"),
    ("/api/save_terms", "transferring[organisation][en]"),
];

struct Form {
    action: String,
    /// Name and value, as the page shows them.
    fields: Vec<(String, String)>,
    /// Names of the fields that take words.
    texts: Vec<String>,
}

fn all<'a>(of: &ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    of.select(&Selector::parse(css).expect("a selector")).collect()
}

fn forms(body: &str) -> Vec<Form> {
    let page = Html::parse_document(body);
    let posted = all(&page.root_element(), "form[method=post]");
    let plain = posted.into_iter().filter(|form| form.value().attr("enctype").is_none());
    let form = |form: ElementRef<'_>| {
        let (mut fields, mut texts) = (Vec::new(), Vec::new());
        for field in all(&form, "input, textarea, select") {
            let Some(name) = field.value().attr("name").map(str::to_owned) else { continue };
            let kind = field.value().attr("type").unwrap_or("text");
            let value = match field.value().name() {
                "textarea" => field.text().collect(),
                "select" => {
                    let chosen = all(&field, "option[selected]").into_iter().chain(all(&field, "option")).next();
                    chosen.and_then(|option| option.value().attr("value")).unwrap_or_default().to_owned()
                }
                _ if matches!(kind, "radio" | "checkbox") && field.value().attr("checked").is_none() => continue,
                _ => field.value().attr("value").unwrap_or_default().to_owned(),
            };
            let takes_words = field.value().name() == "textarea"
                || (field.value().name() == "input" && matches!(kind, "text" | "email" | "url" | "tel" | "number"));
            if takes_words {
                texts.push(name.clone());
            }
            fields.push((name, value));
        }
        Some(Form { action: form.value().attr("action")?.to_owned(), fields, texts })
    };
    plain.filter_map(form).filter(|form| form.action.starts_with("/api/")).collect()
}

/// Does the page mark this field?
fn is_marked(body: &str, name: &str) -> bool {
    let page = Html::parse_document(body);
    let fields = all(&page.root_element(), "input, textarea, select");
    let own = fields
        .into_iter()
        .find(|field| field.value().attr("name") == Some(name) && field.value().attr("type") != Some("hidden"));
    own.is_some_and(|field| field.value().attr("aria-invalid") == Some("true"))
}

#[tokio::test]
async fn no_field_takes_a_character_that_turns_the_text_around() {
    let portal = Portal::open().await;
    let (mut tried, mut taken, mut marked) = (BTreeSet::new(), Vec::new(), 0);
    for row in &access_table().pages {
        let address = row.filled(&portal).await;
        for person in [staff(), administrator(), customs_officer()] {
            let page = portal.get(&person, &address).await;
            if page.status != 200 || !page.header("content-type").starts_with("text/html") {
                continue;
            }
            for form in forms(&page.body) {
                if NOTHING_STORED.contains(&form.action.as_str()) {
                    continue;
                }
                for text in &form.texts {
                    // Of fields that stand in a row one speaks for all.
                    let kind: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
                    if !tried.insert((form.action.clone(), kind)) {
                        continue;
                    }
                    let own = key();
                    let value = |(name, value): &(String, String)| match name.as_str() {
                        "submission" => (name.clone(), own.clone()),
                        _ if name == text => (name.clone(), TURNED.to_owned()),
                        _ => (name.clone(), value.clone()),
                    };
                    let fields: Vec<(String, String)> = form.fields.iter().map(value).collect();
                    let sent: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                    let answer = portal.submit(&person, &address, &form.action, &sent).await;
                    let again = answer.status == 303 && answer.location().contains("again");
                    let later = NOT_YET.iter().any(|(action, field)| *action == form.action && text.starts_with(field));
                    if again && is_marked(&portal.get(&person, answer.location()).await.body, text) {
                        marked += 1;
                    } else if !again && !later {
                        taken.push(format!("{} {text}: {} {}", form.action, answer.status, answer.location()));
                    }
                }
            }
        }
    }
    // Some are refused for another field first; of most the mistake stands under the field itself.
    assert!(marked > 300, "{marked} of {} fields say what is wrong", tried.len());
    assert!(taken.is_empty(), "{} of {}:\n{}", taken.len(), tried.len(), taken.join("\n"));
    portal.close().await;
}
