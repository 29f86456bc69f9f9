//! The kit: every piece that pages are built from. Pages do `use crate::kit::*;`.
//!
//! | piece | for |
//! |---|---|
//! | [`Frame`], [`NavGroup`], [`NavItem`], [`Account`], [`Theme`] | what surrounds a page |
//! | [`PageHeader`], [`Breadcrumb`], [`Section`], [`ButtonLink`], [`Menu`] | its head and its parts |
//! | [`ChainStrip`], [`ChainLink`] | the way from money to signature, under the header of everything in the chain |
//! | [`Parts`], [`PartLink`] | the parts of a thing, each with an address of its own |
//! | [`ListQuery`], [`Paging`], [`FilterBar`], [`DataTable`], [`EmptyState`] | a list: its address, filters, rows, absence |
//! | [`AskedAsOf`], [`AsOfBar`] | a page as of another day, by both clocks |
//! | [`SummaryList`], [`RecordedFacts`], [`StatTiles`], [`Timeline`], [`ShareBar`] | one thing: its facts, key figures, history, shares |
//! | [`StepChart`] | values that hold until the next one, as a drawing beside their table |
//! | [`StatusTag`], [`BadgeTag`], [`MoneyView`], [`Figure`], [`DateView`], [`InstantView`] | a word, an amount, a date |
//! | [`FormState`], [`ErrorSummary`], [`Field`], [`TextArea`], [`DateField`], [`Select`], [`Radios`], [`Checkboxes`], [`Checkbox`], [`Fieldset`], [`FormActions`], [`SubmitButton`], [`HiddenInput`] | forms |
//! | [`Flash`], [`Notice`], [`ConfirmPage`], [`WithdrawPage`] | what happened, what to know, what to decide |
//!
//! Props marked `into` take what is at hand: [`Text`] is `&str`, `String` or an `Option` of them, [`Slot`] is an `AnyView`
//! or an `Option` of one. Nothing here needs a script; styles live in `style/components` under the same words. A strict
//! content policy forbids `style="…"`: use the classes of `style/layout.css` (`stack`, `cluster`, `grid-2`, `panel`,
//! `muted`, `num`, `nowrap`, `code`, `hidden`).
//!
//! The officer's counting row is an island; its markup contract stands in `style/components/counting.css`.

mod as_of;
mod axis;
mod chain;
mod chart;
mod chips;
mod choice;
mod confirm;
#[cfg(test)]
mod contrast_test;
mod course;
mod date;
mod empty;
mod field;
mod figure;
mod file;
mod filter;
mod flash;
mod form;
#[cfg(test)]
mod form_test;
mod frame;
mod glossary;
mod header;
mod map;
mod paging;
mod parts;
mod query;
#[cfg(test)]
mod render_test;
mod state;
mod states;
mod status;
mod summary;
mod table;
mod text;
mod timeline;
mod withdraw;

pub use as_of::{AsOfBar, AskedAsOf};
pub use axis::YearAxis;
pub use chain::{ChainLink, ChainStrip};
pub use chart::{Series, StepChart};
pub use choice::{Checkbox, Checkboxes, Choice, Radios, Select};
pub use confirm::ConfirmPage;
pub use course::course;
pub use date::{DateView, InstantView};
pub use empty::{Empty, EmptyState};
pub use field::{DateField, Field, Input, TextArea, Width};
pub use figure::{Badge, BadgeTag, Figure, MoneyView, ShareBar, StatTile, StatTiles, bar, count, count_of, quantity};
pub use file::FileField;
pub use filter::{FilterBar, FilterSelect};
pub use flash::{Flash, Notice};
pub use form::{ErrorSummary, Fieldset, FormActions, HiddenInput, SubmitButton};
pub use frame::{Account, Frame, NavGroup, NavItem, Theme};
pub use glossary::{GLOSSARY, Word, explained, term, terms};
pub use header::{Breadcrumb, ButtonLink, Menu, PageHeader, Section, menu};
pub use map::{MapMark, is_on_map, map};
pub use paging::{Pages, Paging};
pub use parts::{PartLink, Parts};
pub use query::ListQuery;
pub use state::{FormState, field_id};
pub use states::{amounts, line_tag, own_round_tag, round_tag, totals};
pub use status::{StatusTag, Tone};
pub use summary::{Fact, RecordedFacts, SummaryList};
pub use table::{Column, DataTable, Row, Sum, cell, link_cell, link_cell_with, none, number_cell, view_cell};
pub use text::{Slot, Text, capital, link, outside, percent, safe_href, whole};
pub use timeline::{Happening, Timeline};
pub use withdraw::WithdrawPage;
