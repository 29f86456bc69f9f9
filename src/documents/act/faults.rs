//! What would make an act say something that its own figures contradict. Found before it is set, not by its readers.

use domain::money::Currency;

use super::{ActData, Content, Discrepancy, Drawing, Line, Signature, Signer, content_hash};

/// A whole, in parts per million.
const WHOLE: i64 = 1_000_000;
/// The longest side of the box of a drawn signature.
const LARGEST_BOX: u32 = 10_000;
/// The longest path of a drawn signature, in bytes.
const LONGEST_PATH: usize = 200_000;

impl ActData {
    /// Everything that keeps this act from being made, in words for programme staff. Empty when it can be.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let content = &self.content;
        if content.lines.is_empty() {
            faults.push("The act has no lines".to_owned());
        }
        if content.version == 0 {
            faults.push("Versions count from 1".to_owned());
        }
        for (index, line) in content.lines.iter().enumerate() {
            line_faults(index, line, &mut faults);
        }
        if let Err(error) = content.totals() {
            faults.push(error.to_string());
        }
        for discrepancy in &content.discrepancies {
            discrepancy_faults(content, discrepancy, &mut faults);
        }
        let hash = content_hash(content);
        for (index, signature) in self.signatures.iter().enumerate() {
            let earlier = &self.signatures[..index];
            signature_faults(content, &hash, earlier, signature, &mut faults);
        }
        faults
    }
}

fn line_faults(index: usize, line: &Line, faults: &mut Vec<String>) {
    let number = line.number;
    if usize::try_from(number) != Ok(index + 1) {
        faults.push(format!("Line {} is numbered {number}", index + 1));
    }
    if line.quantity <= 0 {
        faults.push(format!("Line {number}: the quantity is not above 0"));
    }
    if line.unit_price.is_some_and(|price| price.currency != line.total.currency) {
        faults.push(format!("Line {number}: price and total are in two currencies"));
    }
    if line.unit_price.is_some_and(|price| price.minor.checked_mul(line.quantity) != Some(line.total.minor)) {
        faults.push(format!("Line {number}: quantity × price is not the total"));
    }
    let of_shares = line.shares.iter().filter_map(|share| share.usd);
    if line.dollars.iter().map(|dollars| dollars.amount).chain(of_shares).any(|usd| usd.currency != Currency::Usd) {
        faults.push(format!("Line {number}: a USD equivalent is not in USD"));
    }
    let parts: i64 = line.shares.iter().map(|share| share.ppm).sum();
    if !line.shares.is_empty() && parts != WHOLE {
        faults.push(format!("Line {number}: the shares of the grants do not make 100 %"));
    }
}

fn discrepancy_faults(content: &Content, discrepancy: &Discrepancy, faults: &mut Vec<String>) {
    let Discrepancy { line, dispatched, received, short, damaged, refused, .. } = discrepancy;
    if !content.lines.iter().any(|known| known.number == *line) {
        faults.push(format!("Annex 2 names line {line}, which the act does not have"));
    }
    if received + short + damaged + refused != *dispatched {
        faults.push(format!(
            "Annex 2, line {line}: received, short, damaged and refused do not make what was dispatched"
        ));
    }
}

fn signature_faults(content: &Content, hash: &str, earlier: &[Signature], one: &Signature, faults: &mut Vec<String>) {
    let name = &one.name.en;
    if one.hash != hash {
        faults.push(format!("{name} signed another content of this act"));
    }
    if matches!(one.signer, Signer::Witness(index) if index >= content.witnesses.len()) {
        faults.push(format!("{name} signed as a witness whom the act does not name"));
    }
    if earlier.iter().any(|other| other.signer >= one.signer || other.signed_at > one.signed_at) {
        faults.push(format!("{name} signed out of order: UNODC, agency, witnesses, each once"));
    }
    if let Some(Drawing { path, width, height }) = &one.drawing {
        let size = |side: &u32| (1..=LARGEST_BOX).contains(side);
        if !is_path(path) || !size(width) || !size(height) {
            faults.push(format!("The drawn signature of {name} is not a drawing"));
        }
    }
}

/// Only what the `d` of an SVG path is made of: it goes into a picture.
fn is_path(path: &str) -> bool {
    let allowed = |c: char| c.is_ascii_digit() || "MmLlHhVvCcSsQqTtAaZz .,-+eE\n".contains(c);
    path.starts_with(['M', 'm']) && path.len() <= LONGEST_PATH && path.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::sample;

    fn faults(change: impl Fn(&mut ActData)) -> Vec<String> {
        let mut act = sample::signed(3);
        change(&mut act);
        act.faults()
    }

    #[test]
    fn the_sample_has_none() {
        assert_eq!(sample::signed(40).faults(), [""; 0]);
        assert_eq!(sample::act(1).faults(), [""; 0]);
    }

    #[test]
    fn a_signature_belongs_to_what_was_signed() {
        let found = faults(|act| act.content.lines[0].plate = Some("01 777 ZZZ".to_owned()));
        assert_eq!(found.len(), 3);
        assert!(found[0].ends_with("signed another content of this act"), "{found:?}");
    }

    #[test]
    fn signatures_come_in_order_and_once() {
        let found = faults(|act| act.signatures.swap(0, 1));
        assert!(found.iter().any(|fault| fault.contains("out of order")), "{found:?}");
        let found = faults(|act| act.signatures.push(act.signatures[2].clone()));
        assert!(found.iter().any(|fault| fault.contains("out of order")), "{found:?}");
        let found = faults(|act| act.signatures[2].signer = Signer::Witness(9));
        assert!(found.iter().any(|fault| fault.contains("whom the act does not name")), "{found:?}");
    }

    #[test]
    fn a_drawing_is_a_path_and_nothing_else() {
        for bad in ["", "M0 0\"/><script>", "url(#a)", "L1 1"] {
            let path = bad.to_owned();
            let found = faults(|act| {
                act.signatures[0].drawing = Some(Drawing { path: path.clone(), width: 300, height: 100 });
            });
            assert_eq!(found.len(), 1, "{bad}: {found:?}");
        }
    }

    #[test]
    fn figures_that_contradict_each_other_are_named() {
        let unsigned = |change: &dyn Fn(&mut Content)| {
            let mut act = sample::act(3);
            change(&mut act.content);
            act.faults()
        };
        assert_eq!(unsigned(&|c| c.lines[1].total.minor += 1), ["Line 2: quantity × price is not the total"]);
        assert_eq!(
            unsigned(&|c| c.lines[1].shares[0].ppm -= 1),
            ["Line 2: the shares of the grants do not make 100 %"]
        );
        assert_eq!(unsigned(&|c| c.lines[2].number = 9).len(), 1);
        assert_eq!(unsigned(&|c| c.discrepancies[0].received += 1).len(), 1);
        assert_eq!(unsigned(&|c| c.discrepancies[0].line = 77).len(), 1);
        assert_eq!(unsigned(&|c| c.lines.clear())[0], "The act has no lines");
    }
}
