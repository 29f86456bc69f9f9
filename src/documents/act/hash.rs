//! The content hash of an act: over what it says, not over a file, so that all language versions share it. The canonical
//! form is the store's, which computes it again for `portal verify`.

use super::Content;

/// SHA-256 in lower-case hexadecimal over the canonical form of the content.
pub fn content_hash(content: &Content) -> String {
    // The content has no maps with other keys than text and no floats: nothing that JSON cannot hold.
    store::acts::content_hash(&serde_json::to_value(content).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{ActReference, Nature, sample};

    /// The hash of the sample as it was when the form was fixed. If this fails, acts that were issued would no longer
    /// match what their signers signed: mend the code, not the value.
    #[test]
    fn the_form_does_not_change() {
        let mut content = sample::act(2).content;
        content.clauses.truncate(0); // they may be edited
        assert_eq!(content_hash(&content), "cf18cf96aa7a68182eab30518a77900dfb649f836358c4cec8fa312fc149aacb");
    }

    #[test]
    fn same_data_same_hash_through_json_and_back() {
        let content = sample::act(40).content;
        let text = serde_json::to_string_pretty(&content).expect("JSON");
        let again: Content = serde_json::from_str(&text).expect("read");
        assert_eq!(content, again);
        assert_eq!(content_hash(&content), content_hash(&again));
    }

    #[test]
    fn every_change_changes_it() {
        let base = sample::act(3).content;
        let mut hashes = vec![content_hash(&base)];
        let mut with = |change: &dyn Fn(&mut Content)| {
            let mut content = base.clone();
            change(&mut content);
            hashes.push(content_hash(&content));
        };
        with(&|c| c.number.push('1'));
        with(&|c| c.version += 1);
        with(&|c| c.supersedes = Some(ActReference { number: "7".to_owned(), version: 1 }));
        with(&|c| c.nature = Nature::Custody);
        with(&|c| c.lines[1].serial = None);
        with(&|c| c.lines[1].total.minor += 1);
        with(&|c| c.lines.swap(0, 1));
        with(&|c| c.clauses[0].ru = Some("Иное".to_owned()));
        with(&|c| c.discrepancies[0].short += 1);
        with(&|c| {
            if let Some(mandate) = &mut c.receiving.representative.mandate {
                mandate.pages.push("0".repeat(64));
            }
        });
        with(&|c| c.place.uz = Some("Toshkent shahri".to_owned()));
        let count = hashes.len();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }

    #[test]
    fn text_cannot_move_between_fields_or_pose_as_structure() {
        let mut one = sample::act(1).content;
        let mut two = one.clone();
        one.round = "5\",\"x\":\"".to_owned();
        two.round = "5".to_owned();
        assert_ne!(content_hash(&one), content_hash(&two));
    }
}
