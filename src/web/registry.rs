//! What the portal answers to. A page folder exports its `ROUTES` and its `CHANGES`; the router, the access check and the test
//! of the permission table are made from these alone, so a page or a change without a rule cannot exist.

use std::{collections::HashMap, sync::Arc};

use axum::routing::MethodRouter;
use leptos::server_fn::ServerFn;

use crate::{App, access::Rule, request::Posted, upload::Upload};

/// A page: its path, what it needs, its handler.
pub type Route = (&'static str, Rule, fn() -> MethodRouter<App>);

/// A change: a server function, or a form with files, which has a route of its own.
#[derive(Clone, Copy)]
pub struct Change {
    pub path: &'static str,
    pub rule: Rule,
    pub files: Option<Upload>,
    /// The changes that take it back exactly, one of them each time, where there are such (see [`crate::undo`]).
    pub undo: [Option<&'static str>; 2],
}

impl Change {
    /// The server function of this name (`CreateRound` is `create_round`), which says its path itself.
    pub const fn of<F>(rule: Rule) -> Self
    where
        Posted<F>: ServerFn,
    {
        Change { path: <Posted<F> as ServerFn>::PATH, rule, files: None, undo: [None, None] }
    }

    /// It can be undone by that one.
    pub const fn undone_by<F>(self) -> Self
    where
        Posted<F>: ServerFn,
    {
        Change { undo: [Some(<Posted<F> as ServerFn>::PATH), None], ..self }
    }

    /// Or by that one, by what stood there before.
    pub const fn or_by<F>(self) -> Self
    where
        Posted<F>: ServerFn,
    {
        Change { undo: [self.undo[0], Some(<Posted<F> as ServerFn>::PATH)], ..self }
    }

    pub const fn with_files(path: &'static str, rule: Rule, upload: Upload) -> Self {
        Change { path, rule, files: Some(upload), undo: [None, None] }
    }
}

/// What every page and every change needs, for the layers around them. Cheap to clone.
#[derive(Clone, Default)]
pub struct Rules(Arc<Lists>);

#[derive(Default)]
struct Lists {
    pages: HashMap<&'static str, Rule>,
    changes: HashMap<&'static str, (Rule, [Option<&'static str>; 2])>,
}

impl Rules {
    pub fn of(routes: impl Iterator<Item = Route>, changes: impl Iterator<Item = Change>) -> Self {
        let pages = routes.map(|(path, rule, _)| (path, rule)).collect();
        let changes = changes.map(|change| (change.path, (change.rule, change.undo))).collect();
        Rules(Arc::new(Lists { pages, changes }))
    }

    /// What the page needs whose route has this path.
    pub fn page(&self, route: &str) -> Option<Rule> {
        self.0.pages.get(route).copied()
    }

    /// What the change at this path needs.
    pub fn change(&self, path: &str) -> Option<Rule> {
        self.0.changes.get(path).map(|(rule, _)| *rule)
    }

    /// Does that change take the one at this path back?
    pub fn is_undone_by(&self, path: &str, opposite: &str) -> bool {
        self.0.changes.get(path).is_some_and(|(_, undo)| undo.contains(&Some(opposite)))
    }
}
