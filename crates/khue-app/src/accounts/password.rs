//! Passwords: what is accepted, how it is hashed, how much machine it may take.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use khue_base::search_key;
use tokio::sync::Semaphore;

use crate::{Chance, OpError};

/// argon2id at the strength that OWASP's password storage sheet names first for 19 MiB: guessing costs a
/// thief memory, yet a small server checks some 30 passwords a second.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A password longer than this is no password but an attempt to keep the machine busy.
const LONGEST_BYTES: usize = 256;
const SHORTEST: usize = 10;

/// How long somebody waits for a place before being told that the machine is busy.
const PATIENCE: Duration = Duration::from_secs(8);

/// Hashes under work at a time: half of the cores, so that pages stay quick while a whole school signs in.
static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new((cores / 2).max(1)))
});

/// Against this a password is checked when no account has the login, so that it takes as long; it is
/// the hash of a secret that nobody knows, at the same strength (a test compares).
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$b5F5Vn3qUYh0rEnIpQJg5w$8C1mPSzC1S0wO6mFhUy2mXNlCq1Wm5RkYxQ0o1rC0Zs";

/// One per line, lower case without marks.
const COMMON: &str = include_str!("common_passwords.txt");

/// Refuses a password that is guessed early.
pub(super) fn check(field: &str, password: &str, login: &str) -> Result<(), OpError> {
    let key: String = search_key(password).split_whitespace().collect();
    let letters: std::collections::HashSet<char> = key.chars().collect();
    if password.chars().count() < SHORTEST {
        return Err(OpError::field(
            field,
            "Mật khẩu ngắn hơn 10 kí tự nên dễ bị đoán; hãy đặt dài hơn, ví dụ ghép ba bốn từ không liên quan.",
        ));
    }
    if LONGEST_BYTES < password.len() {
        return Err(OpError::field(
            field,
            "Mật khẩu dài quá 256 byte nên hệ thống không nhận; hãy đặt ngắn hơn.",
        ));
    }
    if key.contains(&search_key(login)) {
        return Err(OpError::field(
            field,
            "Mật khẩu chứa tên đăng nhập nên dễ bị đoán; hãy đặt mật khẩu khác hẳn tên đăng nhập.",
        ));
    }
    if letters.len() < 5 || COMMON.lines().any(|common| common == key) {
        return Err(OpError::field(
            field,
            "Mật khẩu này nhiều người dùng nên dễ bị đoán; hãy đặt mật khẩu khác, ví dụ ghép ba bốn từ không liên quan.",
        ));
    }
    Ok(())
}

/// The hash to store.
pub(super) async fn hash(password: &str, chance: &Chance) -> Result<String, OpError> {
    let (password, salt) = (password.to_owned(), chance.bytes::<16>());
    at_a_place(move || {
        let made: PasswordHash = argon2().hash_password_with_salt(password.as_bytes(), &salt)?;
        Ok(made.to_string())
    })
    .await?
    .map_err(|error: argon2::password_hash::Error| OpError::Failed(format!("hashing a password: {error}")))
}

/// Whether `password` is the one of `hash`; without a hash it takes as long and is wrong.
pub(super) async fn verify(password: &str, hash: Option<&str>) -> Result<bool, OpError> {
    let known = hash.is_some();
    let (password, hash) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
    let fits = at_a_place(move || {
        // What is too long is cut for the work's sake and is wrong anyway.
        let bytes = password.as_bytes().get(..LONGEST_BYTES.min(password.len())).unwrap_or_default();
        let fits = PasswordHash::new(&hash).is_ok_and(|hash| argon2().verify_password(bytes, &hash).is_ok());
        fits && password.len() <= LONGEST_BYTES
    })
    .await?;
    Ok(fits && known)
}

/// Runs heavy work on a thread for such, when one of the few places is free.
async fn at_a_place<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OpError> {
    let place = tokio::time::timeout(PATIENCE, PLACES.clone().acquire_owned()).await;
    let Ok(Ok(place)) = place else {
        return Err(OpError::refused(
            "Đang có quá nhiều người đăng nhập cùng lúc nên chưa kiểm tra được mật khẩu; hãy thử lại sau một phút.",
        ));
    };
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    done.await.map_err(|error| OpError::Failed(format!("password work: {error}")))
}

fn argon2() -> Argon2<'static> {
    // The parameters are constants within the bounds; a test hashes with them.
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_password(password: &str, sentence_has: Option<&str>) {
        let said = check("mat-khau-moi", password, "hoa.nguyen").err().map(|error| error.to_string());
        match (said, sentence_has) {
            (None, None) => {}
            (Some(said), Some(part)) => assert!(said.contains(part), "{password}: {said}"),
            other => panic!("{password}: {other:?}"),
        }
    }

    #[test]
    fn refuses_what_is_guessed_early() {
        check_password("sông lặng cầu tre", None);
        check_password("kx83-plmz-20", None);
        check_password("ngắn quá", Some("10 kí tự"));
        check_password("123456789", Some("10 kí tự"));
        check_password("1234567890", Some("nhiều người dùng"));
        check_password("Mật khẩu 123", Some("nhiều người dùng"));
        check_password("ababababab", Some("nhiều người dùng"));
        check_password("x-Hoa.Nguyen-x", Some("tên đăng nhập"));
        check_password(&"dài ".repeat(100), Some("256"));
    }

    #[tokio::test]
    async fn only_the_same_password_fits() {
        let chance = Chance::seeded(1);
        let stored = hash("sông lặng cầu tre", &chance).await.unwrap();
        assert!(verify("sông lặng cầu tre", Some(&stored)).await.unwrap());
        assert!(!verify("sông lặng cầu tra", Some(&stored)).await.unwrap());
        assert!(!verify("", Some(&stored)).await.unwrap());
        assert!(!verify("sông lặng cầu tre", None).await.unwrap());
        assert_ne!(stored, hash("sông lặng cầu tre", &chance).await.unwrap(), "every hash has its own salt");
    }

    #[tokio::test]
    async fn an_unknown_login_costs_the_same_work() {
        let stored = hash("sông lặng cầu tre", &Chance::seeded(1)).await.unwrap();
        let strength =
            |text: &str| PasswordHash::new(text).map(|h| (h.algorithm, h.version, h.params.clone())).unwrap();
        assert_eq!(strength(NOBODY), strength(&stored));
        let length = |text: &str| PasswordHash::new(text).unwrap().hash.map(|hash| hash.len());
        assert_eq!(length(NOBODY), length(&stored));
    }

    #[test]
    fn common_passwords_are_written_as_they_are_compared() {
        for common in COMMON.lines() {
            let key: String = search_key(common).split_whitespace().collect();
            assert_eq!(common, key);
            assert!(SHORTEST <= common.len(), "{common} is refused for its length already");
        }
    }
}
