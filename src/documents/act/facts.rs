//! From the facts of the store to the content of an act.

use domain::{
    Currency, Money,
    act::{self as terms, Signatory, Wording},
    item::Condition,
};
use store::acts::{Count, Facts, LineFacts};

use super::{
    ActReference, Content, Discrepancy, Dollars, EndUser, Funding, ImportDocument, ImportKind, Language, Line,
    LineShare, Mandate, Nature, Party, Representative, Text, Witness,
    clauses::{Template, Values},
};

/// A whole, in parts per million.
const WHOLE: i64 = 1_000_000;

/// The content of the next version of an act, in the wording of this template.
///
/// # Errors
/// What the terms lack, in words; amounts that cannot be added.
pub fn of_facts(facts: &Facts, template: &Template) -> Result<Content, String> {
    let terms = &facts.terms;
    let lacks = || {
        let missing: Vec<&str> = terms.missing(&facts.agency_code).iter().map(|m| m.words).collect();
        format!("The act cannot be made: {} is not entered", missing.join(", "))
    };
    let transferring = terms.transferring.as_ref().ok_or_else(lacks)?;
    let receiving = terms.receiving(&facts.agency_code).ok_or_else(lacks)?;
    let version = u32::try_from(facts.version).map_err(|e| e.to_string())?;
    let lines: Vec<Line> = (1..).zip(&facts.lines).map(|(number, line)| of_line(number, line)).collect();
    let mut content = Content {
        number: facts.number.clone(),
        version,
        supersedes: (version > 1).then(|| ActReference { number: facts.number.clone(), version: version - 1 }),
        date: facts.date,
        place: text(terms.place.as_ref().ok_or_else(lacks)?),
        round: facts.round_code.clone(),
        occasion: Some(terms.occasion.as_ref().map_or_else(|| Text::same(&facts.round_title), text)),
        transferring: party(transferring.organisation.as_ref().ok_or_else(lacks)?, transferring),
        receiving: party(&facts.agency, receiving),
        end_users: (facts.units.iter())
            .map(|unit| EndUser {
                unit: unit.code.clone(),
                name: text(&unit.name),
                place: unit.place.as_ref().map(text),
                coordinating_body: None,
            })
            .collect(),
        legal_basis: terms.legal_basis.iter().map(text).collect(),
        funding: funding(facts, &lines)?,
        uncounted: (1..).zip(&facts.lines).filter(|(_, line)| line.count.is_none()).map(|(number, _)| number).collect(),
        discrepancies: (1..).zip(&facts.lines).filter_map(|(number, line)| discrepancy(number, line)).collect(),
        lines,
        import_documents: terms.imports.iter().map(import).collect(),
        nature: terms.nature.map(nature).ok_or_else(lacks)?,
        risk_passes: terms.risk.as_ref().map(text),
        clauses: Vec::new(),
        witnesses: terms.witnesses.iter().map(witness).collect(),
        annexes: Vec::new(),
        copies: u32::try_from(terms.copies).map_err(|e| e.to_string())?,
        prevailing: terms.prevailing.map(language).ok_or_else(lacks)?,
    };
    let days = u32::try_from(terms.report_days).map_err(|e| e.to_string())?;
    content.clauses = template.fill(Values::of(&content, days));
    Ok(content)
}

fn text(words: &Wording) -> Text {
    Text { en: words.en.clone(), ru: words.ru.clone(), uz: words.uz.clone() }
}

fn nature(nature: terms::Nature) -> Nature {
    match nature {
        terms::Nature::Title => Nature::Title,
        terms::Nature::Custody => Nature::Custody,
    }
}

fn language(language: terms::Language) -> Language {
    match language {
        terms::Language::English => Language::English,
        terms::Language::Russian => Language::Russian,
        terms::Language::Uzbek => Language::Uzbek,
    }
}

fn import(document: &terms::ImportDocument) -> ImportDocument {
    ImportDocument {
        kind: match document.kind {
            terms::ImportKind::Declaration => ImportKind::CustomsDeclaration,
            terms::ImportKind::Waybill => ImportKind::Waybill,
            terms::ImportKind::Exemption => ImportKind::Exemption,
        },
        number: document.number.clone(),
        date: document.dated,
    }
}

/// Represented by the deputy where there is one.
fn party(name: &Wording, signatory: &Signatory) -> Party {
    let (signer, post) = signatory.signer();
    let representative = Representative {
        name: text(signer),
        position: text(post),
        authority: signatory.authority.as_ref().map(text),
        mandate: signatory.mandate.as_ref().map(|mandate| Mandate {
            number: mandate.number.clone(),
            date: mandate.dated,
            instead_of: text(&signatory.name),
            pages: mandate.document.as_ref().map(|document| document.pages.clone()).unwrap_or_default(),
        }),
    };
    Party { name: text(name), representative }
}

fn witness(signatory: &Signatory) -> Witness {
    Witness {
        name: text(&signatory.name),
        position: text(&signatory.post),
        organisation: signatory.organisation.as_ref().map_or_else(|| Text::same("–"), text),
    }
}

