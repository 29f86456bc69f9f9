//! Rows that are no things: sums, headings of sections, signatures. They are listed, and left out together.

use super::{Column, Mapping, StagedRow, Use, known::fold};
use crate::{code::words, money::split_currency, number::Digits};

words! {
    /// What a row is that is no thing.
    Aside {
        Sum = "sum", "a sum";
        Section = "section", "the heading of a section";
        Signature = "signature", "a signature or a remark";
        Heading = "heading", "the headings once more";
        Numbering = "numbering", "the numbers of the columns";
    }
}

const SUMS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub total",
    "sum",
    "overall total",
    "итого",
    "всего",
    "общий итог",
    "подытог",
    "jami",
    "hammasi",
    "umumiy",
    "жами",
    "合計",
    "小計",
];
/// What may stand behind such a word.
const OF_SUMS: &[&str] = &[
    "amount",
    "price",
    "cost",
    "value",
    "quantity",
    "qty",
    "pieces",
    "pcs",
    "items",
    "sum",
    "for",
    "of",
    "lot",
    "section",
    "group",
    "all",
    "list",
    "page",
    "in",
    "on",
    "the",
    "по",
    "разделу",
    "лоту",
    "группе",
    "списку",
    "листу",
    "странице",
    "к",
    "оплате",
    "на",
    "сумму",
    "сумма",
    "стоимость",
    "количество",
    "шт",
    "единиц",
    "позиций",
    "наименований",
    "всего",
    "с",
    "ндс",
    "без",
    "boyicha",
    "summa",
    "soni",
    "qiymati",
    "dona",
];
const SIGNATURES: &[&str] = &[
    "signature",
    "signed",
    "signed by",
    "prepared by",
    "received by",
    "handed over by",
    "approved",
    "approved by",
    "checked by",
    "authorized",
    "authorised",
    "stamp",
    "date",
    "note",
    "подпись",
    "утверждаю",
    "составил",
    "принял",
    "сдал",
    "проверил",
    "м п",
    "печать",
    "дата",
    "примечание",
    "руководитель",
    "директор",
    "начальник",
    "imzo",
    "tuzdi",
    "qabul qildi",
    "topshirdi",
    "tasdiqlayman",
    "сана",
    "имзо",
];

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
        let (first, words) = *filled.iter().find(|(_, text)| !is_amount(text)).or(filled.first())?;
        let means = |at: usize, columns: &[Column]| {
            columns.iter().any(|column| mapping.columns.get(at) == Some(&Use::As(*column)))
        };
        let others = || filled.iter().filter(|(at, _)| *at != first);
        if filled.len() > 1
            && filled.iter().all(|(at, text)| head.get(*at).is_some_and(|heading| fold(heading) == fold(text)))
        {
            return Some(Aside::Heading);
        }
        if filled.len() > 2 && filled.iter().zip(1..).all(|((_, text), n)| *text == n.to_string()) {
            return Some(Aside::Numbering);
        }
        if is_sum(words) && others().all(|(at, text)| is_amount(text) && !means(*at, Column::IDENTIFIERS)) {
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
