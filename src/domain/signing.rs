//! Signing an act: who signs in which order and how, what a scan of the signed paper counts for, and when a one-time link
//! lets somebody sign who has no account.
//!
//! Signatures are facts of one version of an act. Its state follows from them and is stored nowhere. The order is that of
//! the act itself: UNODC, the agency, then the witnesses as the act names them; so the signatures of a version are always
//! the first ones of its signatories.

mod drawing;
mod link;
mod scan;

pub use drawing::{BOX_HEIGHT, BOX_WIDTH, Drawing, LONGEST_DRAWING};
pub use link::{CODE_DIGITS, LinkFacts, LinkState, MOST_WRONG_CODES, OPEN_SECONDS, code_of, parse_code};
pub use scan::{MOST_PAGES, NewScan, ScanForm, ScanState, may_decide};

use crate::{
    access::Role,
    act::Side,
    code::words,
    error::{Checks, Refusal},
};
use serde::{Deserialize, Serialize};

words! {
    /// Where a version of an act stands.
    State {
        Issued = "issued", "To be signed";
        PartlySigned = "partly signed", "Partly signed";
        Signed = "signed", "Signed";
        Superseded = "superseded", "Superseded";
    }
}

words! {
    /// How a signature was given.
    Way {
        Drawn = "drawn", "Drawn on the screen";
        TypedName = "typed name", "Typed name";
        OneTimeLink = "one-time link", "By one-time link";
        ScanOnFile = "scan on file", "Signed scan on file";
    }
}

/// Staff sign for UNODC or as its observer, officers for their agency: nobody signs for the other side.
pub fn may_stand_for(role: Role, side: Side) -> bool {
    match role {
        Role::Staff => side != Side::Receiving,
        Role::Officer => side == Side::Receiving,
        Role::Administrator | Role::Donor | Role::Coordinator | Role::FocalPoint => false,
    }
}

/// How far the signing of one version is: the first `signed` of its `expected` signatories have signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub expected: usize,
    pub signed: usize,
    /// There is a newer version.
    pub superseded: bool,
}

/// Why a place cannot be signed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// A newer version has taken its place.
    Superseded,
    /// This place was signed before.
    SignedAlready,
    /// Whoever stands at this place comes first.
    NotYet(usize),
    /// The act names nobody at this place.
    NoSuchPlace,
}

impl Progress {
    pub fn state(self) -> State {
        match self {
            Progress { superseded: true, .. } => State::Superseded,
            Progress { signed: 0, .. } => State::Issued,
            Progress { signed, expected, .. } if signed < expected => State::PartlySigned,
            _ => State::Signed,
        }
    }

    /// Whose turn it is, from 0; nobody's when all have signed or a newer version is there.
    pub fn next(self) -> Option<usize> {
        (!self.superseded && self.signed < self.expected).then_some(self.signed)
    }

    /// Whether `position` can be signed now.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn admit(self, position: usize) -> Result<(), Hindrance> {
        if position >= self.expected {
            return Err(Hindrance::NoSuchPlace);
        }
        if self.superseded {
            return Err(Hindrance::Superseded);
        }
        match position.cmp(&self.signed) {
            std::cmp::Ordering::Less => Err(Hindrance::SignedAlready),
            std::cmp::Ordering::Greater => Err(Hindrance::NotYet(self.signed)),
            std::cmp::Ordering::Equal => Ok(()),
        }
    }
}

/// A signature as its signer gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignature {
    pub name: String,
    pub drawing: Option<Drawing>,
    /// The hash of the content that the signer was shown.
    pub hash: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignatureForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub act: String,
    pub version: String,
    pub hash: String,
    pub name: String,
    pub agreed: String,
    pub drawing: String,
}

impl NewSignature {
    /// `named`: the signatory as the act names them.
    ///
    /// # Errors
    /// Every field that cannot be accepted. A name that is not the one in the act is one: the typed name is the signature
    /// where nothing is drawn.
    pub fn parse(form: &SignatureForm, named: &str) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let name = checks.required("name", &form.name, "Type your name: it is your signature, or stands under it");
        if !checks.failed("name") && !same_name(&name, named) {
            checks.fail("name", format!("Type the name as the act has it: {named}"));
        }
        if form.agreed != "true" {
            checks.fail("agreed", "Tick this to sign: it says that you have read the act and sign it");
        }
        let drawing = match form.drawing.trim() {
            "" => None,
            path => checks.take("drawing", Drawing::parse(path)),
        };
        let hash = form.hash.trim();
        if !is_hash(hash) {
            checks.fail("", "The form could not be read. Open it again and send it once more.");
        }
        checks.finish(NewSignature { name, drawing, hash: hash.to_owned() })
    }

    /// How somebody who is signed in signs with this.
    pub fn way(&self) -> Way {
        if self.drawing.is_some() { Way::Drawn } else { Way::TypedName }
    }
}

