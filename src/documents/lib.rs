//! Files out and files in. Native; knows `domain` (and, where a file shows records, `store`), never the web.
//!
//! What comes in is somebody else's: every reader has limits and says in words what it refuses.

pub mod table_in;
