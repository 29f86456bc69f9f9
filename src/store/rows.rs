//! How rows become domain values: text columns are parsed by the domain's own `FromStr`, and bound by its `Display`.

use std::{fmt::Display, ops::Deref, str::FromStr};

use domain::{Scope, Viewer};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

/// A domain value in a text column: `Parsed<PartialDate>`, `Parsed<Condition>`. An unknown stored word is a decode error
/// with its message, not a panic. (`sqlx::types::Text` demands an error type; the domain's parse errors are sentences.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parsed<T>(pub T);

impl<T> Deref for Parsed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<DB: Database, T> Type<DB> for Parsed<T>
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        String::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        String::compatible(ty)
    }
}

impl<'r, DB: Database, T: FromStr<Err = String>> Decode<'r, DB> for Parsed<T>
where
    &'r str: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Parsed(<&str as Decode<DB>>::decode(value)?.parse()?))
    }
}

impl<'q, DB: Database, T: Display> Encode<'q, DB> for Parsed<T>
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buf: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.to_string().encode(buf)
    }
}

/// A column of several words, one a line; nothing where there are none.
pub(crate) fn one_a_line(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join("\n"))
}

/// Whether the viewer reads the names of people of this agency (`None`: of staff). Officers read those of their own agency.
pub(crate) fn may_name(viewer: &Viewer, agency: Option<i64>) -> bool {
    match viewer.scope {
        Scope::Everything => true,
        Scope::Agency(own) => agency == Some(own),
        Scope::Donor(_) | Scope::Country(_) => false,
    }
}

/// A name where the viewer may read it, see [`may_name`]; `instead` where not.
pub(crate) fn name_for(viewer: &Viewer, name: String, agency: Option<i64>, instead: impl FnOnce() -> String) -> String {
    if may_name(viewer, agency) { name } else { instead() }
}
