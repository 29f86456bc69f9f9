//! The fields with which an act is signed, the same for people with an account and with a link.

use domain::signing::Drawing;
use islands::SignatureField;
use leptos::prelude::*;
use store::signing::{Signatory, Signing};

use crate::kit::*;

/// Everything of the form but its hidden names.
pub(super) fn fields(signing: &Signing, signatory: &Signatory, state: &FormState) -> AnyView {
    let drawn = state.value("drawing").filter(|path| Drawing::parse(path).is_ok()).unwrap_or_default().to_owned();
    let wrong = state.error("drawing").map(str::to_owned);
    let facts = vec![
        Fact::text("You sign", format!("version {} of act {}", signing.version, signing.number)),
        Fact::text("As", format!("{}, {}", signatory.name, signatory.post)),
        Fact::text("For", signatory.side.label()),
        Fact::view("Content, SHA-256", view! { <span class="code hash">{signing.hash.clone()}</span> }.into_any()),
    ];
    let agreed = format!("I have read act {} and sign version {} of it", signing.number, signing.version);
    let name = format!("As the act has it: {}", signatory.name);
    let button = format!("Sign act {}", signing.number);
    view! {
        <HiddenInput name="hash" value=signing.hash.clone()/>
        <SummaryList facts/>
        <Field name="name" label="Your name" hint=name state=state.clone() width=Width::Medium autocomplete="name"/>
        <Checkbox name="agreed" label=agreed state=state.clone()/>
        {drawing(drawn, wrong)}
        <div class="stack measure muted">
            <p>"Your typed name is your signature, with or without a drawing. Both count the same: each is a simple electronic \
                signature. The portal keeps with it your name, the time, and the hash of the text that you were shown, so that a \
                single changed letter would be found."</p>
            <p>"Where the law or your office asks for a signature by hand, the act is printed, signed on paper and scanned instead."</p>
        </div>
        <FormActions><SubmitButton text=button/></FormActions>
    }
    .into_any()
}

/// Shown where the browser part is awake; the typed name is the signature without it.
fn drawing(drawn: String, error: Option<String>) -> AnyView {
    let wrong = error.is_some();
    let error = error.map(|error| {
        view! { <p class="error" id="drawing-error"><span class="hidden">"Error: "</span>{error}</p> }.into_any()
    });
    view! {
        <div class="field pad" class:field-wrong=wrong id="drawing">
            <p class="pad__label">"Your signature " <span class="optional">"(optional)"</span></p>
            <p class="hint">"Draw it with a finger or the mouse. Leave it empty to sign with your typed name alone."</p>
            {error}
            <input type="hidden" name="drawing" value=drawn/>
            <SignatureField/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_field_draws_what_the_rules_accept() {
        use domain::signing::{BOX_HEIGHT, BOX_WIDTH, LONGEST_DRAWING};
        let field = (islands::BOX_WIDTH, islands::BOX_HEIGHT, islands::LONGEST_DRAWING);
        assert_eq!(field, (BOX_WIDTH, BOX_HEIGHT, LONGEST_DRAWING));
    }
}
