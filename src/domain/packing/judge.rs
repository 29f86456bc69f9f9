//! A whole list: each row ready, with its mistakes, or set aside; what only the whole list shows, numbers that stand twice
//! and sums that do not agree; and the questions that must be answered before the import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Aside, Cell, Column, MOST_LINES, Mapping, Register, Several, StagedRow, Values, Whole, controls::Controls, doubts,
    read_row,
};
use crate::{
    error::{FieldError, Refusal},
    identity::Twins,
    round::NewLine,
};

/// What a person answered: the key of a question and the answer.
pub type Answers = BTreeMap<String, String>;

/// A row with what it says and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub number: i64,
    pub values: Values,
    /// What the row becomes; empty while something is wrong.
    pub lines: Vec<NewLine>,
    /// Under the words of the columns.
    pub errors: Vec<FieldError>,
    /// What is said of it, and keeps it from nothing.
    pub notices: Vec<String>,
    /// What is to be looked at before the import; see [`super::doubts`].
    pub doubts: Vec<String>,
    /// It is no thing, and is left out.
    pub aside: Option<Aside>,
}

impl Judged {
    pub fn is_ready(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Something that a person has to say before the list can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The same as long as it is the same question.
    pub key: String,
    pub words: String,
    /// Answers and their words; without any it is answered where the columns are.
    pub answers: Vec<(String, String)>,
}

/// A list with every row judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub rows: Vec<Judged>,
    pub questions: Vec<Question>,
    pub controls: Controls,
}

/// The question of serial numbers that could be several.
const SEVERAL: &str = "serials";

impl List {
    /// Judges every row by itself, then against the others and against what is registered.
    pub fn judge(
        head: &[String],
        mapping: &Mapping,
        rows: &[StagedRow],
        register: &Register,
        answers: &Answers,
    ) -> Self {
        let whole = Whole {
            priced_in: mapping.priced_in(head),
            several: match answers.get(SEVERAL).map(String::as_str) {
                Some("each") => Some(Several::Each),
                Some("one") => Some(Several::One),
                _ => None,
            },
        };
        let mut twins = Twins::new(register.taken.clone());
        let mut met: BTreeMap<Values, i64> = BTreeMap::new();
        let (mut lines_so_far, mut several, mut things) = (0, Vec::new(), Vec::new());
        let mut judged = Vec::with_capacity(rows.len());
        for row in rows {
            let values = row.values(mapping);
            let aside = if row.kept { None } else { Aside::of(row, mapping, head) };
            let perhaps = if row.kept || aside.is_some() { None } else { Aside::perhaps(row, mapping, head) };
            let asked = perhaps.map(|perhaps| (perhaps, thing_question(row, perhaps)));
            let said =
                asked.as_ref().and_then(|(perhaps, question)| Some((*perhaps, answers.get(&question.key)?.as_str())));
            let aside = aside.or(said.filter(|(_, answer)| *answer == "aside").map(|(perhaps, _)| perhaps));
            things.extend(asked.map(|(_, question)| question));
            let mut result = Judged {
                number: row.number,
                values,
                lines: Vec::new(),
                errors: Vec::new(),
                notices: Vec::new(),
                doubts: Vec::new(),
                aside,
            };
            if aside.is_none() {
                match met.get(&result.values) {
                    Some(first) => result.notices.push(format!("The same stands in row {first}, word for word")),
                    None => _ = met.insert(result.values.clone(), row.number),
                }
                // Beyond the limit nothing is counted out any more: ranges of serial numbers would fill the memory.
                if lines_so_far > MOST_LINES {
                    result.errors.push(too_many());
                } else {
                    several.extend(read(row, mapping, &mut result, register, &whole, &mut twins));
                    lines_so_far += result.lines.len();
                    if lines_so_far > MOST_LINES {
                        result.errors.push(too_many());
                        result.lines.clear();
                    }
                }
            }
            judged.push(result);
        }
        let controls = Controls::of(mapping, rows, &judged);
        let questions = column_questions(head, mapping)
            .chain(several_question(&several))
            .chain(things)
            .chain(controls.questions())
            .filter(|question| !answers.contains_key(&question.key))
            .collect();
        List { rows: judged, questions, controls }
    }

    /// Rows that are things, not set aside.
    pub fn things(&self) -> impl Iterator<Item = &Judged> {
        self.rows.iter().filter(|row| row.aside.is_none())
    }

    /// Rows of which something is to be looked at first.
    pub fn doubtful(&self) -> usize {
        self.things().filter(|row| !row.doubts.is_empty()).count()
    }

