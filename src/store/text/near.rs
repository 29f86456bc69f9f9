//! One wrong letter: what a word was probably meant to be, by the words that there are.

use std::collections::HashMap;

/// Shorter words differ from too many others by one letter.
const SHORTEST: usize = 5;
/// So many texts are looked at for a word.
pub(crate) const LOOKED_AT: i64 = 300;

/// The two ends of a folded word. A wrong letter stands in one of them, and the other is as it should be: so rows are found by
/// an index that knows runs of three letters. `None`: the word is too short, or a number, of which the next one is another.
pub(crate) fn ends(word: &str) -> Option<[String; 2]> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST || !letters.iter().all(|c| c.is_alphabetic()) {
        return None;
    }
    let half = letters.len().div_ceil(2).max(3);
    let (front, back) = (&letters[..half], &letters[letters.len() - half..]);
    Some([front.iter().collect(), back.iter().collect()])
}

/// The word of these texts that the typed one was meant to be: one letter apart, the whole word before the beginning of one,
/// then the most frequent. `None` as well where a text has the word as it was typed.
pub(crate) fn meant<'a>(word: &str, texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let typed: Vec<char> = word.chars().collect();
    let mut near: HashMap<&str, (bool, usize)> = HashMap::new();
    for text in texts {
        for other in text.split(|c: char| !c.is_alphanumeric()) {
            if other.contains(word) {
                return None;
            }
            if let Some(is_whole) = is_near(&typed, &other.chars().collect::<Vec<_>>()) {
                let known = near.entry(other).or_default();
                *known = (is_whole, known.1 + 1);
            }
        }
    }
    let best = near.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    Some(best.0.to_owned())
}

/// One letter is another one, too much, missing, or has changed places with the next. The ending is free: `monoculr` is near
/// `monoculars`, and not the whole of it.
fn is_near(typed: &[char], other: &[char]) -> Option<bool> {
    let same = typed.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (left, there) = (&typed[same..], &other[same..]);
    if left.is_empty() || there.is_empty() {
        return None;
    }
    let turned = left.len() > 1 && there.len() > 1 && left[0] == there[1] && left[1] == there[0];
    let ways = [(1, 1), (1, 0), (0, 1)].into_iter().chain(turned.then_some((2, 2)));
    let near = |(typed, other): (usize, usize)| {
        let (rest, of) = (left.get(typed..)?, there.get(other..)?);
        of.starts_with(rest).then_some(rest.len() == of.len())
    };
    ways.filter_map(near).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(typed: &str) -> Option<String> {
        meant(
            typed,
            ["night vision monocular imt termez", "two monoculars", "monoculars", "toyota hilux imt termez", "radio"]
                .into_iter(),
        )
    }

    #[test]
    fn a_word_with_one_wrong_letter_is_known() {
        for typed in ["termiz", "termz", "teermez", "tremez", "termes"] {
            assert_eq!(word(typed).as_deref(), Some("termez"), "{typed}");
        }
        assert_eq!(word("monoculr").as_deref(), Some("monocular"));
        for typed in ["termez", "bukhara", "tirmiz", "rmez"] {
            assert_eq!(word(typed), None, "{typed}");
        }
    }

    #[test]
    fn one_of_the_ends_is_right() {
        assert_eq!(ends("toyta"), Some(["toy".to_owned(), "yta".to_owned()]));
        assert_eq!(ends("monoculr"), Some(["mono".to_owned(), "culr".to_owned()]));
        assert_eq!((ends("boot"), ends("ab1234")), (None, None));
    }
}
