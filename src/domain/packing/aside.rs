//! Rows that are no things: sums, headings of sections, signatures. They are listed, and left out together.

mod words;

use self::words::{CHARGES, OF_SUMS, SIGNATURES, SUMS, THINGS_LIKE_SUMS};
use super::{Column, Mapping, StagedRow, Use, column::Says, known::fold};
use crate::{code::words, identity::is_placeholder, money::split_currency, number::Digits};

words! {
    /// What a row is that is no thing.
    Aside {
        Sum = "sum", "a sum";
        Section = "section", "the heading of a section";
        Signature = "signature", "a signature or a remark";
        Heading = "heading", "the headings once more";
        Numbering = "numbering", "the numbers of the columns";
        Charge = "charge", "a charge or a discount";
    }
}

impl Aside {
    /// What a row is, if it is no thing. `head` is the row of headings.
    pub fn of(row: &StagedRow, mapping: &Mapping, head: &[String]) -> Option<Aside> {
        let filled: Vec<(usize, &str)> = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(at, cell)| (at, cell.seen()))
            .collect();
        let tells = |text: &str| !is_amount(text) && !is_placeholder(text);
        let (first, words) = *filled.iter().find(|(_, text)| tells(text)).or(filled.first())?;
        let means = |at: usize, columns: &[Column]| {
            columns.iter().any(|column| mapping.columns.get(at) == Some(&Use::As(*column)))
        };
        let others = || filled.iter().filter(|(at, _)| *at != first);
        if filled.len() > 1
            && filled.iter().all(|(at, text)| head.get(*at).is_some_and(|heading| fold(heading) == fold(text)))
        {
            return Some(Aside::Heading);
        }
        let described = |at: usize| filled.iter().any(|(place, _)| *place == at);
        if mapping.place(Column::Description).is_none_or(described) && is_numbering(&filled, head.len()) {
            return Some(Aside::Numbering);
        }
        // A dash or a cross says that nothing belongs there.
        let is_figure =
            |at: usize, text: &str| (is_amount(text) && !means(at, Column::IDENTIFIERS)) || is_placeholder(text);
        if is_sum(words) && others().all(|(at, text)| is_figure(*at, text)) {
            return Some(Aside::Sum);
        }
        let priced = others().any(|(at, _)| means(*at, &[Column::Quantity, Column::UnitPrice, Column::Total]));
        if is_signature(words) && !priced {
            return Some(Aside::Signature);
        }
        let understood = mapping.columns.iter().filter(|what| matches!(what, Use::As(_))).count();
        let named = first == 0 || means(first, &[Column::Description]);
        let single = filled.len() == 1 && understood > 2 && named && !is_amount(words);
        // A serial number alone in its row goes on with the thing above; that is asked, not passed over.
        (single && !means(first, Column::IDENTIFIERS)).then_some(Aside::Section)
    }
}

/// What a row can be that is a thing as well: a person says which of the two.
impl Aside {
    pub(super) fn perhaps(row: &StagedRow, mapping: &Mapping, head: &[String]) -> Option<Aside> {
        let filled = || row.cells.iter().zip(&mapping.columns).filter(|(cell, _)| !cell.is_empty());
        let tells = |what: &Use| match what {
            Use::As(Column::Make | Column::Model | Column::Year) => true,
            Use::As(column) => Column::IDENTIFIERS.contains(column),
            Use::Out | Use::Undecided => false,
        };
        let known = filled().filter(|(cell, _)| {
            let text = cell.seen();
            !text.contains(|c: char| c.is_ascii_digit()) && !matches!(Column::said_by(text), Says::Nothing)
        });
        let (named, all) = (known.count(), filled().count());
        if named >= 3 && named * 3 >= all * 2 {
            return Some(Aside::Heading);
        }
        if filled().any(|(cell, what)| tells(what) && !is_placeholder(cell.seen())) {
            return None;
        }
        let tells = |text: &&str| !is_amount(text) && !is_placeholder(text);
        let words = fold(filled().map(|(cell, _)| cell.seen()).find(tells)?);
        let begins = |with: &str| words.strip_prefix(with).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let ends = |with: &str| words.strip_suffix(with).is_some_and(|rest| rest.ends_with(' '));
        if THINGS_LIKE_SUMS.iter().any(|thing| begins(thing)) {
            return None;
        }
        if SUMS.iter().any(|sum| begins(sum) || ends(sum)) {
            return Some(Aside::Sum);
        }
        CHARGES.iter().any(|charge| begins(charge)).then_some(Aside::Charge).filter(|_| !head.is_empty())
    }
}

/// `1 2 3`, `(1) (2) (4)`, `A B C`, `1 2 3=1×2`: each counts its column, and none says what a thing is.
fn is_numbering(filled: &[(usize, &str)], width: usize) -> bool {
    let number = |text: &str| -> Option<usize> {
        let bare = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '.' | '№' | ' '));
        // `5=3×4`: how the column is computed.
        let bare = bare
            .split_once('=')
            .filter(|(_, how)| how.contains(|c: char| c.is_ascii_digit()))
            .map_or(bare, |(n, _)| n.trim());
        let mut letters = bare.chars();
        match (bare.parse::<usize>(), letters.next(), letters.next()) {
            (Ok(number), ..) => Some(number),
            (Err(_), Some(c @ 'A'..='Z'), None) => Some(c as usize - 'A' as usize + 1),
            (Err(_), Some(c @ 'А'..='И'), None) => Some(c as usize - 'А' as usize + 1),
            _ => None,
        }
    };
    let numbers: Option<Vec<usize>> = filled.iter().map(|(_, text)| number(text)).collect();
    numbers.is_some_and(|numbers| {
        numbers.len() > 2
            && numbers[0] <= 2
            && numbers.windows(2).all(|two| two[0] < two[1])
            // Columns that are hidden are counted too.
            && numbers.last().is_some_and(|last| *last <= 2 * width)
    })
}

fn is_sum(text: &str) -> bool {
    let words = fold(text);
    SUMS.iter().any(|sum| {
        words.strip_prefix(sum).is_some_and(|rest| {
            (rest.is_empty() || rest.starts_with(' '))
                && rest.split_whitespace().all(|word| {
                    OF_SUMS.contains(&word)
                        || word.chars().all(|c| c.is_ascii_digit())
                        || crate::money::currency_of(word).is_some()
                })
        })
    })
}

/// A word of a signature alone, or with a colon or a line to sign on.
fn is_signature(text: &str) -> bool {
    let words = fold(text);
    let alone = SIGNATURES.contains(&words.as_str());
    let begins = SIGNATURES.iter().any(|word| words.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
    alone || (begins && (text.contains(':') || text.contains("__")))
}

/// An amount, a count, or a currency.
fn is_amount(text: &str) -> bool {
    let (number, _) = split_currency(text);
    Digits::read(&number, 2).is_ok() || crate::money::currency_of(text).is_some()
}
