//! What the columns mean, and what holds for every row; also the choices that a row's form offers.

use domain::{
    Currency, FieldError, Viewer,
    packing::{Column as Meaning, Register, Use},
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
    pub categories: Vec<(String, String)>,
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
        categories: register
            .categories
            .iter()
            .map(|category| (category.known.code.clone(), category.known.names.join(", ")))
            .collect(),
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
            Meaning::Category => {
                (self.categories.clone(), self.register.category(typed).ok().map(|found| found.known.code.clone()))
            }
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
    let meanings: Vec<(String, String)> = [(OUT.to_owned(), "Leave it out".to_owned())]
        .into_iter()
        .chain(Meaning::ALL.iter().map(|m| (m.word().to_owned(), m.label().to_owned())))
        .collect();
    let columns: Vec<_> = staged
        .head
        .iter()
        .enumerate()
        .map(|(place, heading)| {
            let name = format!("columns[{place}]");
            let hint = hint(staged, place);
            view! { <Select name=name label=heading.clone() hint=hint state=state.clone() options=meanings.clone() blank="Choose what it means"/> }
                .into_any()
        })
        .collect();
    let for_all: Vec<_> = Meaning::FOR_ALL.iter().map(|column| one_for_all(*column, &choices, &state)).collect();
    let code = code.to_owned();
    view! {
        <Section title="What holds for every row, and what the columns mean" id="columns">
            <form class="form" method="post" action="/api/map_packing" novalidate>
                <HiddenInput name="submission" value=key/>
                <HiddenInput name="round" value=code/>
                <Fieldset legend="For every row" hint="Counts where a row says nothing itself">
                    <div class="grid-2">{for_all}</div>
                </Fieldset>
                <div class="grid-2">{columns}</div>
                <FormActions><SubmitButton text="Read the rows this way" quiet=true/></FormActions>
            </form>
        </Section>
    }
    .into_any()
}

/// What is sent for a column that is left out; nothing chosen is no answer.
const OUT: &str = "out";

/// Three cells of a column, and why it was taken for what it is.
fn hint(staged: &Staged, place: usize) -> String {
    let cells = staged.samples.get(place).map(Vec::as_slice).unwrap_or_default();
    let cells: Vec<String> =
        cells.iter().map(|cell| format!("“{}”", cell.chars().take(40).collect::<String>())).collect();
    let said = if cells.is_empty() { "Nothing stands in it".to_owned() } else { cells.join(", ") };
    match staged.mapping.why.get(place).filter(|why| !why.is_empty()) {
        Some(why) => format!("{said} — {why}"),
        None => said,
    }
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
        let word = match column {
            Use::As(column) => column.word(),
            Use::Out => OUT,
            Use::Undecided => "",
        };
        (format!("columns[{place}]"), word.to_owned())
    });
    let for_all =
        staged.mapping.for_all.iter().map(|(column, value)| (format!("for_all[{}]", column.word()), value.clone()));
    let open = staged.mapping.undecided().map(|place| FieldError {
        field: format!("columns[{place}]"),
        message: "Choose what this column means, or leave it out".to_owned(),
    });
    FormState::filled(columns.chain(for_all)).with_errors(open.collect())
}
