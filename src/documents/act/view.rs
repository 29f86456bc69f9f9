//! The act as the template shows it: figures, dates and words in each language. Data only; the template decides the look.

mod annexes;
mod format;

pub(crate) use format::date as day_in_words;
pub use format::short_digest;

use chrono::Datelike;
use domain::{Timestamp, money::Money};
use serde_json::{Value, json};

use super::{
    ActData, Content, Language, Nature, Party, Text, content_hash,
    labels::{self, Label},
    words,
};
use format::{amount, breakable, date, figure, once, percentage};

/// What the template reads as `act.json`. Everything that is said twice is a list in the order of the languages.
pub fn of(act: &ActData, languages: &'static [Language]) -> Value {
    let view = View { act, content: &act.content, languages };
    let content = view.content;
    printable(json!({
        "languages": view.languages.iter().map(|language| language.code()).collect::<Vec<_>>(),
        "title": view.label(labels::TITLE),
        "number": content.number,
        "version": content.version,
        "version_label": view.label(labels::VERSION),
        "number_label": view.label(labels::NUMBER),
        "date": [content.date.year(), content.date.month(), content.date.day()],
        "check": view.label(labels::CHECK),
        "qr": view.joined(labels::QR_CODE),
        "url": act.verify.url,
        "code": act.verify.code,
        "hash": content_hash(content),
        "blocks": view.blocks(),
        "annex_1": view.items(),
        "annex_2": view.discrepancies(),
        "signature_label": view.joined(labels::SIGNATURE),
        "seal_label": view.joined(labels::SEAL),
        "date_label": view.joined(labels::DATE),
    }))
}

/// Without letters that no page shows: control characters, and those that turn the direction of what follows, with which
/// a serial number could be made to read as another.
fn printable(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.chars().map(visible).collect()),
        Value::Array(items) => items.into_iter().map(printable).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, printable(value))).collect(),
        plain => plain,
    }
}

fn visible(letter: char) -> char {
    match letter {
        '\n' => '\n',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        letter if letter.is_control() => ' ',
        letter => letter,
    }
}

struct View<'a> {
    act: &'a ActData,
    content: &'a Content,
    languages: &'static [Language],
}