/// Equal but for capitals and spaces.
fn same_name(typed: &str, named: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    plain(typed) == plain(named)
}

/// SHA-256 in lower-case hexadecimal digits.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "cf18cf96aa7a68182eab30518a77900dfb649f836358c4cec8fa312fc149aacb";

    /// Every state, and from every state every place: exactly one place can be signed, and none of a superseded version.
    #[test]
    fn the_whole_table_of_signing() {
        for expected in 2..=6 {
            for signed in 0..=expected {
                for superseded in [false, true] {
                    let progress = Progress { expected, signed, superseded };
                    let state = match (superseded, signed) {
                        (true, _) => State::Superseded,
                        (false, 0) => State::Issued,
                        (false, n) if n == expected => State::Signed,
                        (false, _) => State::PartlySigned,
                    };
                    assert_eq!(progress.state(), state, "{progress:?}");
                    let open: Vec<usize> = (0..=expected + 1).filter(|p| progress.admit(*p).is_ok()).collect();
                    let wanted: Vec<usize> = progress.next().into_iter().collect();
                    assert_eq!(open, wanted, "{progress:?}");
                    assert_eq!(wanted.is_empty(), superseded || signed == expected, "{progress:?}");
                    for position in 0..=expected + 1 {
                        let why = progress.admit(position).err();
                        let expected_why = match position {
                            p if p >= expected => Some(Hindrance::NoSuchPlace),
                            _ if superseded => Some(Hindrance::Superseded),
                            p if p < signed => Some(Hindrance::SignedAlready),
                            p if p > signed => Some(Hindrance::NotYet(signed)),
                            _ => None,
                        };
                        assert_eq!(why, expected_why, "{progress:?} {position}");
                    }
                }
            }
        }
    }

    #[test]
    fn signing_leads_from_issued_over_partly_signed_to_signed() {
        let states: Vec<State> =
            (0..=3).map(|signed| Progress { expected: 3, signed, superseded: false }.state()).collect();
        assert_eq!(states, [State::Issued, State::PartlySigned, State::PartlySigned, State::Signed]);
    }

    #[test]
    fn nobody_signs_for_the_other_side() {
        for role in Role::ALL {
            let open: Vec<Side> = Side::ALL.iter().copied().filter(|side| may_stand_for(*role, *side)).collect();
            let expected: &[Side] = match role {
                Role::Staff => &[Side::Transferring, Side::Witness],
                Role::Officer => &[Side::Receiving],
                _ => &[],
            };
            assert_eq!(open, expected, "{role}");
        }
    }

    #[test]
    fn a_signature_needs_the_name_in_the_act_and_a_tick() {
        let form = SignatureForm {
            name: " rustam  KARIMOV ".into(),
            agreed: "true".into(),
            drawing: "".into(),
            hash: HASH.into(),
            ..Default::default()
        };
        let signed = NewSignature::parse(&form, "Rustam Karimov").expect("accepted");
        assert_eq!((signed.name.as_str(), signed.way()), ("rustam  KARIMOV", Way::TypedName));
        let drawn = SignatureForm { drawing: "M10 10L20 30L40 50L90 60L120 20".into(), ..form.clone() };
        assert_eq!(NewSignature::parse(&drawn, "Rustam Karimov").expect("accepted").way(), Way::Drawn);

        let fields = |form: SignatureForm| match NewSignature::parse(&form, "Rustam Karimov") {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(SignatureForm { name: "Aziz Karimov".into(), ..form.clone() }), ["name"]);
        assert_eq!(fields(SignatureForm { name: "".into(), ..form.clone() }), ["name"]);
        assert_eq!(fields(SignatureForm { agreed: "".into(), ..form.clone() }), ["agreed"]);
        assert_eq!(fields(SignatureForm { drawing: "M1 1L2 2\"/><script>".into(), ..form.clone() }), ["drawing"]);
        assert_eq!(fields(SignatureForm { hash: "CF18".into(), ..form.clone() }), [""]);
    }
}
