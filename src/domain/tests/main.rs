//! The tests of the rules, as one program.

mod handover_histories;
mod handover_model;
mod handover_table;
mod money_properties;
mod random_lists;
mod sample;