impl View<'_> {
    fn blocks(&self) -> Vec<Value> {
        let content = self.content;
        let version = |number: &str, version: u32, language| {
            format!("{number}, {} {version}", labels::IN_VERSION.in_language(language))
        };
        let mut first = vec![
            self.row(labels::NUMBER, |language| version(&content.number, content.version, language)),
            self.row(labels::DATE, |language| date(content.date, language)),
            self.row(labels::PLACE, |language| content.place.in_language(language).to_owned()),
            self.row(labels::ROUND, |_| content.round.clone()),
        ];
        if let Some(occasion) = &content.occasion {
            first.push(self.row(labels::OCCASION, |language| occasion.in_language(language).to_owned()));
        }
        if let Some(old) = &content.supersedes {
            first.push(self.row(labels::SUPERSEDES, |language| version(&old.number, old.version, language)));
        }
        vec![
            self.block(1, labels::ACT, json!({ "rows": first })),
            self.block(2, labels::TRANSFERRING, json!({ "rows": self.party(&content.transferring) })),
            self.block(3, labels::RECEIVING, json!({ "rows": self.party(&content.receiving) })),
            self.block(4, labels::END_USER, json!({ "items": self.end_users() })),
            self.block(5, labels::LEGAL_BASIS, json!({ "items": self.texts(&content.legal_basis) })),
            self.block(6, labels::FUNDING, json!({ "table": self.funding() })),
            self.block(
                7,
                labels::ITEMS,
                json!({ "items": [self.each(|language| {
                format!("{} {}", labels::ITEMS_IN_ANNEX.in_language(language), content.lines.len())
            })] }),
            ),
            self.block(8, labels::TOTALS, json!({ "rows": self.totals() })),
            self.block(9, labels::IMPORT, json!({ "items": self.imports() })),
            self.block(10, labels::NATURE, self.nature()),
            self.block(11, labels::UNDERTAKINGS, json!({ "clauses": self.texts(&content.clauses) })),
            self.block(12, labels::DISCREPANCIES, json!({ "items": self.differences() })),
            self.block(13, labels::WITNESSES, json!({ "items": self.witnesses() })),
            self.block(14, labels::SIGNATURES, json!({ "signatures": self.signatures() })),
            self.block(15, labels::LAST, json!({ "rows": self.last(), "wide": self.hash() })),
        ]
    }

    fn party(&self, party: &Party) -> Vec<Value> {
        let person = &party.representative;
        let mut rows = vec![
            self.row(labels::PARTY, |language| party.name.in_language(language).to_owned()),
            self.row(labels::REPRESENTATIVE, |language| {
                format!("{}, {}", person.name.in_language(language), person.position.in_language(language))
            }),
        ];
        if let Some(authority) = &person.authority {
            rows.push(self.row(labels::AUTHORITY, |language| authority.in_language(language).to_owned()));
        }
        if let Some(mandate) = &person.mandate {
            rows.push(self.row(labels::MANDATE, |language| {
                let (day, other) = (date(mandate.date, language), mandate.instead_of.in_language(language));
                let instead = labels::INSTEAD_OF.in_language(language);
                let pages: Vec<String> = mandate.pages.iter().map(|digest| short_digest(digest)).collect();
                let document = match pages.is_empty() {
                    true => String::new(),
                    false => format!("; {}: {}…", labels::MANDATE_PAGES.in_language(language), pages.join("…, ")),
                };
                format!("{}, {day}; {instead} {other}{document}", mandate.number)
            }));
        }
        rows
    }

    fn end_users(&self) -> Vec<Value> {
        let units = self.content.end_users.iter().map(|unit| {
            self.each(|language| {
                let name = unit.name.in_language(language);
                let place =
                    unit.place.as_ref().map_or_else(String::new, |place| format!(", {}", place.in_language(language)));
                let body = unit.coordinating_body.as_ref().map_or_else(String::new, |body| {
                    let by = labels::COORDINATED_BY.in_language(language);
                    format!("; {by} {}", body.in_language(language))
                });
                format!("{}: {name}{place}{body}", unit.unit)
            })
        });
        self.or_none(units.collect())
    }

    fn funding(&self) -> Value {
        let rows = self.content.funding.iter().map(|funding| {
            let usd = funding.usd.map_or_else(|| self.joined(labels::UNKNOWN), figure);
            let share = funding.share_ppm.map_or_else(|| self.joined(labels::UNKNOWN), percentage);
            [self.both(&funding.donor), funding.grant.clone(), share, usd].map(|cell| [cell])
        });
        let head = [labels::DONOR, labels::GRANT, labels::SHARE, labels::USD].map(|label| self.label(label));
        json!({ "head": head, "rows": rows.collect::<Vec<_>>() })
    }

    fn totals(&self) -> Vec<Value> {
        let Ok(totals) = self.content.totals() else { return Vec::new() };
        let in_words = |money: Money, language| format!("{} ({})", amount(money), words::amount(money, language));
        let mut rows: Vec<Value> = (totals.prices.iter())
            .map(|money| {
                let label = |language| format!("{} {}", labels::TOTAL_IN.in_language(language), money.currency.code());
                json!({ "label": self.each(label), "value": self.each(|language| in_words(*money, language)) })
            })
            .collect();
        rows.push(self.row(labels::TOTAL_USD, |language| match totals.dollars {
            Some(dollars) => in_words(dollars, language),
            None => labels::UNKNOWN.in_language(language).to_owned(),
        }));
        rows
    }

    fn imports(&self) -> Vec<Value> {
        let documents = self.content.import_documents.iter().map(|document| {
            self.each(|language| {
                let kind = labels::import(document.kind).in_language(language);
                let day = document.date.map_or_else(String::new, |day| {
                    format!(" {} {}", labels::DATED.in_language(language), date(day, language))
                });
                format!("{kind} {}{day}", document.number)
            })
        });
        self.or_none(documents.collect())
    }

    fn nature(&self) -> Value {
        let choice = |nature: Nature, label: Label| {
            let chosen = self.content.nature == nature;
            let state = if chosen { labels::CHOSEN } else { labels::NOT_CHOSEN };
            json!({ "chosen": chosen, "text": self.label(label), "state": self.label(state) })
        };
        let risk = self.content.risk_passes.iter();
        let rows = risk.map(|risk| self.row(labels::RISK, |language| risk.in_language(language).to_owned()));
        json!({
            "choices": [choice(Nature::Title, labels::NATURE_TITLE), choice(Nature::Custody, labels::NATURE_CUSTODY)],
            "rows": rows.collect::<Vec<_>>(),
        })
    }

    /// What is not counted is not said to be whole.
    fn differences(&self) -> Vec<Value> {
        let content = self.content;
        let uncounted = content.uncounted.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let mut items = Vec::new();
        if !content.discrepancies.is_empty() {
            items.push(self.each(|language| {
                format!("{} {}", labels::IN_ANNEX_2.in_language(language), content.discrepancies.len())
            }));
        } else if content.uncounted.is_empty() {
            items.push(self.each(|language| labels::NO_DISCREPANCIES.in_language(language).to_owned()));
        }
        if content.uncounted.len() == content.lines.len() {
            items.push(self.each(|language| labels::NOTHING_COUNTED.in_language(language).to_owned()));
        } else if !content.uncounted.is_empty() {
            items.push(self.each(|language| format!("{} {uncounted}", labels::UNCOUNTED.in_language(language))));
        }
        items
    }

    fn witnesses(&self) -> Vec<Value> {
        let witnesses = self.content.witnesses.iter().map(|witness| {
            self.each(|language| {
                let [name, position, organisation] =
                    [&witness.name, &witness.position, &witness.organisation].map(|text| text.in_language(language));
                format!("{name}, {position}, {organisation}")
            })
        });
        self.or_none(witnesses.collect())
    }

    fn last(&self) -> Vec<Value> {
        let content = self.content;
        let annexes = |language| {
            let always =
                [labels::ANNEX_1].into_iter().chain((!content.discrepancies.is_empty()).then_some(labels::ANNEX_2));
            let always = always.map(|label| label.in_language(language));
            always.chain(content.annexes.iter().map(|annex| annex.in_language(language))).collect::<Vec<_>>().join("; ")
        };
        vec![
            self.row(labels::ANNEXES, annexes),
            self.row(labels::COPIES, |_| content.copies.to_string()),
            self.row(labels::PREVAILING, |language| {
                labels::language(content.prevailing).in_language(language).to_owned()
            }),
        ]
    }

    /// Across the page: it is too long for a column, and must not be broken.
    fn hash(&self) -> String {
        format!("{}: {}", self.joined(labels::HASH), content_hash(self.content))
    }

    /// Everybody who is to sign, in order, with the signature where there is one.
    fn signatures(&self) -> Vec<Value> {
        use super::Signer::{Receiving, Transferring, Witness};
        let content = self.content;
        let parties = [(Transferring, &content.transferring), (Receiving, &content.receiving)];
        let parties =
            parties.map(|(signer, party)| (signer, &party.representative.name, &party.representative.position));
        let witnesses = content.witnesses.iter().enumerate();
        let witnesses = witnesses.map(|(index, witness)| (Witness(index), &witness.name, &witness.position));
        (parties.into_iter().chain(witnesses))
            .map(|(signer, name, position)| {
                let signature = self.act.signatures.iter().enumerate().find(|(_, one)| one.signer == signer);
                json!({
                    "role": self.joined(labels::role(signer)),
                    "name": self.both(signature.map_or(name, |(_, one)| &one.name)),
                    "position": self.both(position),
                    "signed": signature.map(|(index, one)| json!({
                        "way": self.joined(labels::way(one.way)),
                        "at": self.moment(one.signed_at),
                        "hash_label": self.joined(labels::SIGNED_HASH),
                        "hash": one.hash,
                        "drawing": one.drawing.is_some().then(|| drawing_name(index)),
                        "alt": format!("{} {}", self.joined(labels::DRAWN), one.name.en),
                    })),
                })
            })
            .collect()
    }

    fn block(&self, number: u32, title: Label, mut body: Value) -> Value {
        body["number"] = json!(number);
        body["title"] = json!(self.label(title));
        body
    }

    fn row(&self, label: Label, value: impl Fn(Language) -> String) -> Value {
        json!({ "label": self.label(label), "value": self.each(value) })
    }

    fn each(&self, value: impl Fn(Language) -> String) -> Value {
        self.languages.iter().map(|language| json!(breakable(&value(*language)))).collect()
    }

    fn label(&self, label: Label) -> Vec<&'static str> {
        self.languages.iter().map(|language| label.in_language(*language)).collect()
    }

    fn texts(&self, texts: &[Text]) -> Vec<Value> {
        let each = texts.iter().map(|text| self.each(|language| text.in_language(language).to_owned()));
        self.or_none(each.collect())
    }

    fn or_none(&self, items: Vec<Value>) -> Vec<Value> {
        if items.is_empty() { vec![json!(self.label(labels::NONE))] } else { items }
    }

    /// In the languages of this version, each wording once.
    fn distinct<'b>(&self, text: &'b Text) -> Vec<&'b str> {
        once(self.languages.iter().map(|language| text.in_language(*language)))
    }

    fn both(&self, text: &Text) -> String {
        self.distinct(text).join(" / ")
    }

    /// Tashkent time.
    fn moment(&self, at: Timestamp) -> String {
        let days: Vec<String> = self.languages.iter().map(|language| date(at.day(), *language)).collect();
        format!("{}, {} (UTC+5)", days.join(" / "), at.time_words())
    }

    fn joined(&self, label: Label) -> String {
        once(self.languages.iter().map(|language| label.in_language(*language))).join(" / ")
    }
}

/// The name of the picture of a drawn signature, for the template.
pub fn drawing_name(index: usize) -> String {
    format!("signature-{index}.svg")
}

#[cfg(test)]
mod tests;
