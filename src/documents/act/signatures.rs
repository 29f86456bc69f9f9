//! The signatures of a version as its pages and files show them.

use domain::{
    act::Side,
    signing::{self, BOX_HEIGHT, BOX_WIDTH},
};
use store::{acts::VersionRow, signing::Signing};

use super::{ActData, Content, Drawing, Signature, Signer, Text, Way, of_version};

/// A version with the signatures that are there.
///
/// # Errors
/// The stored content cannot be read.
pub fn of_signed(version: &VersionRow, signing: &Signing) -> Result<ActData, String> {
    let act = of_version(version)?;
    Ok(ActData { signatures: signatures(&act.content, signing), ..act })
}

/// In the order of signing. Names are those of the content in its languages; where somebody stands there under another
/// name, the one that was signed with.
fn signatures(content: &Content, signing: &Signing) -> Vec<Signature> {
    let given = signing.signatories.iter().filter_map(|signatory| Some((signatory, signatory.signature.as_ref()?)));
    given
        .map(|(signatory, signature)| {
            let signer = match signatory.side {
                Side::Transferring => Signer::Transferring,
                Side::Receiving => Signer::Receiving,
                Side::Witness => Signer::Witness(signatory.position.saturating_sub(2)),
            };
            let named = name_in(content, signer).filter(|name| name.en == signatory.name);
            Signature {
                signer,
                name: named.cloned().unwrap_or_else(|| Text::same(&signature.name)),
                signed_at: signature.signed_at,
                way: way(signature),
                drawing: (signature.drawing.clone()).map(|path| Drawing { path, width: BOX_WIDTH, height: BOX_HEIGHT }),
                hash: signature.hash.clone(),
            }
        })
        .collect()
}

fn name_in(content: &Content, signer: Signer) -> Option<&Text> {
    match signer {
        Signer::Transferring => Some(&content.transferring.representative.name),
        Signer::Receiving => Some(&content.receiving.representative.name),
        Signer::Witness(index) => content.witnesses.get(index).map(|witness| &witness.name),
    }
}

fn way(signature: &store::signing::Signature) -> Way {
    match signature.way {
        signing::Way::Drawn => Way::Drawn,
        signing::Way::TypedName => Way::TypedName,
        signing::Way::OneTimeLink => Way::OneTimeLink,
        signing::Way::ScanOnFile => Way::ScanOnFile,
    }
}
