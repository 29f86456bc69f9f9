//! Forms as they are sent: nothing that was typed is lost, nothing that was typed becomes markup.

use domain::FieldError;
use leptos::prelude::*;

use super::{render_test::html, *};

fn rejected(name: &str, value: &str, message: &str) -> FormState {
    let error = FieldError { field: name.to_owned(), message: message.to_owned() };
    FormState::filled([(name, value)]).with_errors(vec![error])
}

#[test]
fn a_textarea_cannot_be_left_by_what_was_typed_into_it() {
    let typed = "</textarea><script>alert(1)</script>";
    let state = FormState::filled([("remark", typed)]);
    let page = html(|| view! { <TextArea name="remark" label="Remark" state/> }.into_any());
    assert_eq!(page.matches("</textarea>").count(), 1, "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;/textarea&gt;"), "{page}");
}

#[test]
fn a_rejected_field_keeps_its_text_and_names_its_mistake() {
    let state = rejected("lines[0][received]", "\"><b>7", "4 were sent. Change a count.");
    let page = html(|| {
        view! {
            <ErrorSummary state=state.clone()/>
            <Field name="lines[0][received]" label="Received" state kind=Input::Number hint="Count again"/>
        }
        .into_any()
    });
    assert!(page.contains(r##"<a href="#lines-0-received">4 were sent."##), "{page}");
    assert!(page.contains(r#"aria-describedby="lines-0-received-hint lines-0-received-error""#), "{page}");
    assert!(page.contains(r#"role="alert""#) && page.contains(r#"aria-invalid="true""#), "{page}");
    assert!(page.contains("&quot;") && !page.contains("<b>7"), "{page}");
}

#[test]
fn a_password_never_comes_back() {
    let state = rejected("password", "hunter2", "Too short");
    let page = html(|| view! { <Field name="password" label="Password" state kind=Input::Password/> }.into_any());
    assert!(!page.contains("hunter2"), "{page}");
}

#[test]
fn choices_stay_chosen() {
    let state = FormState::filled([("unit", "T"), ("kind", "lot"), ("photos", "true")]);
    let options = vec![("N".to_owned(), "IMT Nukus".to_owned()), ("T".to_owned(), "IMT Termez".to_owned())];
    let choices = vec![Choice::new("item", "One item"), Choice::new("lot", "A counted lot")];
    let page = html(|| {
        view! {
            <Select name="unit" label="Unit" state=state.clone() options blank="Choose a unit"/>
            <Radios name="kind" legend="What is it?" state=state.clone() choices value="item"/>
            <Checkbox name="photos" label="With photos" state=state.clone()/>
            <Checkbox name="remark" label="With remark" state checked=true/>
        }
        .into_any()
    });
    assert!(page.contains(r#"value="T" selected"#) || page.contains(r#"selected value="T""#), "{page}");
    assert_eq!(page.matches(" selected").count(), 1, "{page}");
    assert_eq!(page.matches(" checked").count(), 2, "{page}");
    assert!(page.contains(r#"id="kind-1""#), "{page}");
}
