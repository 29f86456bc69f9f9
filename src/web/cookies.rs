//! Cookies: reading one, writing one, and small values that only this portal can have written.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use domain::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// So long a signed value counts, in seconds: until the next page.
const SIGNED_FOR: i64 = 60;

fn all(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(Cookie::split_parse_encoded).flatten()
}

/// The value of a cookie.
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    all(headers).find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// The session cookie's name: bound to the host by its prefix where people come by https.
pub fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-sid" } else { "sid" }
}

/// A cookie for every page. `seconds`: `None` lives as long as the browser, 0 removes it.
pub fn set(name: &'static str, value: impl Into<String>, seconds: Option<i64>, secure: bool) -> Cookie<'static> {
    let cookie = Cookie::build((name, value.into())).path("/").http_only(true).same_site(SameSite::Lax);
    let mut cookie = cookie.secure(secure).build();
    cookie.set_max_age(seconds.map(Duration::seconds));
    cookie
}

/// Removes the session's cookie.
pub fn end_of_session(secure: bool) -> Cookie<'static> {
    set(session_name(secure), "", Some(0), secure)
}

/// A cookie for the pages below one path, never sent along from another site.
pub fn set_for(name: &'static str, value: &str, path: &str, seconds: i64, secure: bool) -> Cookie<'static> {
    let mut cookie = set(name, value, Some(seconds), secure);
    cookie.set_path(path.to_owned());
    cookie.set_same_site(SameSite::Strict);
    cookie
}

pub fn append(headers: &mut HeaderMap, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.encoded().to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// What a signed cookie holds. The signature is over the value alone, so the value says which cookie it is for and until when:
/// a host next to this one can neither rename nor keep what it was shown.
#[derive(Serialize, Deserialize)]
struct Signed<N, T> {
    name: N,
    until: i64,
    value: T,
}

/// A cookie for the next page, which is read only if this portal wrote it.
pub fn set_signed(
    name: &'static str,
    value: &impl Serialize,
    key: &Key,
    at: Timestamp,
    secure: bool,
) -> Cookie<'static> {
    let until = at.plus_seconds(SIGNED_FOR).0;
    let packed = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&Signed { name, until, value }).unwrap_or_default());
    let mut jar = CookieJar::new();
    jar.signed_mut(key).add(set(name, packed, Some(SIGNED_FOR), secure));
    jar.get(name).cloned().unwrap_or_else(|| set(name, "", Some(0), secure))
}

/// What [`set_signed`] wrote, less than a minute ago; anything else is nothing.
pub fn signed<T: DeserializeOwned>(headers: &HeaderMap, name: &str, key: &Key, at: Timestamp) -> Option<T> {
    let jar = CookieJar::new();
    let jar = jar.signed(key);
    all(headers).filter(|cookie| cookie.name() == name).find_map(|cookie| {
        let cookie = jar.verify(cookie.into_owned())?;
        let packed = URL_SAFE_NO_PAD.decode(cookie.value()).ok()?;
        let signed: Signed<String, T> = serde_json::from_slice(&packed).ok()?;
        (signed.name == name && at.0 < signed.until).then_some(signed.value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_576_134_000_000);

    fn sent(cookies: &[Cookie<'_>]) -> HeaderMap {
        let pairs: Vec<String> = cookies.iter().map(|cookie| cookie.encoded().stripped().to_string()).collect();
        HeaderMap::from_iter([(COOKIE, pairs.join("; ").parse().expect("a header"))])
    }

    #[test]
    fn only_what_the_portal_wrote_is_read_and_only_for_a_minute() {
        let (key, other) = (Key::from(&[7; 64]), Key::from(&[8; 64]));
        let read = |headers: &HeaderMap, name, at| signed::<String>(headers, name, &key, at);
        let own = set_signed("flash", &"Qoʻngʻirot: 4 boots", &key, NOW, false);
        let foreign = set_signed("flash", &"Call this number", &other, NOW, false);
        let typed = set("flash", "Call this number", None, false);
        let words = Some("Qoʻngʻirot: 4 boots".to_owned());
        assert_eq!(read(&sent(&[foreign.clone(), typed.clone(), own.clone()]), "flash", NOW), words);
        assert_eq!(read(&sent(&[foreign, typed]), "flash", NOW), None);
        assert_eq!(read(&sent(std::slice::from_ref(&own)), "flash", NOW.plus_seconds(60)), None, "too old");
        let renamed = set("parked", own.value(), None, false);
        assert_eq!(read(&sent(&[renamed]), "parked", NOW), None, "written for another cookie");
    }
}