fn of_line(number: u32, line: &LineFacts) -> Line {
    Line {
        number,
        description: text(&line.name),
        make_model: line.make_model.clone(),
        year: line.year.and_then(|year| i32::try_from(year).ok()),
        serial: line.identity.serial.clone(),
        vin: line.identity.vin.clone(),
        chassis: line.identity.chassis.clone(),
        engine: None,
        plate: line.identity.plate.clone(),
        tag: Some(line.tag.clone()),
        unit: Some(line.unit.clone()).filter(|code| !code.is_empty()),
        quantity: line.quantity,
        measure: measure(&line.measure),
        unit_price: line.unit_price,
        total: line.value,
        dollars: line.dollars.map(|(amount, rate)| Dollars { amount, rate: rate.map(|(r, day)| (r.decimal(), day)) }),
        shares: (line.shares.iter())
            .map(|(grant, ppm, usd)| LineShare { grant: grant.clone(), ppm: *ppm, usd: *usd })
            .collect(),
        condition: condition(line.condition),
        accessories: line.accessories.iter().map(text).collect(),
        // A month or a year alone says no day: it is left out rather than made exact.
        warranty_until: line.warranty_until.and_then(|date| date.day()),
        sticker: None,
    }
}

/// Per grant: what it paid in dollars, and its part of the whole; unknown where a line has no known dollars.
fn funding(facts: &Facts, lines: &[Line]) -> Result<Vec<Funding>, String> {
    let known = lines.iter().all(|line| line.dollars.is_some());
    let mut sums = Vec::new();
    for grant in &facts.grants {
        let mut sum = Money::zero(Currency::Usd);
        for share in lines.iter().flat_map(|line| &line.shares).filter(|share| share.grant == grant.code) {
            sum = sum.plus(share.usd.unwrap_or(Money::zero(Currency::Usd))).map_err(|e| e.to_string())?;
        }
        sums.push(sum);
    }
    let weights: Vec<i64> = sums.iter().map(|sum| sum.minor).collect();
    let parts = Money::new(WHOLE, Currency::Usd).split(&weights).filter(|_| known);
    let row = |(at, (grant, sum)): (usize, (&store::acts::GrantFacts, Money))| Funding {
        donor: donors(&grant.donors),
        grant: grant.code.clone(),
        share_ppm: parts.as_ref().and_then(|parts| parts.get(at)).map(|part| part.minor),
        usd: known.then_some(sum),
    };
    Ok(facts.grants.iter().zip(sums).enumerate().map(row).collect())
}

/// Several donors of one grant in one cell.
fn donors(names: &[Wording]) -> Text {
    let join = |pick: &dyn Fn(&Wording) -> String| names.iter().map(pick).collect::<Vec<_>>().join(", ");
    let translated = |pick: fn(&Wording) -> Option<&String>| {
        names.iter().any(|name| pick(name).is_some()).then(|| join(&|name| pick(name).unwrap_or(&name.en).clone()))
    };
    Text {
        en: join(&|name| name.en.clone()),
        ru: translated(|name| name.ru.as_ref()),
        uz: translated(|name| name.uz.as_ref()),
    }
}

fn discrepancy(number: u32, line: &LineFacts) -> Option<Discrepancy> {
    let Count { received, short, damaged, refused, surplus, remarks, found, missing, photos } =
        line.count.as_ref().filter(|count| !count.is_whole())?;
    Some(Discrepancy {
        line: number,
        dispatched: line.quantity,
        received: *received,
        short: *short,
        damaged: *damaged,
        refused: *refused,
        surplus: *surplus,
        cause: (!remarks.is_empty()).then(|| Text::same(&remarks.join("; "))),
        found: found.clone(),
        missing: missing.clone(),
        photos: photos.clone(),
    })
}

/// The common units of measure are known in all languages; what staff entered for them goes before.
fn measure(words: &Wording) -> Text {
    let known = match words.en.to_lowercase().as_str() {
        "piece" | "pieces" | "pc" | "pcs" => ("шт.", "dona"),
        "pair" | "pairs" => ("пара", "juft"),
        "set" | "sets" | "kit" | "kits" => ("комплект", "toʻplam"),
        "vehicle" | "vehicles" => ("шт.", "dona"),
        _ => return text(words),
    };
    Text {
        en: words.en.clone(),
        ru: words.ru.clone().or(Some(known.0.to_owned())),
        uz: words.uz.clone().or(Some(known.1.to_owned())),
    }
}

fn condition(condition: Option<Condition>) -> Text {
    match condition {
        None => Text::new("not inspected yet", "ещё не осмотрено", "hali koʻrikdan oʻtkazilmagan"),
        Some(Condition::New) => Text::new("new", "новое", "yangi"),
        Some(Condition::Good) => Text::new("good", "хорошее", "yaxshi"),
        Some(Condition::Fair) => Text::new("fair", "удовлетворительное", "qoniqarli"),
        Some(Condition::Damaged) => Text::new("damaged", "повреждённое", "shikastlangan"),
        Some(Condition::Unserviceable) => Text::new("unserviceable", "непригодное", "yaroqsiz"),
    }
}