    /// The lines of a list that is ready.
    ///
    /// # Errors
    /// Says how many questions are open or rows still have mistakes, or that there are none at all.
    pub fn ready_lines(&self) -> Result<Vec<NewLine>, Refusal> {
        let wrong = self.things().filter(|row| !row.is_ready()).count();
        match (self.questions.len(), self.things().count(), wrong) {
            (1, ..) => Err(Refusal::conflict("One question is open still; nothing was imported. Answer it first")),
            (n @ 2.., ..) => {
                Err(Refusal::conflict(format!("{n} questions are open still; nothing was imported. Answer them first")))
            }
            (_, 0, _) => Err(Refusal::conflict("There is no row to import")),
            (_, _, 0) => Ok(self.things().flat_map(|row| row.lines.clone()).collect()),
            (_, _, 1) => {
                Err(Refusal::conflict("One row has a mistake still; nothing was imported. Mend it, or take it out"))
            }
            (_, _, n) => Err(Refusal::conflict(format!(
                "{n} rows have mistakes still; nothing was imported. Mend them, or take them out"
            ))),
        }
    }
}

/// Reads a row into its result. Answers what its serial number can stand for, where that is to be asked.
fn read(
    row: &StagedRow,
    mapping: &Mapping,
    result: &mut Judged,
    register: &Register,
    whole: &Whole,
    twins: &mut Twins,
) -> Option<(i64, String, Vec<String>)> {
    let read = read_row(&result.values, register, whole);
    result.notices.extend(read.notices);
    result.errors = row.faults(mapping);
    for error in read.errors {
        if !result.errors.iter().any(|other| other.field == error.field) {
            result.errors.push(error);
        }
    }
    let place = format!("row {}", row.number);
    for NewLine { item, .. } in &read.lines {
        for (what, words) in twins.meet(&item.identity, item.kind, item.make.as_deref(), &place) {
            // Of a range the first is enough.
            if !result.errors.iter().any(|error| error.field == what.word()) {
                result.errors.push(FieldError { field: what.word().to_owned(), message: words });
            }
        }
    }
    if result.errors.is_empty() {
        result.doubts = read.lines.first().map(|line| doubts(line, register)).unwrap_or_default();
        result.lines = read.lines;
    }
    read.several.map(|(typed, all)| (row.number, typed, all))
}

fn too_many() -> FieldError {
    let words = format!("The list becomes more than {MOST_LINES} lines with this row. Split it into several lists");
    FieldError { field: Column::Description.word().to_owned(), message: words }
}

fn column_questions<'a>(head: &'a [String], mapping: &'a Mapping) -> impl Iterator<Item = Question> + 'a {
    mapping.undecided().map(|place| {
        let heading = head.get(place).map_or("", String::as_str);
        let why = mapping.why.get(place).map_or("", String::as_str);
        Question {
            key: format!("column {place}"),
            words: format!("What does the column “{heading}” mean? It is not clear: {why}"),
            answers: Vec::new(),
        }
    })
}

/// Whether a row that looks like a sum, a charge or other headings is a thing.
fn thing_question(row: &StagedRow, perhaps: Aside) -> Question {
    let said: Vec<&str> = row.cells.iter().filter(|cell| !cell.is_empty()).map(Cell::seen).collect();
    let said: String = said.join(" · ").chars().take(100).collect();
    let (key, row) = (format!("thing {} {said}", row.number), row.number);
    let aside = |words: &str| ("aside".to_owned(), words.to_owned());
    match perhaps {
        Aside::Heading => Question {
            key,
            words: format!(
                "Row {row} names the columns otherwise than the headings: “{said}”. The rows below it are read by the headings above. If they mean something else there, make two lists of it"
            ),
            answers: vec![aside("The columns are the same below it: leave this row out")],
        },
        _ => Question {
            key,
            words: format!("Row {row} looks like {}, not like a thing: “{said}”", perhaps.label()),
            answers: vec![
                aside("It is none: leave it out"),
                ("thing".to_owned(), "It is a thing: import it".to_owned()),
            ],
        },
    }
}

fn several_question(several: &[(i64, String, Vec<String>)]) -> Option<Question> {
    let example = |(row, typed, all): &(i64, String, Vec<String>)| {
        let ends = [all.first(), all.last()].into_iter().flatten().cloned().collect::<Vec<_>>();
        format!("row {row}: “{typed}” can be {} numbers, {}", all.len(), ends.join(" to "))
    };
    let examples: Vec<String> = several.iter().take(3).map(example).collect();
    let more = if several.len() > 3 { format!(" ({} rows in all)", several.len()) } else { String::new() };
    (!several.is_empty()).then(|| Question {
        key: SEVERAL.to_owned(),
        words: format!(
            "Serial numbers that can be several, and no quantity beside them: {}{more}",
            examples.join("; ")
        ),
        answers: vec![
            ("each".to_owned(), "They are ranges: make a line for each number".to_owned()),
            ("one".to_owned(), "Each is one number, as it is written".to_owned()),
        ],
    })
}
