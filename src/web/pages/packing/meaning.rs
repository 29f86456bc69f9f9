//! What the columns mean, and what holds for every row; also the choices that a row's form offers.

use domain::{
    Currency, Viewer,
    packing::{Column as Meaning, Register},
};
use leptos::prelude::*;
use store::{Tx, agencies, packing::Staged, units};

use crate::{AppError, kit::*};

/// What the lists offer, and what a typed word is taken for.
pub struct Choices {
    pub units: Vec<(String, String)>,
    pub agencies: Vec<(String, String)>,
    pub phases: Vec<(String, String)>,
    pub currencies: Vec<(String, String)>,
    pub register: Register,
}

pub async fn choices(tx: &mut Tx, viewer: &Viewer) -> Result<Choices, AppError> {
    let register = store::packing::register(tx, viewer).await?;
    let units = units::choices(tx, viewer).await?;
    let agencies = agencies::list(tx, viewer).await?;
    Ok(Choices {
        units,
        agencies: agencies.into_iter().map(|a| (a.code.clone(), a.current_name().to_owned())).collect(),
        phases: register.phases.iter().map(|p| (p.label.clone(), p.label.clone())).collect(),
        currencies: Currency::ALL.iter().map(|c| (c.code().to_owned(), c.code().to_owned())).collect(),
        register,
    })
}

impl Choices {
    /// The options for a column that is chosen from a list, and the one that the typed words mean. Words that mean none stay
    /// among the options, so that opening a form loses nothing.
    pub fn options(&self, column: Meaning, typed: &str) -> Option<(Vec<(String, String)>, String)> {
        let (mut options, meant) = match column {
            Meaning::Unit => (self.units.clone(), self.register.unit(typed).ok().map(str::to_owned)),
            Meaning::Agency => (self.agencies.clone(), self.register.agency(typed).ok().map(str::to_owned)),
            Meaning::Component => (self.phases.clone(), self.phase(typed)),
            Meaning::Currency => (self.currencies.clone(), typed.parse::<Currency>().ok().map(|c| c.code().to_owned())),
            _ => return None,
        };
        let meant = meant.unwrap_or_else(|| typed.to_owned());
        if !meant.is_empty() && !options.iter().any(|(value, _)| *value == meant) {
            options.insert(0, (meant.clone(), format!("“{meant}” (not in the list)")));
        }
        Some((options, meant))
    }

    fn phase(&self, typed: &str) -> Option<String> {
        let id = self.register.phase(typed).ok()?;
        self.register.phases.iter().find(|p| p.id == id).map(|p| p.label.clone())
    }
}

pub fn section(code: &str, staged: &Staged, choices: Choices, refused: FormState, key: String) -> AnyView {
    let state = if refused.value("columns[0]").is_some() { refused } else { stored(staged) };
    let meanings: Vec<(String, String)> =
        Meaning::ALL.iter().map(|m| (m.word().to_owned(), m.label().to_owned())).collect();
    let columns: Vec<_> = staged
        .head
        .iter()
        .enumerate()
        .map(|(place, heading)| {
            let sample = staged.samples.get(place).filter(|sample| !sample.is_empty());
            let hint = sample.map(|sample| format!("Such as “{}”", sample.chars().take(60).collect::<String>()));
            let name = format!("columns[{place}]");
            view! { <Select name=name label=heading.clone() hint=hint state=state.clone() options=meanings.clone() blank="Leave it out"/> }
                .into_any()
        })
        .collect();
    let for_all: Vec<_> = Meaning::FOR_ALL.iter().map(|column| one_for_all(*column, &choices, &state)).collect();
    let code = code.to_owned();
    view! {
        <Section title="What the columns mean" id="columns">
            <form class="form" method="post" action="/api/map_packing" novalidate>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code/>
                <div class="grid-2">{columns}</div>
                <Fieldset legend="For every row" hint="Counts where a row says nothing itself">
                    <div class="grid-2">{for_all}</div>
                </Fieldset>
                <FormActions><SubmitButton text="Read the rows this way" quiet=true/></FormActions>
            </form>
        </Section>
    }
    .into_any()
}

fn one_for_all(column: Meaning, choices: &Choices, state: &FormState) -> AnyView {
    let name = format!("for_all[{}]", column.word());
    let typed = state.value(&name).unwrap_or_default().to_owned();
    match choices.options(column, &typed) {
        Some((options, meant)) => {
            // The list shows what the words mean.
            let state = FormState::filled([(name.clone(), meant)]);
            view! { <Select name label=column.label() state options blank="As the rows say" optional=true/> }.into_any()
        }
        None => view! { <Field name label=column.label() state=state.clone() optional=true/> }.into_any(),
    }
}

fn stored(staged: &Staged) -> FormState {
    let columns = staged.mapping.columns.iter().enumerate().map(|(place, column)| {
        let word = column.map(|column| column.word().to_owned());
        (format!("columns[{place}]"), word.unwrap_or_default())
    });
    let for_all =
        staged.mapping.for_all.iter().map(|(column, value)| (format!("for_all[{}]", column.word()), value.clone()));
    FormState::filled(columns.chain(for_all))
}
