//! How often a stranger may ask: for what needs no sign-in and answers from the data.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::http::HeaderMap;
use domain::Timestamp;

/// Questions in one minute from one address, and from everybody.
const FROM_ONE: u32 = 30;
const FROM_ALL: u32 = 600;
const MINUTE: i64 = 60_000;

/// Cheap to clone. Counts are those of this process and of the running minute; nothing is kept of who asked.
#[derive(Clone, Default)]
pub struct Throttle(Arc<Mutex<Window>>);

#[derive(Default)]
struct Window {
    minute: i64,
    all: u32,
    by_client: HashMap<Client, u32>,
}

/// Who asks, as far as the network says. Of IPv6 the first 64 bits: one household has all the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Client {
    V4([u8; 4]),
    V6([u16; 4]),
    Unknown,
}

impl Throttle {
    /// Whether this question is one too many. What is refused counts for nobody: one machine cannot use up what all have.
    pub fn refuses(&self, address: Option<IpAddr>, at: Timestamp) -> bool {
        // A poisoned lock holds counts that are at worst too low for a minute.
        let mut window = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let minute = at.0.div_euclid(MINUTE);
        if window.minute != minute {
            *window = Window { minute, ..Window::default() };
        }
        if window.all >= FROM_ALL {
            return true;
        }
        // Each new entry is admitted and counted, so at most FROM_ALL of them: nobody fills the memory with addresses.
        let own = window.by_client.entry(client(address)).or_default();
        if *own >= FROM_ONE {
            return true;
        }
        *own += 1;
        window.all += 1;
        false
    }
}

fn client(address: Option<IpAddr>) -> Client {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(v4)) => Client::V4(v4.octets()),
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            Client::V6([a, b, c, d])
        }
        None => Client::Unknown,
    }
}

/// The address of the client: what the proxy in front states in `header` (its own, so the last, entry), else the other end
/// of the connection.
pub fn address(headers: &HeaderMap, header: Option<&str>, peer: Option<SocketAddr>) -> Option<IpAddr> {
    let stated = header.map(|name| {
        let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    });
    stated.unwrap_or(peer.map(|peer| peer.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_576_134_000_000);

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("address"))
    }

    #[test]
    fn each_address_has_its_own_count_and_the_minute_begins_anew() {
        let throttle = Throttle::default();
        let asks = |address: &str, at| throttle.refuses(ip(address), at);
        assert_eq!((0..40).filter(|_| asks("192.0.2.1", NOW)).count(), 10);
        assert!(!asks("192.0.2.2", NOW));
        assert!(!asks("192.0.2.1", NOW.plus_seconds(60)));
    }

    #[test]
    fn one_machine_does_not_keep_the_others_waiting() {
        let throttle = Throttle::default();
        let refused = (0..2_000).filter(|_| throttle.refuses(ip("192.0.2.1"), NOW)).count();
        assert_eq!(refused, 2_000 - FROM_ONE as usize);
        assert!(!throttle.refuses(ip("192.0.2.2"), NOW), "somebody else at the same minute");
    }

    #[test]
    fn many_addresses_together_have_a_limit_too() {
        let throttle = Throttle::default();
        let refused = (0..=255_u8).flat_map(|a| (0..4).map(move |b| (a, b)));
        let refused = refused.filter(|(a, b)| throttle.refuses(ip(&format!("10.0.{b}.{a}")), NOW)).count();
        assert_eq!(refused, 1024 - FROM_ALL as usize);
    }

    #[test]
    fn a_household_with_many_addresses_is_one_client() {
        let throttle = Throttle::default();
        let refused = (0..40).filter(|n| throttle.refuses(ip(&format!("2001:db8:1:2::{n:x}")), NOW)).count();
        assert_eq!(refused, 10);
        assert_eq!(
            (0..40).filter(|_| throttle.refuses(None, NOW)).count(),
            10,
            "who cannot be told apart is one as well"
        );
    }

    #[test]
    fn only_the_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.7, 203.0.113.9".parse().expect("header"));
        let peer = Some("127.0.0.1:5000".parse().expect("peer"));
        assert_eq!(address(&headers, None, peer), ip("127.0.0.1"), "without a proxy a header is only a claim");
        assert_eq!(address(&headers, Some("x-forwarded-for"), peer), ip("203.0.113.9"));
        assert_eq!(address(&HeaderMap::new(), Some("x-forwarded-for"), peer), None);
    }
}
