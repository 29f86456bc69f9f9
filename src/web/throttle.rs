//! How often one address may ask: for what needs no sign-in and answers from the data, and to sign in.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use axum::http::HeaderMap;
use governor::{
    Quota, RateLimiter,
    clock::Clock as Ticks,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed, keyed::HashMapStateStore},
};

use crate::Clock;

/// What somebody who is not signed in asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Whether a paper is genuine, and one-time links. Codes and links cannot be guessed; the limit keeps one machine from
    /// keeping the others waiting.
    Papers,
    /// The page and the form: 60 sign-ins. What is guessed at one account makes that account wait (`pages/account/throttle.rs`);
    /// this is about one machine that tries many.
    SignIn,
}

impl Door {
    pub fn of(path: &str) -> Option<Self> {
        const PAPERS: [&str; 7] = [
            "/verify/",
            "/sign/",
            "/welcome/",
            "/calendar/",
            "/api/open_signing_link",
            "/api/sign_by_link",
            "/api/set_password",
        ];
        if PAPERS.iter().any(|start| path.starts_with(start)) {
            return Some(Door::Papers);
        }
        matches!(path, "/sign-in" | "/api/sign_in").then_some(Door::SignIn)
    }

    /// Questions in one minute from one address.
    const fn in_a_minute(self) -> NonZeroU32 {
        match self {
            Door::Papers => FROM_ONE,
            Door::SignIn => SIGN_INS,
        }
    }
}

const FROM_ONE: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
const SIGN_INS: NonZeroU32 = NonZeroU32::new(120).expect("not zero");
/// Questions about papers and links in one minute from everybody. Signing in has no such limit: with one, a single machine
/// with many addresses would keep everybody out.
const FROM_ALL: NonZeroU32 = NonZeroU32::new(600).expect("not zero");
/// So many addresses are told apart at a time; beyond them nobody new gets in, so that nobody fills the memory.
const MOST_CLIENTS: usize = 20_000;

/// Cheap to clone. Counts are those of this process; who has not asked for a minute is forgotten.
#[derive(Clone)]
pub struct Throttle {
    papers: Arc<ByClient>,
    sign_in: Arc<ByClient>,
    all: Arc<RateLimiter<NotKeyed, InMemoryState, Clock, NoOpMiddleware<Duration>>>,
}

type ByClient = RateLimiter<Client, HashMapStateStore<Client>, Clock, NoOpMiddleware<Duration>>;

/// Who asks, as far as the network says. Of IPv6 the first 64 bits: one household has all the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Client {
    V4([u8; 4]),
    V6([u16; 4]),
    Unknown,
}

impl Ticks for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(Clock::now(self).0).unwrap_or_default())
    }
}

impl Throttle {
    pub fn new(clock: &Clock) -> Self {
        let by_client = |door: Door| {
            Arc::new(RateLimiter::hashmap_with_clock(Quota::per_minute(door.in_a_minute()), clock.clone()))
        };
        Throttle {
            papers: by_client(Door::Papers),
            sign_in: by_client(Door::SignIn),
            all: Arc::new(RateLimiter::direct_with_clock(Quota::per_minute(FROM_ALL), clock.clone())),
        }
    }

    /// Whether this question is one too many. What is refused to one counts for nobody: one machine cannot use up what all have.
    pub fn refuses(&self, door: Door, address: Option<IpAddr>) -> bool {
        match door {
            Door::Papers => refuses(&self.papers, address) || self.all.check().is_err(),
            Door::SignIn => refuses(&self.sign_in, address),
        }
    }
}

fn refuses(limit: &ByClient, address: Option<IpAddr>) -> bool {
    if limit.len() >= MOST_CLIENTS {
        limit.retain_recent();
        if limit.len() >= MOST_CLIENTS {
            return true;
        }
    }
    limit.check_key(&client(address)).is_err()
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
    use domain::Timestamp;

    use super::*;

    fn throttle() -> (Clock, Throttle) {
        let clock = Clock::fixed(Timestamp(1_576_134_000_000));
        (clock.clone(), Throttle::new(&clock))
    }

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("address"))
    }

    #[test]
    fn each_address_has_its_own_count_and_the_minute_begins_anew() {
        let (clock, throttle) = throttle();
        let refused = |address: &str| (0..40).filter(|_| throttle.refuses(Door::Papers, ip(address))).count();
        assert_eq!((refused("192.0.2.1"), refused("192.0.2.2")), (10, 10));
        clock.advance(60);
        assert_eq!(refused("192.0.2.1"), 10);
    }

    #[test]
    fn one_machine_does_not_keep_the_others_waiting() {
        let (_, throttle) = throttle();
        let refused = (0..2_000).filter(|_| throttle.refuses(Door::Papers, ip("192.0.2.1"))).count();
        assert_eq!(refused, 2_000 - 30);
        assert!(!throttle.refuses(Door::Papers, ip("192.0.2.2")), "somebody else at the same minute");
    }

    #[test]
    fn many_addresses_together_have_a_limit_too() {
        let (_, throttle) = throttle();
        let refused = (0..=255_u8).flat_map(|a| (0..4).map(move |b| (a, b)));
        let refused = refused.filter(|(a, b)| throttle.refuses(Door::Papers, ip(&format!("10.0.{b}.{a}")))).count();
        assert_eq!(refused, 1024 - 600);
    }

    #[test]
    fn a_household_with_many_addresses_is_one_client() {
        let (_, throttle) = throttle();
        let refused = (0..40).filter(|n| throttle.refuses(Door::Papers, ip(&format!("2001:db8:1:2::{n:x}")))).count();
        assert_eq!(refused, 10);
        assert_eq!(
            (0..40).filter(|_| throttle.refuses(Door::Papers, None)).count(),
            10,
            "who cannot be told apart is one as well"
        );
    }

    #[test]
    fn signing_in_and_papers_are_counted_apart_and_signing_in_for_each_address_alone() {
        let (_, throttle) = throttle();
        let refused = |address: &str| (0..150).filter(|_| throttle.refuses(Door::SignIn, ip(address))).count();
        assert_eq!((0..30).filter(|_| throttle.refuses(Door::Papers, ip("192.0.2.1"))).count(), 0);
        assert_eq!(refused("192.0.2.1"), 30);
        assert_eq!((1..=20).map(|host| refused(&format!("198.51.100.{host}"))).sum::<usize>(), 20 * 30);
    }

    #[test]
    fn addresses_without_end_do_not_fill_the_memory() {
        let (clock, throttle) = throttle();
        let asks = |n: u32| throttle.refuses(Door::SignIn, Some(IpAddr::from(n.to_be_bytes())));
        assert_eq!((0..25_000).filter(|n| asks(*n)).count(), 5_000);
        assert_eq!(throttle.sign_in.len(), MOST_CLIENTS);
        clock.advance(60);
        assert!(!asks(24_999), "after a minute the others are forgotten");
        assert_eq!(throttle.sign_in.len(), 1);
    }

    #[test]
    fn doors_are_told_by_their_address() {
        let doors =
            ["/verify/A-1", "/welcome/0f", "/api/set_password", "/sign-in", "/api/sign_in", "/rounds", "/calendar/0f"];
        let papers = Some(Door::Papers);
        let sign_in = Some(Door::SignIn);
        assert_eq!(doors.map(Door::of), [papers, papers, papers, sign_in, sign_in, None, papers]);
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
