//! `khue serve`: the web site and its background work.

use std::net::SocketAddr;

use clap::Args;
use khue_app::accounts::create_first_admin_link;
use khue_app::registry::exchange::deliver;
use khue_app::{App, Chance, OpError};
use khue_web::{AppState, Site, receiver, router, serve};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Database, Problem, program};
use crate::clock::MachineClock;

/// How to serve.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    /// Địa chỉ lắng nghe.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Địa chỉ công khai, như https://chidao.tinh.gov.vn.
    #[arg(long)]
    address: Option<String>,
    /// Có máy chủ trung gian kết thúc HTTPS ở phía trước.
    #[arg(long)]
    behind_proxy: bool,
}

/// Serves until it is asked to end.
///
/// # Errors
/// [`Problem`] when the database or the address cannot be had.
pub async fn run(arguments: Arguments) -> Result<(), Problem> {
    let db = arguments.database.open_current().await?;
    let app = App { program: program(), ..App::new(db, Arc::new(MachineClock), Chance::from_machine()) };
    let site = site(&arguments);
    match create_first_admin_link(&app).await {
        Ok(token) => {
            println!(
                "Chưa có tài khoản nào. Mở liên kết này trong 24 giờ để lập tài khoản quản trị đầu tiên:"
            );
            println!("{}", site.link(&format!("/khoi-tao/{token}")));
        }
        // There is an account already.
        Err(OpError::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let listener = listen(arguments.listen).await?;
    println!("Khuê chạy ở http://{}", listener.local_addr()?);
    run_site(AppState::new(app, site, None), listener).await
}

fn site(arguments: &Arguments) -> Site {
    use khue_web::state::{Proxy, Transport};
    let https = arguments.address.as_deref().is_some_and(|address| address.starts_with("https://"));
    Site {
        address: arguments.address.clone().or_else(|| Some(format!("http://{}", arguments.listen))),
        hosts: Vec::new(),
        folders: Vec::new(),
        transport: if https { Transport::Https } else { Transport::Plain },
        proxy: if arguments.behind_proxy { Proxy::Trusted } else { Proxy::None },
    }
}

/// Serves only what partners of the exchange reach, on the same database, without background work.
///
/// # Errors
/// [`Problem`] when the database or the address cannot be had.
pub async fn run_receiver(arguments: Arguments) -> Result<(), Problem> {
    let db = arguments.database.open_current().await?;
    let app = App::new(db.clone(), Arc::new(MachineClock), Chance::from_machine());
    let state = AppState::new(app, site(&arguments), None);
    let listener = listen(arguments.listen).await?;
    println!("Khuê nhận gói trao đổi ở http://{}", listener.local_addr()?);
    serve(listener, receiver(state), asked_to_end()).await;
    db.close().await;
    Ok(())
}

/// Takes the address.
///
/// # Errors
/// [`Problem`] when somebody else has it.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| {
        Problem(format!("Không lắng nghe được ở {address}: {error}. Hãy chọn cổng khác bằng --listen."))
    })
}

/// Serves the site and works in the background until it is asked to end.
///
/// # Errors
/// None today; requests under way are finished.
pub async fn run_site(state: AppState, listener: TcpListener) -> Result<(), Problem> {
    let (stopper, stopped) = watch::channel(());
    let worker = khue_app::worker(&state.app);
    let db = state.app.db.clone();
    let end = |mut stopped: watch::Receiver<()>| async move {
        // An error says that the stopper is gone, which ends the wait as well.
        let _ = stopped.changed().await;
    };
    let working = tokio::spawn(worker.run(end(stopped.clone())));
    let sending = tokio::spawn(deliver(state.app.clone(), end(stopped.clone())));
    let serving = tokio::spawn(serve(listener, router(state), end(stopped)));
    asked_to_end().await;
    stopper.send_replace(());
    for (what, task) in [("web", serving), ("worker", working), ("exchange", sending)] {
        if let Err(error) = task.await {
            tracing::error!(%error, what, "broke off");
        }
    }
    db.close().await;
    Ok(())
}

/// Waits until somebody presses Ctrl-C or the machine asks the program to end.
pub async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
