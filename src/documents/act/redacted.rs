//! An act as a donor of some of its lines may read it: plain text, without people, numbers of single things, units, and what others
//! paid for.

use std::fmt::Write;

use domain::date::PartialDate;
use store::acts::ForDonor;

use super::{Content, Line, Nature};

/// What it says of itself.
const LEFT_OUT: &str = "Redacted for the donor: names and posts of people, serial and registration numbers, units and what other donors paid are left out.";

/// The text; `None` where the reader's grants paid for nothing in it.
///
/// # Errors
/// The stored content cannot be read.
pub fn redacted(act: &ForDonor) -> Result<Option<String>, String> {
    let content: Content = serde_json::from_value(act.content.clone()).map_err(|error| error.to_string())?;
    let own: Vec<&Line> = content.lines.iter().filter(|line| is_own(line, &act.grants)).collect();
    if own.is_empty() {
        return Ok(None);
    }
    let mut text = String::new();
    let mut say = |line: String| {
        let _ = writeln!(text, "{line}");
    };
    say(format!("Act of handover {}, version {}", act.number, act.version));
    say(LEFT_OUT.to_owned());
    say(String::new());
    say(format!("Date: {}", PartialDate::Day(content.date).words()));
    say(format!("Round: {}", content.round));
    say(format!("Transferring party: {}", content.transferring.name.en));
    say(format!("Receiving party: {}", content.receiving.name.en));
    say(match content.nature {
        Nature::Title => "What passes: ownership".to_owned(),
        Nature::Custody => "What passes: the right of use; the transferring party stays the owner".to_owned(),
    });
    say(format!("Issued: {}", act.issued_at.words()));
    let signed: Vec<String> = act.signed_at.iter().map(|at| at.words()).collect();
    say(match signed.is_empty() {
        true => format!("Signatures: none of {} yet", act.to_sign),
        false => format!("Signatures: {} of {}, on {}", signed.len(), act.to_sign, signed.join("; ")),
    });
    say(format!("SHA-256 of the whole act: {}", act.hash));
    say(format!("To be checked at: {}", act.address));
    say(String::new());
    say("Lines that your grants paid for".to_owned());
    for line in &own {
        say(of_line(line, &act.grants));
        for found in content.discrepancies.iter().filter(|found| found.line == line.number) {
            say(format!(
                "   sent {}, received {}, short {}, damaged {}, refused {}, surplus {}",
                found.dispatched, found.received, found.short, found.damaged, found.refused, found.surplus
            ));
        }
        if content.uncounted.contains(&line.number) {
            say("   not counted when this version was issued".to_owned());
        }
    }
    let others = content.lines.len() - own.len();
    if others > 0 {
        say(format!("Lines left out: {others}"));
    }
    Ok(Some(text))
}

fn is_own(line: &Line, grants: &[String]) -> bool {
    line.shares.iter().any(|share| grants.contains(&share.grant))
}

/// `2. Night-vision monocular, 4 pieces, new; JP-2020: 100 %, USD 8,000.00`
fn of_line(line: &Line, grants: &[String]) -> String {
    let mut words = vec![line.description.en.clone()];
    words.extend(line.make_model.clone());
    words.extend(line.year.map(|year| year.to_string()));
    words.push(format!("{} {}", line.quantity, line.measure.en));
    words.push(line.condition.en.clone());
    let shares: Vec<String> = line
        .shares
        .iter()
        .filter(|share| grants.contains(&share.grant))
        .map(|share| {
            let usd = share.usd.map(|usd| format!(", {usd}")).unwrap_or_default();
            format!("{}: {} %{usd}", share.grant, domain::grant::percent(share.ppm))
        })
        .collect();
    format!("{}. {}; {}", line.number, words.join(", "), shares.join("; "))
}

#[cfg(test)]
mod tests {
    use domain::date::Timestamp;

    use super::*;
    use crate::act::sample;

    fn of(grants: &[&str]) -> ForDonor {
        let act = sample::act(3);
        ForDonor {
            number: act.content.number.clone(),
            version: 1,
            content: serde_json::to_value(&act.content).expect("content"),
            hash: "ab".repeat(32),
            address: "https://portal.example/verify/CODE".into(),
            issued_at: Timestamp(1_620_270_000_000),
            to_sign: 2,
            signed_at: vec![Timestamp(1_620_270_000_000)],
            grants: grants.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    #[test]
    fn nothing_of_people_single_things_or_others_is_left() {
        let content = sample::act(3).content;
        let grant = content.lines.iter().flat_map(|line| &line.shares).next().expect("a share").grant.clone();
        let text = redacted(&of(&[&grant])).expect("readable").expect("a line of it");
        assert!(text.contains(&grant) && text.contains("Signatures: 1 of 2") && text.contains("SHA-256"), "{text}");
        let mut secrets = vec![content.transferring.representative.name.en, content.receiving.representative.name.en];
        secrets.extend(content.end_users.iter().map(|unit| unit.unit.clone()));
        secrets.extend(content.lines.iter().flat_map(|line| {
            [line.serial.clone(), line.vin.clone(), line.chassis.clone(), line.plate.clone()].into_iter().flatten()
        }));
        for secret in secrets {
            assert!(!text.contains(&secret), "{secret}: {text}");
        }
        assert_eq!(redacted(&of(&["US-1999"])).expect("readable"), None);
    }
}
