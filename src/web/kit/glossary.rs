//! The words of the programme and of its figures, each in two lines. A word with a dotted underline opens them where it stands;
//! `/about-the-figures` holds all of them.

use leptos::prelude::*;

/// A word as pages say it, and what it means.
pub struct Word {
    pub id: &'static str,
    pub word: &'static str,
    pub meaning: &'static str,
}

const fn word(word: &'static str, meaning: &'static str) -> Word {
    Word { id: word, word, meaning }
}

/// In the order of the alphabet.
pub const GLOSSARY: &[Word] = &[
    word(
        "act",
        "The signed handover and acceptance document of one round and one agency. Its versions are never changed: a correction makes the next one.",
    ),
    word(
        "allocation",
        "What part of a grant is meant for a phase of a component. It says nothing yet of what was spent.",
    ),
    word(
        "assumed",
        "Booked at a rate that follows from a published figure, because the accounts do not state one. It is replaced when they do.",
    ),
    word(
        "booked",
        "Recorded in US dollars at the rate of its day. A rate that is entered later changes nothing of it.",
    ),
    word("ceiling", "The most that the agreement allows, in its own currency. It is neither received nor spent."),
    word("certified", "Approved by a second person; of a closed period it stands in a statement."),
    word("commitment", "Ordered and not paid yet: it will become an expenditure, or be released."),
    word(
        "condition",
        "How a thing is: new, good, fair, damaged, unserviceable. Where it is in its life is another fact.",
    ),
    word(
        "discrepancy",
        "What did not arrive as it was sent: short, damaged, refused, too many, or with another number. It stays open until it is settled.",
    ),
    word(
        "dispatch",
        "The goods leave UNODC for the agencies of a round. From then on nobody changes what was sent; the agencies count it.",
    ),
    word("illustrative", "Invented for demonstration, so that it adds up to a published total. It is no fact."),
    word("indicative", "Converted at a rate for orientation alone. It is never added to what is booked."),
    word("milestone", "Something that is to be reached by a day, with evidence. It is met when a person says so."),
    word("participation", "One person at one activity. Who came twice is two participations and one person."),
    word("phase", "A part of a component with its own dates and its own grants, such as Phase II."),
    word("provisional", "Entered and not approved yet. Donors do not read it."),
    word("quoted", "A figure as it was printed, with its “over” or “nearly”. It is never added to anything."),
    word("receipt", "What an officer of the agency counted and signed for, line by line."),
    word("round", "One handover: its day, its place, and what is given to which unit."),
    word("unit", "A team or an office that uses the equipment; one or several agencies man it."),
];

/// The word with a dotted underline. Pressed it opens its meaning, without any script; the page brings that along.
pub fn term(id: &'static str) -> AnyView {
    let word = GLOSSARY.iter().find(|word| word.id == id).map_or(id, |word| word.word);
    view! { <button type="button" class="term" popovertarget=format!("term-{id}")>{word}</button> }.into_any()
}

/// `What it means: booked · ceiling · quoted`, for the end of a page.
pub fn terms(ids: &[&'static str]) -> AnyView {
    let words: Vec<AnyView> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| view! { {(place > 0).then_some(" · ")} {term(id)} }.into_any())
        .collect();
    view! { <p class="note terms">"What it means: " {words} " · " <a href="/about-the-figures">"all words"</a></p> }
        .into_any()
}

/// Puts the meaning of each word that a page underlines at its end, once.
pub fn explained(mut page: String) -> String {
    const ASKS: &str = "popovertarget=\"term-";
    let ids: Vec<&str> = page
        .match_indices(ASKS)
        .filter_map(|(at, _)| page.get(at + ASKS.len()..)?.split_once('"').map(|(id, _)| id))
        .collect();
    if ids.is_empty() {
        return page;
    }
    let meanings: String = GLOSSARY
        .iter()
        .filter(|word| ids.contains(&word.id))
        .map(|Word { id, word, meaning }| {
            format!("<div class=\"meaning\" id=\"term-{id}\" popover><p><strong>{word}</strong>: {meaning}</p></div>")
        })
        .collect();
    if let Some(end) = page.rfind("</body>").filter(|_| !meanings.is_empty()) {
        page.insert_str(end, &meanings);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_stand_once_and_in_their_order() {
        assert!(GLOSSARY.windows(2).all(|two| two[0].word < two[1].word));
        assert!(GLOSSARY.iter().all(|word| word.meaning.len() < 180 && !word.meaning.contains(['<', '&'])));
    }

    #[test]
    fn a_page_brings_the_meaning_of_what_it_underlines_and_of_nothing_else() {
        let page = explained(format!("<body>{}{}</body>", term("ceiling").to_html(), term("ceiling").to_html()));
        assert_eq!(page.matches("id=\"term-ceiling\"").count(), 1, "{page}");
        assert!(!page.contains("id=\"term-quoted\"") && page.ends_with("</div></body>"), "{page}");
        assert_eq!(explained("<body></body>".to_owned()), "<body></body>");
    }
}
