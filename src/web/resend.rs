//! A form that could be neither carried out nor kept just now: its answer holds all of it, to be sent again as it is.
//!
//! Keeping it in the database would need the very writer that is busy, and a cookie is too small. So what was typed stands in
//! the page of the answer, with the same submission key: sent again it counts once, whether or not the first one arrived.

use axum::{
    http::Uri,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

use crate::{
    AppError,
    kit::{HiddenInput, SubmitButton},
    request::Call,
};

/// The word in the address of a function under which the page of the form is named, when the form is sent from elsewhere.
pub const PAGE: &str = "page";

#[derive(Clone, Debug)]
pub struct Resend {
    action: String,
    /// The page of the form, where it is known.
    page: Option<String>,
    /// What was wrong with the form, if anything was.
    mistakes: Option<String>,
    fields: Vec<(String, String)>,
}

impl Resend {
    /// The answer to a form that met a busy database. `error` is what the form would have been told.
    pub fn answer(call: &Call, page: Option<&Uri>, error: &AppError) -> Response {
        let page = page.and_then(Uri::path_and_query).map(|page| page.as_str().to_owned());
        let fields: Vec<(String, String)> = form_urlencoded::parse(&call.body).into_owned().collect();
        let action = match &page {
            Some(page) => {
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(PAGE, page).finish();
                format!("{}?{query}", call.function)
            }
            None => call.function.clone(),
        };
        let mistakes = match error {
            AppError::Invalid { .. } | AppError::Conflict { .. } => Some(error.words().1),
            _ => None,
        };
        let mut response = AppError::Busy.into_response();
        response.extensions_mut().insert(Resend { action, page, mistakes, fields });
        response
    }

    /// The form on the page of the error.
    pub fn view(self) -> AnyView {
        let Resend { action, page, mistakes, fields } = self;
        // Files are not in the fields, and a password is never written into a page.
        let is_whole =
            !fields.iter().any(|(name, _)| name.contains("password") || name.contains("secret") || name == "sha256");
        let back = page.map(|page| view! { <p><a href=page>"Open the form anew"</a></p> }.into_any());
        if !is_whole {
            let words = "Go back in your browser: what you typed still stands there. Then send it again.";
            return view! { <p>{words}</p> {back} }.into_any();
        }
        let label = if mistakes.is_some() { "Back to the form" } else { "Send it again" };
        let mistakes = mistakes.map(|words| view! { <p>{words}</p> }.into_any());
        let fields: Vec<AnyView> =
            fields.into_iter().map(|(name, value)| view! { <HiddenInput name=name value=value/> }.into_any()).collect();
        view! {
            {mistakes}
            <p>"Nothing that you typed is lost, and sent again it counts once."</p>
            <form method="post" action=action>{fields} <SubmitButton text=label/></form>
            {back}
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use leptos::tachys::view::RenderHtml;

    use super::*;

    fn page(fields: &[(&str, &str)]) -> String {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let resend = Resend { action: "/api/x".to_owned(), page: Some("/x".to_owned()), mistakes: None, fields };
        Owner::new().with(|| resend.view().to_html())
    }

    #[test]
    fn a_form_is_whole_or_not_there_at_all() {
        let whole = page(&[("submission", "key"), ("title", "Boots & \"more\"")]);
        assert!(whole.contains("<form") && whole.contains("Boots &amp; &quot;more&quot;"), "{whole}");
        for kept_out in [("new_password", "very secret"), ("code_secret", "very secret"), ("sha256", "very secret")] {
            let page = page(&[("title", "Boots"), kept_out]);
            assert!(!page.contains("very secret") && !page.contains("<form"), "{page}");
        }
    }
}
