//! Words that stand in one place of the database each. Where such a word turns up, that place was read.

/// A word, what it stands in, and who of the people with a scope may read it (staff and administrators read everything).
#[derive(Clone, Debug)]
pub struct Mark {
    pub word: String,
    pub readers: Vec<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub struct Marks(pub Vec<Mark>);

impl Marks {
    /// A new word for `place` (letters and digits only, so that no escaping changes it).
    pub fn put(&mut self, place: &str, readers: &[&'static str]) -> String {
        let word = format!("Mark{:03}{place}", self.0.len());
        self.0.push(Mark { word: word.clone(), readers: readers.to_vec() });
        word
    }

    pub fn some(&mut self, place: &str, readers: &[&'static str]) -> Option<String> {
        Some(self.put(place, readers))
    }
}
