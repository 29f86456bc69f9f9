//! What a snapshot has answered. It answers the same for as long as it lasts, so what is asked through `once!` is asked of it once:
//! the parts of a page each look for the round, the grant or the unit that they are about, in scope, and cost one question
//! together. To pass such a row from part to part would let a part read without asking for its scope.

use std::{any::Any, collections::HashMap};

use super::Tx;

/// `None`: a unit of change, which changes what it is asked about and remembers nothing.
#[derive(Debug, Default)]
pub struct Heard(Option<HashMap<String, Box<dyn Any + Send + Sync>>>);

impl Heard {
    pub(super) fn nothing_yet() -> Self {
        Heard(Some(HashMap::new()))
    }
}

impl Tx {
    /// The answer to this question, where it was given in this snapshot. The words of the question name everything that the
    /// answer depends on: what it is about, and the viewer's scope where that cuts it.
    pub(crate) fn heard<T: Clone + 'static>(&mut self, question: &str) -> Option<T> {
        self.pending().heard.0.as_ref()?.get(question)?.downcast_ref().cloned()
    }

    pub(crate) fn hear<T: Clone + Send + Sync + 'static>(&mut self, question: String, answer: &T) {
        if let Some(heard) = &mut self.pending().heard.0 {
            heard.insert(question, Box::new(answer.clone()));
        }
    }
}

/// Asks a snapshot once: `once!(tx, format!("round {code}"), find(tx, code).await?)`.
macro_rules! once {
    ($tx:expr, $question:expr, $answer:expr) => {{
        let question: String = $question;
        match $tx.heard(&question) {
            Some(known) => known,
            None => {
                let answer = $answer;
                $tx.hear(question, &answer);
                answer
            }
        }
    }};
}
pub(crate) use once;
