//! The frame around every page: skip link, top bar, content, foot. Works without scripts on any width.

use leptos::prelude::*;

use super::text::{Slot, Text};

/// A word of the navigation. Only what this role has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub current: bool,
}

impl NavItem {
    /// `at` is the path of the page shown; the word is current on its list and on everything below it.
    pub fn new(label: impl Into<String>, href: impl Into<String>, at: &str) -> Self {
        let href = href.into();
        let below = at.strip_prefix(href.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        Self { current: at == href || (href != "/" && below), label: label.into(), href }
    }
}

/// What belongs together in the navigation. One word stands by itself, none is no group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavGroup {
    label: String,
    words: Vec<NavItem>,
}

impl NavGroup {
    pub fn new(label: impl Into<String>, words: Vec<NavItem>) -> Self {
        Self { label: label.into(), words }
    }
}

/// Light, dark, or as the system has it. On `<html>`: `data-theme=theme.attribute()`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// What is posted and kept in the cookie; anything unknown is the system's.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }

    pub fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn attribute(self) -> Option<&'static str> {
        (self != Theme::System).then(|| self.word())
    }

    fn label(self) -> &'static str {
        match self {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }
}

/// Who is signed in, for the menu on the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    /// "Logistics officer"
    pub role: String,
    /// "State Customs Committee"
    pub scope: Option<String>,
    /// How many notices are new; `None` where there are none at all.
    pub notices: Option<i64>,
    pub theme: Theme,
    /// The address to come back to after a choice.
    pub back: String,
}

/// Everything inside `<body>`.
#[component]
pub fn Frame(
    #[prop(optional)] nav: Vec<NavGroup>,
    /// The address that searches (GET, `q`); without it there is no search field.
    #[prop(optional, into)]
    search: Text,
    #[prop(optional_no_strip)] account: Option<Account>,
    /// What just happened: a `Flash`.
    #[prop(optional, into)]
    flash: Slot,
    #[prop(optional, into)] footer: Slot,
    children: Children,
) -> impl IntoView {
    let narrow = (!nav.is_empty()).then(|| {
        view! {
            <details class="menu nav-narrow" name="menu">
                <summary>"Menu"</summary>
                <nav class="menu-list" aria-label="Menu">{headed(&nav)}</nav>
            </details>
        }
        .into_any()
    });
    let wide = (!nav.is_empty())
        .then(|| view! { <nav class="nav-wide" aria-label="Main"><ul>{side_by_side(&nav)}</ul></nav> }.into_any());
    let footer =
        footer.into_option().map(|f| view! { <footer class="foot"><div class="inner">{f}</div></footer> }.into_any());
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <header class="bar">
            <div class="inner">
                <a class="product" href="/">"Programme portal"</a>
                {wide}
                {search.into_option().map(search_form)}
                {account.map(account_menu)}
                {narrow}
            </div>
        </header>
        <main id="main" class="inner">{flash.into_option()}{children()}</main>
        {footer}
    }
    .into_any()
}

/// On a desk: each group unfolds.
fn side_by_side(nav: &[NavGroup]) -> Vec<AnyView> {
    let group = |group: &NavGroup| match group.words.as_slice() {
        [] => None,
        [_] => Some(words(&group.words).into_any()),
        several => {
            let current = several.iter().any(|word| word.current).then_some("true");
            Some(
                view! {
                    <li>
                        <details class="menu nav-group" name="menu">
                            <summary aria-current=current>{group.label.clone()}</summary>
                            <ul class="menu-list">{words(several)}</ul>
                        </details>
                    </li>
                }
                .into_any(),
            )
        }
    };
    nav.iter().filter_map(group).collect()
}

/// On a phone: everything in one list, each group under its name.
fn headed(nav: &[NavGroup]) -> Vec<AnyView> {
    let group = |group: &NavGroup| match group.words.as_slice() {
        [] => None,
        [_] => Some(view! { <ul>{words(&group.words)}</ul> }.into_any()),
        several => Some(
            view! {
                <p class="nav-head" aria-hidden="true">{group.label.clone()}</p>
                <ul aria-label=group.label.clone()>{words(several)}</ul>
            }
            .into_any(),
        ),
    };
    nav.iter().filter_map(group).collect()
}

fn words(words: &[NavItem]) -> Vec<AnyView> {
    let word = |item: NavItem| {
        let current = item.current.then_some("page");
        view! { <li><a href=item.href aria-current=current>{item.label}</a></li> }.into_any()
    };
    words.iter().cloned().map(word).collect()
}

fn search_form(action: String) -> AnyView {
    view! {
        <form class="bar-search" method="get" action=action role="search" aria-label="Everything">
            <label class="hidden" for="search">"Search everything"</label>
            <input class="input" type="search" id="search" name="q" placeholder="Search" autocomplete="off"/>
        </form>
    }
    .into_any()
}

fn account_menu(account: Account) -> AnyView {
    let themes: Vec<_> = Theme::ALL
        .into_iter()
        .map(|theme| {
            let chosen = if theme == account.theme { "true" } else { "false" };
            view! { <button type="submit" name="theme" value=theme.word() aria-pressed=chosen>{theme.label()}</button> }
                .into_any()
        })
        .collect();
    let new = account.notices.unwrap_or_default();
    let badge = (new > 0).then(|| {
        view! { <span class="account-new"><span aria-hidden="true">{new}</span><span class="hidden">{format!(" ({new} new)")}</span></span> }
            .into_any()
    });
    let notices = account.notices.map(|_| {
        let words = if new > 0 { format!("Notices ({new})") } else { "Notices".to_owned() };
        view! { <p><a href="/notices">{words}</a></p> }.into_any()
    });
    let scope = account.scope.map(|scope| view! { <p class="muted">{scope}</p> }.into_any());
    view! {
        <details class="menu account" name="menu">
            <summary>
                <svg class="account-icon" viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true">
                    <circle cx="12" cy="8" r="4.5"></circle>
                    <path d="M3 21.5a9 7.5 0 0 1 18 0z"></path>
                </svg>
                <span class="hidden">"Account: "</span>
                <span class="account-name">{account.name.clone()}</span>
                {badge}
            </summary>
            <div class="menu-list">
                <p class="account-who">{account.name}</p>
                <p>{account.role}</p>
                {scope}
                {notices}
                <p><a href="/account">"Your account"</a></p>
                <form method="post" action="/api/choose_theme">
                    <input type="hidden" name="back" value=account.back/>
                    <div class="segmented" role="group" aria-label="Colours">{themes}</div>
                </form>
                <form method="post" action="/api/sign_out">
                    <button class="button button-quiet" type="submit">"Sign out"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_current_on_everything_below_it() {
        let current = |href: &str, at: &str| NavItem::new("word", href, at).current;
        assert!(current("/rounds", "/rounds") && current("/rounds", "/rounds/R-2019-05/receipt") && current("/", "/"));
        assert!(!current("/", "/rounds") && !current("/rounds", "/rounds-old") && !current("/rounds", "/"));
    }
}
