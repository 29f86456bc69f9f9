//! Files out and files in. Native; knows `domain` (and, where a file shows records, `store`), never the web.

pub mod formula;
pub mod statement;
pub mod statement_csv;
pub mod statement_xlsx;
