//! The addresses of a state: `/grants/JP-2020/states/2` and, below it, every page that it has.

/// Where the page that had this address is found in the state.
pub fn state_address(grant: &str, number: i64, path: &str) -> String {
    let base = format!("/grants/{grant}/states/{number}");
    let own = format!("/grants/{grant}");
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let below = if path == own {
        String::new()
    } else if path == "/" {
        "/overview".to_owned()
    } else if let Some(part) = path.strip_prefix(&format!("{own}/")) {
        format!("/grant/{part}")
    } else {
        path.to_owned()
    };
    match query {
        Some(query) => format!("{base}{below}?{query}"),
        None => format!("{base}{below}"),
    }
}

/// The address that a page had which is asked for below a state.
pub fn frozen_path(grant: &str, below: &str, query: Option<&str>) -> String {
    let own = format!("/grants/{grant}");
    let path = match below {
        "" => own,
        "overview" => "/".to_owned(),
        below => match below.strip_prefix("grant/") {
            Some(part) => format!("{own}/{part}"),
            None => format!("/{below}"),
        },
    };
    match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

/// A page of the grant, but not of its states.
pub fn is_of_grant(path: &str, grant: &str) -> bool {
    let Some(rest) = path.strip_prefix("/grants/").and_then(|rest| rest.strip_prefix(grant)) else { return false };
    let is_state = rest == "/states" || rest.starts_with("/states/");
    (rest.is_empty() || rest.starts_with('/')) && !is_state
}

/// A page of what was released.
pub fn is_state(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    parts.next() == Some("grants") && parts.nth(1) == Some("states")
}

/// Whether a state has a page of this address at all.
pub fn belongs(path: &str, grant: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path == "/" || is_of_grant(path, grant) || ROOMS.iter().any(|room| is_in(path, room))
}

/// Where pages stand that show something of a grant. (Nobody's own: accounts, notices, searches, questions.)
const ROOMS: [&str; 15] = [
    "/items",
    "/rounds",
    "/planned",
    "/receipts",
    "/discrepancies",
    "/units",
    "/activities",
    "/components",
    "/programmes",
    "/results",
    "/totals",
    "/agencies",
    "/documents",
    "/officials",
    "/briefing",
];

fn is_in(path: &str, room: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
}

/// Which links of a page are followed: without a filter everywhere; with one from the first pages, where it says what a figure
/// is made of; and from part to part of a list.
pub fn is_followed(from: &str, to: &str, grant: &str) -> bool {
    let Some((_, query)) = to.split_once('?') else { return true };
    let first = from == "/" || from == format!("/grants/{grant}");
    let paged = query.split('&').any(|pair| pair.starts_with("after=") || pair.starts_with("before="));
    first || (paged && !query.contains("sort="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_place_in_a_state() {
        for (path, address) in [
            ("/grants/JP-2020", "/grants/JP-2020/states/2"),
            ("/", "/grants/JP-2020/states/2/overview"),
            ("/grants/JP-2020/money", "/grants/JP-2020/states/2/grant/money"),
            ("/items/IMT-000001", "/grants/JP-2020/states/2/items/IMT-000001"),
            ("/items?state=awaiting+receipt", "/grants/JP-2020/states/2/items?state=awaiting+receipt"),
        ] {
            assert_eq!(state_address("JP-2020", 2, path), address);
            let (below, query) = address.split_once('?').map_or((address, None), |(a, q)| (a, Some(q)));
            let below = below.trim_start_matches("/grants/JP-2020/states/2").trim_start_matches('/');
            assert_eq!(frozen_path("JP-2020", below, query), path);
        }
    }

    #[test]
    fn a_state_has_no_pages_of_its_own_states_and_of_persons() {
        assert!(is_of_grant("/grants/JP-2020/ledger", "JP-2020") && !is_of_grant("/grants/JP-20200", "JP-2020"));
        for path in ["/grants/JP-2020/states", "/grants/JP-2020/states/1", "/account", "/questions/3", "/search?q=a"] {
            assert!(!belongs(path, "JP-2020"), "{path}");
        }
        for path in ["/", "/items.csv", "/grants/JP-2020", "/rounds/R-1?x=1", "/briefing/en/pdf"] {
            assert!(belongs(path, "JP-2020"), "{path}");
        }
        assert!(is_state("/grants/JP-2020/states/2/items") && !is_state("/grants/JP-2020/statement"));
        assert!(!is_followed("/items", "/items?sort=-value", "JP-2020"));
        assert!(is_followed("/items", "/items?after=k", "JP-2020"));
        assert!(is_followed("/", "/items?state=awaiting", "JP-2020"));
    }
}
