//! Packets to PostgreSQL leave at once.
//!
//! The database client leaves its sockets as the system makes them (its next release is to set this again).
//! Then the last piece of a long statement waits until the server has confirmed the pieces before it, which
//! takes it up to 40 ms: loading a province took over ten minutes instead of two.

/// Tells every socket of this program not to hold back small packets.
///
/// The client does not hand out its socket, so this asks the system for the program's own open files.
/// Where that is not allowed (some containers) the database is slower, not wrong.
#[cfg(target_os = "linux")]
pub(crate) fn send_at_once() {
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
    let numbers = files.filter_map(|file| file.file_name().to_str()?.parse().ok());
    for number in numbers {
        if let Ok(file) = pidfd_getfd(&own, number, PidfdGetfdFlags::empty()) {
            // Refused by everything that is not a TCP socket.
            let _ = set_tcp_nodelay(file, true);
        }
    }
}

/// Elsewhere nothing is known to do.
#[cfg(not(target_os = "linux"))]
pub(crate) fn send_at_once() {}
