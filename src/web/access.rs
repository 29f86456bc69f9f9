//! What a page or a change needs of whoever asks.

use domain::{Action, Role};

/// What a page or function needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Open to anybody who reaches the portal.
    Public,
    /// Signed in, with a role that has this action. Records are scoped by the store on top of this.
    Needs(Action),
}

impl Rule {
    pub fn admits(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Rule::Public, _) => true,
            (Rule::Needs(action), Some(role)) => role.may(action),
            (Rule::Needs(_), None) => false,
        }
    }
}
