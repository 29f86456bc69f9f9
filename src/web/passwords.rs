//! Passwords: argon2id, off the async threads, a bounded number at a time.

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::{Config, error::AppError};

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    permits: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked when the login is unknown, so that unknown and wrong take the same time.
    nobody: Arc<str>,
}

/// More people than this waiting for a hash at once are told to come back.
const LONGEST_QUEUE: usize = 64;

impl Passwords {
    /// # Errors
    /// The settings are outside what argon2 allows.
    pub fn new(config: &Config) -> Result<Self, String> {
        let params = Params::new(config.hash_memory_kib, config.hash_rounds, 1, None).map_err(|e| e.to_string())?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon, "nobody has this password").map_err(|e| e.to_string())?;
        Ok(Passwords {
            argon,
            permits: Arc::new(Semaphore::new(config.parallel_hashes)),
            waiting: Arc::new(Semaphore::new(LONGEST_QUEUE)),
            nobody: nobody.into(),
        })
    }

    /// A new PHC string for this password.
    ///
    /// # Errors
    /// Too many at once.
    pub async fn hash(&self, password: String) -> Result<String, AppError> {
        let argon = self.argon.clone();
        self.bounded(move || hash(&argon, &password)).await?.map_err(AppError::internal)
    }

    /// Whether the password is right. With no hash (unknown login, no password set) it takes as long and is wrong.
    ///
    /// # Errors
    /// Too many at once.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<bool, AppError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        let argon = self.argon.clone();
        let right = self
            .bounded(move || match PasswordHash::new(&stored) {
                Ok(parsed) => argon.verify_password(password.as_bytes(), &parsed).is_ok(),
                Err(_) => false,
            })
            .await?;
        Ok(right && known)
    }

    /// Was this hash made with other settings than today's?
    pub fn is_outdated(&self, stored: &str) -> bool {
        let wanted = format!("m={},t={},p=1", self.argon.params().m_cost(), self.argon.params().t_cost());
        !stored.contains(&wanted)
    }

    async fn bounded<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let _place = self.waiting.clone().try_acquire_owned().map_err(|_| AppError::Busy)?;
        let permit = self.permits.clone().acquire_owned().await.map_err(AppError::internal)?;
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        work.await.map_err(AppError::internal)
    }
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon.hash_password(password.as_bytes())?.to_string())
}

/// SHA-256 of a token, as stored: whoever reads the table cannot use it.
pub fn token_hash(token: &str) -> String {
    use sha2::{Digest, Sha256};
    crate::clock::hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        let environment = [("PORTAL_HASH_MEMORY_KIB", "19456"), ("PORTAL_HASH_ROUNDS", "2")];
        let config =
            Config::read("", environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))).expect("config");
        Passwords::new(&config).expect("argon2")
    }

    #[tokio::test]
    async fn hashes_are_argon2id_above_the_floor_and_check() {
        let passwords = passwords();
        let hash = passwords.hash("boots for the northern posts".into()).await.expect("hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.check("boots for the northern posts".into(), Some(hash.clone())).await.expect("check"));
        assert!(!passwords.check("boots for the southern posts".into(), Some(hash.clone())).await.expect("check"));
        assert!(!passwords.check("nobody has this password".into(), None).await.expect("check"));
        assert!(!passwords.is_outdated(&hash) && passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$x"));
    }
}
