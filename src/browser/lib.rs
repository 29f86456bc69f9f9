//! The browser part: the islands and nothing else.

// Named, so that the linker keeps the exports of every island.
pub use islands::*;

/// Called by the page's loader once the module is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
