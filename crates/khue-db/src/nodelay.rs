//! Packets to PostgreSQL leave at once.
//!
//! The database client leaves its sockets as the system makes them (its next release is to set this again).
//! Then the last piece of a long statement waits until the server has confirmed the pieces before it, which
//! takes it up to 40 ms: loading 62 schools took 82 s instead of about 20.

/// Tells every socket of this program not to hold back small packets.
///
/// The client does not hand out its socket, so this asks the system for the program's own open files.
/// Where that is not allowed (some containers) the database is slower, not wrong.
#[cfg(target_os = "linux")]
pub(crate) fn send_at_once() {
    use rustix::io::Errno;
    use rustix::net::sockopt::set_tcp_nodelay;
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

    let own = match pidfd_open(getpid(), PidfdFlags::empty()) {
        Ok(own) => own,
        Err(error) => {
            tracing::warn!(%error, "long statements to PostgreSQL over TCP will wait; a socket file does not");
            return;
        }
    };
    let files = std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    // Sockets alone: closing the copy of any other file would drop the locks that SQLite holds on it.
    let sockets = files.filter(|file| {
        std::fs::read_link(file.path()).is_ok_and(|at| at.to_string_lossy().starts_with("socket:"))
    });
    let numbers = sockets.filter_map(|file| file.file_name().to_str()?.parse().ok());
    for number in numbers {
        if let Ok(file) = pidfd_getfd(&own, number, PidfdGetfdFlags::empty())
            && set_tcp_nodelay(&file, true) == Err(Errno::NOTSOCK)
        {
            // Another file took the number in between: it stays open, for the same reason.
            std::mem::forget(file);
        }
    }
}

/// Elsewhere nothing is known to do.
#[cfg(not(target_os = "linux"))]
pub(crate) fn send_at_once() {}
